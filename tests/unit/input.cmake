# Key names and input devices; real ones are tested in tests/device.
fbrun_unit_test(keys input)
fbrun_unit_test(event_queue input)
