/* The module's functions, which open maps, and its constants. */
#include "lua/lib_mmap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"
#include "lua/args.h"
#include "lua/confine.h"
#include "lua/host_impl.h"
#include "lua/memory.h"
#include "lua/mmap_object.h"
#include "lua/mmap_parts.h"

static const char *const access_names[] = {
    [MAP_ACCESS_READ] = "read",
    [MAP_ACCESS_WRITE] = "write",
    [MAP_ACCESS_COPY] = "copy",
};
enum { ACCESS_COUNT = sizeof access_names / sizeof access_names[0] };

static const char *access_name(int i)
{
    return access_names[i];
}

/* The option access= of the table at `arg`; `value` stays as it is without one. */
static bool option_access(lua_State *L, int arg, enum map_access *value)
{
    if (args_option(L, arg, "access") == LUA_TNIL) {
        lua_pop(L, 1);
        return false;
    }
    const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : luaL_typename(L, -1);
    int i = 0;
    while (i < ACCESS_COUNT && strcmp(name, access_names[i]) != 0)
        i++;
    if (i == ACCESS_COUNT)
        args_bad_name(L, arg, name, ACCESS_COUNT, access_name);
    lua_pop(L, 1);
    *value = (enum map_access)i;
    return true;
}

static bool option_boolean(lua_State *L, int arg, const char *name)
{
    const int type = args_option(L, arg, name);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        luaL_argerror(
            L, arg,
            lua_pushfstring(L, "%s= true or false expected, got %s", name, luaL_typename(L, -1)));
    const bool value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

/* flags= and prot=, as CPython has them beside access=: of the kernel's bits those with which the
 * bytes can be read, and nothing else of the process is replaced. */
static void option_protection(lua_State *L, int arg, bool access_given, struct map_options *o)
{
    const int known = MAP_SHARED | MAP_PRIVATE | MAP_NORESERVE | MAP_POPULATE;
    lua_Integer flags = MAP_SHARED, prot = PROT_READ;
    const bool any_flags = args_option_integer(L, arg, "flags", 0, INT32_MAX, &flags);
    const bool any_prot = args_option_integer(L, arg, "prot", 0, INT32_MAX, &prot);
    if (!any_flags && !any_prot)
        return;
    if (access_given)
        luaL_argerror(L, arg, "either access= or flags= and prot= expected, not both");
    if ((flags & ~known) != 0 || ((flags & MAP_SHARED) != 0) == ((flags & MAP_PRIVATE) != 0))
        luaL_argerror(L, arg,
                      "flags= MAP_SHARED or MAP_PRIVATE expected, with MAP_POPULATE or "
                      "MAP_NORESERVE if wanted");
    if (prot != PROT_READ && prot != (PROT_READ | PROT_WRITE))
        luaL_argerror(L, arg, "prot= PROT_READ or PROT_READ | PROT_WRITE expected");
    o->flags = (int)flags;
    o->prot = (int)prot;
    o->access = prot == PROT_READ           ? MAP_ACCESS_READ
                : (flags & MAP_SHARED) != 0 ? MAP_ACCESS_WRITE
                                            : MAP_ACCESS_COPY;
}

static void read_options(lua_State *L, int arg, struct map_options *o)
{
    static const char *const known[] = {"length", "offset", "access", "flags",
                                        "prot",   "create", NULL};
    if (!args_options(L, arg, "mmap.open", known))
        return;
    lua_Integer length = 0, offset = 0;
    args_option_integer(L, arg, "length", 0, LUA_MAXINTEGER, &length);
    args_option_integer(L, arg, "offset", 0, LUA_MAXINTEGER, &offset);
    const lua_Integer page = (lua_Integer)map_page_size();
    if (offset % page != 0)
        luaL_argerror(L, arg,
                      lua_pushfstring(L,
                                      "offset= a multiple of %I (mmap.ALLOCATIONGRANULARITY) "
                                      "expected, got %I",
                                      (LUAI_UACINT)page, (LUAI_UACINT)offset));
    o->length = (uint64_t)length;
    o->offset = (uint64_t)offset;
    option_protection(L, arg, option_access(L, arg, &o->access), o);
    o->create = option_boolean(L, arg, "create");
    if (o->create && o->access != MAP_ACCESS_WRITE)
        luaL_argerror(L, arg, "create= goes with access=\"write\"");
}

/* The descriptor of the open Lua file at 1, with what was written to it handed to the kernel. */
static int file_descriptor(lua_State *L, luaL_Stream *stream)
{
    if (stream->closef == NULL)
        luaL_argerror(L, 1, "attempt to use a closed file");
    fflush(stream->f);
    return fileno(stream->f);
}

/* Maps what is at 1: a Lua file, a descriptor or a path. */
static bool open_source(lua_State *L, struct map *map, const struct map_options *options)
{
    luaL_Stream *stream = luaL_testudata(L, 1, LUA_FILEHANDLE);
    if (stream != NULL)
        return map_open_fd(map, file_descriptor(L, stream), "the file", options);
    if (lua_type(L, 1) != LUA_TNUMBER)
        return map_open(map, args_path(L, 1), options);
    confine_refuse(L, "mmap.open of a descriptor"); /* which may be the engine's */
    const int fd = (int)args_integer(L, 1, 0, INT32_MAX);
    const bool ok = map_open_fd(map, fd, lua_pushfstring(L, "descriptor %d", fd), options);
    lua_pop(L, 1);
    return ok;
}

static int open_map(lua_State *L)
{
    args_count(L, 1, 2, "mmap.open(path, file or fd [, options])");
    struct map_options options = {0};
    read_options(L, 2, &options);
    const int type = lua_type(L, 1);
    if (luaL_testudata(L, 1, LUA_FILEHANDLE) == NULL && type != LUA_TSTRING && type != LUA_TNUMBER)
        luaL_argerror(L, 1, args_push_mismatch(L, 1, "path, file or descriptor"));
    struct mmap_object *o = mmap_push(L);
    if (!MEMORY_TRY(L, open_source(L, &o->map, &options)))
        return host_failure(L);
    if (options.access == MAP_ACCESS_COPY)
        memory_count(L, o->map.length);
    return 1;
}

static int anonymous(lua_State *L)
{
    args_count(L, 1, 1, "mmap.anonymous(length)");
    const lua_Integer length = args_integer(L, 1, 1, LUA_MAXINTEGER);
    struct mmap_object *o = mmap_push(L);
    if (!MEMORY_TRY(L, map_anonymous(&o->map, (uint64_t)length)))
        return host_failure(L);
    memory_count(L, o->map.length);
    return 1;
}

static int shared(lua_State *L)
{
    static const char *const known[] = {"access", "create", NULL};
    args_count(L, 1, 3, "mmap.shared(name [, length [, options]])");
    confine_refuse(L, "mmap.shared");
    const char *name = args_path(L, 1);
    const lua_Integer length = lua_isnoneornil(L, 2) ? 0 : args_integer(L, 2, 0, LUA_MAXINTEGER);
    enum map_access access = MAP_ACCESS_WRITE;
    bool create = false;
    if (args_options(L, 3, "mmap.shared", known)) {
        option_access(L, 3, &access);
        create = option_boolean(L, 3, "create");
    }
    if (create && (access != MAP_ACCESS_WRITE || length == 0))
        luaL_argerror(L, 3, "create= goes with a length and access=\"write\"");
    if (!map_name_is_good(name))
        luaL_argerror(L, 1, lua_pushfstring(L, "%s", error_text()));
    struct mmap_object *o = mmap_push(L);
    if (!MEMORY_TRY(L, map_shared(&o->map, name, (uint64_t)length, create, access)))
        return host_failure(L);
    return 1;
}

/* Takes the name away; who has the memory mapped keeps it. */
static int unlink_shared(lua_State *L)
{
    args_count(L, 1, 1, "mmap.unlink(name)");
    confine_refuse(L, "mmap.unlink");
    const char *name = args_path(L, 1);
    if (!map_name_is_good(name))
        luaL_argerror(L, 1, lua_pushfstring(L, "%s", error_text()));
    if (!map_unlink(name))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

static void add_constants(lua_State *L)
{
    static const struct {
        const char *name;
        int value;
    } constants[] = {
        {"MADV_DODUMP", MADV_DODUMP},         {"MADV_DOFORK", MADV_DOFORK},
        {"MADV_DONTDUMP", MADV_DONTDUMP},     {"MADV_DONTFORK", MADV_DONTFORK},
        {"MADV_DONTNEED", MADV_DONTNEED},     {"MADV_FREE", MADV_FREE},
        {"MADV_HUGEPAGE", MADV_HUGEPAGE},     {"MADV_MERGEABLE", MADV_MERGEABLE},
        {"MADV_NOHUGEPAGE", MADV_NOHUGEPAGE}, {"MADV_NORMAL", MADV_NORMAL},
        {"MADV_RANDOM", MADV_RANDOM},         {"MADV_REMOVE", MADV_REMOVE},
        {"MADV_SEQUENTIAL", MADV_SEQUENTIAL}, {"MADV_UNMERGEABLE", MADV_UNMERGEABLE},
        {"MADV_WILLNEED", MADV_WILLNEED},     {"MAP_NORESERVE", MAP_NORESERVE},
        {"MAP_POPULATE", MAP_POPULATE},       {"MAP_PRIVATE", MAP_PRIVATE},
        {"MAP_SHARED", MAP_SHARED},           {"PROT_READ", PROT_READ},
        {"PROT_WRITE", PROT_WRITE},
    };
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        lua_pushinteger(L, constants[i].value);
        lua_setfield(L, -2, constants[i].name);
    }
    lua_pushinteger(L, (lua_Integer)map_page_size());
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "PAGESIZE");
    lua_setfield(L, -2, "ALLOCATIONGRANULARITY");
}

static int open_module(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"anonymous", anonymous},  {"framebuffer", lib_mmap_framebuffer},
        {"open", open_map},        {"shared", shared},
        {"unlink", unlink_shared}, {NULL, NULL},
    };
    static const luaL_Reg *const methods[] = {
        mmap_atomic_methods,
        mmap_byte_methods,
        mmap_file_methods,
        mmap_pack_methods,
        mmap_stream_methods,
        mmap_typed_methods,
        NULL,
    };
    mmap_object_open(L, methods);
    luaL_newlib(L, functions);
    mmap_add_registers(L);
    mmap_add_shared(L);
    add_constants(L);
    return 1;
}

void lib_mmap(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, open_module);
    lua_setfield(L, -2, "mmap");
    lua_pop(L, 1);
}
