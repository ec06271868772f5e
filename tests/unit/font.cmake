fbrun_unit_test(face font $<TARGET_NAME_IF_EXISTS:fbrun_fonts> m)
