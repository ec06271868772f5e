# The figures that the engine is held to, in one program. Not part of `all`: `./dev bench` builds
# it, and only an optimised build says anything.
add_executable(bench EXCLUDE_FROM_ALL bench/bench.c bench/bench_scene.c bench/bench_script.c)
target_link_libraries(bench PRIVATE fbrun_canvas)
add_dependencies(bench fbrun)
find_program(FBRUN_LUA lua5.4 REQUIRED)
target_compile_definitions(bench PRIVATE FBRUN="$<TARGET_FILE:fbrun>" LUA="${FBRUN_LUA}"
  SCRIPTS="${CMAKE_SOURCE_DIR}/scripts")
if(FBRUN_HAVE_JPEG)
  target_sources(bench PRIVATE bench/bench_image.c)
  target_link_libraries(bench PRIVATE fbrun_jpeg PkgConfig::JPEG m)
endif()
pkg_check_modules(PIXMAN QUIET IMPORTED_TARGET pixman-1)
if(PIXMAN_FOUND)
  target_sources(bench PRIVATE bench/bench_convert.c)
  target_link_libraries(bench PRIVATE PkgConfig::PIXMAN)
  target_compile_definitions(bench PRIVATE FBRUN_HAVE_PIXMAN=1)
endif()
include(bench/peers/peers.cmake)
