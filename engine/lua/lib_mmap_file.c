/* Maps and their files: close, flush, resize, size, madvise. */
#include <sys/mman.h>

#include "base/error.h"
#include "lua/args.h"
#include "lua/host_impl.h"
#include "lua/memory.h"
#include "lua/mmap_object.h"

static int mmap_close(lua_State *L)
{
    struct mmap_object *o = luaL_checkudata(L, 1, MMAP_TYPE);
    map_close(&o->map);
    return 0;
}

/* The range of optional arguments `arg` and arg + 1, all by default. */
static size_t check_range(lua_State *L, int arg, const struct mmap_object *o, size_t *length)
{
    const size_t offset = lua_isnoneornil(L, arg) ? 0 : mmap_offset(L, arg, o, 0);
    const size_t rest = o->map.length - offset;
    *length = rest;
    if (!lua_isnoneornil(L, arg + 1))
        *length = (size_t)args_integer(L, arg + 1, 0, (lua_Integer)rest);
    return offset;
}

static int mmap_flush(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    size_t length, offset = check_range(L, 2, o, &length);
    if (!map_flush(&o->map, offset, length))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

static int mmap_resize(lua_State *L)
{
    const struct mmap_object *o = mmap_self(L);
    const lua_Integer length = args_integer(L, 2, 1, LUA_MAXINTEGER);
    if (o->map.access != MAP_ACCESS_WRITE)
        return luaL_error(L, "a map that can only be read, or is a copy, cannot be resized");
    if (o->map.kind == MAP_OF_NAME)
        return luaL_error(L, "shared memory cannot be resized, other processes have it mapped");
    if (o->map.kind == MAP_OF_DEVICE)
        return luaL_error(L, "a device cannot be resized");
    if (!MEMORY_TRY(L, map_resize(&mmap_self(L)->map, (uint64_t)length)))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

static int mmap_size(lua_State *L)
{
    uint64_t size;
    if (!map_file_size(&mmap_self(L)->map, &size))
        return host_failure(L);
    lua_pushinteger(L, (lua_Integer)size);
    return 1;
}

/* Those of the kernel's that do not poison memory, which would be gone for other programs too. */
static bool advice_is_known(lua_Integer advice)
{
    switch (advice) {
    case MADV_NORMAL:
    case MADV_RANDOM:
    case MADV_SEQUENTIAL:
    case MADV_WILLNEED:
    case MADV_DONTNEED:
    case MADV_FREE:
    case MADV_REMOVE:
    case MADV_MERGEABLE:
    case MADV_UNMERGEABLE:
    case MADV_DONTFORK:
    case MADV_DOFORK:
    case MADV_HUGEPAGE:
    case MADV_NOHUGEPAGE:
    case MADV_DONTDUMP:
    case MADV_DODUMP:
        return true;
    default:
        return false;
    }
}

/* Those that take bytes away do so by whole pages, so they must begin at one. */
static void check_page(lua_State *L, const struct mmap_object *o, lua_Integer advice, size_t offset)
{
    const size_t page = map_page_size();
    const bool takes = advice == MADV_DONTNEED || advice == MADV_FREE || advice == MADV_REMOVE;
    if (takes && (o->map.skip + offset) % page != 0)
        luaL_argerror(L, 3,
                      lua_pushfstring(L,
                                      "a multiple of %I (mmap.PAGESIZE) expected where bytes are "
                                      "taken away, got %I",
                                      (LUAI_UACINT)page, (LUAI_UACINT)offset));
}

/* m:madvise(advice [, i [, n]]); as in Python n may reach beyond the end. */
static int mmap_madvise(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    const lua_Integer advice = luaL_checkinteger(L, 2);
    if (!advice_is_known(advice))
        luaL_argerror(L, 2, "one of the mmap.MADV_ constants expected");
    const size_t offset = lua_isnoneornil(L, 3) ? 0 : mmap_offset(L, 3, o, 0);
    size_t length = o->map.length - offset;
    if (!lua_isnoneornil(L, 4)) {
        const lua_Integer n = args_integer(L, 4, 0, LUA_MAXINTEGER);
        length = (lua_Unsigned)n < length ? (size_t)n : length;
    }
    check_page(L, o, advice, offset);
    if (advice == MADV_REMOVE)
        (void)mmap_self_writable(L);
    if (!map_advise(&o->map, (int)advice, offset, length))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

const luaL_Reg mmap_file_methods[] = {
    {"close", mmap_close},   {"flush", mmap_flush}, {"madvise", mmap_madvise},
    {"resize", mmap_resize}, {"size", mmap_size},   {NULL, NULL},
};
