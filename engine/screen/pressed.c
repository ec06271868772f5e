/* Notes what is pressed, by the same names as event_queue, whose own notes are what a script
 * process has been told: the difference is what remains to be said. */
#include "screen/pressed.h"

static void move(struct pressed *p, const struct ui_event *e)
{
    p->pointer = (struct ui_event){.type = UI_PLACE, .held = true, .x = e->x, .y = e->y};
}

void pressed_take(struct pressed *p, const struct ui_event *e)
{
    switch (e->type) {
    case UI_KEY:
        if (e->code < KEY_CODES) {
            p->keys[e->code] = e->pressed;
            p->symbols[e->code] = e->symbol;
        }
        break;
    case UI_BUTTON:
        p->buttons[e->code] = *e;
        move(p, e);
        break;
    case UI_PLACE:
        move(p, e);
        break;
    case UI_TOUCH:
        p->touches[e->code] = *e;
        break;
    case UI_TOUCH_MOVE:
        p->touches[e->code].x = e->x;
        p->touches[e->code].y = e->y;
        p->touches[e->code].pressure = e->pressure;
        break;
    case UI_MOVE: /* screen/pointer.c has made a place of it */
    case UI_WHEEL:
        break;
    }
}

/* `told` says whether the queue takes it for pressed. */
static void tell(struct event_queue *queue, struct ui_event e, bool told)
{
    if (e.pressed == told)
        return;
    e.held = e.pressed;
    event_queue_put(queue, &e);
}

void pressed_tell(const struct pressed *p, struct event_queue *queue)
{
    if (p->pointer.type != 0)
        event_queue_put(queue, &p->pointer);
    for (uint32_t code = 0; code < KEY_CODES; code++) {
        const struct ui_event key = {
            .type = UI_KEY, .code = code, .symbol = p->symbols[code], .pressed = p->keys[code]};
        tell(queue, key, queue->keys[code]);
    }
    for (int i = 1; i <= UI_BUTTONS; i++)
        tell(queue, p->buttons[i], queue->buttons[i]);
    for (int i = 1; i <= UI_TOUCHES; i++)
        tell(queue, p->touches[i], queue->touches[i]);
}
