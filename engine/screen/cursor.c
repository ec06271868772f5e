/* A kite with a black edge, so that it is seen on any picture; larger on large ones. */
#include "screen/cursor.h"

#include <string.h>

#include "base/minmax.h"
#include "base/rect.h"

static bool inside(int x, int y)
{
    return x >= 0 && y >= 0 && x * CURSOR_HEIGHT <= y * CURSOR_WIDTH &&
           x <= (CURSOR_HEIGHT - 1 - y) * 2;
}

static int scale_of(const struct surface *picture)
{
    return int_max(1, int_min(int_min(picture->width, picture->height) / 800, CURSOR_SCALE_MAX));
}

static struct rect area(const struct cursor *c, const struct surface *picture)
{
    int scale = scale_of(picture);
    struct rect r = {c->x, c->y, c->x + CURSOR_WIDTH * scale, c->y + CURSOR_HEIGHT * scale};
    return rect_intersect(r, surface_bounds(picture));
}

static void draw_row(uint32_t *row, int width, int y, int scale)
{
    for (int i = 0; i < width; i++) {
        int x = i / scale;
        bool edge =
            !inside(x - 1, y) || !inside(x + 1, y) || !inside(x, y - 1) || !inside(x, y + 1);
        if (inside(x, y))
            row[i] = edge ? 0xff000000 : 0xffffffff;
    }
}

static void mark(const struct cursor *c, struct rect r, const struct tile_grid *grid,
                 struct key *keys)
{
    for (int row = r.y0 / grid->tile_height; row <= (r.y1 - 1) / grid->tile_height; row++)
        for (int column = r.x0 / grid->tile_width; column <= (r.x1 - 1) / grid->tile_width;
             column++) {
            struct key *key = &keys[row * grid->columns + column];
            *key = key_mix(*key, (uint64_t)c->x << 32 | (uint64_t)c->y, 2);
        }
}

void cursor_draw(struct cursor *c, struct surface *picture, const struct tile_grid *grid,
                 struct key *keys)
{
    struct rect r = area(c, picture);
    if (!c->visible || rect_empty(r))
        return;
    int width = r.x1 - r.x0, scale = scale_of(picture);
    for (int y = r.y0; y < r.y1; y++) {
        uint32_t *row = surface_at(picture, r.x0, y);
        memcpy(c->under + (ptrdiff_t)(y - r.y0) * width, row, (size_t)width * sizeof *row);
        draw_row(row, width, (y - r.y0) / scale, scale);
    }
    mark(c, r, grid, keys);
}

void cursor_erase(const struct cursor *c, struct surface *picture)
{
    struct rect r = area(c, picture);
    if (!c->visible || rect_empty(r))
        return;
    int width = r.x1 - r.x0;
    for (int y = r.y0; y < r.y1; y++)
        memcpy(surface_at(picture, r.x0, y), c->under + (ptrdiff_t)(y - r.y0) * width,
               (size_t)width * sizeof(uint32_t));
}
