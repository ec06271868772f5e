/* Registers by name: r.CTRL.MODE = 2. A description is read once, when the registers are opened,
 * and each register becomes a small object; a field's place is a number in a table of its. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "lua/args.h"
#include "lua/hint.h"
#include "lua/mmap_parts.h"

#define DESCRIBED_TYPE "fbrun.mmap.register"

/* Its user values are the registers, the name, and the fields: name to hi + 64 * lo, and the names
 * in the order of that. */
struct described {
    uint64_t offset;
    int width;
};
enum { OWNER = 1, NAME, FIELDS };

struct bits {
    int lo, hi;
    uint64_t mask;
};

static struct bits bits_of(const struct described *d, lua_Integer place)
{
    const int lo = (int)(place / 64), hi = (int)(place % 64);
    return (struct bits){lo, hi, registers_mask(d->width, lo, hi)};
}

static lua_Integer field_rank(lua_State *L, int list)
{
    lua_pushvalue(L, -1);
    lua_rawget(L, list);
    const lua_Integer place = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return place;
}

static lua_Integer register_rank(lua_State *L, int list)
{
    (void)list;
    return (lua_Integer)((struct described *)lua_touserdata(L, -1))->offset;
}

/* Pops a value into the list in a table, where its rank puts it. */
static void insert_ranked(lua_State *L, int list, lua_Integer (*rank)(lua_State *, int))
{
    const lua_Integer mine = rank(L, list);
    lua_Integer i = (lua_Integer)lua_rawlen(L, list);
    for (; i > 0; i--) {
        lua_rawgeti(L, list, i);
        if (rank(L, list) <= mine) {
            lua_pop(L, 1);
            break;
        }
        lua_rawseti(L, list, i + 1);
    }
    lua_rawseti(L, list, i + 1);
}

/* Reading a description. */

/* Pushes "description.CTRL.MODE" or the like. */
static const char *push_path(lua_State *L, const char *name, const char *part)
{
    return part == NULL ? lua_pushfstring(L, "description.%s", name)
                        : lua_pushfstring(L, "description.%s.%s", name, part);
}

/* What is wrong with the value on top of the stack, where `expected` should be. */
static int bad_part(lua_State *L, int arg, const char *name, const char *part, const char *expected)
{
    const char *type = luaL_typename(L, -1);
    return luaL_argerror(
        L, arg,
        lua_pushfstring(L, "%s: %s expected, got %s", push_path(L, name, part), expected, type));
}

/* Pushes the name of the key at `index`, which must be a string. */
static const char *check_name(lua_State *L, int arg, int index)
{
    if (lua_type(L, index) == LUA_TSTRING)
        return lua_tostring(L, index);
    lua_pushvalue(L, index);
    const char *got = luaL_tolstring(L, -1, NULL);
    luaL_argerror(L, arg, lua_pushfstring(L, "description: names expected as keys, got %s", got));
    return NULL;
}

/* The whole number number `i` of the list at `list`. */
static bool list_integer(lua_State *L, int list, int i, lua_Integer *value)
{
    int whole;
    lua_rawgeti(L, list, i);
    *value = lua_tointegerx(L, -1, &whole);
    const bool ok = whole && lua_type(L, -1) == LUA_TNUMBER;
    lua_pop(L, 1);
    return ok;
}

/* The field's {lo, hi} on top of the stack, as its place. */
static lua_Integer read_field(lua_State *L, int arg, const struct described *d, const char *name,
                              const char *part)
{
    lua_Integer lo = 0, hi = 0;
    const int list = lua_gettop(L);
    if (!lua_istable(L, list) || !list_integer(L, list, 1, &lo) || !list_integer(L, list, 2, &hi) ||
        lua_rawlen(L, list) != 2)
        return bad_part(L, arg, name, part, "{lo, hi}, the numbers of bits,");
    if (registers_mask(d->width, lo, hi) == 0)
        return luaL_argerror(L, arg,
                             lua_pushfstring(L, "%s: %s", push_path(L, name, part), error_text()));
    return hi + 64 * lo;
}

