/* mmap.registers: a device's registers by offset. Every access is one load or store of the width
 * that the script says, so there is no r[i], which would not say it. */
#include <stdio.h>

#include "base/error.h"
#include "lua/args.h"
#include "lua/hint.h"
#include "lua/host_impl.h"
#include "lua/mmap_parts.h"

enum { DEFAULT_WIDTH = 32, DUMP_REGISTERS_MAX = 65536 };

struct registers *mmap_check_registers(lua_State *L, int arg)
{
    struct registers *r = luaL_checkudata(L, arg, REGISTERS_TYPE);
    if (r->bytes == NULL)
        luaL_error(L, "attempt to use closed registers");
    return r;
}

static uint64_t check_offset(lua_State *L)
{
    return (uint64_t)args_integer(L, 2, 0, LUA_MAXINTEGER);
}

/* The optional width of a register at `arg`. */
static int option_width(lua_State *L, int arg)
{
    const lua_Integer width = luaL_optinteger(L, arg, DEFAULT_WIDTH);
    if (width != 8 && width != 16 && width != 32 && width != 64)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "a width of 8, 16, 32 or 64 bits expected, got %I",
                                      (LUAI_UACINT)width));
    return (int)width;
}

/* The bits of a register at `arg`: 0 to what the width has; of 64 every integer. */
static uint64_t check_bits(lua_State *L, int arg, int width)
{
    if (width == 64)
        return (uint64_t)luaL_checkinteger(L, arg);
    return (uint64_t)args_integer(L, arg, 0, ((lua_Integer)1 << width) - 1);
}

/* r:u32(offset) reads, r:u32(offset, value) writes. */
static int access_register(lua_State *L, int width)
{
    const struct registers *r = mmap_check_registers(L, 1);
    const uint64_t offset = check_offset(L);
    uint64_t value;
    if (!lua_isnone(L, 3))
        return args_done(L, registers_write(r, offset, width, check_bits(L, 3, width)));
    if (!registers_read(r, offset, width, &value))
        return args_done(L, false);
    lua_pushinteger(L, (lua_Integer)value);
    return 1;
}

static int access_u8(lua_State *L)
{
    return access_register(L, 8);
}

static int access_u16(lua_State *L)
{
    return access_register(L, 16);
}

static int access_u32(lua_State *L)
{
    return access_register(L, 32);
}

static int access_u64(lua_State *L)
{
    return access_register(L, 64);
}

static int set_bits(lua_State *L)
{
    const int width = option_width(L, 4);
    const uint64_t mask = check_bits(L, 3, width);
    const struct registers *r = mmap_check_registers(L, 1);
    return args_done(L, registers_change(r, check_offset(L), width, mask, mask));
}

static int clear_bits(lua_State *L)
{
    const int width = option_width(L, 4);
    const uint64_t mask = check_bits(L, 3, width);
    const struct registers *r = mmap_check_registers(L, 1);
    return args_done(L, registers_change(r, check_offset(L), width, mask, 0));
}

/* r:field(offset, lo, hi [, value [, width]]) */
static int field(lua_State *L)
{
    const struct registers *r = mmap_check_registers(L, 1);
    const uint64_t offset = check_offset(L);
    const lua_Integer lo = luaL_checkinteger(L, 3), hi = luaL_checkinteger(L, 4);
    const int width = option_width(L, 6);
    const uint64_t mask = registers_mask(width, lo, hi);
    uint64_t value;
    if (mask == 0)
        return args_done(L, false);
    if (!lua_isnoneornil(L, 5)) {
        value = check_bits(L, 5, hi - lo == 63 ? 64 : (int)(hi - lo) + 1);
        return args_done(L, registers_change(r, offset, width, mask, value << lo));
    }
    if (!registers_read(r, offset, width, &value))
        return args_done(L, false);
    lua_pushinteger(L, (lua_Integer)((value & mask) >> lo));
    return 1;
}

/* r:poll(offset, mask, value [, timeout [, width]]) */
static int poll_register(lua_State *L)
{
    const struct registers *r = mmap_check_registers(L, 1);
    const uint64_t offset = check_offset(L);
    const int width = option_width(L, 6);
    const uint64_t mask = check_bits(L, 3, width), value = check_bits(L, 4, width);
    const struct patience p = mmap_patience(L, 5);
    return mmap_push_result(L, registers_poll(r, offset, width, mask, value, &p));
}

