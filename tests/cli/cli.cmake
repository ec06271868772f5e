# fbrun from outside, as a user has it. The tests run in this machine's Lua, fbrun where it belongs.
foreach(name bad_input descriptors display ending kiosk limits mmap program questions reload sandbox service shared shot stats)
  add_test(NAME cli.${name} COMMAND ${FBRUN_LUA} ${CMAKE_CURRENT_SOURCE_DIR}/cli/${name}.lua
    $<TARGET_FILE:fbrun> ${CMAKE_CROSSCOMPILING_EMULATOR})
  set_tests_properties(cli.${name} PROPERTIES LABELS cli TIMEOUT 300)
endforeach()
if(FBRUN_HAVE_LUV AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME cli.luv COMMAND ${FBRUN_LUA} ${CMAKE_CURRENT_SOURCE_DIR}/cli/luv.lua
    $<TARGET_FILE:fbrun>)
  set_tests_properties(cli.luv PROPERTIES LABELS cli TIMEOUT 300)
endif()
add_executable(notified cli/notified.c)
string(JOIN " " notified ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:notified>)
set_property(TEST cli.service APPEND PROPERTY ENVIRONMENT "NOTIFIED=${notified}")
add_executable(without cli/without.c)
set_property(TEST cli.sandbox APPEND PROPERTY ENVIRONMENT "WITHOUT=$<TARGET_FILE:without>")
if(FBRUN_HAVE_CJSON AND NOT CMAKE_CROSSCOMPILING)
  set_property(TEST cli.sandbox APPEND PROPERTY ENVIRONMENT "CJSON=1")
endif()
add_test(NAME cli.install COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/cli/install.sh ${CMAKE_COMMAND}
  ${PROJECT_BINARY_DIR} ${CMAKE_INSTALL_PREFIX} ${FBRUN_KIOSK})
set_tests_properties(cli.install PROPERTIES LABELS cli)
