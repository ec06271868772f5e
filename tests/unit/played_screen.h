/* For tests that play the screen process: they fork a real script process and speak the link's
 * language with it. */
#ifndef PLAYED_SCREEN_H
#define PLAYED_SCREEN_H

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "link/buffer.h"
#include "link/link.h"
#include "lua/host.h"

struct program {
    pid_t pid;
    int link;
    struct link_buffer buffer;
    FILE *output; /* what it prints, its errors too */
};

static inline _Noreturn void be_script(const char *code, bool stats, int link, FILE *output)
{
    char *const no_arguments[] = {NULL};
    const struct host_options options = {
        .code = code,
        .code_size = strlen(code),
        .chunk = "=test",
        .arguments = no_arguments,
        .program = "fbrun",
        .start_dir = "/",
        .stats = stats,
        .scene = {.threads = 1},
    };
    dup2(fileno(output), STDOUT_FILENO);
    dup2(fileno(output), STDERR_FILENO);
    int status = host_run(&options, link);
    fflush(NULL);
    _exit(status);
}

static inline struct program start_with(const char *code, bool stats)
{
    struct program p = {.output = tmpfile()};
    int ends[2];
    assert_non_null(p.output);
    assert_true(link_pair(ends));
    fflush(NULL);
    p.pid = fork();
    assert_true(p.pid >= 0);
    if (p.pid == 0) {
        close(ends[0]);
        be_script(code, stats, ends[1], p.output);
    }
    close(ends[1]);
    p.link = ends[0];
    assert_true(link_buffer_create(&p.buffer, 64, 32, 64, 32));
    return p;
}

static inline struct program start(const char *code)
{
    return start_with(code, false);
}

static inline void send_message(struct program *p, const struct link_message *message)
{
    while (!link_send(p->link, message)) { /* it has yet to read what came before */
        assert_int_equal(error_code(), EAGAIN);
        poll(&(struct pollfd){.fd = p->link, .events = POLLOUT}, 1, -1);
    }
}

static inline void send_setup(struct program *p)
{
    send_message(p, &(struct link_message){.type = LINK_SETUP,
                                           .setup = {.serial = 1,
                                                     .width = 64,
                                                     .height = 32,
                                                     .tile_width = 64,
                                                     .tile_height = 32,
                                                     .period = 1},
                                           .fd = p->buffer.fd});
}

/* Waits for a frame, which is not answered yet. */
static inline struct link_frame await_frame(struct program *p)
{
    struct link_message m;
    enum link_result result;
    while ((result = link_receive(p->link, LINK_SCREEN, &m)) == LINK_NOTHING)
        poll(&(struct pollfd){.fd = p->link, .events = POLLIN}, 1, -1);
    assert_int_equal(result, LINK_MESSAGE);
    assert_int_equal(m.type, LINK_FRAME);
    return m.frame;
}

static inline void answer(struct program *p)
{
    send_message(p, &(struct link_message){.type = LINK_TAKEN, .taken = {.serial = 1}, .fd = -1});
}

static inline void take_frame(struct program *p)
{
    await_frame(p);
    answer(p);
}

static inline struct program start_and_take_frame(const char *code)
{
    struct program p = start(code);
    send_setup(&p);
    take_frame(&p);
    return p;
}

/* Takes frames until the program ends, by itself; it must then have printed exactly that. */
static inline void expect_end(struct program *p, int status, const char *expected)
{
    char text[4096];
    struct link_message m;
    enum link_result result;
    while ((result = link_receive(p->link, LINK_SCREEN, &m)) != LINK_CLOSED) {
        assert_int_not_equal(result, LINK_BROKEN);
        const struct link_message taken = {.type = LINK_TAKEN, .taken = {.serial = 1}, .fd = -1};
        if (result == LINK_MESSAGE)
            link_send(p->link, &taken); /* or it has gone meanwhile */
        else
            poll(&(struct pollfd){.fd = p->link, .events = POLLIN}, 1, -1);
    }
    int got;
    assert_int_equal(waitpid(p->pid, &got, 0), p->pid);
    rewind(p->output);
    text[fread(text, 1, sizeof text - 1, p->output)] = '\0';
    assert_string_equal(text, expected);
    assert_true(WIFEXITED(got));
    assert_int_equal(WEXITSTATUS(got), status);
    close(p->link);
    link_buffer_finish(&p->buffer);
    fclose(p->output);
}

#endif
