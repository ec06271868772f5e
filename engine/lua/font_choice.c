/* font= of the quick functions: which face a script means. */
#include <lauxlib.h>
#include <string.h>

#include "canvas/font_parse.h"
#include "lua/font_object.h"
#include "lua/host_impl.h"

void font_choice_init(struct font_choice *c)
{
    *c = (struct font_choice){
        .query = {.weight = 400, .stretch = 100}, .families = {"sans-serif"}, .count = 0};
    c->query.families = c->families;
}

static void add_family(lua_State *L, int arg, struct font_choice *c, const char *name)
{
    if (c->count == FONT_CHOICE_FAMILIES)
        luaL_argerror(L, arg,
                      lua_pushfstring(L, "font= has more than %d families", FONT_CHOICE_FAMILIES));
    c->families[c->count++] = name;
    c->families[c->count] = NULL;
}

/* A name, copied, without the quotes and the spaces around it. */
static void add_name(lua_State *L, int arg, struct font_choice *c, const char *name, size_t length)
{
    while (length > 0 && (*name == ' ' || *name == '"' || *name == '\''))
        name++, length--;
    while (length > 0 && strchr(" \"'", name[length - 1]) != NULL)
        length--;
    if (length == 0)
        return;
    if (length >= FONT_CHOICE_BYTES - c->bytes)
        luaL_argerror(L, arg, "font= is too long");
    char *copy = c->names + c->bytes;
    memcpy(copy, name, length);
    copy[length] = '\0';
    c->bytes += length + 1;
    add_family(L, arg, c, copy);
}

static void add_names(lua_State *L, int arg, struct font_choice *c)
{
    size_t length;
    struct font_words words;
    const char *text = lua_tolstring(L, -1, &length);
    if (strlen(text) != length)
        luaL_argerror(L, arg, "font= a name expected, got a string with a zero byte");
    const char *end = text + length, *at = text + font_parse_words(text, length, &words);
    if (c->count == 0) {
        c->query.weight = words.weight;
        c->query.stretch = words.stretch;
        c->query.slant = words.slant;
        c->small_caps = words.small_caps;
    }
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma != NULL ? comma : end;
        add_name(L, arg, c, at, (size_t)(stop - at));
        at = comma != NULL ? comma + 1 : end;
    }
}

static void add_font(lua_State *L, int arg, struct font_choice *c, const struct font *f)
{
    if (f->closed)
        luaL_error(L, "attempt to use a closed font");
    const bool failed = f->failure[0] != '\0';
    if (c->count == 0 && !failed) {
        c->query.weight = f->weight;
        c->query.stretch = f->stretch;
        c->query.slant = f->italic ? SLANT_ITALIC : SLANT_NORMAL;
        memcpy(c->variations, f->variations, sizeof c->variations);
        c->query.variations = c->variations;
        c->query.variation_count = f->variation_count;
    }
    c->nothing = failed;
    if (!failed)
        add_family(L, arg, c, f->name);
}

static void add_one(lua_State *L, int arg, struct font_choice *c)
{
    const struct font *f =
        lua_type(L, -1) == LUA_TUSERDATA ? luaL_testudata(L, -1, FONT_TYPE) : NULL;
    if (f != NULL) {
        add_font(L, arg, c, f);
    } else if (lua_type(L, -1) == LUA_TSTRING) {
        add_names(L, arg, c);
    } else {
        const char *failure = lua_isnil(L, -1) ? host_of(L)->failure : "";
        lua_pushfstring(L, "font= a font, a family or a list of them expected, got %s%s%s%s",
                        luaL_typename(L, -1), failure[0] != '\0' ? " (last failure: " : "", failure,
                        failure[0] != '\0' ? ")" : "");
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
}

void font_choice_read(lua_State *L, int arg, struct font_choice *c)
{
    if (!lua_istable(L, -1)) {
        add_one(L, arg, c);
        return;
    }
    const lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        add_one(L, arg, c);
        lua_pop(L, 1);
    }
}