/* Reads {name = {lo, hi}, …} on top of the stack and leaves a table of places in its stead. */
static void read_fields(lua_State *L, int arg, const struct described *d, const char *name)
{
    const int from = lua_gettop(L);
    if (!lua_isnil(L, from) && !lua_istable(L, from))
        bad_part(L, arg, name, NULL, "fields {NAME={lo, hi}, …} behind the width");
    lua_newtable(L);
    if (!lua_isnil(L, from)) {
        for (lua_pushnil(L); lua_next(L, from);) {
            const char *part = check_name(L, arg, -2);
            if (strcmp(part, "value") == 0)
                luaL_argerror(L, arg,
                              lua_pushfstring(L, "%s: 'value' is the whole register's name",
                                              push_path(L, name, part)));
            const lua_Integer place = read_field(L, arg, d, name, part);
            lua_pop(L, 1);
            lua_pushvalue(L, -1);
            lua_pushinteger(L, place);
            lua_rawset(L, from + 1);
            lua_pushvalue(L, -1);
            insert_ranked(L, from + 1, field_rank);
        }
    }
    lua_remove(L, from);
}

/* Makes the register that the table on top of the stack describes, and pushes it. `owner` is where
 * the registers are. */
static void read_register(lua_State *L, int arg, int owner, const char *name)
{
    const int list = lua_gettop(L);
    lua_Integer offset = 0, width = 0;
    if (!lua_istable(L, list) || !list_integer(L, list, 1, &offset) ||
        !list_integer(L, list, 2, &width) || lua_rawlen(L, list) > 3)
        bad_part(L, arg, name, NULL, "{offset, width [, {FIELD={lo, hi}, …}]}");
    const int bits = width > 0 && width < 1000 ? (int)width : 0;
    if (offset < 0 || !registers_has(lua_touserdata(L, owner), (uint64_t)offset, bits))
        luaL_argerror(
            L, arg,
            lua_pushfstring(L, "%s: %s", push_path(L, name, NULL),
                            offset < 0 ? "an offset of 0 or more expected" : error_text()));
    struct described *d = lua_newuserdatauv(L, sizeof *d, 3);
    *d = (struct described){(uint64_t)offset, (int)width};
    luaL_setmetatable(L, DESCRIBED_TYPE);
    lua_pushvalue(L, owner);
    lua_setiuservalue(L, -2, OWNER);
    lua_pushstring(L, name);
    lua_setiuservalue(L, -2, NAME);
    lua_rawgeti(L, list, 3);
    read_fields(L, arg, d, name);
    lua_setiuservalue(L, -2, FIELDS);
}

void mmap_describe(lua_State *L, int arg, int methods)
{
    const int owner = lua_gettop(L);
    luaL_checkstack(L, 20, NULL);
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1)) {
        const char *name = check_name(L, arg, -2);
        lua_pushvalue(L, -2);
        if (lua_rawget(L, methods) != LUA_TNIL)
            luaL_argerror(
                L, arg,
                lua_pushfstring(L, "%s: '%s' is a method's name", push_path(L, name, NULL), name));
        lua_pop(L, 1);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        read_register(L, arg, owner, name);
        lua_remove(L, -2);
        lua_pushvalue(L, -1);
        insert_ranked(L, owner + 1, register_rank);
        lua_rawset(L, owner + 1);
    }
}

/* Using it. */

/* The registers of the described one at `index`. */
static const struct registers *owner_of(lua_State *L, int index)
{
    lua_getiuservalue(L, index, OWNER);
    const struct registers *r = mmap_check_registers(L, lua_gettop(L));
    lua_pop(L, 1);
    return r;
}

static uint64_t read_described(lua_State *L, int index)
{
    const struct described *d = lua_touserdata(L, index);
    uint64_t value;
    if (!registers_read(owner_of(L, index), d->offset, d->width, &value))
        luaL_error(L, "%s", error_text());
    return value;
}

/* The number at `arg` for so many bits of what is called `name`. */
static uint64_t check_value(lua_State *L, int arg, int bits, const char *name)
{
    int whole;
    const bool number = lua_type(L, arg) == LUA_TNUMBER;
    const lua_Integer value = lua_tointegerx(L, arg, &whole);
    const uint64_t most = UINT64_MAX >> (64 - bits);
    if (whole && number && (bits == 64 || (uint64_t)value <= most))
        return (uint64_t)value;
    char text[160];
    snprintf(text, sizeof text, "%.60s has %d bit%s: 0 to %llu expected, got %.40s", name, bits,
             bits == 1 ? "" : "s", (unsigned long long)most,
             number ? luaL_tolstring(L, arg, NULL) : luaL_typename(L, arg));
    return (uint64_t)luaL_error(L, "%s", text);
}

