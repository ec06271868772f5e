/* Polling of input: what is pressed, and where. */
#include <lauxlib.h>
#include <string.h>

#include "lua/args.h"
#include "lua/events.h"
#include "lua/host_impl.h"
#include "lua/lib.h"

/* One character that a layout may call a key by: nothing that is written with Shift on letters. */
static bool is_symbol(const char *name)
{
    size_t length = strlen(name);
    unsigned char first = (unsigned char)name[0];
    if (length == 1)
        return first > ' ' && first < 0x7f && !(first >= 'A' && first <= 'Z');
    return first >= 0xc2 && length == (first < 0xe0 ? 2U : first < 0xf0 ? 3U : 4U);
}

static int key_down(lua_State *L)
{
    args_count(L, 1, 1, "key_down(name)");
    const struct host_input *in = &host_of(L)->input;
    const char *name = luaL_checkstring(L, 1);
    bool known = is_symbol(name), down = false;
    for (uint32_t code = 0; code < KEY_CODES && !down; code++) { /* several may share the name */
        char buffer[KEY_NAME_SIZE];
        known = known || strcmp(key_name(code), name) == 0;
        down = in->keys[code] && strcmp(events_key_name(in, code, buffer), name) == 0;
    }
    if (!known && !down)
        return luaL_argerror(L, 1, lua_pushfstring(L, "no key is called '%s'", name));
    lua_pushboolean(L, down);
    return 1;
}

static int mouse(lua_State *L)
{
    args_count(L, 0, 0, "mouse()");
    const struct host_input *in = &host_of(L)->input;
    lua_pushnumber(L, (lua_Number)in->mouse_x);
    lua_pushnumber(L, (lua_Number)in->mouse_y);
    return 2;
}

static int mouse_down(lua_State *L)
{
    args_count(L, 1, 1, "mouse_down(button)");
    lua_Integer button = luaL_checkinteger(L, 1);
    luaL_argcheck(L, button >= 1 && button <= UI_BUTTONS, 1,
                  "a button is 1 (left), 2 (right), 3 (middle) or up to 8");
    lua_pushboolean(L, host_of(L)->input.presses[button] > 0);
    return 1;
}

static void set_number(lua_State *L, const char *field, float value)
{
    lua_pushnumber(L, (lua_Number)value);
    lua_setfield(L, -2, field);
}

static int touches(lua_State *L)
{
    args_count(L, 0, 0, "touches()");
    const struct host_input *in = &host_of(L)->input;
    lua_newtable(L);
    int count = 0;
    for (int id = 1; id <= UI_TOUCHES; id++) {
        const struct ui_event *t = &in->touches[id];
        if (!t->pressed)
            continue;
        lua_createtable(L, 0, 4);
        lua_pushinteger(L, id);
        lua_setfield(L, -2, "id");
        set_number(L, "x", t->x);
        set_number(L, "y", t->y);
        set_number(L, "pressure", t->pressure);
        lua_rawseti(L, -2, ++count);
    }
    return 1;
}

void lib_input(lua_State *L)
{
    static const luaL_Reg functions[] = {{"key_down", key_down},
                                         {"mouse", mouse},
                                         {"mouse_down", mouse_down},
                                         {"touches", touches},
                                         {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
