/* One timer. It runs while an answer is waited for, and between two questions to a program that
 * moves: so a hang of that one is found between one and two limits after it began. */
#include "screen/patience.h"

enum { LOADING = 20000 }; /* milliseconds */

static void on_timer(uv_timer_t *timer);

static void start(struct patience *p, uint64_t span)
{
    uv_update_time(p->timer.loop); /* a frame may have taken long since the turn began */
    uv_timer_start(&p->timer, on_timer, span, 0);
}

static void ask(struct patience *p, uint64_t span)
{
    p->asked = true;
    p->waited = span;
    start(p, span);
    p->calls->ask(p->data);
}

static void on_timer(uv_timer_t *timer)
{
    struct patience *p = timer->data;
    if (p->asked)
        p->calls->late(p->data);
    else if (p->moves)
        ask(p, p->limit);
}

void patience_open(struct patience *p, uv_loop_t *loop, uint64_t limit,
                   const struct patience_calls *calls, void *data)
{
    *p = (struct patience){.calls = calls, .data = data, .limit = limit};
    uv_timer_init(loop, &p->timer);
    p->timer.data = p;
}

uint64_t patience_to_load(const struct patience *p)
{
    return p->limit > 0 ? p->limit + LOADING : 0;
}

void patience_begin(struct patience *p)
{
    p->loads = true;
    if (p->limit > 0)
        ask(p, patience_to_load(p));
}

void patience_told(struct patience *p)
{
    if (p->limit > 0 && !p->asked)
        ask(p, p->limit);
}

void patience_frame(struct patience *p, bool moves)
{
    p->moves = moves;
    if (p->loads) {
        p->loads = false;
        patience_answered(p);
    }
    if (p->limit > 0 && moves && !uv_is_active((uv_handle_t *)&p->timer))
        start(p, p->limit);
}

void patience_answered(struct patience *p)
{
    if (!p->asked || p->loads)
        return;
    p->asked = false;
    if (p->moves)
        start(p, p->limit);
    else
        uv_timer_stop(&p->timer);
}

void patience_rest(struct patience *p)
{
    p->asked = p->moves = p->loads = false;
    if (p->limit > 0)
        uv_timer_stop(&p->timer);
}

bool patience_is_out(const struct patience *p)
{
    return p->asked && !uv_is_active((const uv_handle_t *)&p->timer);
}
