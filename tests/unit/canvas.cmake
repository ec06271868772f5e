fbrun_unit_test(canvas_color canvas)
