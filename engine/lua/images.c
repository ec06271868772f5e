/* load_image(), decode_image(), and the members of images: methods as functions, attributes as
 * pointers to what pushes them, in one table. */
#define LOG_MODULE "lua"
#include "lua/images.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/log.h"
#include "lua/args.h"
#include "lua/hint.h"
#include "lua/lib.h"
#include "lua/live_files.h"
#include "lua/memory.h"

#define IMAGE "fbrun.image"

/* Tells the collector of the pictures that were decoded since it was told last. */
static void count_memory(lua_State *L)
{
    struct host *h = host_of(L);
    const uint64_t bytes = pictures_decoded_bytes(h->pictures) - h->pictures_counted;
    h->pictures_counted += bytes;
    memory_count(L, (size_t)bytes);
}

/* What an image has besides that changes with its file. */
struct live_image {
    struct live_file file;
    struct image_object *image;
    struct image_options options;
    struct picture *fresh;   /* what the file holds now, until it is ready; or NULL … */
    struct live_image *next; /* … else one of host.fresh_images */
};

/* Ends the waiting for what the file holds now. */
static void drop_fresh(struct host *h, struct live_image *l)
{
    if (l->fresh == NULL)
        return;
    struct live_image **place = &h->fresh_images;
    while (*place != l)
        place = &(*place)->next;
    *place = l->next;
    pictures_release(h->pictures, l->fresh);
    l->fresh = NULL;
}

/* The old picture is shown until the new one is decoded. */
static void file_changed(struct host *h, struct live_file *f)
{
    struct live_image *l = (struct live_image *)f;
    drop_fresh(h, l);
    l->fresh = pictures_load(h->pictures, f->path, &l->options, true);
    if (l->fresh == NULL) {
        log_warning("%s has changed, and the old picture stays: %s", f->path, error_text());
        return;
    }
    l->next = h->fresh_images;
    h->fresh_images = l;
}

static struct live_image *find_settled(const struct host *h)
{
    struct live_image *l = h->fresh_images;
    while (l != NULL && l->fresh->state == PICTURE_LOADING)
        l = l->next;
    return l;
}

/* True if an image shows another picture now. */
static bool swap_pictures(struct host *h)
{
    bool swapped = false;
    for (struct live_image *l; (l = find_settled(h)) != NULL; drop_fresh(h, l)) {
        struct picture *old = l->image->picture;
        if (l->fresh->state == PICTURE_FAILED) {
            log_warning("%s has changed, and the old picture stays: %s", l->file.path,
                        l->fresh->error);
            continue;
        }
        l->image->picture = l->fresh;
        l->fresh = old; /* which goes in its place */
        swapped = true;
    }
    return swapped;
}

/* Without memory for it, or where nobody watches, the image stays what it is. */
static void follow_file(struct host *h, struct image_object *image, const char *path,
                        const struct image_options *options)
{
    struct live_image *l = h->options->watched ? malloc(sizeof *l) : NULL;
    if (l == NULL)
        return;
    *l = (struct live_image){.image = image, .options = *options};
    image->live = l;
    live_file_watch(h, &l->file, path, file_changed);
}

static void leave_file(struct host *h, struct image_object *image)
{
    struct live_image *l = image->live;
    if (l == NULL)
        return;
    drop_fresh(h, l);
    live_file_unwatch(h, &l->file);
    free(l);
    image->live = NULL;
}

void images_begin_frame(struct host *h)
{
    const bool taken = pictures_take(h->pictures, h->options->virtual_clock) > 0;
    if (taken)
        count_memory(h->L);
    if (swap_pictures(h) || taken)
        h->redraw = true;
}

bool images_loading(const struct host *h)
{
    return pictures_loading(h->pictures) > 0;
}

bool images_want_frame(const struct host *h)
{
    return find_settled(h) != NULL ||
           (h->options->virtual_clock ? images_loading(h) : pictures_taking_pays(h->pictures));
}

struct image_object *images_test(lua_State *L, int arg)
{
    return luaL_testudata(L, arg, IMAGE);
}

