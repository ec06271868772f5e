fbrun_unit_test(link link)
fbrun_unit_test(buffer link)
fbrun_unit_test(packet link)
