# fbrun_random_test(<name> <folder>): builds tests/random/random_<name>.c against that folder. It
# runs fixed seeds; with a seed as its argument it runs that one alone.
function(fbrun_random_test name folder)
  add_executable(random_${name} random/random_${name}.c)
  target_link_libraries(random_${name} PRIVATE fbrun_${folder})
  add_test(NAME random.${name} COMMAND random_${name})
  set_tests_properties(random.${name} PROPERTIES LABELS random TIMEOUT 300)
endfunction()

fbrun_random_test(output screen)
