/* A ring. Every key that is down keeps a place for its release. */
#include "input/key_queue.h"

#include <stddef.h>

void key_queue_put(struct key_queue *q, uint32_t code, bool pressed)
{
    if (code >= KEY_CODES || q->down[code] == pressed)
        return;
    if (pressed && q->count + q->releases + 2 > KEY_QUEUE_SIZE)
        return;
    q->down[code] = pressed;
    q->releases += pressed ? 1 : -1U;
    q->events[(q->first + q->count) % KEY_QUEUE_SIZE] =
        (struct ui_event){.type = INPUT_KEY, .code = code, .pressed = pressed};
    q->count++;
}

const struct ui_event *key_queue_first(const struct key_queue *q)
{
    return q->count > 0 ? &q->events[q->first] : NULL;
}

bool key_queue_take(struct key_queue *q, struct ui_event *event)
{
    if (q->count == 0)
        return false;
    *event = q->events[q->first];
    q->first = (q->first + 1) % KEY_QUEUE_SIZE;
    q->count--;
    return true;
}
