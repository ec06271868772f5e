/* What scripts see: how long a program takes to its first frame, and what a call costs. Runs the
 * program itself (FBRUN) and lua5.4 (LUA), whose paths the build gives. */
#include "bench.h"

#include <math.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

/* Seconds from starting a program to the first byte that it writes to standard output. */
static double time_to_byte(const char *const *arguments)
{
    int ends[2], status;
    pid_t pid;
    char byte;
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0)
        exit(2);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    const uint64_t start = clock_monotonic();
    int error = posix_spawn(&pid, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    close(ends[1]);
    bool written = error == 0 && read(ends[0], &byte, 1) == 1;
    const uint64_t end = clock_monotonic();
    close(ends[0]);
    posix_spawn_file_actions_destroy(&actions);
    if (!written || waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench: %s failed\n", arguments[0]);
        exit(2);
    }
    return (double)(end - start) / (double)CLOCK_SECOND;
}

/* With the virtual clock present() returns as soon as the screen process has the frame. */
static double start_fbrun(void)
{
    return time_to_byte((const char *const[]){
        FBRUN, "--display=headless,size=1280x720", "--clock=virtual", "-e",
        "fill(0, 0, w, h/2, 0xffffff) present() io.stdout:write('x'):flush()", NULL});
}

static double start_lua(void)
{
    return time_to_byte((const char *const[]){LUA, "-e", "io.stdout:write('x'):flush()", NULL});
}

static double measure_start(void)
{
    enum { ROUNDS = 30 };
    double ours = HUGE_VAL, peer = HUGE_VAL;
    for (int i = 0; i < ROUNDS; i++) {
        ours = fmin(ours, start_fbrun());
        peer = fmin(peer, start_lua());
    }
    return ours - peer;
}

/* Prints the nanoseconds of a fill in an unchanged frame beyond those of a C function of Lua's own
 * that does next to nothing with the same arguments. */
static const char calls[] =
    "local N = 1000 "
    "local x, y, width, height, color = {}, {}, {}, {}, {} "
    "for i = 1, N do "
    "  x[i], y[i], width[i], height[i] = i * 37 % w, i * 91 % h, 20 + i % 60, 10 + i % 40 "
    "  color[i] = i * 0x10305 % 0x1000000 "
    "end "
    "local function frame(call) "
    "  local start = os.clock() "
    "  for i = 1, N do call(x[i], y[i], width[i], height[i], color[i]) end "
    "  screen:flush() "
    "  return os.clock() - start "
    "end "
    "frame(fill) "
    "local drawn = stats().tiles_drawn "
    "local ours, bare = math.huge, math.huge "
    "for round = 1, 500 do "
    "  ours, bare = math.min(ours, frame(fill)), math.min(bare, frame(type)) "
    "end "
    "assert(stats().tiles_drawn == drawn, 'an unchanged frame was drawn') "
    "print((ours - bare) / N * 1e9)";

static double measure_calls(void)
{
    char command[sizeof calls + 1000];
    snprintf(command, sizeof command, "'%s' --display=headless - <<'END'\n%s\nEND\n", FBRUN, calls);
    double ns = -1;
    FILE *output = popen(command, "r");
    if (output == NULL || fscanf(output, "%lf", &ns) != 1 || pclose(output) != 0) {
        fprintf(stderr, "bench: %s failed\n", FBRUN);
        exit(2);
    }
    return ns;
}

void bench_script(void)
{
    bench_value("the same from Lua, a command beyond a bare call", measure_calls(), "ns", 100);
    bench_value("start to first finished frame, beyond lua5.4's", measure_start() * 1e3, "ms", 10);
}
