/* {1, 2, name = "x", [true] = "yes"}: the list first, then names in the order of the alphabet, then
 * the rest. */
#include "lua/show_value.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 100 }; /* entries of a table */

/* Control characters and quotes as in a Lua program. */
static void write_quoted(const char *text, size_t size)
{
    putchar('"');
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            fputs("\\n", stdout);
        else if (c < ' ' || c == 127)
            printf("\\%03d", c);
        else if (c == '"' || c == '\\')
            printf("\\%c", c);
        else
            putchar(c);
    }
    putchar('"');
}

/* Pops a value. */
static void write_value(lua_State *L, bool quoted)
{
    size_t size;
    const char *text = luaL_tolstring(L, -1, &size);
    if (quoted && lua_type(L, -2) == LUA_TSTRING)
        write_quoted(text, size);
    else
        fwrite(text, 1, size, stdout);
    lua_pop(L, 2);
}

static bool is_name(const char *text, size_t size)
{
    if (size == 0 || isdigit((unsigned char)text[0]))
        return false;
    for (size_t i = 0; i < size; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_')
            return false;
    return true;
}

/* Pops key and value. */
static void write_entry(lua_State *L, int *count)
{
    size_t size;
    if ((*count)++ > 0)
        fputs(", ", stdout);
    const bool named = lua_type(L, -2) == LUA_TSTRING;
    const char *name = named ? lua_tolstring(L, -2, &size) : NULL;
    if (named && is_name(name, size)) {
        fputs(name, stdout);
    } else {
        putchar('[');
        lua_pushvalue(L, -2);
        write_value(L, true);
        putchar(']');
    }
    fputs(" = ", stdout);
    write_value(L, true);
    lua_pop(L, 1);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Pushes a list that holds the names: a value's __tostring may take them out of the table at
 * `index`. Returns how many, at most as many as there is room for. */
static size_t sorted_names(lua_State *L, int index, const char *names[SHOWN_MAX])
{
    size_t count = 0;
    lua_newtable(L);
    const int list = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING && count < SHOWN_MAX) {
            names[count++] = lua_tostring(L, -2);
            lua_pushvalue(L, -2);
            lua_rawseti(L, list, (lua_Integer)count);
        }
    qsort(names, count, sizeof *names, compare);
    return count;
}

/* A string with a NUL inside is looked up by less than itself, and shows as nil. */
static void write_table(lua_State *L, int index)
{
    const char *names[SHOWN_MAX];
    int count = 0, total = 0;
    lua_Integer listed = 0;
    luaL_checkstack(L, 8, NULL);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        total++;
    putchar('{');
    while (listed < SHOWN_MAX && lua_rawgeti(L, index, listed + 1) != LUA_TNIL) {
        if (count++ > 0)
            fputs(", ", stdout);
        write_value(L, true);
        listed++;
    }
    if (listed < SHOWN_MAX)
        lua_pop(L, 1);
    const size_t named = sorted_names(L, index, names);
    for (size_t i = 0; i < named && count < SHOWN_MAX; i++) {
        lua_pushstring(L, names[i]);
        lua_pushvalue(L, -1);
        lua_rawget(L, index);
        write_entry(L, &count);
    }
    lua_pop(L, 1);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING || count >= SHOWN_MAX ||
            (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && lua_tointeger(L, -2) <= listed))
            continue;
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        write_entry(L, &count);
    }
    printf(total > count ? ", … %d more}" : "}", total - count);
}

void show_values(lua_State *L)
{
    const int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            putchar('\t');
        const bool described = lua_type(L, i) != LUA_TTABLE ||
                               luaL_getmetafield(L, i, "__tostring") != LUA_TNIL ||
                               luaL_getmetafield(L, i, "__name") != LUA_TNIL;
        lua_settop(L, count);
        if (described) {
            lua_pushvalue(L, i);
            write_value(L, false);
        } else {
            write_table(L, i);
        }
    }
    if (count > 0)
        putchar('\n');
    fflush(stdout);
}
