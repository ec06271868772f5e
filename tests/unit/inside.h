/* A process in a real sandbox, which tries what should not be possible, and counts what was. */
#ifndef INSIDE_H
#define INSIDE_H

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/error.h"
#include "processes.h"
#include "sandbox/sandbox.h"

/* A folder with own/file, own/link (to outside), state/ and outside. */
static char scratch[] = "/tmp/fbrun-sandbox-XXXXXX";
static pid_t parent;

static inline const char *at(const char *name)
{
    static char path[4][128];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", scratch, name);
    return path[turn];
}

static inline void write_file(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("text\n", f);
    fclose(f);
}

static inline int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(scratch) == NULL)
        return -1;
    mkdir(at("own"), 0700);
    mkdir(at("state"), 0700);
    write_file(at("outside"));
    write_file(at("own/file"));
    return symlink(at("outside"), at("own/link"));
}

static inline int remove_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", scratch);
    return system(command);
}

static inline void enter_with(bool terminal)
{
    const char *const readable[] = {at("own"), "/nowhere/at/all", NULL};
    const char *const changeable[] = {at("state"), NULL};
    const struct sandbox s = {
        .readable = readable, .changeable = changeable, .fd = -1, .terminal = terminal};
    parent = getppid();
    CHECK(sandbox_enter(&s));
}

static inline void enter(void)
{
    enter_with(false);
}

static inline void skip_without_kernel(void)
{
    if (sandbox_available())
        return;
    print_message("skipped: %s\n", error_text());
    skip();
}

static inline void run_inside(void (*body)(void *))
{
    skip_without_kernel();
    assert_ends_well(start(body, NULL));
}

static int failures;

static inline void expect(bool ok, const char *what, int line)
{
    if (!ok) {
        fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, line, what, strerror(errno));
        failures++;
    }
}

static inline bool is_refused(long result)
{
    return result == -1 && (errno == EPERM || errno == ENOSYS);
}

/* The filter's answers; without it most of these would succeed, the others say EINVAL or EFAULT. */
#define REFUSED(call) expect(is_refused((long)(call)), #call, __LINE__)
#define DENIED(call)                                                                               \
    expect((long)(call) == -1 && (errno == EACCES || errno == EXDEV), #call, __LINE__)
#define ALLOWED(call) expect((long)(call) != -1, #call, __LINE__)

#endif
