# Devices and the VT; real ones are tested in tests/device.
