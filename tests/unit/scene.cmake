fbrun_unit_test(pool scene Threads::Threads)