struct picture *images_picture(lua_State *L, const struct image_object *image)
{
    if (image->picture == NULL)
        luaL_error(L, "attempt to use a closed image");
    return image->picture;
}

/* What a method is called on. */
static struct image_object *self(lua_State *L)
{
    struct image_object *image = images_test(L, 1);
    if (image == NULL)
        luaL_argerror(L, 1, args_push_mismatch(L, 1, "image"));
    return image;
}

static void release(lua_State *L, struct image_object *image)
{
    struct host *h = host_of(L);
    struct picture *p = image->picture;
    leave_file(h, image);
    image->picture = NULL;
    if (p != NULL)
        pictures_release(h->pictures, p);
}

static int image_close(lua_State *L)
{
    release(L, self(L));
    return 0;
}

/* img:frame(seconds) -> the frame that is shown then, from 1 on */
static int frame(lua_State *L)
{
    const struct picture *p = images_picture(L, self(L));
    lua_pushinteger(L, picture_frame_at(p, luaL_checknumber(L, 2)) + 1);
    return 1;
}

static void get_duration(lua_State *L, const struct picture *p)
{
    lua_pushnumber(L, picture_duration(p));
}

static void get_error(lua_State *L, const struct picture *p)
{
    if (p->state == PICTURE_FAILED)
        lua_pushstring(L, p->error);
    else
        lua_pushnil(L);
}

static void get_frames(lua_State *L, const struct picture *p)
{
    lua_pushinteger(L, p->frame_count);
}

static void get_height(lua_State *L, const struct picture *p)
{
    lua_pushinteger(L, p->height);
}

static void get_natural_height(lua_State *L, const struct picture *p)
{
    lua_pushinteger(L, p->natural_height);
}

static void get_natural_width(lua_State *L, const struct picture *p)
{
    lua_pushinteger(L, p->natural_width);
}

static void get_state(lua_State *L, const struct picture *p)
{
    static const char *const names[] = {
        [PICTURE_LOADING] = "loading", [PICTURE_READY] = "ready", [PICTURE_FAILED] = "failed"};
    lua_pushstring(L, names[p->state]);
}

static void get_warning(lua_State *L, const struct picture *p)
{
    if (p->warning[0] != '\0')
        lua_pushstring(L, p->warning);
    else
        lua_pushnil(L);
}

static void get_width(lua_State *L, const struct picture *p)
{
    lua_pushinteger(L, p->width);
}

static const struct attribute {
    const char *name;
    void (*push)(lua_State *L, const struct picture *p);
} attributes[] = {
    {"duration", get_duration},
    {"error", get_error},
    {"frames", get_frames},
    {"height", get_height},
    {"natural_height", get_natural_height},
    {"natural_width", get_natural_width},
    {"state", get_state},
    {"warning", get_warning},
    {"width", get_width},
};

/* Raises "an image has no 'NAME' WHAT; did you mean 'OTHER'?". The members are upvalue 1. */
static int no_member(lua_State *L, const char *what)
{
    const char *name = luaL_tolstring(L, 2, NULL);
    const char *hint = hint_push_nearest(L, name, lua_upvalueindex(1));
    return luaL_error(L, "an image has no '%s'%s%s", name, what, hint);
}

static int image_index(lua_State *L)
{
    const struct image_object *image = self(L);
    lua_pushvalue(L, 2);
    const int type = lua_rawget(L, lua_upvalueindex(1));
    if (type == LUA_TFUNCTION) /* also of a closed one: close() works on it */
        return 1;
    const struct picture *p = images_picture(L, image);
    if (type == LUA_TNIL)
        return no_member(L, "");
    const struct attribute *attribute = lua_touserdata(L, -1);
    attribute->push(L, p);
    return 1;
}

static int image_newindex(lua_State *L)
{
    self(L);
    return no_member(L, " to assign to");
}

