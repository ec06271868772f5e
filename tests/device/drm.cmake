# A program that the machine runs for drm_faults.lua.
if(FBRUN_HAVE_DRM)
  add_executable(fault_drm ${CMAKE_CURRENT_LIST_DIR}/fault_drm.c)
  target_link_libraries(fault_drm PRIVATE fbrun_display fbrun_drm fbrun_cmocka)
endif()
