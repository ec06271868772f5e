/* What scripts see: how long a program takes to its first frame, and what a call costs. Runs the
 * program itself (FBRUN) and lua5.4 (LUA), whose paths the build gives. */
#include "bench.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(const char *const *arguments)
{
    pid_t pid;
    int status;
    if (posix_spawn(&pid, arguments[0], NULL, NULL, (char *const *)arguments, environ) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench: %s failed\n", arguments[0]);
        exit(2);
    }
}

/* A still picture on a headless display ends with its first frame. */
static void start_fbrun(void *data)
{
    (void)data;
    run((const char *const[]){FBRUN, "--display=headless,size=1280x720", "-e",
                              "fill(0, 0, w, h/2, 0xffffff)", NULL});
}

static void start_lua(void *data)
{
    (void)data;
    run((const char *const[]){LUA, "-e", "", NULL});
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
    const struct bench_times t = bench_race(start_fbrun, start_lua, NULL);
    bench_value("start to first finished frame, beyond lua5.4's", (t.ours - t.peer) * 1e3, "ms",
                10);
}
