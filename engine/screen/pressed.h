/* What is pressed, and where: a script process that begins, or takes the place of another one, is
 * told of it, so that polling is right from the first line on and releases come in pairs. */
#ifndef SCREEN_PRESSED_H
#define SCREEN_PRESSED_H

#include <stdbool.h>
#include <stdint.h>

#include "input/event.h"
#include "input/event_queue.h"
#include "input/keys.h"

/* All zero: nothing, and the pointer is nowhere yet. */
struct pressed {
    bool keys[KEY_CODES];
    uint32_t symbols[KEY_CODES];             /* of those */
    struct ui_event buttons[UI_BUTTONS + 1]; /* the last of each; `pressed` is the state */
    struct ui_event touches[UI_TOUCHES + 1];
    struct ui_event pointer; /* UI_PLACE, once it was somewhere */
};

/* Takes note of an event as a script is told it. */
void pressed_take(struct pressed *p, const struct ui_event *event);

/* Puts into the queue, by events that are `held`, what is pressed and the queue does not know, and
 * where the pointer is; and the releases of what the queue takes for pressed. */
void pressed_tell(const struct pressed *p, struct event_queue *queue);

#endif
