/* text() and measure_text(). */
#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "canvas/quick_text.h"
#include "lua/args.h"
#include "lua/font_object.h"
#include "lua/lib.h"
#include "lua/quick_target.h"
#include "lua/styles.h"

enum { FEATURES_MAX = 32 };

/* The option table, read. It must stay where it is. */
struct options {
    struct quick_text quick;
    struct font_choice font;
    struct text_feature features[FEATURES_MAX];
};

/* The index, among the names, of the option; `otherwise` if it is not there. */
static int read_name(lua_State *L, int arg, const char *option, const char *const *names,
                     const char *listed, int otherwise)
{
    if (args_option(L, arg, option) == LUA_TNIL) {
        lua_pop(L, 1);
        return otherwise;
    }
    const char *got = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    for (int i = 0; got != NULL && names[i] != NULL; i++) {
        if (strcmp(got, names[i]) == 0) {
            lua_pop(L, 1);
            return i;
        }
    }
    lua_pushfstring(L, "%s= %s expected, got %s", option, listed, luaL_tolstring(L, -1, NULL));
    return luaL_argerror(L, arg, lua_tostring(L, -1));
}

/* features={liga=false, ss01=true, salt=2} */
static void read_features(lua_State *L, int arg, struct options *o)
{
    if (args_option(L, arg, "features") != LUA_TNIL) {
        if (!lua_istable(L, -1))
            luaL_argerror(L, arg, "features={liga=false, tnum=true, …} expected");
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            const char *tag = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
            const lua_Number value =
                lua_isboolean(L, -1) ? lua_toboolean(L, -1) : lua_tonumber(L, -1);
            if (lua_rawlen(L, -2) != 4 || strlen(tag) != 4 ||
                !(lua_isboolean(L, -1) || lua_isnumber(L, -1)) || !(value >= 0 && value <= 65535))
                luaL_argerror(L, arg,
                              "features= tags of four letters expected, with true, false or a "
                              "number from 0 to 65535");
            if (o->quick.style.feature_count == FEATURES_MAX)
                luaL_argerror(L, arg, "features= has more than 32");
            struct text_feature *f = &o->features[o->quick.style.feature_count++];
            memcpy(f->tag, tag, 5);
            f->value = (uint32_t)value;
        }
        o->quick.style.features = o->features;
    }
    lua_pop(L, 1);
}

static bool read_bool(lua_State *L, int arg, const char *option, bool otherwise)
{
    const bool value = args_option(L, arg, option) == LUA_TNIL ? otherwise : lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

static void read_box(lua_State *L, int arg, struct quick_text *q)
{
    static const char *const aligns[] = {"start", "end", "left", "right", "center", NULL};
    static const char *const valigns[] = {"top", "middle", "bottom", "baseline", NULL};
    args_option_number(L, arg, "width", 0, &q->width);
    args_option_number(L, arg, "height", 0, &q->height);
    q->align = (enum text_align)read_name(L, arg, "align", aligns,
                                          "\"left\", \"center\", \"right\", \"start\" or \"end\"",
                                          ALIGN_START);
    q->valign = (enum text_valign)read_name(
        L, arg, "valign", valigns, "\"top\", \"middle\", \"bottom\" or \"baseline\"", VALIGN_TOP);
    q->fit = read_bool(L, arg, "fit", false);
    q->ellipsis = read_bool(L, arg, "ellipsis", false);
    /* What is fitted or cut has one line, unless there is a height for more. */
    q->wrap =
        read_bool(L, arg, "wrap", q->width > 0 && (q->height > 0 || !(q->fit || q->ellipsis)));
    args_option_number(L, arg, "line_height", 0, &q->line_height);
}

static void read_options(lua_State *L, int arg, const char *function, struct options *o)
{
    static const char *const known[] = {"font",      "size",     "width", "height",   "align",
                                        "valign",    "wrap",     "fit",   "ellipsis", "line_height",
                                        "direction", "features", NULL};
    static const char *const directions[] = {"auto", "ltr", "rtl", NULL};
    struct text_style *style = &o->quick.style;
    font_choice_init(&o->font);
    o->quick = (struct quick_text){.style = {.size = 16, .language = ""}};
    if (args_options(L, arg, function, known)) {
        if (args_option(L, arg, "font") != LUA_TNIL)
            font_choice_read(L, arg, &o->font);
        lua_pop(L, 1);
        args_option_number(L, arg, "size", 0, &style->size);
        style->direction = (enum text_direction)read_name(
            L, arg, "direction", directions, "\"auto\", \"ltr\" or \"rtl\"", DIRECTION_AUTO);
        read_box(L, arg, &o->quick);
        read_features(L, arg, o);
    }
    style->query = o->font.query;
    if (o->font.small_caps)
        style->caps = CAPS_SMALL;
    if (o->font.nothing && o->font.count == 0)
        style->size = 0;
}

static const char *check_text(lua_State *L, size_t *length)
{
    const int type = lua_type(L, 1);
    if (type != LUA_TSTRING && type != LUA_TNUMBER)
        luaL_argerror(L, 1,
                      lua_pushfstring(L, "text or number expected, got %s", luaL_typename(L, 1)));
    return lua_tolstring(L, 1, length);
}

static int text(lua_State *L)
{
    args_count(L, 4, 5, "text(s, x, y, colour, {font=, size=})");
    size_t length;
    struct options o;
    struct quick_text_size size;
    const char *s = check_text(L, &length);
    const lua_Number x = luaL_checknumber(L, 2), y = luaL_checknumber(L, 3);
    const struct style color = styles_check(L, 4);
    read_options(L, 5, "text", &o);
    struct quick *q = quick_target_use(L);
    if (!quick_text(q, s, length, x, y, &color, &o.quick, &size))
        return luaL_error(L, "%s", error_text());
    lua_pushnumber(L, size.w);
    lua_pushnumber(L, size.h);
    return 2;
}

static int measure_text(lua_State *L)
{
    args_count(L, 1, 2, "measure_text(s, {font=, size=})");
    size_t length;
    struct options o;
    struct quick_text_size size;
    const char *s = check_text(L, &length);
    read_options(L, 2, "measure_text", &o);
    struct fonts *fonts = scene_fonts(host_of(L)->scene);
    if (fonts == NULL || !quick_measure_text(fonts, s, length, &o.quick, &size))
        return luaL_error(L, "%s", error_text());
    lua_pushnumber(L, size.w);
    lua_pushnumber(L, size.h);
    lua_pushinteger(L, size.lines);
    return 3;
}

void lib_text(lua_State *L)
{
    lua_pushcfunction(L, measure_text);
    lua_setfield(L, -2, "measure_text");
    lua_pushcfunction(L, text);
    lua_setfield(L, -2, "text");
}
