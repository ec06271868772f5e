/* The keys that fbrun answers itself, because the console's keyboard is off while it has the
 * screen: Ctrl-C, as the terminal would turn it into SIGINT, and Ctrl-Alt-F1 to F12 for the virtual
 * terminals. A state machine that only looks at events. */
#ifndef SCREEN_HOTKEYS_H
#define SCREEN_HOTKEYS_H

#include <stdint.h>

#include "input/input.h"

/* All zero: no key is down. */
struct hotkeys {
    uint32_t modifiers; /* those that are down, a bit each */
    uint32_t taken;     /* keys whose press was ours, a bit each; their release is ours too */
};

enum hotkey {
    HOTKEY_NONE,      /* not ours: for the script; modifiers are too */
    HOTKEY_QUIT,      /* Ctrl-C was pressed */
    HOTKEY_VT,        /* Ctrl-Alt-Fn was pressed */
    HOTKEY_SWALLOWED, /* the release of a key that was one of ours */
};

/* What the event is. Only HOTKEY_NONE goes to the script. *vt is set, to n, by HOTKEY_VT alone. */
enum hotkey hotkeys_take(struct hotkeys *h, const struct ui_event *event, int *vt);

#endif
