/* The program as a whole: its frames, its end, its figures. */
#include <lauxlib.h>

#include "canvas/pictures.h"
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

static void set_count(lua_State *L, const char *name, uint64_t value)
{
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, name);
}

/* stats() -> a table of what was counted since the program began:
 *   frames         shown
 *   commands       drawing calls that can change pixels
 *   flushes        lists of commands turned into pixels
 *   lists_skipped  lists whose pixels were there already
 *   tiles_drawn, tiles_skipped
 *   images_decoded
 *   memory         bytes that Lua holds now */
static int stats(lua_State *L)
{
    args_count(L, 0, 0, "stats()");
    const struct host *h = host_of(L);
    struct scene_stats s = scene_stats(h->scene);
    uint64_t memory = (uint64_t)lua_gc(L, LUA_GCCOUNT) * 1024 + (uint64_t)lua_gc(L, LUA_GCCOUNTB);
    lua_createtable(L, 0, 8);
    set_count(L, "frames", h->frames);
    set_count(L, "commands", s.commands);
    set_count(L, "flushes", s.flushes);
    set_count(L, "lists_skipped", s.lists_skipped);
    set_count(L, "tiles_drawn", s.tiles_drawn);
    set_count(L, "tiles_skipped", s.tiles_skipped);
    set_count(L, "images_decoded", pictures_decoded(h->pictures));
    set_count(L, "memory", memory);
    return 1;
}

void lib_program(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"exit", quit_with},        {"fps", fps},     {"present", present}, {"redraw", redraw},
        {"screenshot", screenshot}, {"stats", stats}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
