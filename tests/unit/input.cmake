# Key names and input devices; real ones are tested in tests/device.
