fbrun_unit_test(surface pixel)
fbrun_unit_test(color pixel)
fbrun_unit_test(tiles pixel)
# libdrm's header, where there is one, tells whether our format names are DRM's.
fbrun_unit_test(format pixel $<TARGET_NAME_IF_EXISTS:fbrun_drm>)
fbrun_unit_test(convert pixel)
fbrun_unit_test(halve pixel)
