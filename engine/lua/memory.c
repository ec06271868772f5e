/* Lua collects at the pace of its own heap, in which a canvas is a few bytes: what it is told here
 * makes it collect at that of all memory, and the nearer the limit the sooner. */
#include "lua/memory.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdio.h>

#include "base/budget.h"
#include "base/error.h"
#include "canvas/pictures.h"
#include "lua/host_impl.h"

/* Lua's allocator within the budget; Lua collects and asks once more when it gets nothing. */
static void *allocate(void *data, void *block, size_t old, size_t size)
{
    (void)data;
    if (block == NULL)
        old = 0; /* else it is the kind of the new object */
    if (size > 0)
        return budget_resize(block, old, size);
    budget_free(block, old);
    return NULL;
}

static int panic(lua_State *L)
{
    (void)L;
    fputs("fbrun: not enough memory to begin with\n", stderr);
    return 0; /* Lua aborts */
}

lua_State *memory_new_state(const struct host_options *options)
{
    if (options->max_memory == 0)
        return luaL_newstate();
    budget_limit(options->max_memory);
    lua_State *L = lua_newstate(allocate, NULL);
    if (L != NULL)
        lua_atpanic(L, panic);
    return L;
}

/* Gives back what no object needs. Lists of commands are drawn first: that fills caches. */
static void collect(lua_State *L)
{
    struct host *h = host_of(L);
    lua_gc(L, LUA_GCCOLLECT);
    pictures_trim(h->pictures);
    scene_flush(h->scene);
    scene_trim(h->scene);
    const size_t used = budget_used(), most = h->options->max_memory;
    h->collect_at = used < most ? used + (most - used) / 2 : most;
}

void memory_count(lua_State *L, size_t bytes)
{
    enum { WORTH_A_STEP = 65536 };
    struct host *h = host_of(L);
    h->uncounted += bytes;
    if (budget_refused()) {
        collect(L);
        return;
    }
    if (h->uncounted < WORTH_A_STEP) /* a step for each of many small ones would be slow */
        return;
    const size_t kilobytes = h->uncounted / 1024;
    h->uncounted = 0;
    if (h->options->max_memory != 0 && budget_used() >= h->collect_at)
        collect(L);
    else
        lua_gc(L, LUA_GCSTEP, (int)(kilobytes < INT_MAX ? kilobytes : INT_MAX));
}

bool memory_make_room(lua_State *L)
{
    enum { WORTH_ANOTHER_TRY = 4096 }; /* more than a try itself leaves behind */
    const size_t before = budget_used();
    if (!budget_refused())
        return false;
    const int code = error_code();
    char text[256];
    snprintf(text, sizeof text, "%s", error_text());
    collect(L);
    error_restore(text, code);
    return before - budget_used() >= WORTH_ANOTHER_TRY && before > budget_used();
}
