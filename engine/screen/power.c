/* Input only notes the time. The timer looks at that when it runs out, and goes on for the rest, so
 * that a finger on the screen does not set it anew a hundred times a second. */
#include "screen/power.h"

static void apply(struct power *p)
{
    const bool wanted = !p->asleep && !p->unwanted;
    if (p->set == NULL || wanted == p->lit)
        return;
    p->lit = p->set(p->data, wanted);
    if (p->lit && !wanted) { /* it cannot be switched off: nothing is to be woken */
        p->asleep = false;
        p->after = 0;
    }
}

static void on_timer(uv_timer_t *timer)
{
    struct power *p = timer->data;
    const uint64_t rested = uv_now(timer->loop) - p->touched;
    if (rested < p->after) {
        uv_timer_start(timer, on_timer, p->after - rested, 0);
        return;
    }
    p->asleep = true;
    apply(p);
}

/* Counts the time from now on. */
static void touch(struct power *p)
{
    if (p->after == 0)
        return;
    p->touched = uv_now(p->timer.loop);
    if (!uv_is_active((uv_handle_t *)&p->timer))
        uv_timer_start(&p->timer, on_timer, p->after, 0);
}

void power_open(struct power *p, uv_loop_t *loop, double after, bool (*set)(void *data, bool on),
                void *data)
{
    *p = (struct power){.set = set, .data = data, .after = (uint64_t)(after * 1000), .lit = true};
    uv_timer_init(loop, &p->timer);
    p->timer.data = p;
    uv_update_time(loop); /* the display's opening may have taken long */
    touch(p);
}

void power_wake(struct power *p)
{
    touch(p);
    p->asleep = false;
    apply(p);
}

static bool has_presses(enum ui_type type)
{
    return type == UI_KEY || type == UI_BUTTON || type == UI_TOUCH;
}

/* True if the event belongs to the press that woke the panel. */
static bool is_wakers(const struct power *p, const struct ui_event *e)
{
    const enum ui_type type = e->type == UI_TOUCH_MOVE ? UI_TOUCH : e->type;
    return p->waker.type != 0 && p->waker.type == type && p->waker.code == e->code;
}

bool power_input(struct power *p, const struct ui_event *event)
{
    const bool press = has_presses(event->type) && event->pressed;
    const bool release = has_presses(event->type) && !event->pressed;
    const bool slept = p->asleep;
    power_wake(p);
    if (slept && press)
        p->waker = *event;
    if (is_wakers(p, event)) {
        if (release)
            p->waker.type = 0;
        return false;
    }
    return !slept || release;
}

void power_request(struct power *p, bool on)
{
    p->unwanted = !on;
    if (on)
        power_wake(p);
    else
        apply(p);
}

void power_forget(struct power *p)
{
    p->unwanted = false;
    apply(p);
}
