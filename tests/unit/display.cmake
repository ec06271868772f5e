fbrun_unit_test(display display)
fbrun_unit_test(display_file display)
fbrun_unit_test(headless display)
fbrun_unit_test(settings display)
