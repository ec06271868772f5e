/* mmap.framebuffer(): the display's own bytes. The screen process holds the device and hands over a
 * descriptor of it; the script process has a mapping of its own. */
#include "base/error.h"
#include "lua/args.h"
#include "lua/confine.h"
#include "lua/context.h"
#include "lua/frame.h"
#include "lua/lib_mmap.h"
#include "lua/mmap_object.h"
#include "lua/weak_table.h"

/* The key, in the registry, of a table whose keys are maps of framebuffers. It keeps none alive. */
static const char maps;

/* Adds the map on top of the stack. */
static void remember(lua_State *L)
{
    weak_table_push(L, &maps, "k");
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* The kernel keeps a device that is gone mapped, so that what is written then is nowhere to be
 * seen. */
void lib_mmap_framebuffer_replaced(struct host *h)
{
    lua_State *L = h->L;
    if (!h->loop.memory_replaced)
        return;
    h->loop.memory_replaced = false;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &maps) == LUA_TTABLE) {
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            struct mmap_object *o = lua_touserdata(L, -2);
            map_lose(&o->map);
        }
    }
    lua_pop(L, 1);
}

/* Pushes the table of further fields of a framebuffer's map. */
static void push_geometry(lua_State *L, const struct link_memory *m)
{
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, m->width);
    lua_setfield(L, -2, "width");
    lua_pushinteger(L, m->height);
    lua_setfield(L, -2, "height");
    lua_pushinteger(L, (lua_Integer)m->stride);
    lua_setfield(L, -2, "stride");
    lua_pushstring(L, m->format);
    lua_setfield(L, -2, "format");
}

/* False with an error text. */
static bool check_memory(const struct link_message *message)
{
    if (message->type == 0)
        return error_set("this display has no bytes that can be mapped, only fbdev and file: have; "
                         "use canvas:map(), or screen:map()");
    return message->memory.buffers == 1 ||
           error_set("this display flips between %u buffers; run fbrun with "
                     "--display=fbdev,buffers=1, or use screen:map()",
                     (unsigned)message->memory.buffers);
}

int lib_mmap_framebuffer(lua_State *L)
{
    struct host *h = host_of(L);
    args_count(L, 0, 0, "mmap.framebuffer()");
    confine_refuse(L, "mmap.framebuffer (use screen:map() instead)");
    if (h->screen->map != NULL)
        return luaL_error(L, "attempt to map the framebuffer while the screen's map() is open");
    struct mmap_object *o = mmap_push(L);
    /* The first frame writes all of the display, and would do so over what the script writes. */
    do {
        lib_mmap_framebuffer_replaced(h);
        if (!check_memory(&h->loop.memory) || !frame_settle(h))
            return host_failure(L);
    } while (h->loop.memory_replaced);
    const struct link_message message = h->loop.memory; /* as it is after the wait */
    const struct map_options options = {
        .offset = message.memory.offset,
        .length = message.memory.stride * message.memory.height,
        .access = MAP_ACCESS_WRITE,
    };
    push_geometry(L, &message.memory);
    lua_setiuservalue(L, -2, 1);
    if (!map_open_fd(&o->map, message.fd, "the framebuffer", &options))
        return host_failure(L);
    o->map.kind = MAP_OF_DEVICE; /* a file too is the display's to resize */
    remember(L);
    return 1;
}
