/* What scripts see: how long a program takes to its first frame, and what a call costs. Runs the
 * program itself (FBRUN), lua5.4 (LUA) and an example (in SCRIPTS), whose paths the build gives. */
#include "bench.h"

#include <math.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
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

static double measure_calls(const char *script)
{
    char command[3000];
    snprintf(command, sizeof command, "'%s' --display=headless - <<'END'\n%s\nEND\n", FBRUN,
             script);
    double ns = -1;
    FILE *output = popen(command, "r");
    if (output == NULL || fscanf(output, "%lf", &ns) != 1 || pclose(output) != 0) {
        fprintf(stderr, "bench: %s failed\n", FBRUN);
        exit(2);
    }
    return ns;
}

/* The same for a line of text that is in the same place in every frame. */
static const char lines[] =
    "local N = 200 "
    "local options = {size = 20} "
    "local function frame(call) "
    "  clear() "
    "  local start = os.clock() "
    "  for i = 1, N do call('Departures 12:04', 10, 3 * i, 0xffffff, options) end "
    "  screen:flush() "
    "  return os.clock() - start "
    "end "
    "local function best(call) "
    "  frame(call) "
    "  local drawn, least = stats().tiles_drawn, math.huge "
    "  for round = 1, 500 do least = math.min(least, frame(call)) end "
    "  assert(stats().tiles_drawn == drawn, 'an unchanged frame was drawn') "
    "  return least "
    "end "
    "print((best(text) - best(type)) / N * 1e9)";

static double start_text(void)
{
    return time_to_byte((const char *const[]){
        FBRUN, "--display=headless,size=1280x720", "--clock=virtual", "-e",
        "text('Hello', 20, 20, 0xffffff) present() io.stdout:write('x'):flush()", NULL});
}

/* Seconds from the start to the first line of text, beyond those without one: libraries, and
 * fontconfig's configuration and caches. */
static double measure_first_text(void)
{
    enum { ROUNDS = 20 };
    double with = HUGE_VAL, without = HUGE_VAL;
    for (int i = 0; i < ROUNDS; i++) {
        with = fmin(with, start_text());
        without = fmin(without, start_fbrun());
    }
    return with - without;
}

/* Processor seconds of all processes of fbrun that have ended and were waited for. */
static double seconds_used(void)
{
    struct rusage r;
    getrusage(RUSAGE_CHILDREN, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
           (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static double run_ticker(int frames)
{
    char command[1000];
    const double before = seconds_used();
    snprintf(command, sizeof command,
             "'%s' --quiet --display=headless,size=1920x1080 --frames=%d '%s/ticker.lua'", FBRUN,
             frames, SCRIPTS);
    if (system(command) != 0) {
        fprintf(stderr, "bench: %s failed\n", FBRUN);
        exit(2);
    }
    return seconds_used() - before;
}

/* Percent of one core that a ticker over the whole width takes at 60 frames a second in real time,
 * once it has begun. */
static double measure_ticker(void)
{
    enum { FRAMES = 360, FIRST = 60 };
    return (run_ticker(FRAMES) - run_ticker(FIRST)) * 60 / (FRAMES - FIRST) * 100;
}

/* The parent of a process; 0 if there is none, or no such process. */
static long parent_of(long pid)
{
    char path[64];
    long parent = 0;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*d (%*[^)]) %*c %ld", &parent) != 1)
        parent = 0;
    fclose(file);
    return parent;
}

/* Resident bytes of a process; pages that several share are divided among them (Pss). */
static double resident(long pid)
{
    char path[64], line[256];
    long kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Pss: %ld kB", &kilobytes) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return (double)kilobytes * 1024;
}

/* Megabytes of all processes of a program that has drawn and waits, without its pixels: the buffer
 * that the two share and the copy of what is shown. */
static double measure_memory(void)
{
    enum { WIDTH = 1280, HEIGHT = 720 };
    long script = 0;
    FILE *output = popen("exec '" FBRUN "' --display=headless,size=1280x720 -e '"
                         "fps(0) function draw() clear() circle(w/2, h/2, 300, \"gold\") end "
                         "after(0.2, function() print(io.open(\"/proc/self/stat\"):read(\"n\"))"
                         "io.stdout:flush() end) after(2, exit)'",
                         "r");
    if (output == NULL || fscanf(output, "%ld", &script) != 1) {
        fprintf(stderr, "bench: %s failed\n", FBRUN);
        exit(2);
    }
    /* The watcher forked the script process, and the screen process the watcher. */
    const long watcher = parent_of(script), screen = parent_of(watcher);
    const double bytes = resident(script) + resident(watcher) + resident(screen);
    pclose(output);
    return (bytes - 2.0 * WIDTH * HEIGHT * 4) / 1e6;
}

void bench_script(void)
{
    bench_value("the same from Lua, a command beyond a bare call", measure_calls(calls), "ns", 100);
    bench_value("a line of text from Lua, unchanged, likewise", measure_calls(lines), "ns", 2500);
    bench_value("start to first finished frame, beyond lua5.4's", measure_start() * 1e3, "ms", 10);
    bench_value("first line of text, beyond a start without", measure_first_text() * 1e3, "ms",
                100);
    bench_value("a 1920x1080 ticker, all processes, of one core", measure_ticker(), "%", 10);
    bench_value("memory of an idle 1280x720 program, without pixels", measure_memory(), "MB", 12);
}
