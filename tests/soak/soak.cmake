# Whether anything grows. `./dev soak` runs soak.lua for a million frames; the test is a short form,
# in which caches are not full yet: the growth that it sees is one of descriptors or of Lua.
if(FBRUN_HAVE_PNG AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME soak
    COMMAND fbrun --quiet --clock=virtual --display=headless,size=320x180 soak.lua 600 100
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/soak)
  set_tests_properties(soak PROPERTIES LABELS soak TIMEOUT 600)
endif()

# Not part of `all`: it counts allocated bytes.
add_library(soak_heap MODULE EXCLUDE_FROM_ALL soak/heap.c)
target_compile_options(soak_heap PRIVATE -fno-builtin)
target_compile_definitions(soak_heap PRIVATE _GNU_SOURCE)
