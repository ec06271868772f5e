# Key names and input devices; real ones are tested in tests/device.
fbrun_unit_test(keys input)
fbrun_unit_test(event_queue input)
fbrun_unit_test(key_layout input $<TARGET_NAME_IF_EXISTS:fbrun_xkbcommon>)
