/* The context's methods that paint, clip, and ask about paths: CanvasRect, CanvasDrawPath,
 * CanvasDrawImage. */
#include "lua/context.h"
#include "lua/memory.h"
#include "lua/paths.h"
#include "lua/source.h"
#include "lua/webidl.h"

static int begin_path(lua_State *L)
{
    context2d_begin_path(&context_self(L)->html);
    return 0;
}

/* The Path2D that comes before the other arguments, or NULL; *next is where those begin. */
static const struct path *optional_path(lua_State *L, int *next)
{
    const struct path *path = lua_type(L, 2) == LUA_TUSERDATA ? paths_test(L, 2) : NULL;
    *next = path != NULL ? 3 : 2;
    return path;
}

static int fill(lua_State *L)
{
    int next;
    const struct path *path = optional_path(L, &next);
    const bool even_odd = webidl_even_odd(L, next);
    return webidl_done(L, MEMORY_TRY(L, context2d_fill(context_drawing(L), path, even_odd)));
}

static int clip(lua_State *L)
{
    int next;
    const struct path *path = optional_path(L, &next);
    const bool even_odd = webidl_even_odd(L, next);
    return webidl_done(L, MEMORY_TRY(L, context2d_clip(&context_self(L)->html, path, even_odd)));
}

static int stroke(lua_State *L)
{
    int next;
    const struct path *path = optional_path(L, &next);
    if (path == NULL && !lua_isnoneornil(L, 2))
        return webidl_type_error(L, 2, "path2d");
    return webidl_done(L, MEMORY_TRY(L, context2d_stroke(context_drawing(L), path)));
}

static int is_point_in_path(lua_State *L)
{
    int next;
    const struct path *path = optional_path(L, &next);
    struct context2d *c = &context_self(L)->html;
    lua_Number x = webidl_number(L, next), y = webidl_number(L, next + 1);
    bool even_odd = webidl_even_odd(L, next + 2);
    lua_pushboolean(L, context2d_is_point_in_path(c, path, x, y, even_odd));
    return 1;
}

static int is_point_in_stroke(lua_State *L)
{
    int next;
    const struct path *path = optional_path(L, &next);
    struct context2d *c = &context_self(L)->html;
    lua_Number x = webidl_number(L, next), y = webidl_number(L, next + 1);
    lua_pushboolean(L, context2d_is_point_in_stroke(c, path, x, y));
    return 1;
}

static int clear_rect(lua_State *L)
{
    lua_Number n[4];
    struct context2d *c = context_drawing(L);
    webidl_numbers(L, 2, 4, n);
    return webidl_done(L, context2d_clear_rect(c, n[0], n[1], n[2], n[3]));
}

static int fill_rect(lua_State *L)
{
    lua_Number n[4];
    struct context2d *c = context_drawing(L);
    webidl_numbers(L, 2, 4, n);
    return webidl_done(L, context2d_fill_rect(c, n[0], n[1], n[2], n[3]));
}

static int stroke_rect(lua_State *L)
{
    lua_Number n[4];
    struct context2d *c = context_drawing(L);
    webidl_numbers(L, 2, 4, n);
    return webidl_done(L, context2d_stroke_rect(c, n[0], n[1], n[2], n[3]));
}

/* Which of the three forms it is depends on how many arguments there are. */
static int draw_image(lua_State *L)
{
    const struct source source = source_check_html(L, 2);
    struct context2d *c = context_drawing(L);
    const int count = lua_gettop(L) - 1;
    lua_Number n[8];
    if (count != 3 && count != 5 && count < 9)
        return luaL_error(
            L,
            "TypeError: draw_image(image, dx, dy), (image, dx, dy, dw, dh) or (image, "
            "sx, sy, sw, sh, dx, dy, dw, dh) expected, got %d arguments",
            count);
    webidl_numbers(L, 3, count == 3 ? 2 : count == 5 ? 4 : 8, n);
    if (!source_is_ready(&source))
        return 0;
    struct canvas *canvas = source_canvas(L, &source, 0);
    const double width = canvas_width(canvas), height = canvas_height(canvas);
    struct box from = {0, 0, width, height}, to = {n[0], n[1], width, height};
    if (count == 5) {
        to = (struct box){n[0], n[1], n[2], n[3]};
    } else if (count > 5) {
        from = (struct box){n[0], n[1], n[2], n[3]};
        to = (struct box){n[4], n[5], n[6], n[7]};
    }
    return webidl_done(L, context2d_draw_image(c, canvas, from, to));
}

const luaL_Reg context_draw_methods[] = {
    {"begin_path", begin_path},
    {"clear_rect", clear_rect},
    {"clip", clip},
    {"draw_image", draw_image},
    {"fill", fill},
    {"fill_rect", fill_rect},
    {"is_point_in_path", is_point_in_path},
    {"is_point_in_stroke", is_point_in_stroke},
    {"stroke", stroke},
    {"stroke_rect", stroke_rect},
    {NULL, NULL},
};
