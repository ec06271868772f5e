/* The text is drawn on a canvas of a scene of its own, so that it is in no figure, with the
 * built-in font. Tiles below the box get keys of their own for the time, one for each frame. */
#include "lua/stats_screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/minmax.h"
#include "canvas/quick_text.h"
#include "font/builtin.h"
#include "lua/clock.h"
#include "lua/context.h"

enum {
    MARGIN = 8, /* these at scale 1 */
    LINE = 16,
    LINES = 8,
    GRAPH_TOP = MARGIN + LINES * LINE + MARGIN,
    GRAPH_HEIGHT = 40, /* of two periods */
    WIDTH = MARGIN + FRAME_TIMES + MARGIN,
    HEIGHT = GRAPH_TOP + GRAPH_HEIGHT + MARGIN,

    BACKGROUND = 0xff14181c,
    INK = 0xffe6edf3,
    GRAPH = 0xff22282e,
    SCRIPT = 0xff58a6ff,
    RASTER = 0xfff0a33c,
    DUE = 0xff8b949e,
};

#define FAMILY "fbrun"

struct stats_screen {
    struct scene *scene;
    struct canvas *canvas; /* NULL: there is no memory for it, which was logged */
    struct surface under;  /* what is below it */
    struct key *keys;      /* of the tiles that it touches; all tiles have room */
    struct rect box;       /* where it is now; empty: nowhere */
    int scale;
};

/* The scene, with the font. False with an error text. */
static bool make_scene(struct stats_screen *s)
{
    s->scene = scene_create(&(struct scene_options){.threads = 1});
    struct fonts *fonts = s->scene == NULL ? NULL : scene_fonts(s->scene);
    struct face *face = fonts == NULL ? NULL : face_builtin();
    const bool ok = face != NULL && fonts_add(fonts, FAMILY, face);
    face_unref(face);
    return ok;
}

/* Everything that has the picture's size. False with an error text. */
static bool allocate(struct stats_screen *s, const struct host *h)
{
    const struct surface *picture = &h->buffer.surface;
    s->scale = picture->height >= 1000 ? 2 : 1;
    const int width = int_min(WIDTH * s->scale, picture->width);
    const int height = int_min(HEIGHT * s->scale, picture->height);
    if (!make_scene(s) || !surface_init(&s->under, width, height))
        return false;
    s->keys = malloc((size_t)tile_grid_count(&h->buffer.grid) * sizeof *s->keys);
    if (s->keys == NULL)
        return error_set("no memory for the keys of %d tiles", tile_grid_count(&h->buffer.grid));
    s->canvas = canvas_create(s->scene, width, height);
    return s->canvas != NULL;
}

static void release(struct stats_screen *s)
{
    canvas_destroy(s->canvas);
    surface_finish(&s->under);
    free(s->keys);
    s->canvas = NULL;
    s->keys = NULL;
    s->box = (struct rect){0};
}

static struct stats_screen *create(struct host *h)
{
    struct stats_screen *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    h->stats_screen = s;
    if (!allocate(s, h)) {
        log_warning("--stats: %s", error_text());
        release(s);
    }
    return s;
}

void stats_screen_forget(struct host *h)
{
    struct stats_screen *s = h->stats_screen;
    h->stats_screen = NULL;
    stats_screen_destroy(s);
}

void stats_screen_destroy(struct stats_screen *s)
{
    if (s == NULL)
        return;
    release(s);
    scene_destroy(s->scene);
    free(s);
}

static double milliseconds(uint64_t nanoseconds)
{
    return (double)nanoseconds / 1e6;
}

static int write_times(char *to, size_t size, const char *name, const struct frame_percentiles *p)
{
    return snprintf(to, size, "%-6s%7.2f%7.2f%7.2f\n", name, milliseconds(p->p50),
                    milliseconds(p->p99), milliseconds(p->max));
}

/* Returns the length. */
static int write_text(const struct host *h, char *to, size_t size)
{
    const struct stats *s = &h->stats;
    const struct surface *picture = &h->buffer.surface;
    const struct frame_summary sum = frame_times_summary(&s->times);
    const double pixels = (double)picture->width * picture->height;
    int n = snprintf(to, size, "%.1f fps  %" PRIu64 " dropped\nms        p50    p99    max\n",
                     frame_times_rate(&s->times, h->start + h->time), s->times.dropped);
    n += write_times(to + n, size - (size_t)n, "frame", &sum.whole);
    n += write_times(to + n, size - (size_t)n, "script", &sum.script);
    n += write_times(to + n, size - (size_t)n, "raster", &sum.raster);
    n += snprintf(to + n, size - (size_t)n,
                  "tiles %" PRIu64 " of %d, %.0f %%\n%" PRIu64 " commands, threads: %d\n"
                  "MB: Lua %.1f, pixels %.1f",
                  s->tiles_drawn, stats_tiles(h), 100 * (double)s->damage / pixels, s->commands,
                  scene_threads(h->scene), (double)stats_lua_memory(h) / 1e6,
                  (double)stats_pixel_memory() / 1e6);
    return n;
}

