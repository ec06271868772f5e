/* A mouse's motion is not turned with the picture: whoever pushes it looks at the picture upright.
 * A place on a touch screen or a tablet is one on the panel, and turns with it. */
#include "screen/pointer.h"

#include <math.h>

#include "base/clock.h"

/* As SDL has it: presses this close in time and place are counted together. */
enum { CLICK_TIME = 500 /* milliseconds */, CLICK_DISTANCE = 32 /* pixels */ };

static float clamp(float value, int size)
{
    return fmaxf(0, fminf(value, (float)(size - 1)));
}

void pointer_set_picture(struct pointer *p, int width, int height, int degrees)
{
    if (p->width == 0 || width == 0) {
        p->x = (float)width / 2;
        p->y = (float)height / 2;
    }
    p->width = width;
    p->height = height;
    p->degrees = degrees;
    p->x = clamp(p->x, width);
    p->y = clamp(p->y, height);
}

/* The display's (0 to 1, 0 to 1) in pixels of the picture; rotate_rect goes the other way. */
static void place(const struct pointer *p, struct ui_event *e)
{
    float x = e->x, y = e->y;
    switch (p->degrees) {
    case 90:
        x = e->y;
        y = 1 - e->x;
        break;
    case 180:
        x = 1 - e->x;
        y = 1 - e->y;
        break;
    case 270:
        x = 1 - e->y;
        y = e->x;
        break;
    default:
        break;
    }
    e->x = clamp(x * (float)p->width, p->width);
    e->y = clamp(y * (float)p->height, p->height);
}

static uint32_t count_press(struct pointer_clicks *c, const struct ui_event *e, uint32_t button)
{
    bool again = c->time != 0 && c->button == button && e->time >= c->time &&
                 e->time - c->time <= CLICK_TIME * (CLOCK_SECOND / 1000) &&
                 fabsf(e->x - c->x) <= CLICK_DISTANCE && fabsf(e->y - c->y) <= CLICK_DISTANCE;
    *c = (struct pointer_clicks){.button = button,
                                 .presses = again ? c->presses + 1 : 1,
                                 .time = e->time,
                                 .x = e->x,
                                 .y = e->y};
    return c->presses;
}

static bool take_touch(struct pointer *p, struct ui_event *e)
{
    if (e->type == UI_TOUCH_MOVE || e->pressed) {
        place(p, e);
        p->touches[e->code].x = e->x;
        p->touches[e->code].y = e->y;
    } else {
        e->x = p->touches[e->code].x;
        e->y = p->touches[e->code].y;
    }
    if (e->pressed)
        e->presses = count_press(&p->taps, e, 0);
    return true;
}

/* The pointer is at (x, y) now. */
static bool move_to(struct pointer *p, struct ui_event *e, float x, float y)
{
    bool moved = x != p->x || y != p->y;
    e->type = UI_PLACE;
    e->x = p->x = x;
    e->y = p->y = y;
    return moved;
}

bool pointer_take(struct pointer *p, struct ui_event *e)
{
    if (e->type == UI_KEY)
        return true;
    if (p->width == 0)
        return false;
    switch (e->type) {
    case UI_MOVE:
        return move_to(p, e, clamp(p->x + e->x, p->width), clamp(p->y + e->y, p->height));
    case UI_PLACE:
        place(p, e);
        return move_to(p, e, e->x, e->y);
    case UI_BUTTON:
        e->x = p->x;
        e->y = p->y;
        if (e->pressed)
            e->presses = count_press(&p->clicks, e, e->code);
        return true;
    case UI_TOUCH:
    case UI_TOUCH_MOVE:
        return take_touch(p, e);
    default:
        return true;
    }
}
