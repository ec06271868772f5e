fbrun_unit_test(write image $<TARGET_NAME_IF_EXISTS:fbrun_png>)
