/* The context's text: CanvasText, CanvasTextDrawingStyles, TextMetrics. */
#include "canvas/context2d_text.h"
#include "canvas/css_length.h"
#include "lua/context.h"
#include "lua/webidl.h"

/* DOMString: numbers are as they are written. */
static const char *check_text(lua_State *L, size_t *length)
{
    const char *text = lua_tolstring(L, 2, length);
    if (text == NULL)
        webidl_type_error(L, 2, "string");
    return text;
}

typedef bool draw_function(struct context2d *c, const char *text, size_t length, double x, double y,
                           const double *max_width);

static int draw(lua_State *L, draw_function *function)
{
    size_t length;
    struct context *context = context_self(L);
    const char *text = check_text(L, &length);
    lua_Number n[3];
    const bool limited = !lua_isnoneornil(L, 5);
    webidl_numbers(L, 3, limited ? 3 : 2, n);
    context_canvas(L, context);
    return webidl_done(L,
                       function(&context->html, text, length, n[0], n[1], limited ? &n[2] : NULL));
}

static int fill_text(lua_State *L)
{
    return draw(L, context2d_fill_text);
}

static int stroke_text(lua_State *L)
{
    return draw(L, context2d_stroke_text);
}

static int no_metric(lua_State *L)
{
    return luaL_error(L, "text metrics have no '%s'", luaL_tolstring(L, 2, NULL));
}

/* A table: what becomes of it changes nothing, as with TextMetrics. */
static void push_metrics(lua_State *L, const struct text_metrics *m)
{
    const struct {
        const char *name;
        double value;
    } members[] = {
        {"width", m->width},
        {"actual_bounding_box_left", m->actual_bounding_box_left},
        {"actual_bounding_box_right", m->actual_bounding_box_right},
        {"font_bounding_box_ascent", m->font_bounding_box_ascent},
        {"font_bounding_box_descent", m->font_bounding_box_descent},
        {"actual_bounding_box_ascent", m->actual_bounding_box_ascent},
        {"actual_bounding_box_descent", m->actual_bounding_box_descent},
        {"em_height_ascent", m->em_height_ascent},
        {"em_height_descent", m->em_height_descent},
        {"hanging_baseline", m->hanging_baseline},
        {"alphabetic_baseline", m->alphabetic_baseline},
        {"ideographic_baseline", m->ideographic_baseline},
    };
    const int count = sizeof members / sizeof members[0];
    lua_createtable(L, 0, count);
    for (int i = 0; i < count; i++) {
        lua_pushnumber(L, members[i].value);
        lua_setfield(L, -2, members[i].name);
    }
    if (luaL_newmetatable(L, "fbrun.text_metrics")) {
        lua_pushcfunction(L, no_metric);
        lua_setfield(L, -2, "__index");
    }
    lua_setmetatable(L, -2);
}

static int measure_text(lua_State *L)
{
    size_t length;
    struct text_metrics metrics;
    struct context *context = context_self(L);
    const char *text = check_text(L, &length);
    if (!context2d_measure_text(&context->html, text, length, &metrics))
        return webidl_fail(L);
    push_metrics(L, &metrics);
    return 1;
}

/* Attributes whose value is one of several names. */
#define NAME(attribute)                                                                            \
    static void get_##attribute(lua_State *L, struct context *c)                                   \
    {                                                                                              \
        lua_pushstring(L, text_state_##attribute(&c->html.state.text));                            \
    }                                                                                              \
    static void set_##attribute(lua_State *L, struct context *c, const char *name)                 \
    {                                                                                              \
        size_t length;                                                                             \
        const char *value = context_attribute_text(L, name, &length);                              \
        text_state_set_##attribute(&c->html.state.text, value, length);                            \
    }

NAME(direction)
NAME(font_kerning)
NAME(font_stretch)
NAME(font_variant_caps)
NAME(text_align)
NAME(text_baseline)
NAME(text_rendering)

/* Attributes whose value is a length. */
#define LENGTH(attribute)                                                                          \
    static void get_##attribute(lua_State *L, struct context *c)                                   \
    {                                                                                              \
        char serialized[CSS_LENGTH_SIZE];                                                          \
        css_length_serialize(&c->html.state.text.attribute, serialized);                           \
        lua_pushstring(L, serialized);                                                             \
    }                                                                                              \
    static void set_##attribute(lua_State *L, struct context *c, const char *name)                 \
    {                                                                                              \
        size_t length;                                                                             \
        const char *value = context_attribute_text(L, name, &length);                              \
        text_state_set_##attribute(&c->html.state.text, value, length);                            \
    }

LENGTH(letter_spacing)
LENGTH(word_spacing)

/* Attributes whose value is a text that the state keeps. */
#define KEPT(attribute)                                                                            \
    static void get_##attribute(lua_State *L, struct context *c)                                   \
    {                                                                                              \
        size_t length;                                                                             \
        const char *value = text_state_##attribute(&c->html.state.text, &length);                  \
        lua_pushlstring(L, value, length);                                                         \
    }                                                                                              \
    static void set_##attribute(lua_State *L, struct context *c, const char *name)                 \
    {                                                                                              \
        size_t length;                                                                             \
        const char *value = context_attribute_text(L, name, &length);                              \
        if (!text_state_set_##attribute(&c->html.state.text, value, length))                       \
            webidl_fail(L);                                                                        \
    }

KEPT(font)
KEPT(lang)

const luaL_Reg context_text_methods[] = {
    {"fill_text", fill_text},
    {"measure_text", measure_text},
    {"stroke_text", stroke_text},
    {NULL, NULL},
};

#define BOTH(attribute)                                                                            \
    {                                                                                              \
#attribute, get_##attribute, set_##attribute                                               \
    }

const struct context_attribute context_text_attributes[] = {
    BOTH(direction),         BOTH(font),           BOTH(font_kerning),   BOTH(font_stretch),
    BOTH(font_variant_caps), BOTH(lang),           BOTH(letter_spacing), BOTH(text_align),
    BOTH(text_baseline),     BOTH(text_rendering), BOTH(word_spacing),   {NULL, NULL, NULL},
};
