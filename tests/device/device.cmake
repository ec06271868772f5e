# fbrun on real kernel drivers, in a virtual machine. Not by default: they need QEMU and a kernel,
# which ./dev device gets for them. A machine keeps one processor busy, as any test does.
# Every script in this folder is a test, but vm.lua, which they share.
option(FBRUN_DEVICE_TESTS "Test on real drivers in a virtual machine" OFF)
if(FBRUN_DEVICE_TESTS)
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/device/*.lua)
  list(FILTER scripts EXCLUDE REGEX "/vm.lua$")
  foreach(script ${scripts})
    get_filename_component(name ${script} NAME_WE)
    add_test(NAME device.${name} COMMAND ${FBRUN_LUA} ${script} $<TARGET_FILE:fbrun>)
    set_tests_properties(device.${name} PROPERTIES LABELS device TIMEOUT 600)
  endforeach()
endif()

# A program that the machine runs for drm_faults.lua.
if(FBRUN_HAVE_DRM)
  add_executable(fault_drm ${CMAKE_CURRENT_LIST_DIR}/fault_drm.c)
  target_link_libraries(fault_drm PRIVATE fbrun_display fbrun_drm fbrun_cmocka)
endif()
