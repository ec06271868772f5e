/* The panel of the screen. */
#include <lauxlib.h>

#include "lua/args.h"
#include "lua/host_impl.h"
#include "lua/lib.h"

static int display_power(lua_State *L)
{
    struct host *h = host_of(L);
    args_count(L, 1, 1, "display_power(on)");
    luaL_checktype(L, 1, LUA_TBOOLEAN);
    if (!h->loop.power) {
        lua_pushnil(L);
        lua_pushliteral(L, "this display has no panel to switch off");
        return 2;
    }
    const struct link_message power = {
        .type = LINK_POWER, .power.on = lua_toboolean(L, 1) != 0, .fd = -1};
    loop_send(&h->loop, &power);
    lua_pushboolean(L, 1);
    return 1;
}

void lib_power(lua_State *L)
{
    lua_pushcfunction(L, display_power);
    lua_setfield(L, -2, "display_power");
}
