/* A ring. Everything that is down keeps a place for its release. */
#include "input/event_queue.h"

#include <stddef.h>

/* Where it is noted whether what the event is about is down; NULL if there is no such thing. */
static bool *state_of(struct event_queue *q, const struct ui_event *e)
{
    switch (e->type) {
    case UI_KEY:
        return e->code < KEY_CODES ? &q->keys[e->code] : NULL;
    case UI_BUTTON:
        return e->code >= 1 && e->code <= UI_BUTTONS ? &q->buttons[e->code] : NULL;
    case UI_TOUCH:
    case UI_TOUCH_MOVE:
        return e->code >= 1 && e->code <= UI_TOUCHES ? &q->touches[e->code] : NULL;
    default:
        return NULL;
    }
}

static struct ui_event *at(struct event_queue *q, unsigned index)
{
    return &q->events[(q->first + index) % EVENT_QUEUE_SIZE];
}

/* Puts an event into a place that is free, if there is one. */
static void append(struct event_queue *q, const struct ui_event *e)
{
    if (q->count + q->releases < EVENT_QUEUE_SIZE)
        *at(q, q->count++) = *e;
}

static void put_change(struct event_queue *q, const struct ui_event *e)
{
    bool *down = state_of(q, e);
    if (down == NULL || *down == e->pressed)
        return;
    if (e->pressed && q->count + q->releases + 2 > EVENT_QUEUE_SIZE)
        return;
    *down = e->pressed;
    q->releases += e->pressed ? 1 : -1U;
    *at(q, q->count++) = *e;
}

static bool is_motion(const struct ui_event *e)
{
    return e->type == UI_MOVE || e->type == UI_PLACE || e->type == UI_WHEEL ||
           e->type == UI_TOUCH_MOVE;
}

/* Merges it with an earlier one that only motion has followed; else what was pressed in between
 * would be pressed somewhere else. */
static void put_motion(struct event_queue *q, const struct ui_event *e)
{
    for (unsigned i = q->count; i > 0 && is_motion(at(q, i - 1)); i--) {
        struct ui_event *earlier = at(q, i - 1);
        if (earlier->type != e->type || earlier->code != e->code || earlier->held != e->held)
            continue;
        struct ui_event merged = *e;
        if (e->type == UI_MOVE || e->type == UI_WHEEL) {
            merged.x += earlier->x;
            merged.y += earlier->y;
        }
        *earlier = merged;
        return;
    }
    append(q, e);
}

/* A repetition that has not been looked at makes another one pointless. */
static void put_repetition(struct event_queue *q, const struct ui_event *e)
{
    const bool *down = state_of(q, e);
    if (down == NULL || !*down)
        return;
    for (unsigned i = 0; i < q->count; i++)
        if (at(q, i)->type == UI_KEY && at(q, i)->repeated && at(q, i)->code == e->code)
            return;
    append(q, e);
}

void event_queue_put(struct event_queue *q, const struct ui_event *e)
{
    switch (e->type) {
    case UI_KEY:
        if (e->repeated)
            put_repetition(q, e);
        else
            put_change(q, e);
        break;
    case UI_BUTTON:
    case UI_TOUCH:
        put_change(q, e);
        break;
    case UI_TOUCH_MOVE: {
        const bool *down = state_of(q, e);
        if (down != NULL && *down)
            put_motion(q, e);
        break;
    }
    case UI_MOVE:
    case UI_PLACE:
    case UI_WHEEL:
        put_motion(q, e);
        break;
    }
}

const struct ui_event *event_queue_first(const struct event_queue *q)
{
    return q->count > 0 ? &q->events[q->first] : NULL;
}

bool event_queue_take(struct event_queue *q, struct ui_event *event)
{
    if (q->count == 0)
        return false;
    *event = q->events[q->first];
    q->first = (q->first + 1) % EVENT_QUEUE_SIZE;
    q->count--;
    return true;
}