static const struct surface *draw_text(struct stats_screen *s, const struct host *h)
{
    static const char *const families[] = {FAMILY, NULL};
    char text[512];
    const int length = write_text(h, text, sizeof text);
    const struct quick_text how = {
        .style = {.query = {.families = families, .weight = 400, .stretch = 100},
                  .size = LINE * s->scale,
                  .language = ""}};
    const struct style background = {.kind = STYLE_COLOR, .color = BACKGROUND};
    const struct style ink = {.kind = STYLE_COLOR, .color = INK};
    struct quick quick;
    struct quick_text_size size;
    quick_init(&quick, s->canvas);
    quick_clear(&quick, &background);
    quick_text(&quick, text, (size_t)length, MARGIN * s->scale, MARGIN * s->scale, &ink, &how,
               &size);
    quick_finish(&quick);
    return target_read(canvas_target(s->canvas));
}

/* `top` and `height` at scale 1, from the graph's lower edge up; the last frame is on the right. */
static void fill_column(const struct stats_screen *s, const struct surface *to, int column, int top,
                        int height, uint32_t color)
{
    const struct rect r = {
        (MARGIN + column) * s->scale, (GRAPH_TOP + GRAPH_HEIGHT - top) * s->scale,
        (MARGIN + column + 1) * s->scale, (GRAPH_TOP + GRAPH_HEIGHT - top + height) * s->scale};
    const struct rect inside = rect_intersect(r, s->box);
    for (int y = inside.y0; y < inside.y1; y++)
        for (int x = inside.x0; x < inside.x1; x++)
            *surface_at(to, x, y) = color;
}

static int bar(uint64_t time, uint64_t period)
{
    const double height = (double)time * GRAPH_HEIGHT / 2 / (double)period;
    return height < GRAPH_HEIGHT ? (int)(height + 0.5) : GRAPH_HEIGHT;
}

static void draw_graph(const struct stats_screen *s, const struct host *h)
{
    const struct frame_times *times = &h->stats.times;
    const uint64_t period = clock_period(h);
    for (int i = 0; i < FRAME_TIMES; i++) {
        const int column = FRAME_TIMES - 1 - i;
        fill_column(s, &h->buffer.surface, column, GRAPH_HEIGHT, GRAPH_HEIGHT, GRAPH);
        if (i < frame_times_kept(times)) {
            const struct frame_time *t = frame_times_back(times, i);
            const int script = bar(t->script, period), whole = bar(t->script + t->raster, period);
            fill_column(s, &h->buffer.surface, column, whole, whole - script, RASTER);
            fill_column(s, &h->buffer.surface, column, script, script, SCRIPT);
        }
        fill_column(s, &h->buffer.surface, column, GRAPH_HEIGHT / 2, 1, DUE);
    }
}

static void copy(const struct surface *from, const struct surface *to, struct rect box)
{
    const size_t bytes = (size_t)(box.x1 - box.x0) * sizeof(uint32_t);
    for (int y = box.y0; y < box.y1; y++)
        memcpy(surface_at(to, box.x0, y), surface_at(from, box.x0, y), bytes);
}

/* The tiles that it touches: so many columns and rows from the first ones on. */
static void touched(const struct stats_screen *s, const struct tile_grid *g, int *columns,
                    int *rows)
{
    *columns = (s->box.x1 - 1) / g->tile_width + 1;
    *rows = (s->box.y1 - 1) / g->tile_height + 1;
}

void stats_screen_draw(struct host *h)
{
    struct stats_screen *s = h->stats_screen;
    if (!h->options->stats || (s == NULL && (s = create(h)) == NULL) || s->canvas == NULL)
        return;
    const struct link_buffer *b = &h->buffer;
    int columns, rows;
    s->box = surface_bounds(&s->under);
    touched(s, &b->grid, &columns, &rows);
    memcpy(s->keys, b->keys, (size_t)(rows * b->grid.columns) * sizeof *s->keys);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            struct key *key = &b->keys[row * b->grid.columns + column];
            *key = key_mix(*key, h->frames, 3);
        }
    copy(&b->surface, &s->under, s->box);
    copy(draw_text(s, h), &b->surface, s->box);
    draw_graph(s, h);
}

void stats_screen_erase(struct host *h)
{
    struct stats_screen *s = h->stats_screen;
    if (s == NULL || rect_empty(s->box))
        return;
    const struct link_buffer *b = &h->buffer;
    int columns, rows;
    touched(s, &b->grid, &columns, &rows);
    memcpy(b->keys, s->keys, (size_t)(rows * b->grid.columns) * sizeof *s->keys);
    copy(&s->under, &b->surface, s->box);
    s->box = (struct rect){0};
}
