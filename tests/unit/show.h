/* What the tests of displays have in common. */
#ifndef SHOW_H
#define SHOW_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/fault.h"
#include "display/display.h"

static struct sigaction show_fault_handler;

/* cmocka puts a SIGBUS handler of its own around each test. This keeps ours, once before the first
 * test, for show_faults. */
static inline void show_keep_fault_handler(void)
{
    static char memory[1];
    struct fault_range range;
    fault_watch(&range, memory, sizeof memory);
    fault_unwatch(&range);
    sigaction(SIGBUS, NULL, &show_fault_handler);
}

/* For a test in which a mapping faults. */
static inline void show_faults(void)
{
    sigaction(SIGBUS, &show_fault_handler, NULL);
}

/* Opens the display, or fails the test. */
static inline struct display *open_display(const struct display_options *options)
{
    struct display *d = display_open(options);
    if (d == NULL)
        fail_msg("%s", error_text());
    return d;
}

/* Shows a frame of the one colour in `r`, or an unchanged one if r is empty. */
static inline bool show(struct display *d, struct rect r, uint32_t color)
{
    int buffer = display_begin(d);
    assert_in_range(buffer, 0, display_buffers(d) - 1);
    struct surface s;
    assert_true(surface_init(&s, display_width(d), display_height(d)));
    for (size_t i = 0; i < (size_t)s.stride * (size_t)s.height; i++)
        s.pixels[i] = color;
    bool ok = rect_empty(r) || display_write(d, &s, r, r.x0, r.y0);
    surface_finish(&s);
    return ok && display_end(d, &r, rect_empty(r) ? 0 : 1);
}

#endif