static int image_tostring(lua_State *L)
{
    const struct picture *p = self(L)->picture;
    if (p == NULL) {
        lua_pushliteral(L, "image (closed)");
    } else if (p->state != PICTURE_READY) {
        get_state(L, p);
        lua_pushfstring(L, "image (%s)", lua_tostring(L, -1));
    } else if (p->frame_count == 1) {
        lua_pushfstring(L, "image (%dx%d)", p->width, p->height);
    } else {
        lua_pushfstring(L, "image (%dx%d, %d frames)", p->width, p->height, p->frame_count);
    }
    return 1;
}

static struct image_object *push(lua_State *L)
{
    struct image_object *image = lua_newuserdatauv(L, sizeof *image, 0);
    *image = (struct image_object){0};
    luaL_setmetatable(L, IMAGE);
    return image;
}

/* The options at 2; *later is async=. */
static struct image_options read_options(lua_State *L, const char *function, bool *later)
{
    static const char *const known[] = {"async",     "width",      "height", "max_pixels",
                                        "max_bytes", "max_frames", NULL};
    const int64_t most = host_of(L)->options->max_pixels;
    struct image_options o = {.limits.pixels = most};
    lua_Integer n;
    *later = false;
    if (!args_options(L, 2, function, known))
        return o;
    *later = args_option(L, 2, "async") != LUA_TNIL && lua_toboolean(L, -1);
    if (args_option_integer(L, 2, "width", 1, SURFACE_MAX_SIDE, &n))
        o.width = (int)n;
    if (args_option_integer(L, 2, "height", 1, SURFACE_MAX_SIDE, &n))
        o.height = (int)n;
    if (args_option_integer(L, 2, "max_pixels", 1, LUA_MAXINTEGER, &n))
        o.limits.pixels = most > 0 && n > most ? most : n;
    if (args_option_integer(L, 2, "max_bytes", 1, LUA_MAXINTEGER, &n))
        o.limits.bytes = n;
    if (args_option_integer(L, 2, "max_frames", 1, INT32_MAX, &n))
        o.limits.frames = (int)n;
    return o;
}

/* Returns the image on top of the stack, which is `loaded`, or what failures return. */
static int finish(lua_State *L, bool loaded)
{
    if (!loaded)
        return host_failure(L);
    count_memory(L);
    return 1;
}

static int load_image(lua_State *L)
{
    bool later;
    args_count(L, 1, 2, "load_image(path, {async=})");
    const char *path = args_path(L, 1);
    const struct image_options o = read_options(L, "load_image", &later);
    struct image_object *image = push(L);
    struct host *h = host_of(L);
    follow_file(h, image, path, &o);
    const bool loaded =
        MEMORY_TRY(L, (image->picture = pictures_load(h->pictures, path, &o, later)) != NULL);
    if (!loaded)
        leave_file(h, image);
    return finish(L, loaded);
}

static int decode_image(lua_State *L)
{
    bool later;
    size_t size;
    args_count(L, 1, 2, "decode_image(bytes, {async=})");
    const char *bytes = luaL_checklstring(L, 1, &size);
    const struct image_options o = read_options(L, "decode_image", &later);
    struct image_object *image = push(L);
    struct pictures *all = host_of(L)->pictures;
    return finish(
        L, MEMORY_TRY(L, (image->picture = pictures_decode(all, bytes, size, &o, later)) != NULL));
}

static void push_members(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"close", image_close},
        {"frame", frame},
        {NULL, NULL},
    };
    luaL_newlib(L, methods);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        lua_pushlightuserdata(L, (void *)&attributes[i]);
        lua_setfield(L, -2, attributes[i].name);
    }
}

void lib_images(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"decode_image", decode_image},
        {"load_image", load_image},
        {NULL, NULL},
    };
    static const luaL_Reg metamethods[] = {
        {"__close", image_close},
        {"__gc", image_close},
        {"__tostring", image_tostring},
        {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    luaL_newmetatable(L, IMAGE);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushliteral(L, "image");
    lua_setfield(L, -2, "__name");
    push_members(L);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, image_index, 1);
    lua_setfield(L, -3, "__index");
    lua_pushcclosure(L, image_newindex, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pop(L, 1);
}
