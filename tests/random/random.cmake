# fbrun_random_test(<name> <folder>): builds tests/random/random_<name>.c against that folder. It
# runs fixed seeds; with a seed as its argument it runs that one alone.
function(fbrun_random_test name folder)
  add_executable(random_${name} random/random_${name}.c)
  target_link_libraries(random_${name} PRIVATE fbrun_${folder} ${ARGN})
  add_test(NAME random.${name} COMMAND random_${name})
  set_tests_properties(random.${name} PROPERTIES LABELS random TIMEOUT 900)
endfunction()

# The loops for older processors, on one that has more.
set(older_levels "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
  set(older_levels none avx2)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(older_levels none)
endif()

fbrun_random_test(convert pixel)
foreach(level ${older_levels})
  add_test(NAME random.convert_${level} COMMAND random_convert)
  set_tests_properties(random.convert_${level} PROPERTIES LABELS random TIMEOUT 900
    ENVIRONMENT FBRUN_SIMD=${level})
endforeach()
fbrun_random_test(output screen)
fbrun_random_test(scene canvas m)
fbrun_random_test(drawing scene m)
fbrun_random_test(stroke raster m)
fbrun_random_test(area raster m)
fbrun_random_test(paint raster m)
foreach(level ${older_levels})
  add_test(NAME random.paint_${level} COMMAND random_paint)
  set_tests_properties(random.paint_${level} PROPERTIES LABELS random TIMEOUT 900
    ENVIRONMENT FBRUN_SIMD=${level})
endforeach()
fbrun_random_test(shape raster m)
