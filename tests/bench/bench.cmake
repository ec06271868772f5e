# The figures that the engine is held to, in one program. Not part of `all`: `./dev bench` builds
# it, and only an optimised build says anything.
add_executable(bench EXCLUDE_FROM_ALL bench/bench.c bench/bench_scene.c)
target_link_libraries(bench PRIVATE fbrun_canvas)
