/* Canvases and images look alike to whoever draws them: both are canvases in the end. */
#include "lua/source.h"

#include "lua/args.h"
#include "lua/webidl.h"

/* Both are NULL if it is none. */
static struct source find(lua_State *L, int arg)
{
    struct source s = {.context = luaL_testudata(L, arg, CONTEXT_TYPE)};
    if (s.context != NULL)
        s.canvases_before = s.context->canvases_before;
    else
        s.image = images_test(L, arg);
    return s;
}

static const char *push_mismatch(lua_State *L, int arg)
{
    return args_push_mismatch(L, arg, "image or canvas");
}

struct source source_check(lua_State *L, int arg)
{
    const struct source s = find(L, arg);
    if (s.context != NULL)
        context_check(L, arg); /* that it is open */
    else if (s.image != NULL)
        images_picture(L, s.image); /* the same */
    else
        luaL_argerror(L, arg, push_mismatch(L, arg));
    return s;
}

struct source source_check_html(lua_State *L, int arg)
{
    const struct source s = find(L, arg);
    if (s.context == NULL && s.image == NULL)
        webidl_throw(L, "TypeError", arg, push_mismatch(L, arg));
    else if (s.context != NULL && s.context->canvas == NULL)
        webidl_throw(L, "InvalidStateError", arg, "the canvas is closed");
    else if (s.image != NULL && s.image->picture == NULL)
        webidl_throw(L, "InvalidStateError", arg, "the image is closed");
    else if (s.image != NULL && s.image->picture->state == PICTURE_FAILED)
        webidl_throw(L, "InvalidStateError", arg,
                     lua_pushfstring(L, "the image has failed: %s", s.image->picture->error));
    return s;
}

bool source_is_ready(const struct source *s)
{
    return s->image == NULL || s->image->picture->state == PICTURE_READY;
}

int source_frames(const struct source *s)
{
    return s->image == NULL ? 1 : s->image->picture->frame_count;
}

struct canvas *source_canvas(lua_State *L, const struct source *s, int frame)
{
    if (s->image != NULL)
        return images_picture(L, s->image)->frames[frame].canvas;
    if (s->context->canvases_before != s->canvases_before)
        luaL_error(L, "a __gc has resized the image that is being drawn");
    return context_canvas(L, s->context);
}
