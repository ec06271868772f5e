fbrun_unit_test(surface pixel)
fbrun_unit_test(color pixel)
fbrun_unit_test(tiles pixel)
