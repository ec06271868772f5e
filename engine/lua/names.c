/* The global names. __index of _G's metatable is the API table itself, so Lua finds a name that is
 * no global with one more look-up and no call. */
#include "lua/names.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "lua/lib.h"
#include "lua/lib_mmap.h"
#include "lua/state_dir.h"

const char *const names_callbacks[] = {
    /* The first few are the program's own steps, the rest is input. */
    "setup",      "started",      "update",     "draw",          "resize",        "quit",
    "keypressed", "keyreleased",  "textinput",  "mousepressed",  "mousereleased", "mousemoved",
    "wheelmoved", "touchpressed", "touchmoved", "touchreleased", "message",       NULL,
};
enum { INPUT_FIRST = 6 };

static void (*const libraries[])(lua_State *) = {
    lib_canvas,     lib_clock,       lib_context,      lib_draw,        lib_files,  lib_font,
    lib_image_data, lib_images,      lib_input,        lib_path2d,      lib_pixels, lib_power,
    lib_program,    lib_quick_image, lib_quick_shapes, lib_quick_state, lib_stats,  lib_styles,
    lib_text,       lib_timer,       lib_watch,
};

/* __index of the API table: state_dir, which is made when it is first asked for. */
static int find_late(lua_State *L)
{
    struct host *h = host_of(L);
    if (lua_type(L, 2) != LUA_TSTRING || strcmp(lua_tostring(L, 2), "state_dir") != 0)
        return 0;
    if (h->state_dir == NULL && !h->options->sandbox) {
        h->state_dir = state_dir_make(h->options);
        if (h->state_dir == NULL)
            log_warning("%s", error_text());
    }
    lua_pushstring(L, h->state_dir); /* nil if there is none */
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, 1);
    return 1;
}

/* _G.__newindex: a global that would hide a name of the API breaks other modules, which see the
 * same globals. Upvalue 1 is the API table. */
static int set_global(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_gettable(L, lua_upvalueindex(1)) != LUA_TNIL)
        return luaL_error(L, "'%s' is fbrun's name and cannot be a global; make it a local",
                          lua_tostring(L, 2));
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 0;
}

void names_open(struct host *h)
{
    lua_State *L = h->L;
    lua_newtable(L);
    lua_pushvalue(L, -1);
    h->fb = luaL_ref(L, LUA_REGISTRYINDEX);
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
        libraries[i](L);
    lib_mmap(L);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, find_late);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);

    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "fbrun");
    lua_pop(L, 1);

    lua_pushglobaltable(L);
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index"); /* the table itself: a function would cost every call */
    lua_pushvalue(L, -3);
    lua_pushcclosure(L, set_global, 1);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_pop(L, 2);
}

/* Pushes the global without its metatable: names of the API are no callbacks. */
static int push_raw(lua_State *L, const char *name)
{
    lua_pushglobaltable(L);
    lua_pushstring(L, name);
    int type = lua_rawget(L, -2);
    lua_remove(L, -2);
    return type;
}

bool names_push_callback(struct host *h, const char *name)
{
    if (push_raw(h->L, name) == LUA_TFUNCTION)
        return true;
    lua_pop(h->L, 1);
    return false;
}

bool names_input_defined(struct host *h)
{
    for (int i = INPUT_FIRST; names_callbacks[i] != NULL; i++) {
        if (names_push_callback(h, names_callbacks[i])) {
            lua_pop(h->L, 1);
            return true;
        }
    }
    return false;
}

void names_check_load(lua_State *L)
{
    lua_Debug ar;
    if (push_raw(L, "load") == LUA_TFUNCTION && !lua_iscfunction(L, -1)) {
        lua_getinfo(L, ">S", &ar);
        luaL_error(L, "%s:%d: load is Lua's own; the callback that runs first is setup",
                   ar.short_src, ar.linedefined);
    }
    lua_pop(L, 1);
}
