/* Keys reach the program at the beginning of a frame: callbacks in the order of the keys, and
 * key_down() as of the last one that was taken in. There are no layouts yet, so a key has its
 * place's name, and no repetition. */
#include "lua/keyboard.h"

#include <lauxlib.h>
#include <string.h>

#include "lua/args.h"
#include "lua/job.h"
#include "lua/lib.h"
#include "lua/names.h"

/* Owners of jobs. A callback that waits in present() does not keep later keys from being told. */
static const char pressed_job, released_job;

static bool push_callback(struct host *h, const struct ui_event *key)
{
    return names_push_callback(h, key->pressed ? "keypressed" : "keyreleased");
}

/* Takes in the oldest key; false when there is none. */
static bool take_key(struct host *h, struct ui_event *key)
{
    if (!key_queue_take(&h->loop.keys, key))
        return false;
    h->keys_down[key->code] = key->pressed;
    return true;
}

bool keyboard_run(struct host *h)
{
    if (h->stage == STAGE_NEW)
        return true;
    struct ui_event key;
    while (take_key(h, &key)) {
        if (!push_callback(h, &key))
            continue;
        lua_pushstring(h->L, key_name(key.code));
        lua_pushvalue(h->L, -1);
        if (key.pressed)
            lua_pushboolean(h->L, false);
        h->redraw = true;
        enum job_result result =
            key.pressed ? job_call(h, &pressed_job, 3, NULL) : job_call(h, &released_job, 2, NULL);
        if (result == JOB_FAILED || h->exiting)
            return false;
    }
    return true;
}

bool keyboard_waits(struct host *h)
{
    const struct ui_event *key;
    struct ui_event unwanted;
    while ((key = key_queue_first(&h->loop.keys)) != NULL) {
        if (push_callback(h, key)) {
            lua_pop(h->L, 1);
            return true;
        }
        take_key(h, &unwanted);
    }
    return false;
}

static int key_down(lua_State *L)
{
    args_count(L, 1, 1, "key_down(name)");
    const struct host *h = host_of(L);
    const char *name = luaL_checkstring(L, 1);
    bool known = false;
    for (uint32_t code = 0; code < KEY_CODES; code++) { /* several may share the name */
        if (strcmp(key_name(code), name) != 0)
            continue;
        known = true;
        if (h->keys_down[code]) {
            lua_pushboolean(L, true);
            return 1;
        }
    }
    if (!known)
        return luaL_argerror(L, 1, lua_pushfstring(L, "no key is called '%s'", name));
    lua_pushboolean(L, false);
    return 1;
}

void lib_keyboard(lua_State *L)
{
    static const luaL_Reg functions[] = {{"key_down", key_down}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
