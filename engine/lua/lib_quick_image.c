/* image() and images(). */
#include <lauxlib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "lua/args.h"
#include "lua/lib.h"
#include "lua/quick_target.h"
#include "lua/source.h"

/* The option src={x, y, w, h}: a part of the source in whole pixels. */
static void read_source(lua_State *L, int options, struct rect *part)
{
    const int width = part->x1, height = part->y1; /* all of it, so far */
    lua_Integer n[4] = {0};
    if (args_option(L, options, "src") == LUA_TNIL)
        return;
    int whole = lua_istable(L, -1);
    for (int i = 0; whole && i < 4; i++) {
        lua_rawgeti(L, -1, i + 1);
        n[i] = lua_tointegerx(L, -1, &whole);
        lua_pop(L, 1);
    }
    if (!whole)
        luaL_argerror(L, options, "src={x, y, w, h} expected, in whole pixels");
    if (n[0] < 0 || n[1] < 0 || n[2] < 0 || n[3] < 0 || n[0] > width || n[1] > height ||
        n[2] > width - n[0] || n[3] > height - n[1]) {
        lua_pushfstring(L, "src={%I, %I, %I, %I} is not inside of the image, which is %dx%d",
                        (LUAI_UACINT)n[0], (LUAI_UACINT)n[1], (LUAI_UACINT)n[2], (LUAI_UACINT)n[3],
                        width, height);
        luaL_argerror(L, options, lua_tostring(L, -1));
    }
    *part = (struct rect){(int)n[0], (int)n[1], (int)(n[0] + n[2]), (int)(n[1] + n[3])};
}

/* The options columns= and frame=, which counts from 1. Of an animation it is one of its frames,
 * and the result is that, from 0 on. With columns= it is one of the frames of a sheet, row after
 * row: `part` is the first one, or without src= the whole image, which then is a row of them. */
static int read_frame(lua_State *L, int options, const struct source *source, struct rect all,
                      struct rect *part)
{
    lua_Integer columns = 0, frame = 1;
    const bool is_sheet = args_option_integer(L, options, "columns", 1, all.x1, &columns);
    if (!is_sheet && source->image != NULL) {
        args_option_integer(L, options, "frame", 1, source_frames(source), &frame);
        return (int)frame - 1;
    }
    if (args_option_integer(L, options, "frame", 1, LUA_MAXINTEGER, &frame) && !is_sheet)
        luaL_argerror(L, options, "frame= needs columns=, how many a row of the sheet has");
    if (!is_sheet)
        return 0;
    if (args_option(L, options, "src") == LUA_TNIL)
        part->x1 = all.x1 / (int)columns;
    const lua_Integer width = part->x1 - part->x0, height = part->y1 - part->y0;
    const lua_Integer column = (frame - 1) % columns, row = (frame - 1) / columns;
    if (row > (height == 0 ? 0 : (all.y1 - part->y1) / height) ||
        part->x1 + column * width > all.x1) {
        lua_pushfstring(L, "frame=%I is not inside of the image, which is %dx%d",
                        (LUAI_UACINT)frame, all.x1, all.y1);
        luaL_argerror(L, options, lua_tostring(L, -1));
    }
    const int dx = (int)(column * width), dy = (int)(row * height);
    *part = (struct rect){part->x0 + dx, part->y0 + dy, part->x1 + dx, part->y1 + dy};
    return 0;
}

/* The option slice={l, t, r, b}: widths of the edges that keep their size. */
static void read_slice(lua_State *L, int options, struct quick_image *how)
{
    lua_Number n[4];
    if (!args_option_list(L, options, "slice", 4, n))
        return;
    const int width = how->src.x1 - how->src.x0, height = how->src.y1 - how->src.y0;
    for (int i = 0; i < 4; i++) {
        if (!(n[i] >= 0 && n[i] <= 32767 && n[i] == floor(n[i])))
            luaL_argerror(L, options, "slice={left, top, right, bottom} expected, in whole pixels");
    }
    if (n[0] + n[2] > width || n[1] + n[3] > height) {
        lua_pushfstring(L, "the edges of slice= are wider than the image, which is %dx%d", width,
                        height);
        luaL_argerror(L, options, lua_tostring(L, -1));
    }
    how->has_slice = true;
    how->left = (int)n[0];
    how->top = (int)n[1];
    how->right = (int)n[2];
    how->bottom = (int)n[3];
}

