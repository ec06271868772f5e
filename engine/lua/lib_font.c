/* load_font(). A font that comes from a file is known to the engine by its
 * family, so that ctx.font finds it too, and by a name that nothing else has, so that the object
 * means this very file. */
#define LOG_MODULE "lua"
#include <lauxlib.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"
#include "canvas/font_parse.h"
#include "lua/args.h"
#include "lua/font_object.h"
#include "lua/host_impl.h"
#include "lua/lib.h"
#include "lua/memory.h"
#include "scene/scene.h"

static struct fonts *get_fonts(lua_State *L)
{
    struct fonts *fonts = scene_fonts(host_of(L)->scene);
    if (fonts == NULL)
        luaL_error(L, "%s", error_text());
    return fonts;
}

/* Options. */

static void read_weight(lua_State *L, int arg, struct font *f)
{
    lua_Number weight;
    if (args_option(L, arg, "weight") == LUA_TSTRING) {
        struct font_words words;
        size_t length;
        const char *name = lua_tolstring(L, -1, &length);
        if (font_parse_words(name, length, &words) != length || length == 0)
            luaL_argerror(L, arg,
                          "weight= a number from 1 to 1000, \"normal\" or \"bold\" expected");
        f->weight = words.weight;
        lua_pop(L, 1);
        return;
    }
    lua_pop(L, 1);
    if (args_option_number(L, arg, "weight", 1, &weight))
        f->weight = (int)fmin(weight, 1000);
}

/* The tag, on top of the stack below a value: four ASCII characters. */
static const char *check_tag(lua_State *L, int arg, const char *option)
{
    size_t length = 0;
    const char *tag = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &length) : NULL;
    if (tag == NULL || length != 4 || strlen(tag) != 4)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "%s= tags of four letters expected, got '%s'", option,
                                      luaL_tolstring(L, -2, NULL)));
    return tag;
}

static void read_variations(lua_State *L, int arg, struct font *f)
{
    if (args_option(L, arg, "variations") != LUA_TNIL) {
        if (!lua_istable(L, -1))
            luaL_argerror(L, arg, "variations={wght=650, …} expected");
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            int is_number;
            const char *tag = check_tag(L, arg, "variations");
            const double value = lua_tonumberx(L, -1, &is_number);
            if (!is_number || !isfinite(value))
                luaL_argerror(L, arg, lua_pushfstring(L, "variations.%s a number expected", tag));
            if (f->variation_count == FONT_CHOICE_VARIATIONS)
                luaL_argerror(L, arg, "variations= has too many axes");
            struct face_variation *v = &f->variations[f->variation_count++];
            memcpy(v->tag, tag, 5);
            v->value = value;
        }
    }
    lua_pop(L, 1);
}

/* Reads what has to do with the font itself. The name of its family is left to the caller. */
static void read_options(lua_State *L, int arg, struct font *f, int *index, bool *async)
{
    lua_Number number;
    read_weight(L, arg, f);
    if (args_option_number(L, arg, "stretch", 1, &number))
        f->stretch = fmin(number, 1000);
    if (args_option_number(L, arg, "index", 0, &number))
        *index = (int)fmin(number, 65535);
    read_variations(L, arg, f);
    args_option(L, arg, "italic");
    f->italic = lua_toboolean(L, -1);
    args_option(L, arg, "async");
    *async = lua_toboolean(L, -1);
    lua_pop(L, 2);
}

/* Pushes the name that the script gives to what it loads, or returns NULL. */
static const char *read_family(lua_State *L, int arg)
{
    size_t length = 0;
    if (args_option(L, arg, "family") == LUA_TNIL)
        return NULL;
    const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
    if (name == NULL || length == 0 || strlen(name) != length ||
        length >= sizeof(((struct font *)0)->family))
        luaL_argerror(L, arg, "family= a name of 1 to 127 bytes expected");
    return name;
}

/* Loading. */

/* A name with a slash or a font file's ending is a path, and so is the name of a file that is
 * there; other names are families. */
static bool is_path(const char *name)
{
    static const char *const endings[] = {".ttf",  ".otf",   ".ttc", ".otc", ".pfb",
                                          ".woff", ".woff2", ".pcf", ".bdf", ".gz"};
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t n = strlen(endings[i]);
        if (length > n && strcmp(name + length - n, endings[i]) == 0)
            return true;
    }
    return strchr(name, '/') != NULL || access(name, F_OK) == 0;
}

/* What is read of an open font later is never refused, so there has to be room for its file now. */
static bool has_room(const char *path)
{
    struct stat s;
    const size_t size = stat(path, &s) == 0 && S_ISREG(s.st_mode) ? (size_t)s.st_size : 0;
    if (!budget_take(size))
        return error_prefix("%s", path);
    budget_give(size);
    return true;
}

static struct face *open_file(const char *path, int index)
{
    return has_room(path) ? face_open_file(path, index) : NULL;
}

static bool add_face(struct fonts *fonts, const struct font *f, struct face *face)
{
    return fonts_add(fonts, f->family, face) && fonts_add(fonts, f->name, face);
}

/* What the script did not ask for is as the file has it. */
static void take_style(struct font *f)
{
    const struct face_info *info = face_info(f->face);
    f->weight = f->asked.weight != 0 ? f->asked.weight : info->weight;
    f->stretch = f->asked.stretch != 0 ? f->asked.stretch : info->stretch;
    f->italic = f->asked.italic || info->italic;
}

