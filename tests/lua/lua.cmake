# What API.md promises to scripts. Each test is a script that fbrun runs on a screen of 64x48 with
# the virtual clock, in two processes and in one.
function(fbrun_lua_test name)
  foreach(mode two one)
    set(option "")
    if(mode STREQUAL one)
      set(option --single-process)
    endif()
    add_test(NAME lua.${name}.${mode}
      COMMAND fbrun --quiet --clock=virtual --display=headless,size=64x48 ${option} ${name}.lua one two
      WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/lua)
    set_tests_properties(lua.${name}.${mode} PROPERTIES LABELS lua TIMEOUT 600
      ENVIRONMENT "XDG_STATE_HOME=${CMAKE_CURRENT_BINARY_DIR}/state")
  endforeach()
endfunction()

foreach(name canvas clock color context_bad_input context_compositing context_draw_image
    context_filters context_gradients context_hits context_image_data context_lines context_path2d
    context_paths context_patterns context_rects context_shadows context_state context_styles
    context_text context_transforms coroutine draw exit files font fps frames keyboard map menu mmap mmap_bytes
    mmap_file mmap_find mmap_registers mmap_shared mmap_stream names present
    quick_image quick_shapes quick_state quick_text stats timer)
  fbrun_lua_test(${name})
endforeach()

# A third of a million steps, which are the same in one process and in two.
add_test(NAME lua.mmap_random
  COMMAND fbrun --quiet --clock=virtual --display=headless,size=64x48 mmap_random.lua
  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/lua)
set_tests_properties(lua.mmap_random PROPERTIES LABELS lua TIMEOUT 600)

# Pictures. PNG is enough for most; a JPEG is another size when it is shown smaller.
if(FBRUN_HAVE_PNG)
  foreach(name image_animation image_async image_cache image_draw)
    fbrun_lua_test(${name})
  endforeach()
  if(FBRUN_HAVE_JPEG)
    fbrun_lua_test(image_load)
  endif()
  add_test(NAME lua.image_wake
    COMMAND fbrun --quiet --display=headless,size=64x48 image_wake.lua
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/lua)
  set_tests_properties(lua.image_wake PROPERTIES LABELS lua TIMEOUT 600)
else()
  fbrun_lua_test(image_none)
endif()

# With the real clock: files change when they do.
add_test(NAME lua.watch
  COMMAND fbrun --quiet --display=headless,size=64x48 watch.lua
  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/lua)
set_tests_properties(lua.watch PROPERTIES LABELS lua TIMEOUT 600)

# Modules that scripts require are this machine's, so a build for another processor has none.
foreach(module LUV CJSON)
  if(FBRUN_HAVE_${module} AND NOT CMAKE_CROSSCOMPILING)
    string(TOLOWER ${module} name)
    fbrun_lua_test(module_${name})
  endif()
endforeach()

if(FBRUN_HAVE_CJSON AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME lua.prices
    COMMAND fbrun --quiet --display=headless,size=64x48 prices.lua
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/lua)
  set_tests_properties(lua.prices PROPERTIES LABELS lua TIMEOUT 600)
endif()
if(FBRUN_HAVE_LUV AND NOT CMAKE_CROSSCOMPILING)
  fbrun_lua_test(luv_loop)
endif()

# What fbrun writes when a script fails; the test runs it from outside.
add_test(NAME lua.report COMMAND ${FBRUN_LUA} ${CMAKE_CURRENT_SOURCE_DIR}/lua/report.lua
  $<TARGET_FILE:fbrun> ${CMAKE_CROSSCOMPILING_EMULATOR})
set_tests_properties(lua.report PROPERTIES LABELS lua TIMEOUT 300)

# What is drawn with a colour font, Debian's.
if(FBRUN_HAVE_FONTS AND FBRUN_HAVE_FONTCONFIG
    AND EXISTS /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf)
  fbrun_lua_test(emoji)
endif()
