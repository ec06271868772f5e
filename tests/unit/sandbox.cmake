fbrun_unit_test(landlock sandbox)
fbrun_unit_test(sandbox sandbox Threads::Threads)
