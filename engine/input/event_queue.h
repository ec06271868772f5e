/* Events on their way, oldest first, in a bounded queue that never loses half of anything: it takes
 * the press of a key, a button or a touch only if the release will have a place too, and drops both
 * otherwise. Motion is summed up while it waits, so that a slow reader is not told of the past. */
#ifndef INPUT_EVENT_QUEUE_H
#define INPUT_EVENT_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "input/event.h"
#include "input/keys.h"

enum { EVENT_QUEUE_SIZE = 256 }; /* more than is typed while a slow program draws a frame */

/* All zero: empty, and nothing is down. */
struct event_queue {
    struct ui_event events[EVENT_QUEUE_SIZE];
    unsigned first, count;
    unsigned releases; /* places that are kept for what is down */
    /* Those whose press was taken and whose release has not come. */
    bool keys[KEY_CODES];
    bool buttons[UI_BUTTONS + 1];
    bool touches[UI_TOUCHES + 1];
};

/* Puts an event at the end. What is no news is ignored (the press of a key that is down, the motion
 * of a touch that is not), as is what has a code that does not exist, and what finds no room. */
void event_queue_put(struct event_queue *q, const struct ui_event *event);

/* The oldest event, which stays; NULL when there is none. */
const struct ui_event *event_queue_first(const struct event_queue *q);

/* Takes the oldest event; false when there is none. */
bool event_queue_take(struct event_queue *q, struct ui_event *event);

#endif