static void read_fit(lua_State *L, int options, struct quick_image *how)
{
    if (args_option(L, options, "fit") == LUA_TNIL)
        return;
    const char *name = lua_tostring(L, -1);
    if (name == NULL)
        luaL_argerror(L, options, "fit= a name expected");
    else if (strcmp(name, "cover") == 0)
        how->fit = FIT_COVER;
    else if (strcmp(name, "contain") == 0)
        how->fit = FIT_CONTAIN;
    else
        luaL_argerror(L, options,
                      lua_pushfstring(L, "fit=\"cover\" or \"contain\" expected, got '%s'", name));
    if (!how->has_size)
        luaL_argerror(L, options, "fit= needs a box: image(img, x, y, w, h, {fit=})");
}

/* What image() and images() have in common. Returns the frame to draw, from 0 on. */
static int read_options(lua_State *L, int options, const struct source *source,
                        struct quick_image *how)
{
    lua_Number anchor[2];
    const struct rect all = how->src;
    read_source(L, options, &how->src);
    const int frame = read_frame(L, options, source, all, &how->src);
    if (args_option_list(L, options, "anchor", 2, anchor))
        how->anchor = (struct point){anchor[0], anchor[1]};
    args_option_number(L, options, "rotate", -HUGE_VAL, &how->rotate);
    if (args_option_number(L, options, "alpha", -HUGE_VAL, &how->alpha))
        how->alpha = fmin(fmax(how->alpha, 0), 1);
    if (args_option(L, options, "smooth") != LUA_TNIL)
        how->smooth = lua_toboolean(L, -1);
    if (args_option(L, options, "tint") != LUA_TNIL) {
        how->has_tint = true;
        how->tint = args_color_part(L, options, "tint=");
    }
    return frame;
}

static int image(lua_State *L)
{
    static const char *const known[] = {"src",    "fit",   "anchor",  "rotate", "alpha", "tint",
                                        "smooth", "frame", "columns", "slice",  NULL};
    args_count(L, 3, 6, "image(img, x, y, w, h, {src=})");
    const struct source source = source_check(L, 1);
    const bool ready = source_is_ready(&source);
    lua_Number x = luaL_checknumber(L, 2), y = luaL_checknumber(L, 3);
    int options = lua_gettop(L) <= 4 && lua_istable(L, 4) ? 4 : 6, frame = 0;
    struct quick_image how = {0};
    if (ready)
        how = quick_image_defaults(source_canvas(L, &source, 0));
    if (options == 6 && !(lua_isnoneornil(L, 4) && lua_isnoneornil(L, 5))) {
        how.has_size = true;
        how.w = luaL_checknumber(L, 4);
        how.h = luaL_checknumber(L, 5);
    }
    if (args_options(L, options, "image", known) && ready) {
        frame = read_options(L, options, &source, &how);
        read_slice(L, options, &how);
        read_fit(L, options, &how);
    }
    struct quick *q = quick_target_use(L);
    return args_done(L, !ready || quick_image(q, source_canvas(L, &source, frame), x, y, &how));
}

static int images(lua_State *L)
{
    static const char *const known[] = {"src",    "anchor", "rotate",  "alpha", "tint",
                                        "smooth", "frame",  "columns", NULL};
    args_count(L, 2, 3, "images(img, {x, y, …}, {src=})");
    const struct source source = source_check(L, 1);
    const bool ready = source_is_ready(&source);
    struct quick_image how = {0};
    int frame = 0;
    if (ready)
        how = quick_image_defaults(source_canvas(L, &source, 0));
    if (args_options(L, 3, "images", known) && ready)
        frame = read_options(L, 3, &source, &how);
    size_t count;
    const double *points = args_numbers(L, 2, &count);
    if (count % 2 != 0)
        return luaL_argerror(L, 2, "points {x, y, x, y, …} expected, got an odd number of them");
    struct quick *q = quick_target_use(L);
    return args_done(L, !ready ||
                            quick_images(q, source_canvas(L, &source, frame), points, count, &how));
}

void lib_quick_image(lua_State *L)
{
    lua_pushcfunction(L, image);
    lua_setfield(L, -2, "image");
    lua_pushcfunction(L, images);
    lua_setfield(L, -2, "images");
}
