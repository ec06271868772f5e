/* The quick functions' state is tied to a canvas, and a context may get another one at any time. */
#include "lua/quick_target.h"

void quick_target_init(struct quick_target *t, struct context *context)
{
    *t = (struct quick_target){.context = context};
}

void quick_target_finish(struct quick_target *t)
{
    quick_finish(&t->quick);
    *t = (struct quick_target){0};
}

struct quick *quick_target_use(lua_State *L)
{
    struct quick_target *t = host_of(L)->strand.target;
    struct canvas *canvas = context_canvas(L, t->context);
    if (t->begun && t->canvases_before == t->context->canvases_before)
        return &t->quick;
    if (t->begun)
        quick_restart(&t->quick, canvas);
    else
        quick_init(&t->quick, canvas);
    t->begun = true;
    t->canvases_before = t->context->canvases_before;
    return &t->quick;
}