/* r:dump(): what is described, else all words of 32 bits, as text. */
static int dump_registers(lua_State *L)
{
    const struct registers *r = mmap_check_registers(L, 1);
    lua_settop(L, 1);
    if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE) {
        mmap_dump_described(L, 2);
        return 1;
    }
    if (r->length / 4 > DUMP_REGISTERS_MAX)
        return luaL_error(L, "dump() of at most %d registers expected, there are %I",
                          DUMP_REGISTERS_MAX, (LUAI_UACINT)(r->length / 4));
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    for (uint64_t offset = -(r->address) % 4; r->length >= 4 && offset <= r->length - 4;
         offset += 4) {
        char line[64];
        uint64_t value;
        if (!registers_read(r, offset, 32, &value))
            return args_done(L, false);
        snprintf(line, sizeof line, "0x%04llx  0x%08llx\n", (unsigned long long)offset,
                 (unsigned long long)value);
        luaL_addstring(&text, line);
    }
    luaL_pushresult(&text);
    return 1;
}

static int registers_close_object(lua_State *L)
{
    registers_close(luaL_checkudata(L, 1, REGISTERS_TYPE));
    return 0;
}

static int registers_tostring(lua_State *L)
{
    const struct registers *r = luaL_checkudata(L, 1, REGISTERS_TYPE);
    if (r->bytes == NULL) {
        lua_pushliteral(L, "registers (closed)");
        return 1;
    }
    char text[128];
    snprintf(text, sizeof text, "registers (%zu bytes at 0x%llx of %s)", r->length,
             (unsigned long long)r->address, r->name);
    lua_pushstring(L, text);
    return 1;
}

static int registers_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)mmap_check_registers(L, 1)->length);
    return 1;
}

/* Raises an error about a key that is no register's name. */
static int unknown_key(lua_State *L)
{
    const char *name = luaL_tolstring(L, 2, NULL);
    if (lua_type(L, 2) == LUA_TNUMBER)
        return luaL_error(L, "registers have a width: r:u32(%s) expected, not r[%s]", name, name);
    if (lua_getiuservalue(L, 1, 1) != LUA_TTABLE)
        return luaL_error(L, "these registers have no '%s', and no description", name);
    return luaL_error(L, "there is no register '%s'%s", name,
                      hint_push_nearest(L, name, lua_absindex(L, -1)));
}

/* Pushes the register of that name, or returns false. */
static bool push_described(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING && lua_getiuservalue(L, 1, 1) == LUA_TTABLE) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, -2) != LUA_TNIL)
            return true;
    }
    return false;
}

/* Upvalue 1: the methods. */
static int registers_index(lua_State *L)
{
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    mmap_check_registers(L, 1);
    return push_described(L) ? 1 : unknown_key(L);
}

/* r.CTRL = 5 writes the whole register. */
static int registers_newindex(lua_State *L)
{
    mmap_check_registers(L, 1);
    if (!push_described(L))
        return unknown_key(L);
    mmap_set_described(L, 3);
    return 0;
}

static int new_registers(lua_State *L)
{
    args_count(L, 3, 4, "mmap.registers(path, address, length [, description])");
    const char *path = args_path(L, 1);
    const lua_Integer address = args_integer(L, 2, 0, LUA_MAXINTEGER);
    const lua_Integer length = args_integer(L, 3, 1, PTRDIFF_MAX);
    if (!lua_isnoneornil(L, 4))
        luaL_checktype(L, 4, LUA_TTABLE);
    lua_settop(L, 4);
    struct registers *r = lua_newuserdatauv(L, sizeof *r, 1);
    *r = (struct registers){0};
    luaL_setmetatable(L, REGISTERS_TYPE);
    if (!registers_open(r, path, (uint64_t)address, (size_t)length, "/sys"))
        return host_failure(L);
    if (!lua_isnil(L, 4)) {
        lua_pushvalue(L, lua_upvalueindex(1));
        lua_pushvalue(L, 5);
        mmap_describe(L, 4, 6);
        lua_setiuservalue(L, 5, 1);
    }
    lua_settop(L, 5);
    return 1;
}

void mmap_add_registers(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"clear_bits", clear_bits},
        {"close", registers_close_object},
        {"dump", dump_registers},
        {"field", field},
        {"poll", poll_register},
        {"set_bits", set_bits},
        {"u16", access_u16},
        {"u32", access_u32},
        {"u64", access_u64},
        {"u8", access_u8},
        {NULL, NULL},
    };
    static const luaL_Reg metamethods[] = {
        {"__close", registers_close_object},
        {"__gc", registers_close_object},
        {"__len", registers_len},
        {"__newindex", registers_newindex},
        {"__tostring", registers_tostring},
        {NULL, NULL},
    };
    luaL_newmetatable(L, REGISTERS_TYPE);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushliteral(L, REGISTERS_TYPE);
    lua_setfield(L, -2, "__metatable");
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, registers_index, 1);
    lua_setfield(L, -3, "__index");
    lua_pushcclosure(L, new_registers, 1);
    lua_setfield(L, -3, "registers"); /* of the module, below the metatable */
    lua_pop(L, 1);
    mmap_described_open(L);
}
