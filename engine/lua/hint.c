/* Hints are made from the text of Lua's own error message: it is all that is left of a call that
 * failed, and it names what was called. */
#include "lua/hint.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/minmax.h"
#include "lua/host_impl.h"
#include "lua/names.h"

int hint_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > HINT_NAME_MAX || m > HINT_NAME_MAX)
        return HINT_NAME_MAX;
    int d[HINT_NAME_MAX + 1][HINT_NAME_MAX + 1]; /* of the first i letters of a and j of b */
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (int)(i + j);
                continue;
            }
            d[i][j] = int_min(int_min(d[i - 1][j], d[i][j - 1]) + 1,
                              d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = int_min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

struct nearest {
    const char *wanted;
    char name[HINT_NAME_MAX + 1];
    int distance;
};

/* Equally near ones are settled by the alphabet: the order of a table changes from run to run. */
static void consider(struct nearest *n, const char *name)
{
    int distance = hint_distance(n->wanted, name);
    if (distance > n->distance || strlen(name) > HINT_NAME_MAX)
        return;
    if (distance == n->distance && n->name[0] != '\0' && strcmp(name, n->name) >= 0)
        return;
    n->distance = distance;
    snprintf(n->name, sizeof n->name, "%s", name);
}

/* Pops a table and considers the names of the functions in it. */
static void consider_table(lua_State *L, struct nearest *n)
{
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING && lua_isfunction(L, -1))
            consider(n, lua_tostring(L, -2));
    }
    lua_pop(L, 1);
}

static struct nearest nearest_to(const char *name)
{
    return (struct nearest){.wanted = name, .distance = ((int)strnlen(name, 100) + 1) / 3};
}

const char *hint_push_nearest(lua_State *L, const char *name, int index)
{
    struct nearest nearest = nearest_to(name);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING)
            consider(&nearest, lua_tostring(L, -2));
    }
    if (nearest.name[0] == '\0' || nearest.distance == 0)
        return lua_pushliteral(L, "");
    return lua_pushfstring(L, "; did you mean '%s'?", nearest.name);
}

static void push_unknown(lua_State *L, const char *name)
{
    struct nearest nearest = nearest_to(name);
    host_push_fb(host_of(L), L);
    consider_table(L, &nearest);
    lua_pushglobaltable(L);
    consider_table(L, &nearest);
    for (const char *const *callback = names_callbacks; *callback != NULL; callback++)
        consider(&nearest, *callback);
    if (nearest.name[0] != '\0')
        lua_pushfstring(L, ": did you mean '%s'?", nearest.name);
    else
        lua_pushliteral(L, "");
}

static void push_hidden(lua_State *L, const char *name)
{
    host_push_fb(host_of(L), L);
    bool known = lua_getfield(L, -1, name) == LUA_TFUNCTION;
    lua_pop(L, 2);
    if (known)
        lua_pushfstring(L, ": it hides fbrun's %s(); use fb.%s with local fb = require \"fbrun\"",
                        name, name);
    else
        lua_pushliteral(L, "");
}

/* Takes apart "… attempt to call a TYPE value (SCOPE 'NAME')" at the end of a message. */
static bool parse_call(const char *message, char type[16], char scope[16], char name[64])
{
    static const char begin[] = "attempt to call a ";
    const char *found = NULL;
    for (const char *p = message; (p = strstr(p, begin)) != NULL; p++)
        found = p + strlen(begin);
    int end = 0;
    return found != NULL &&
           sscanf(found, "%15s value (%15s '%63[^']')%n", type, scope, name, &end) == 3 &&
           end > 0 && found[end] == '\0';
}

void hint_push(lua_State *L, const char *message)
{
    char type[16], scope[16], name[64];
    luaL_checkstack(L, 6, NULL);
    if (!parse_call(message, type, scope, name))
        lua_pushliteral(L, "");
    else if (strcmp(scope, "global") == 0 && strcmp(type, "nil") == 0)
        push_unknown(L, name);
    else if (strcmp(scope, "global") == 0 || strcmp(scope, "local") == 0 ||
             strcmp(scope, "upvalue") == 0)
        push_hidden(L, name);
    else
        lua_pushliteral(L, "");
}
