/* The program as a whole: its frames and its end. */
#include <lauxlib.h>

#include "image/write.h"
#include "lua/args.h"
#include "lua/context.h"
#include "lua/coroutine.h"
#include "lua/lib.h"

static int present(lua_State *L)
{
    args_count(L, 0, 0, "present()");
    if (host_of(L)->screen->map != NULL)
        return luaL_error(L, "attempt to present() while the screen's map() is open");
    return coroutine_present(L);
}

static int quit_with(lua_State *L)
{
    struct host *h = host_of(L);
    args_count(L, 0, 1, "exit(code)");
    int status = lua_isnoneornil(L, 1) ? 0 : (int)args_integer(L, 1, 0, 255);
    if (!h->over) { /* else a __gc calls it after the end, which has a status already */
        h->status = status;
        h->exiting = true;
    }
    return 0;
}

static int fps(lua_State *L)
{
    args_count(L, 1, 1, "fps(n)");
    host_of(L)->fps = args_not_negative(L, 1, "frames a second");
    return 0;
}

static int redraw(lua_State *L)
{
    args_count(L, 0, 0, "redraw()");
    host_of(L)->redraw = true;
    return 0;
}

static int screenshot(lua_State *L)
{
    args_count(L, 1, 1, "screenshot(path)");
    struct canvas *screen = context_canvas(L, host_of(L)->screen);
    if (!image_write(args_path(L, 1), target_read(canvas_target(screen)), true))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

void lib_program(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"exit", quit_with},        {"fps", fps}, {"present", present}, {"redraw", redraw},
        {"screenshot", screenshot}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
