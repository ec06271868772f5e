# One libFuzzer target a parser, and one for the calls of a script's drawing, under address and
# undefined-behaviour sanitizers. The engine is built with coverage feedback too, so a tree with
# fuzzers holds nothing else to measure or ship.
option(FBRUN_FUZZ "Build the fuzzers (needs clang)" OFF)
if(NOT FBRUN_FUZZ)
  # Every other tree runs what the fuzzer of drawing calls has found once: sequences of calls that
  # nobody would think of. ./dev fuzz begins with them.
  add_executable(replay_context fuzz/replay.c fuzz/fuzz_context.c)
  target_link_libraries(replay_context PRIVATE fbrun_canvas)
  add_test(NAME fuzz.context
    COMMAND replay_context ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/context)
  set_tests_properties(fuzz.context PROPERTIES LABELS fuzz TIMEOUT 300)
  return()
endif()
if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "FBRUN_FUZZ needs clang, not ${CMAKE_C_COMPILER_ID}")
endif()

set(FBRUN_FUZZ_FLAGS -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
target_compile_options(fbrun_flags INTERFACE ${FBRUN_FUZZ_FLAGS})
target_link_options(fbrun_flags INTERFACE ${FBRUN_FUZZ_FLAGS})
add_custom_target(fuzz)

# fbrun_fuzzer(<name> <folder>): builds tests/fuzz/fuzz_<name>.c against that folder.
function(fbrun_fuzzer name folder)
  add_executable(fuzz_${name} fuzz/fuzz_${name}.c)
  target_link_libraries(fuzz_${name} PRIVATE fbrun_${folder})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz fuzz_${name})
endfunction()

fbrun_fuzzer(color canvas)
fbrun_fuzzer(filter canvas)
fbrun_fuzzer(svg_path canvas)
fbrun_fuzzer(display_spec display)
fbrun_fuzzer(fbdev_mode display)
fbrun_fuzzer(link link)
fbrun_fuzzer(uevent display)
fbrun_fuzzer(context canvas)
