fbrun_unit_test(write image $<TARGET_NAME_IF_EXISTS:fbrun_png>)
fbrun_unit_test(decode image)
fbrun_unit_test(decode_png image $<TARGET_NAME_IF_EXISTS:fbrun_png>)
# The engine opens these when it needs them; tests encode with them.
set(jpeg "")
if(FBRUN_HAVE_JPEG)
  set(jpeg fbrun_jpeg PkgConfig::JPEG)
endif()
fbrun_unit_test(decode_jpeg image ${jpeg})
