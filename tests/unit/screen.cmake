fbrun_unit_test(watcher screen)
