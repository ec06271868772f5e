fbrun_unit_test(watcher screen)
fbrun_unit_test(output screen)
fbrun_unit_test(rotate screen)
