/* The command line: what the screen process and the script process are to do. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include "lua/host.h"
#include "screen/screen.h"

struct options {
    struct screen_options screen;
    struct host_options host;
    bool single_process;
    const char *fallback; /* the script that stands in for one that keeps failing; NULL: none */
    char *code;           /* what host.code points to when it came from standard input */
    char *control;        /* what screen.control points to */
    char *start_dir;      /* what host.start_dir points to */
    char *script_name;    /* what screen.display.script_name points to */
    char *fallback_name;  /* what screen.fallback points to */
};

enum {
    OPTIONS_RUN = -1,  /* there is a script to run */
    OPTIONS_USAGE = 2, /* exit status of a command line that is wrong */
};

/* Reads the command line, standard input as well if that is the script, and sets the log level.
 * `o` refers to argv afterwards. Returns OPTIONS_RUN, or else the status to exit with: --help,
 * --version, --info or --doctor have been answered, or an error has been logged. */
int options_parse(struct options *o, int argc, char **argv);

/* Frees what options_parse allocated, whatever that returned. */
void options_finish(struct options *o);

#endif