/* The new face has the old one's names, whatever the file calls it now. */
static void file_changed(struct host *h, struct live_file *file)
{
    struct font *f = (void *)((char *)file - offsetof(struct font, file));
    struct fonts *fonts = scene_fonts(h->scene);
    struct face *face = fonts == NULL ? NULL : open_file(file->path, f->index);
    if (face == NULL || !add_face(fonts, f, face)) {
        log_warning("%s has changed, and the old font stays: %s", file->path, error_text());
        if (face != NULL)
            fonts_remove(fonts, face);
        face_unref(face);
        return;
    }
    fonts_remove(fonts, f->face);
    face_unref(f->face);
    f->face = face;
    take_style(f);
    h->redraw = true;
}

static bool load_file(lua_State *L, struct font *f, const char *path, int index, const char *family)
{
    static unsigned made;
    struct fonts *fonts = get_fonts(L);
    f->index = index;
    live_file_watch(host_of(L), &f->file, path, file_changed);
    if (!MEMORY_TRY(L, (f->face = open_file(path, index)) != NULL)) {
        live_file_unwatch(host_of(L), &f->file);
        return false;
    }
    const struct face_info *info = face_info(f->face);
    snprintf(f->family, sizeof f->family, "%s", family != NULL ? family : info->family);
    snprintf(f->name, sizeof f->name, "fbrun font %u", ++made);
    f->asked.weight = f->weight;
    f->asked.stretch = f->stretch;
    f->asked.italic = f->italic;
    take_style(f);
    return add_face(fonts, f, f->face);
}

static bool find_family(struct fonts *fonts, struct font *f, const char *name)
{
    struct font_words words;
    const size_t length = strlen(name), begin = font_parse_words(name, length, &words);
    if (f->weight == 0)
        f->weight = words.weight;
    if (f->stretch == 0)
        f->stretch = words.stretch;
    f->italic = f->italic || words.slant != SLANT_NORMAL;
    if (length - begin >= sizeof f->name)
        return error_set("the name of a font family has at most %d bytes, got %zu",
                         (int)sizeof f->name - 1, length - begin);
    snprintf(f->name, sizeof f->name, "%s", name + begin);
    snprintf(f->family, sizeof f->family, "%s", name + begin);
    return fonts_has(fonts, f->name) || error_set("there is no font family '%s'", f->name);
}

static int load_font(lua_State *L)
{
    enum { FACE_BYTES = 65536 }; /* about what an open face takes */
    static const char *const known[] = {"async",   "family", "index",      "italic",
                                        "stretch", "weight", "variations", NULL};
    args_count(L, 1, 2, "load_font(path or family, {weight=, italic=, index=})");
    const char *name = args_path(L, 1);
    lua_settop(L, 2); /* the font comes to 3 */
    int index = 0;
    bool async = false;
    const char *family = NULL;
    struct font *f = lua_newuserdatauv(L, sizeof *f, 0);
    *f = (struct font){.closed = true};
    luaL_setmetatable(L, FONT_TYPE);
    if (args_options(L, 2, "load_font", known)) {
        read_options(L, 2, f, &index, &async);
        family = read_family(L, 2);
    }
    const bool ok =
        is_path(name) ? load_file(L, f, name, index, family) : find_family(get_fonts(L), f, name);
    if (f->face != NULL)
        memory_count(L, FACE_BYTES);
    if (!ok && !async)
        return host_failure(L);
    if (!ok)
        snprintf(f->failure, sizeof f->failure, "%s", error_text());
    f->closed = false;
    lua_pushvalue(L, 3);
    return 1;
}

static int font_close(lua_State *L)
{
    struct font *f = luaL_checkudata(L, 1, FONT_TYPE);
    live_file_unwatch(host_of(L), &f->file);
    if (f->face != NULL)
        fonts_remove(get_fonts(L), f->face);
    face_unref(f->face);
    f->face = NULL;
    f->closed = true;
    return 0;
}

static int font_tostring(lua_State *L)
{
    const struct font *f = luaL_checkudata(L, 1, FONT_TYPE);
    if (f->closed)
        lua_pushliteral(L, "font (closed)");
    else
        lua_pushfstring(L, "font (%s)", f->failure[0] != '\0' ? "failed" : f->family);
    return 1;
}

static int font_index(lua_State *L)
{
    const struct font *f = luaL_checkudata(L, 1, FONT_TYPE);
    const char *name = luaL_checkstring(L, 2);
    if (strcmp(name, "close") == 0) {
        lua_pushcfunction(L, font_close);
        return 1;
    }
    if (f->closed)
        return luaL_error(L, "attempt to use a closed font");
    const bool failed = f->failure[0] != '\0';
    if (strcmp(name, "state") == 0)
        lua_pushstring(L, failed ? "failed" : "ready");
    else if (strcmp(name, "error") == 0)
        failed ? (void)lua_pushstring(L, f->failure) : lua_pushnil(L);
    else if (strcmp(name, "family") == 0)
        lua_pushstring(L, f->family);
    else if (strcmp(name, "weight") == 0)
        lua_pushinteger(L, f->weight);
    else if (strcmp(name, "italic") == 0)
        lua_pushboolean(L, f->italic);
    else
        return luaL_error(L, "a font has no '%s'", name);
    return 1;
}

void lib_font(lua_State *L)
{
    static const luaL_Reg metamethods[] = {
        {"__close", font_close},       {"__gc", font_close}, {"__index", font_index},
        {"__tostring", font_tostring}, {NULL, NULL},
    };
    lua_pushcfunction(L, load_font);
    lua_setfield(L, -2, "load_font");
    luaL_newmetatable(L, FONT_TYPE);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushliteral(L, "font");
    lua_setfield(L, -2, "__name");
    lua_pop(L, 1);
}
