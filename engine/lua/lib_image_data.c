/* image_data(): HTML's ImageData, and the context's methods for it. The bytes are an object of
 * their own, as in the standard, where several image data may have the same ones. Scripts touch
 * them one by one, so their metamethods compare the metatable with an upvalue instead of looking
 * it up by its name. */
#include "canvas/image_data.h"

#include <math.h>
#include <string.h>

#include "lua/context.h"
#include "lua/lib.h"
#include "lua/memory.h"
#include "lua/webidl.h"

#define BYTES      "fbrun.bytes"
#define IMAGE_DATA "fbrun.image_data"

/* The owner of the bytes is the bytes' userdata, which is the image data's user value. */
struct view {
    int width, height;
    const struct image_data *bytes;
};

static struct image_data *push_bytes(lua_State *L)
{
    struct image_data *d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = (struct image_data){0};
    luaL_setmetatable(L, BYTES);
    return d;
}

/* Pops the bytes and pushes image data of them. */
static int push_view(lua_State *L, const struct image_data *bytes, int width, int height)
{
    struct view *v = lua_newuserdatauv(L, sizeof *v, 1);
    *v = (struct view){width, height, bytes};
    luaL_setmetatable(L, IMAGE_DATA);
    lua_insert(L, -2);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

static int push_new(lua_State *L, int64_t width, int64_t height)
{
    struct image_data *d = push_bytes(L);
    if (!MEMORY_TRY(L, image_data_init(d, width, height)))
        return webidl_fail(L);
    memory_count(L, d->size);
    return push_view(L, d, d->width, d->height);
}

/* unsigned long: modulo 2^32. */
static uint32_t unsigned_long(lua_State *L, int arg)
{
    const double number = trunc(webidl_number(L, arg));
    if (!isfinite(number))
        return 0;
    const double rest = fmod(number, 0x1p32);
    return (uint32_t)(rest < 0 ? rest + 0x1p32 : rest);
}

/* new ImageData(data, width, height): shares the bytes. */
/* ImageDataSettings at `arg`, if there: of what the standard knows, all that there is. */
static void check_settings(lua_State *L, int arg)
{
    static const char *const settings[][2] = {{"color_space", "srgb"},
                                              {"pixel_format", "rgba-unorm8"}};
    if (lua_isnoneornil(L, arg))
        return;
    if (!lua_istable(L, arg))
        webidl_type_error(L, arg, "table of settings");
    for (int i = 0; i < 2; i++) {
        lua_pushstring(L, settings[i][0]);
        if (lua_rawget(L, arg) != LUA_TNIL) {
            const char *got = luaL_tolstring(L, -1, NULL);
            if (strcmp(got, settings[i][1]) != 0)
                webidl_throw(L, "TypeError", arg,
                             lua_pushfstring(L, "%s=\"%s\" expected, got %s", settings[i][0],
                                             settings[i][1], got));
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
}

static int new_of_bytes(lua_State *L, const struct image_data *bytes)
{
    const uint32_t width = unsigned_long(L, 2);
    check_settings(L, 4);
    if (bytes->size == 0)
        return luaL_error(L, "InvalidStateError: the bytes are gone");
    const size_t pixels = bytes->size / 4;
    if (width == 0 || pixels % width != 0)
        return luaL_error(L, "IndexSizeError: %I pixels do not make rows of %I",
                          (LUAI_UACINT)pixels, (LUAI_UACINT)width);
    const size_t height = pixels / width;
    if (!lua_isnoneornil(L, 3) && unsigned_long(L, 3) != height)
        return luaL_error(L, "IndexSizeError: %I rows of %I pixels expected, the data has %I",
                          (LUAI_UACINT)unsigned_long(L, 3), (LUAI_UACINT)width,
                          (LUAI_UACINT)height);
    lua_settop(L, 1);
    return push_view(L, bytes, (int)width, (int)height);
}

static int new_image_data(lua_State *L)
{
    const struct image_data *bytes = luaL_testudata(L, 1, BYTES);
    if (bytes != NULL)
        return new_of_bytes(L, bytes);
    const uint32_t width = unsigned_long(L, 1), height = unsigned_long(L, 2);
    check_settings(L, 3);
    return push_new(L, width, height);
}

static const struct view *check_view(lua_State *L, int arg)
{
    const struct view *v = luaL_testudata(L, arg, IMAGE_DATA);
    if (v == NULL)
        webidl_type_error(L, arg, "image data");
    return v;
}

static int create_image_data(lua_State *L)
{
    context_self(L);
    if (lua_type(L, 2) == LUA_TUSERDATA) {
        const struct view *v = check_view(L, 2);
        return push_new(L, v->width, v->height);
    }
    const int32_t width = webidl_long(L, 2), height = webidl_long(L, 3);
    check_settings(L, 4);
    return push_new(L, width, height);
}

static int get_image_data(lua_State *L)
{
    context_self(L);
    const int32_t x = webidl_long(L, 2), y = webidl_long(L, 3);
    const int32_t width = webidl_long(L, 4), height = webidl_long(L, 5);
    check_settings(L, 6);
    struct image_data *d = push_bytes(L);
    if (!MEMORY_TRY(L, image_data_get(d, context_drawing(L)->canvas, x, y, width, height)))
        return webidl_fail(L);
    memory_count(L, d->size);
    return push_view(L, d, d->width, d->height);
}

static int put_image_data(lua_State *L)
{
    const struct view *v = check_view(L, 2);
    struct canvas *canvas = context_drawing(L)->canvas;
    const int32_t x = webidl_long(L, 3), y = webidl_long(L, 4);
    int32_t dirty[4] = {0, 0, v->width, v->height};
    if (lua_gettop(L) > 4) {
        for (int i = 0; i < 4; i++)
            dirty[i] = webidl_long(L, 5 + i);
    }
    if (v->bytes->size == 0)
        return luaL_error(L, "InvalidStateError: the bytes are gone");
    struct image_data d = *v->bytes;
    d.width = v->width;
    d.height = v->height;
    image_data_put(&d, canvas, x, y, dirty[0], dirty[1], dirty[2], dirty[3]);
    return 0;
}

static int view_index(lua_State *L)
{
    const struct view *v = luaL_checkudata(L, 1, IMAGE_DATA);
    const char *name = luaL_tolstring(L, 2, NULL);
    if (strcmp(name, "data") == 0)
        lua_getiuservalue(L, 1, 1);
    else if (strcmp(name, "width") == 0)
        lua_pushinteger(L, v->width);
    else if (strcmp(name, "height") == 0)
        lua_pushinteger(L, v->height);
    else if (strcmp(name, "color_space") == 0)
        lua_pushliteral(L, "srgb");
    else if (strcmp(name, "pixel_format") == 0)
        lua_pushliteral(L, "rgba-unorm8");
    else
        return luaL_error(L, "image data has no '%s'", name);
    return 1;
}

static int view_newindex(lua_State *L)
{
    return luaL_error(L, "image data has nothing to assign to; its bytes are in .data");
}

static int view_tostring(lua_State *L)
{
    const struct view *v = luaL_checkudata(L, 1, IMAGE_DATA);
    lua_pushfstring(L, "image data (%dx%d)", v->width, v->height);
    return 1;
}

/* The bytes at 1, for metamethods that have the metatable as upvalue 1. */
static struct image_data *self_bytes(lua_State *L)
{
    struct image_data *d = lua_touserdata(L, 1);
    if (d == NULL || !lua_getmetatable(L, 1) || !lua_rawequal(L, -1, lua_upvalueindex(1)))
        return luaL_checkudata(L, 1, BYTES); /* which raises the error */
    lua_pop(L, 1);
    return d;
}

/* The byte that the key at 2 is for; NULL: none, as for every number that is no index. */
static uint8_t *find_byte(lua_State *L)
{
    const struct image_data *d = self_bytes(L);
    int whole;
    const lua_Integer i = lua_tointegerx(L, 2, &whole);
    if (lua_type(L, 2) != LUA_TNUMBER)
        luaL_error(L, "byte index expected, got %s", luaL_tolstring(L, 2, NULL));
    return whole && i >= 0 && (lua_Unsigned)i < d->size ? d->data + i : NULL;
}

static int bytes_index(lua_State *L)
{
    const uint8_t *byte = find_byte(L);
    if (byte == NULL)
        return 0;
    lua_pushinteger(L, *byte);
    return 1;
}

/* A Uint8ClampedArray rounds to the nearest value, to the even one between two. */
static int bytes_newindex(lua_State *L)
{
    uint8_t *byte = find_byte(L);
    int is_number;
    const lua_Number value = lua_tonumberx(L, 3, &is_number);
    if (!is_number)
        return luaL_error(L, "TypeError: number expected for a byte, got %s", luaL_typename(L, 3));
    if (byte != NULL)
        *byte = value > 0 ? value < 255 ? (uint8_t)lrint(value) : 255 : 0;
    return 0;
}

static int bytes_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)self_bytes(L)->size);
    return 1;
}

static int bytes_gc(lua_State *L)
{
    image_data_finish(luaL_checkudata(L, 1, BYTES));
    return 0;
}

const luaL_Reg context_data_methods[] = {
    {"create_image_data", create_image_data},
    {"get_image_data", get_image_data},
    {"put_image_data", put_image_data},
    {NULL, NULL},
};

void lib_image_data(lua_State *L)
{
    static const luaL_Reg view_metamethods[] = {
        {"__index", view_index},
        {"__newindex", view_newindex},
        {"__tostring", view_tostring},
        {NULL, NULL},
    };
    static const luaL_Reg bytes_metamethods[] = {
        {"__gc", bytes_gc},
        {"__index", bytes_index},
        {"__newindex", bytes_newindex},
        {"__len", bytes_len},
        {NULL, NULL},
    };
    lua_pushcfunction(L, new_image_data);
    lua_setfield(L, -2, "image_data");
    luaL_newmetatable(L, IMAGE_DATA);
    luaL_setfuncs(L, view_metamethods, 0);
    luaL_newmetatable(L, BYTES);
    lua_pushvalue(L, -1);
    luaL_setfuncs(L, bytes_metamethods, 1);
    lua_pop(L, 2);
}
