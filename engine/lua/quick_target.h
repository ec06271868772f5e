/* What the quick functions draw on, with their state: one for each job, one for each draw_to. */
#ifndef LUA_QUICK_TARGET_H
#define LUA_QUICK_TARGET_H

#include "canvas/quick.h"
#include "lua/context.h"

struct quick_target {
    struct context *context;
    uint32_t canvases_before; /* the context's when the state began */
    bool begun;
    struct quick quick;
};

/* Fresh state, which begins when it is first used: the context may have no canvas yet. */
void quick_target_init(struct quick_target *t, struct context *context);

/* A zeroed one is accepted. */
void quick_target_finish(struct quick_target *t);

/* The running code's state, ready for drawing: raises an error if its canvas is closed or mapped.
 * Another canvas in the context (a new size) has another state. */
struct quick *quick_target_use(lua_State *L);

#endif
