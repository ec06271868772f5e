fbrun_unit_test(options cli)
