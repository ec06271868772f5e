/* Runs the screen process with a stand-in for the script process: a few lines of C that speak the
 * link's language. */
#ifndef STAND_IN_H
#define STAND_IN_H

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

#include "descriptors.h"
#include "link/buffer.h"
#include "screen/screen.h"

enum { WIDTH = 64, HEIGHT = 8 };

/* What the stand-in for a script process sees of the screen. */
struct stand_in {
    int link;
    uint32_t serial;
    uint64_t period;
    uint64_t frame;
    struct link_buffer buffer;
};

typedef int behaviour(struct stand_in *p);

/* Memory that the stand-ins share with the test. */
struct shared {
    atomic_int runs; /* stand-ins that were given a screen */
    behaviour *behave;
    behaviour *fallback; /* of the program that stands in for one that keeps failing */
    pid_t screen;
    atomic_int first;  /* processes of stand-ins that are about to end, if the test needs them */
    atomic_int second; /* … */
};
static struct shared *shared;

static char folder[64];
static char picture[128]; /* the file that stands for a screen */
static char spec[192];
static char log_text[4096]; /* what the last run wrote to standard error */

/* Waits for a message other than MEMORY and KEEP, which come for scripts that ask for these; its
 * type is 0 when the link is closed. */
static inline struct link_message await(int link)
{
    struct link_message m;
    for (;;) {
        enum link_result result = link_receive(link, LINK_SCRIPT, &m);
        if (result == LINK_MESSAGE && (m.type == LINK_MEMORY || m.type == LINK_KEEP)) {
            close(m.fd);
            continue;
        }
        if (result == LINK_MESSAGE)
            return m;
        if (result != LINK_NOTHING)
            return (struct link_message){.fd = -1};
        struct pollfd readable = {.fd = link, .events = POLLIN};
        poll(&readable, 1, -1);
    }
}

static inline void send_frame(struct stand_in *p, uint32_t serial, uint64_t number, bool still)
{
    const struct link_message m = {
        .type = LINK_FRAME,
        .frame = {.serial = serial, .frame = number, .still = still},
        .fd = -1,
    };
    link_send(p->link, &m);
}

static inline void paint(struct stand_in *p, uint32_t color)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            *surface_at(&p->buffer.surface, x, y) = color;
    for (int i = 0; i < tile_grid_count(&p->buffer.grid); i++)
        p->buffer.keys[i].a++;
}

/* Shows a frame of one colour, and returns the answer. */
static inline struct link_message show(struct stand_in *p, uint32_t color, bool still)
{
    paint(p, color);
    send_frame(p, p->serial, ++p->frame, still);
    return await(p->link);
}

/* The letter that the kernel has for what a process does. */
static inline char state_of(pid_t process)
{
    char path[64], letter = '?';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return '?';
    if (fscanf(f, "%*d (%*[^)]) %c", &letter) != 1)
        letter = '?';
    fclose(f);
    return letter;
}

static inline void await_state(pid_t process, char letter)
{
    while (state_of(process) != letter)
        sched_yield();
}

static inline _Noreturn void hang(void)
{
    for (;;)
        pause();
}

/* How a stand-in begins, in a process or in a thread of its own. */
static inline int be_script(int link, behaviour *behave)
{
    struct stand_in p = {.link = link};
    struct link_message setup = await(link);
    if (setup.type != LINK_SETUP || !link_buffer_open(&p.buffer, &setup))
        return 90;
    if (shared != NULL)
        atomic_fetch_add(&shared->runs, 1);
    p.serial = setup.setup.serial;
    p.period = setup.setup.period;
    int status = behave(&p);
    link_buffer_finish(&p.buffer);
    return status;
}

static inline int child(int link, bool fallback, void *data)
{
    struct shared *s = data;
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    return be_script(link, fallback ? s->fallback : s->behave);
}

static inline void reset_display(void)
{
    snprintf(picture, sizeof picture, "%s/screen", folder);
    snprintf(spec, sizeof spec, "file:%s,size=%dx%d,format=XRGB8888", picture, WIDTH, HEIGHT);
    unlink(picture);
}

/* Reads log_text, without the lines that qemu adds when a signal kills its guest. */
static inline void read_log(FILE *log)
{
    size_t length = 0;
    rewind(log);
    while (fgets(log_text + length, (int)(sizeof log_text - length), log) != NULL)
        if (strncmp(log_text + length, "qemu: ", strlen("qemu: ")) != 0)
            length += strlen(log_text + length);
    log_text[length] = '\0';
}

/* Runs a screen process, that is this one, with a stand-in; returns the exit status. */
static inline int run(const struct screen_options *options, behaviour *behave)
{
    struct screen_options o = *options;
    if (o.display.spec == NULL) {
        reset_display();
        o.display.spec = spec;
    }
    atomic_store(&shared->runs, 0);
    atomic_store(&shared->first, 0);
    atomic_store(&shared->second, 0);
    shared->behave = behave;
    shared->screen = getpid();

    int fds = count_fds();
    FILE *log = tmpfile();
    assert_non_null(log);
    fflush(NULL);
    int stderr_before = dup(STDERR_FILENO);
    dup2(fileno(log), STDERR_FILENO);
    struct watcher *watcher = watcher_start(child, NULL, shared);
    assert_non_null(watcher);
    int status = screen_run(&o, watcher);
    watcher_finish(watcher);
    dup2(stderr_before, STDERR_FILENO);
    close(stderr_before);
    read_log(log);
    fclose(log);

    /* Nothing is left: no descriptor, no process. */
    assert_int_equal(count_fds(), fds);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    return status;
}

static const struct screen_options plain = {.virtual_clock = true};

/* The colour of the screen, which must be the same everywhere. */
static inline uint32_t shown(void)
{
    unsigned char bytes[WIDTH * HEIGHT * 4];
    FILE *f = fopen(picture, "rb");
    assert_non_null(f);
    assert_int_equal(fread(bytes, 1, sizeof bytes, f), sizeof bytes);
    fclose(f);
    for (size_t i = 4; i < sizeof bytes; i++)
        assert_int_equal(bytes[i], bytes[i % 4]);
    return (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* Before and after all tests. */
static inline int make_folder(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.40s/fbrun-XXXXXX", tmp != NULL ? tmp : "/tmp");
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || mkdtemp(folder) == NULL)
        return -1;
    /* libuv opens a pipe for signals at its first loop and keeps it. */
    uv_loop_t loop;
    uv_signal_t handle;
    uv_loop_init(&loop);
    uv_signal_init(&loop, &handle);
    uv_close((uv_handle_t *)&handle, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop);
}

static inline int remove_folder(void **state)
{
    (void)state;
    unlink(picture);
    munmap(shared, sizeof *shared);
    return rmdir(folder);
}

#endif