void mmap_set_described(lua_State *L, int arg)
{
    const int at = lua_gettop(L);
    const struct described *d = lua_touserdata(L, at);
    lua_getiuservalue(L, at, NAME);
    const uint64_t value = check_value(L, arg, d->width, lua_tostring(L, -1));
    args_done(L, registers_write(owner_of(L, at), d->offset, d->width, value));
}

/* The field that the key at 2 names, of the register at 1. */
static struct bits check_field(lua_State *L, const struct described *d)
{
    const char *name = luaL_tolstring(L, 2, NULL);
    lua_getiuservalue(L, 1, FIELDS);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) == LUA_TNIL || lua_type(L, 2) != LUA_TSTRING) {
        lua_getiuservalue(L, 1, NAME);
        const char *owner = lua_tostring(L, -1);
        luaL_error(L, "register %s has no field '%s'%s", owner, name,
                   hint_push_nearest(L, name, lua_absindex(L, -3)));
    }
    return bits_of(d, lua_tointeger(L, -1));
}

static bool is_value(lua_State *L)
{
    return lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), "value") == 0;
}

static int described_index(lua_State *L)
{
    const struct described *d = luaL_checkudata(L, 1, DESCRIBED_TYPE);
    if (is_value(L)) {
        lua_pushinteger(L, (lua_Integer)read_described(L, 1));
        return 1;
    }
    const struct bits b = check_field(L, d);
    lua_pushinteger(L, (lua_Integer)((read_described(L, 1) & b.mask) >> b.lo));
    return 1;
}

static int described_newindex(lua_State *L)
{
    const struct described *d = luaL_checkudata(L, 1, DESCRIBED_TYPE);
    if (is_value(L)) {
        lua_pushvalue(L, 1);
        mmap_set_described(L, 3);
        return 0;
    }
    const struct bits b = check_field(L, d);
    const uint64_t value = check_value(L, 3, b.hi - b.lo + 1, lua_tostring(L, 2));
    return args_done(L,
                     registers_change(owner_of(L, 1), d->offset, d->width, b.mask, value << b.lo));
}

/* Pushes "0x04 CTRL = 0x00000005  ENABLE=1 MODE=2". */
static void push_line(lua_State *L, int index)
{
    const struct described *d = lua_touserdata(L, index);
    const uint64_t value = read_described(L, index);
    char text[64];
    lua_getiuservalue(L, index, FIELDS);
    const int fields = lua_gettop(L);
    lua_getiuservalue(L, index, NAME);
    snprintf(text, sizeof text, "0x%02llx ", (unsigned long long)d->offset);
    lua_pushfstring(L, "%s%s", text, lua_tostring(L, -1));
    snprintf(text, sizeof text, " = 0x%0*llx", d->width / 4, (unsigned long long)value);
    lua_pushfstring(L, "%s%s", lua_tostring(L, -1), text);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, fields); i++) {
        lua_rawgeti(L, fields, i);
        const char *name = lua_tostring(L, -1);
        lua_pushvalue(L, -1);
        lua_rawget(L, fields);
        const struct bits b = bits_of(d, lua_tointeger(L, -1));
        lua_pushfstring(L, "%s%s%s=%I", lua_tostring(L, -3), i == 1 ? "  " : " ", name,
                        (LUAI_UACINT)((value & b.mask) >> b.lo));
        lua_replace(L, -4);
        lua_pop(L, 2);
    }
    lua_replace(L, fields);
    lua_settop(L, fields);
}

void mmap_dump_described(lua_State *L, int names)
{
    const lua_Integer count = (lua_Integer)lua_rawlen(L, names);
    const int lines = lua_gettop(L) + 1;
    luaL_Buffer text;
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, names, i);
        push_line(L, lua_gettop(L));
        lua_rawseti(L, lines, i);
        lua_pop(L, 1);
    }
    luaL_buffinit(L, &text);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, lines, i);
        luaL_addvalue(&text);
        luaL_addchar(&text, '\n');
    }
    luaL_pushresult(&text);
}

static int described_tostring(lua_State *L)
{
    luaL_checkudata(L, 1, DESCRIBED_TYPE);
    push_line(L, 1);
    return 1;
}

void mmap_described_open(lua_State *L)
{
    static const luaL_Reg metamethods[] = {
        {"__index", described_index},
        {"__newindex", described_newindex},
        {"__tostring", described_tostring},
        {NULL, NULL},
    };
    luaL_newmetatable(L, DESCRIBED_TYPE);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushliteral(L, DESCRIBED_TYPE);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
