fbrun_unit_test(pool scene Threads::Threads)
fbrun_unit_test(target scene)
