/* m:u32(offset [, value]) and its kin: numbers at any offset, aligned or not, in either byte order.
 * A number goes through a 64-bit word, whose bytes are turned if the order is not the machine's. */
#include <string.h>

#include "lua/args.h"
#include "lua/mmap_object.h"

enum kind { UNSIGNED, SIGNED, FLOAT };

struct type {
    enum kind kind;
    uint8_t size; /* bytes: 1, 2, 4 or 8 */
    bool big;     /* the most significant byte first */
};

static const struct {
    const char *name;
    struct type type;
} types[] = {
    {"u8", {UNSIGNED, 1, false}},   {"u16", {UNSIGNED, 2, false}},  {"u32", {UNSIGNED, 4, false}},
    {"u64", {UNSIGNED, 8, false}},  {"i8", {SIGNED, 1, false}},     {"i16", {SIGNED, 2, false}},
    {"i32", {SIGNED, 4, false}},    {"i64", {SIGNED, 8, false}},    {"f32", {FLOAT, 4, false}},
    {"f64", {FLOAT, 8, false}},     {"u16be", {UNSIGNED, 2, true}}, {"u32be", {UNSIGNED, 4, true}},
    {"u64be", {UNSIGNED, 8, true}}, {"i16be", {SIGNED, 2, true}},   {"i32be", {SIGNED, 4, true}},
    {"i64be", {SIGNED, 8, true}},   {"f32be", {FLOAT, 4, true}},    {"f64be", {FLOAT, 8, true}},
};
enum { TYPE_COUNT = sizeof types / sizeof types[0] };

static uint64_t load(struct type t, const uint8_t *bytes)
{
    const bool swap = t.size > 1 && t.big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    uint16_t half;
    uint32_t word;
    uint64_t full;
    switch (t.size) {
    case 1:
        return *bytes;
    case 2:
        memcpy(&half, bytes, sizeof half);
        return swap ? __builtin_bswap16(half) : half;
    case 4:
        memcpy(&word, bytes, sizeof word);
        return swap ? __builtin_bswap32(word) : word;
    default:
        memcpy(&full, bytes, sizeof full);
        return swap ? __builtin_bswap64(full) : full;
    }
}

static void store(struct type t, uint8_t *bytes, uint64_t value)
{
    const bool swap = t.size > 1 && t.big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    const uint16_t half = swap ? __builtin_bswap16((uint16_t)value) : (uint16_t)value;
    const uint32_t word = swap ? __builtin_bswap32((uint32_t)value) : (uint32_t)value;
    const uint64_t full = swap ? __builtin_bswap64(value) : value;
    switch (t.size) {
    case 1:
        *bytes = (uint8_t)value;
        break;
    case 2:
        memcpy(bytes, &half, sizeof half);
        break;
    case 4:
        memcpy(bytes, &word, sizeof word);
        break;
    default:
        memcpy(bytes, &full, sizeof full);
        break;
    }
}

static void push_number(lua_State *L, struct type t, uint64_t bits)
{
    float single;
    double number;
    if (t.kind == FLOAT && t.size == 4) {
        const uint32_t word = (uint32_t)bits;
        memcpy(&single, &word, sizeof single);
        lua_pushnumber(L, (lua_Number)single);
    } else if (t.kind == FLOAT) {
        memcpy(&number, &bits, sizeof number);
        lua_pushnumber(L, number);
    } else if (t.kind == SIGNED) {
        const unsigned unused = 64 - 8 * t.size;
        lua_pushinteger(L, (lua_Integer)(bits << unused) >> unused);
    } else {
        lua_pushinteger(L, (lua_Integer)bits); /* 64 bits wrap to negative ones */
    }
}

/* The number at `arg` as it will stand in memory. */
static uint64_t check_number(lua_State *L, int arg, struct type t)
{
    if (t.kind == FLOAT) {
        const double number = luaL_checknumber(L, arg);
        uint64_t bits;
        if (t.size == 8) {
            memcpy(&bits, &number, sizeof bits);
            return bits;
        }
        const float single = (float)number;
        uint32_t word;
        memcpy(&word, &single, sizeof word);
        return word;
    }
    if (t.size == 8)
        return (uint64_t)luaL_checkinteger(L, arg);
    const lua_Integer span = INT64_C(1) << (8 * t.size);
    if (t.kind == SIGNED)
        return (uint64_t)args_integer(L, arg, -span / 2, span / 2 - 1);
    return (uint64_t)args_integer(L, arg, 0, span - 1);
}

/* Upvalue 2 is the type's place in the table. */
static int access_number(lua_State *L)
{
    const struct type t = types[lua_tointeger(L, lua_upvalueindex(2))].type;
    if (lua_isnoneornil(L, 3)) {
        struct mmap_object *o = mmap_self(L);
        const uint64_t bits = load(t, o->map.bytes + mmap_offset(L, 2, o, t.size));
        mmap_touched(L, o);
        push_number(L, t, bits);
        return 1;
    }
    struct mmap_object *o = mmap_self_writable(L);
    const size_t offset = mmap_offset(L, 2, o, t.size);
    store(t, o->map.bytes + offset, check_number(L, 3, t));
    mmap_touched(L, o);
    return 0;
}

static const char *type_name(int i)
{
    return types[i].name;
}

/* m:array(type, offset [, n]): as many as there is room for by default. */
static int mmap_array(lua_State *L)
{
    const char *name = luaL_checkstring(L, 2);
    int i = 0;
    while (i < TYPE_COUNT && strcmp(types[i].name, name) != 0)
        i++;
    if (i == TYPE_COUNT)
        return args_bad_name(L, 2, name, TYPE_COUNT, type_name);
    const struct type t = types[i].type;
    struct mmap_object *o = mmap_self(L);
    size_t offset = mmap_offset(L, 3, o, 0), most = (o->map.length - offset) / t.size;
    const lua_Integer n =
        lua_isnoneornil(L, 4) ? (lua_Integer)most : args_integer(L, 4, 0, (lua_Integer)most);
    if (n > INT32_MAX)
        return luaL_error(L, "a table of %I numbers is too large", (LUAI_UACINT)n);
    lua_createtable(L, (int)n, 0);
    o = mmap_self(L); /* again: a finalizer that just ran may have closed it */
    offset = mmap_offset(L, 3, o, (size_t)n * t.size);
    for (lua_Integer k = 0; k < n; k++) {
        push_number(L, t, load(t, o->map.bytes + offset + (size_t)k * t.size));
        lua_rawseti(L, -2, k + 1);
    }
    mmap_touched(L, o);
    return 1;
}

const luaL_Reg mmap_typed_methods[] = {
    {"array", mmap_array},
    {NULL, NULL},
};

void mmap_add_numbers(lua_State *L)
{
    for (int i = 0; i < TYPE_COUNT; i++) {
        lua_pushvalue(L, -2);
        lua_pushinteger(L, i);
        lua_pushcclosure(L, access_number, 2);
        lua_setfield(L, -2, types[i].name);
    }
}
