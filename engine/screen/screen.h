/* The screen process: owns the display, takes frames from the script process, and supervises it.
 * It never runs Lua and never decodes a file. */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include <stdbool.h>

#include "display/display.h"
#include "screen/output.h"
#include "screen/watcher.h"

struct screen_options {
    struct display_options display;
    int rotate;           /* 0, 90, 180, 270, or OUTPUT_AS_MOUNTED */
    int tile_width;       /* pixels; 0: the default */
    int tile_height;      /* pixels; 0: the default */
    bool cursor;          /* the mouse's pointer is shown once it has moved */
    const char *keyboard; /* its layout, as key_layout_create takes it; or NULL */
    double blank_after;   /* seconds without input, then the panel is switched off; 0: never */
    bool virtual_clock;   /* frames are due at once */
    bool exit_when_still; /* a still picture ends the program on every display */
    long frames;          /* end after this many frames; 0: no limit */
    bool reload;          /* when a file of the program changes, start its new version */
    bool stay;            /* with `reload`: wait for that after an error, on every display */
    bool kiosk;           /* errors are not shown: the last good picture stays */
    const char *fallback; /* the name of a program for when this one keeps failing, or NULL */
    bool prompt;          /* Ctrl-C at the terminal is not for us but for what was typed there */
    const char *control;  /* the path of the socket to listen at (screen/control.h), or NULL */
    int restarts;         /* replace a script process that died, at most so often; -1: always */
    double patience;      /* seconds for the script process to answer; 0: any number */
};

/* Runs until the program ends; returns the exit status: the script's own, 128 + the signal that
 * killed it, or 1 after an error, which has been logged. SIGINT, SIGTERM and SIGHUP end it cleanly;
 * a second one that is not at once kills a script process that is still busy. With `reload` SIGHUP
 * starts the program's new version instead, unless the terminal has hung up. Ignores SIGPIPE from
 * then on. */
int screen_run(const struct screen_options *options, struct watcher *watcher);

/* The same inside one process (--single-process): takes frames from `link` (its screen end, which
 * it takes over) until the script side closes it. Runs in a thread of its own, which should have
 * all signals blocked. Returns 0, or 1 after an error, which has been logged. */
int screen_serve(const struct screen_options *options, int link);

#endif
