/* The context's attributes. Assigning a value of a wrong kind is an error; a value that the
 * standard has ignored (NaN, an unknown name, a text that is no colour) is ignored. */
#include <math.h>

#include "canvas/color_text.h"
#include "lua/args.h"
#include "lua/context.h"
#include "lua/styles.h"
#include "lua/webidl.h"

static lua_Number number(lua_State *L, const char *name)
{
    int is_number;
    lua_Number value = lua_tonumberx(L, 3, &is_number);
    if (!is_number && lua_type(L, 3) != LUA_TSTRING) /* a text that is no number: NaN */
        luaL_error(L, "TypeError: number expected for %s, got %s", name, luaL_typename(L, 3));
    return is_number ? value : (lua_Number)NAN;
}

const char *context_attribute_text(lua_State *L, const char *name, size_t *length)
{
    const char *value = lua_tolstring(L, 3, length);
    if (value == NULL)
        luaL_error(L, "TypeError: string expected for %s, got %s", name, luaL_typename(L, 3));
    return value;
}

/* Attributes whose value is a number, and whose setter decides about it. */
#define NUMBER(attribute)                                                                          \
    static void get_##attribute(lua_State *L, struct context *c)                                   \
    {                                                                                              \
        lua_pushnumber(L, c->html.state.attribute);                                                \
    }                                                                                              \
    static void set_##attribute(lua_State *L, struct context *c, const char *name)                 \
    {                                                                                              \
        state_set_##attribute(&c->html.state, number(L, name));                                    \
    }

NUMBER(global_alpha)
NUMBER(line_dash_offset)
NUMBER(line_width)
NUMBER(miter_limit)
NUMBER(shadow_blur)
NUMBER(shadow_offset_x)
NUMBER(shadow_offset_y)

/* Attributes whose value is one of several names. */
#define NAME(attribute, name_of)                                                                   \
    static void get_##attribute(lua_State *L, struct context *c)                                   \
    {                                                                                              \
        lua_pushstring(L, name_of(c->html.state.attribute));                                       \
    }                                                                                              \
    static void set_##attribute(lua_State *L, struct context *c, const char *name)                 \
    {                                                                                              \
        size_t length;                                                                             \
        const char *value = context_attribute_text(L, name, &length);                              \
        state_set_##attribute(&c->html.state, value, length);                                      \
    }

NAME(global_composite_operation, composite_name)
NAME(image_smoothing_quality, smoothing_quality_name)
NAME(line_cap, line_cap_name)
NAME(line_join, line_join_name)

#define STYLE(attribute)                                                                           \
    static void get_##attribute(lua_State *L, struct context *c)                                   \
    {                                                                                              \
        styles_push(L, &c->html.state.attribute);                                                  \
    }                                                                                              \
    static void set_##attribute(lua_State *L, struct context *c, const char *name)                 \
    {                                                                                              \
        styles_assign(L, 3, name, &c->html.state.attribute);                                       \
    }

STYLE(fill_style)
STYLE(stroke_style)

static void get_image_smoothing_enabled(lua_State *L, struct context *c)
{
    lua_pushboolean(L, c->html.state.image_smoothing_enabled);
}

static void set_image_smoothing_enabled(lua_State *L, struct context *c, const char *name)
{
    (void)name;
    c->html.state.image_smoothing_enabled = lua_toboolean(L, 3);
}

static void get_shadow_color(lua_State *L, struct context *c)
{
    char serialized[COLOR_TEXT_SIZE];
    color_serialize(c->html.state.shadow_color, serialized);
    lua_pushstring(L, serialized);
}

static void set_shadow_color(lua_State *L, struct context *c, const char *name)
{
    uint32_t color;
    if (args_color_attribute(L, 3, name, &color))
        c->html.state.shadow_color = color;
}

static void get_filter(lua_State *L, struct context *c)
{
    size_t length;
    const char *value = state_filter_text(&c->html.state, &length);
    lua_pushlstring(L, value, length);
}

static void set_filter(lua_State *L, struct context *c, const char *name)
{
    size_t length;
    const char *value = context_attribute_text(L, name, &length);
    if (!state_set_filter(&c->html.state, value, length))
        webidl_fail(L);
}

#define BOTH(attribute)                                                                            \
    {                                                                                              \
#attribute, get_##attribute, set_##attribute                                               \
    }

const struct context_attribute context_attributes[] = {
    BOTH(fill_style),
    BOTH(filter),
    BOTH(global_alpha),
    BOTH(global_composite_operation),
    BOTH(image_smoothing_enabled),
    BOTH(image_smoothing_quality),
    BOTH(line_cap),
    BOTH(line_dash_offset),
    BOTH(line_join),
    BOTH(line_width),
    BOTH(miter_limit),
    BOTH(shadow_blur),
    BOTH(shadow_color),
    BOTH(shadow_offset_x),
    BOTH(shadow_offset_y),
    BOTH(stroke_style),
    {NULL, NULL, NULL},
};
