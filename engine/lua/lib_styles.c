/* CanvasGradient and CanvasPattern: what makes them, for the context and for the quick functions,
 * and their methods. */
#include "lua/args.h"
#include "lua/context.h"
#include "lua/lib.h"
#include "lua/memory.h"
#include "lua/source.h"
#include "lua/styles.h"
#include "lua/webidl.h"

/* About what a gradient or a pattern takes besides its stops or pixels, and a stop. */
enum { GRADIENT_BYTES = 128, PATTERN_BYTES = 2048, STOP_BYTES = 32 };

/* A kind of gradient: how many numbers it takes, and what makes one of them. */
struct kind {
    int numbers;
    struct gradient *(*create)(const double *n);
};

static struct gradient *linear(const double *n)
{
    return gradient_create_linear(n[0], n[1], n[2], n[3]);
}

static struct gradient *radial(const double *n)
{
    return gradient_create_radial(n[0], n[1], n[2], n[3], n[4], n[5]);
}

static struct gradient *conic(const double *n)
{
    return gradient_create_conic(n[0], n[1], n[2]);
}

static const struct kind LINEAR = {4, linear}, RADIAL = {6, radial}, CONIC = {3, conic};

/* Pushes the gradient of the numbers from `arg` on; attributes do not know it yet. */
static struct gradient *push(lua_State *L, int arg, const struct kind *kind)
{
    double numbers[6];
    for (int i = 0; i < kind->numbers; i++)
        numbers[i] = webidl_finite(L, arg + i);
    struct style *s = styles_new(L, STYLES_GRADIENT);
    if (!MEMORY_TRY(L, (s->gradient = kind->create(numbers)) != NULL))
        webidl_fail(L);
    memory_count(L, GRADIENT_BYTES);
    s->kind = STYLE_GRADIENT;
    return s->gradient;
}

static int create_linear_gradient(lua_State *L)
{
    context_self(L);
    push(L, 2, &LINEAR);
    return styles_ready(L);
}

static int create_radial_gradient(lua_State *L)
{
    context_self(L);
    push(L, 2, &RADIAL);
    return styles_ready(L);
}

static int create_conic_gradient(lua_State *L)
{
    context_self(L);
    push(L, 2, &CONIC);
    return styles_ready(L);
}

static int create_pattern(lua_State *L)
{
    context_self(L);
    const struct source from = source_check_html(L, 2);
    size_t length = 0;
    const char *repetition = "";
    if (lua_isnone(L, 3) || (!lua_isnil(L, 3) && lua_type(L, 3) != LUA_TSTRING))
        return webidl_type_error(L, 3, "string or nil");
    if (!lua_isnil(L, 3))
        repetition = lua_tolstring(L, 3, &length);
    if (!source_is_ready(&from)) {
        lua_pushnil(L);
        return 1;
    }
    struct style *s = styles_new(L, STYLES_PATTERN);
    if (!MEMORY_TRY(L, (s->pattern = pattern_create(source_canvas(L, &from, 0), repetition,
                                                    length)) != NULL))
        return webidl_fail(L);
    s->kind = STYLE_PATTERN;
    const struct canvas *source = source_canvas(L, &from, 0);
    memory_count(L,
                 PATTERN_BYTES + (size_t)canvas_width(source) * (size_t)canvas_height(source) * 4);
    return styles_ready(L);
}

static int set_transform(lua_State *L)
{
    const struct style *s = luaL_checkudata(L, 1, STYLES_PATTERN);
    const struct matrix m = webidl_matrix(L, 2);
    pattern_set_transform(s->pattern, &m);
    return 0;
}

/* The colour at 3, a number or CSS's text. */
static bool add_stop(lua_State *L, struct gradient *gradient, double offset)
{
    if (lua_type(L, 3) == LUA_TSTRING) {
        size_t length;
        const char *text = lua_tolstring(L, 3, &length);
        return gradient_add_color_stop_text(gradient, offset, text, length);
    }
    uint32_t color;
    args_color_attribute(L, 3, "colour of a stop", &color);
    return gradient_add_color_stop(gradient, offset, color);
}

static int add_color_stop(lua_State *L)
{
    const struct style *s = luaL_checkudata(L, 1, STYLES_GRADIENT);
    const double offset = webidl_finite(L, 2);
    if (!MEMORY_TRY(L, add_stop(L, s->gradient, offset)))
        return webidl_fail(L);
    memory_count(L, STOP_BYTES);
    return 0;
}

/* The quick functions' {offset, colour, offset, colour, …} at `arg`. */
static void add_stops(lua_State *L, int arg, struct gradient *gradient)
{
    luaL_checktype(L, arg, LUA_TTABLE);
    const lua_Integer count = (lua_Integer)lua_rawlen(L, arg);
    if (count == 0 || count % 2 != 0)
        luaL_argerror(L, arg, "stops {offset, colour, offset, colour, …} expected");
    for (lua_Integer i = 1; i < count; i += 2) {
        int is_number;
        lua_rawgeti(L, arg, i);
        const double offset = lua_tonumberx(L, -1, &is_number);
        if (!is_number || !(offset >= 0 && offset <= 1)) {
            lua_pushfstring(L, "offset 0 to 1 expected as item %I of the stops, got %s",
                            (LUAI_UACINT)i, luaL_tolstring(L, -1, NULL));
            luaL_argerror(L, arg, lua_tostring(L, -1));
        }
        lua_rawgeti(L, arg, i + 1);
        const uint32_t color = args_color_part(L, arg, "a stop");
        args_done(L, MEMORY_TRY(L, gradient_add_color_stop(gradient, offset, color)));
        lua_pop(L, 2);
    }
}

static int quick(lua_State *L, const struct kind *kind, const char *usage)
{
    const int stops = kind->numbers + 1;
    args_count(L, stops, stops, usage);
    struct gradient *gradient = push(L, 1, kind);
    add_stops(L, stops, gradient);
    return styles_ready(L);
}

static int linear_gradient(lua_State *L)
{
    return quick(L, &LINEAR, "linear_gradient(x0, y0, x1, y1, stops)");
}

static int radial_gradient(lua_State *L)
{
    return quick(L, &RADIAL, "radial_gradient(x0, y0, r0, x1, y1, r1, stops)");
}

static int conic_gradient(lua_State *L)
{
    return quick(L, &CONIC, "conic_gradient(angle, x, y, stops)");
}

const luaL_Reg context_style_methods[] = {
    {"create_conic_gradient", create_conic_gradient},
    {"create_linear_gradient", create_linear_gradient},
    {"create_pattern", create_pattern},
    {"create_radial_gradient", create_radial_gradient},
    {NULL, NULL},
};

void lib_styles(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"conic_gradient", conic_gradient},
        {"linear_gradient", linear_gradient},
        {"radial_gradient", radial_gradient},
        {NULL, NULL},
    };
    static const luaL_Reg gradient_methods[] = {
        {"add_color_stop", add_color_stop},
        {NULL, NULL},
    };
    static const luaL_Reg pattern_methods[] = {
        {"set_transform", set_transform},
        {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    styles_open(L, STYLES_GRADIENT, "gradient", gradient_methods);
    styles_open(L, STYLES_PATTERN, "pattern", pattern_methods);
}
