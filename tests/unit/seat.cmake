# Devices and the VT; real ones are tested in tests/device.
fbrun_unit_test(seat seat $<TARGET_NAME_IF_EXISTS:fbrun_libseat>)
