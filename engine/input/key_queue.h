/* Keys on their way, oldest first, in a bounded queue that never loses half of a key: it takes a
 * press only if its release will have a place too, and drops both otherwise. */
#ifndef INPUT_KEY_QUEUE_H
#define INPUT_KEY_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "input/input.h"
#include "input/keys.h"

enum { KEY_QUEUE_SIZE = 256 }; /* events; more than is typed while a slow program draws a frame */

/* All zero: empty, and no key is down. */
struct key_queue {
    struct ui_event events[KEY_QUEUE_SIZE];
    unsigned first, count;
    unsigned releases;    /* places that are kept for the keys in `down` */
    bool down[KEY_CODES]; /* keys whose press was taken and whose release has not come */
};

/* Puts a key at the end. What repeats the key's state, what has a code that no key has, and presses
 * that find no room are ignored. */
void key_queue_put(struct key_queue *q, uint32_t code, bool pressed);

/* The oldest event, which stays; NULL when there is none. */
const struct ui_event *key_queue_first(const struct key_queue *q);

/* Takes the oldest event; false when there is none. */
bool key_queue_take(struct key_queue *q, struct ui_event *event);

#endif
