/* Hints for the two mistakes that names invite: an unknown one, and one that a variable hides. */
#ifndef LUA_HINT_H
#define LUA_HINT_H

#include <lua.h>

enum { HINT_NAME_MAX = 32 }; /* longer names are never taken for a slip of another */

/* Pushes what to add to an error message, "" for most. */
void hint_push(lua_State *L, const char *message);

/* Pushes "; did you mean 'NAME'?" with the key of the table at `index` that is nearest to `name`,
 * or
 * "" if none is near or it is that name; returns the text. */
const char *hint_push_nearest(lua_State *L, const char *name, int index);

/* How many single letters have to be put in, left out, replaced, or swapped with their neighbour
 * to make one name into the other (optimal string alignment). Longer names than HINT_NAME_MAX are
 * HINT_NAME_MAX apart from everything. */
int hint_distance(const char *a, const char *b);

#endif
