/* The script process: a Lua state, the life of a program in it (chunk, setup, frames, quit), and
 * its end of the link. */
#ifndef LUA_HOST_H
#define LUA_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/repeat.h"
#include "scene/scene.h"

enum {
    HOST_SCRIPT_MAX = 64 << 20, /* bytes; far above any script, far below trouble */
    HOST_TYPED_MAX = 65536,     /* bytes */
};

/* -i: what comes from standard input while the program runs. */
enum host_prompt {
    PROMPT_NONE,
    PROMPT_LINES,    /* lines of a file or a pipe */
    PROMPT_TERMINAL, /* lines typed at a terminal, where Ctrl-C stops what runs, not the program */
};

struct host_options {
    const char *path;        /* the script's file as given, or NULL when `code` came otherwise */
    const char *code;        /* the text to run if path is NULL */
    size_t code_size;        /* bytes */
    const char *chunk;       /* what error messages call `code`, such as "=stdin" or "=(-e)" */
    char *const *arguments;  /* arg[1], arg[2] …, ended by NULL */
    const char *program;     /* arg[-1]: how fbrun was called */
    const char *start_dir;   /* absolute */
    size_t max_memory;       /* bytes of Lua and of pixels; 0: no limit */
    int64_t max_pixels;      /* of one canvas or image; 0: no limit of ours */
    double max_time;         /* seconds for a callback; 0: no limit */
    struct repeat *reported; /* what script processes have said, shared by all; or NULL */
    enum host_prompt prompt;
    char *typed; /* HOST_TYPED_MAX bytes that all script processes share: what is half typed when
                    one ends is the next one's; or NULL */
    bool virtual_clock;
    bool stats;   /* figures are shown on the picture */
    bool sandbox; /* the script gets its folder and state_dir, and nothing else */
    bool watched; /* the screen process is told of the program's files, and why it failed */
    struct scene_options scene;
};

/* To be called in the process that is forked for each host_run: does what they all would have to do
 * by themselves. */
void host_prepare(const struct host_options *options);

/* Runs the script against the screen at the other end of `link`, which it takes over. Returns the
 * exit status: exit()'s argument, 0 for a program that ended by itself or was asked to, 1 after an
 * error, which has been written to standard error. */
int host_run(const struct host_options *options, int link);

#endif
