/* Input: its callbacks, and what the polling functions (lib_input.c) know. */
#ifndef LUA_EVENTS_H
#define LUA_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "input/event.h"
#include "input/keys.h"

struct host;

/* What is pressed and where, as far as the program has been told. All zero: nothing. */
struct host_input {
    bool keys[KEY_CODES];
    uint32_t symbols[KEY_CODES];      /* the characters that name keys that were pressed; 0: none */
    float mouse_x, mouse_y;           /* pixels */
    uint32_t presses[UI_BUTTONS + 1]; /* of each button that is down, how often in a row; else 0 */
    struct ui_event touches[UI_TOUCHES + 1]; /* the last event of each; `pressed` is the state */
    uint32_t mouse_touch;                    /* the touch that stands for the mouse; 0: none */
};

enum { KEY_NAME_SIZE = 32 };

/* The name of a key that is or was pressed, as the layout has it. Static, or in `buffer`. */
const char *events_key_name(const struct host_input *in, uint32_t code, char *buffer);

/* Calls the callbacks for what has arrived, in its order. What arrives before the chunk has run for
 * the first time waits for that, but for what was held before; what no callback is defined for only
 * counts for polling. False when the frame's callbacks end here, because one failed or called
 * exit(); the rest waits. */
bool events_run(struct host *h);

/* Takes in what no callback is defined for. True if something then waits for its callback. */
bool events_wait(struct host *h);

#endif
