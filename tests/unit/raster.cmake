fbrun_unit_test(composite raster)
fbrun_unit_test(kernels raster)
fbrun_unit_test(line raster)
fbrun_unit_test(raster raster)
