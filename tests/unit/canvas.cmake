fbrun_unit_test(canvas_color canvas)
fbrun_unit_test(canvas canvas)
