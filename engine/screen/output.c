/* Consumers in a row: `shown` takes what differs from the script's buffer, each buffer of the
 * display takes what differs from `shown`. What a display is told as damage is the difference from
 * the frame before, whichever buffer that went to, so this has keys of its own too. */
#include "screen/output.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "screen/cursor.h"
#include "screen/rotate.h"

/* Device rows turned at a time: few enough that they stay in cache until they are written. */
enum { STRIP_HEIGHT = 32 };

struct output {
    struct display *display;
    int rotate_option;           /* degrees, or OUTPUT_AS_MOUNTED */
    int tile_width, tile_height; /* pixels, as they were asked for */
    int rotate;                  /* degrees */
    int buffer;                  /* that output_begin got */
    struct surface shown;
    struct tile_grid grid; /* of shown */
    struct key *keys;      /* of shown; none is zero, which stands for "nothing yet" below */
    struct key *incoming;  /* of the frame that is being taken, or presented with the cursor */
    struct key *last;      /* of the frame that was presented last */
    struct key *buffers;   /* of the display's buffers, one set after the other … */
    int buffer_count;      /* … as many as this */
    struct rect *rects;    /* room for any difference */
    struct surface cover;  /* shown over the rows from cover_top on; of no size: nothing is */
    struct surface under;  /* what would be in these rows of `shown` */
    int cover_top;
    uint32_t covers; /* counts them */
    struct cursor cursor;
    struct surface strip; /* turned pixels on their way to the display; unused without rotation */
};

static void copy_rect(const struct surface *from, const struct surface *to, struct rect r)
{
    size_t bytes = (size_t)(r.x1 - r.x0) * sizeof(uint32_t);
    for (int y = r.y0; y < r.y1; y++)
        memcpy(surface_at(to, r.x0, y), surface_at(from, r.x0, y), bytes);
}

/* Fills shown with what the display holds. */
static bool keep(struct output *o)
{
    if (o->shown.width == 0)
        return error_set("--keep: there is no screen to start from");
    if (o->rotate == 0)
        return display_read(o->display, &o->shown);
    struct surface s;
    bool ok = surface_init(&s, display_width(o->display), display_height(o->display)) &&
              display_read(o->display, &s);
    if (ok)
        rotate_copy(&s, surface_bounds(&s), 360 - o->rotate, &o->shown);
    surface_finish(&s);
    return ok;
}

/* The picture's size and turn on the display as it is now. */
static void orient(struct output *o, int *width, int *height)
{
    int device_width = display_width(o->display), device_height = display_height(o->display);
    o->rotate =
        o->rotate_option == OUTPUT_AS_MOUNTED ? display_orientation(o->display) : o->rotate_option;
    bool turned = o->rotate == 90 || o->rotate == 270;
    *width = turned ? device_height : device_width;
    *height = turned ? device_width : device_height;
}

static void free_pixels(struct output *o)
{
    surface_finish(&o->shown);
    surface_finish(&o->cover);
    surface_finish(&o->under);
    free(o->keys);
    free(o->incoming);
    free(o->last);
    free(o->rects);
    o->keys = o->incoming = o->last = NULL;
    o->rects = NULL;
}

/* Everything that has the picture's size; `shown` is black. */
static bool allocate_pixels(struct output *o, int width, int height)
{
    if (!surface_init(&o->shown, width, height))
        return false;
    o->grid = tile_grid_make(width, height, o->tile_width, o->tile_height);
    size_t tiles = (size_t)tile_grid_count(&o->grid);
    o->keys = calloc(tiles, sizeof *o->keys);
    o->incoming = calloc(tiles, sizeof *o->incoming);
    o->last = calloc(tiles, sizeof *o->last);
    o->rects = calloc(tiles, sizeof *o->rects);
    if (o->keys == NULL || o->incoming == NULL || o->last == NULL || o->rects == NULL)
        return error_set("no memory for the keys of %zu tiles", tiles);
    memset(o->keys, 0xff, tiles * sizeof *o->keys);
    return true;
}

/* Everything that depends on the device's orientation and number of buffers. */
static bool allocate_device(struct output *o)
{
    size_t tiles = (size_t)tile_grid_count(&o->grid);
    int width = display_width(o->display), height = display_height(o->display);
    surface_finish(&o->strip);
    free(o->buffers);
    o->buffer_count = display_buffers(o->display);
    o->buffers = calloc(tiles, (size_t)o->buffer_count * sizeof *o->buffers);
    if (o->buffers == NULL)
        return error_set("no memory for the keys of %zu tiles", tiles);
    return o->rotate == 0 || surface_init(&o->strip, width, int_min(STRIP_HEIGHT, height));
}

bool output_change(struct output *o)
{
    int width, height;
    if (display_width(o->display) == 0)
        return true;
    orient(o, &width, &height);
    if (width != o->shown.width || height != o->shown.height) {
        free_pixels(o);
        if (!allocate_pixels(o, width, height))
            return false;
    }
    if (!allocate_device(o))
        return false;
    output_forget(o);
    return true;
}

void output_forget(struct output *o)
{
    if (o->shown.width == 0)
        return;
    size_t tiles = (size_t)tile_grid_count(&o->grid);
    memset(o->last, 0, tiles * sizeof *o->last);
    memset(o->buffers, 0, tiles * (size_t)o->buffer_count * sizeof *o->buffers);
}

struct output *output_create(const struct display_options *options, int rotate, int tile_width,
                             int tile_height)
{
    assert(rotate == OUTPUT_AS_MOUNTED || rotate == 0 || rotate == 90 || rotate == 180 ||
           rotate == 270);
    struct output *o = calloc(1, sizeof *o);
    if (o == NULL) {
        error_set("no memory for the screen");
        return NULL;
    }
    o->rotate_option = rotate;
    o->tile_width = tile_width;
    o->tile_height = tile_height;
    o->display = display_open(options);
    if (o->display == NULL || !output_change(o) || (options->keep && !keep(o))) {
        output_destroy(o);
        return NULL;
    }
    return o;
}

bool output_destroy(struct output *o)
{
    if (o == NULL)
        return true;
    bool ok = display_close(o->display);
    free_pixels(o);
    surface_finish(&o->strip);
    free(o->buffers);
    free(o);
    return ok;
}

struct display *output_display(const struct output *o)
{
    return o->display;
}

int output_width(const struct output *o)
{
    return o->shown.width;
}

int output_height(const struct output *o)
{
    return o->shown.height;
}

int output_rotation(const struct output *o)
{
    return o->rotate;
}

const struct surface *output_shown(const struct output *o)
{
    return &o->shown;
}

/* The part of `shown` that is covered. */
static struct rect covered(const struct output *o)
{
    return (struct rect){0, o->cover_top, o->shown.width, o->cover_top + o->cover.height};
}

/* Gives the tiles that are covered, wholly or in part, keys of their own. */
static void mark_covered(const struct output *o, struct key *keys)
{
    if (o->cover.height == 0)
        return;
    int first = o->cover_top / o->grid.tile_height * o->grid.columns;
    int last = (o->cover_top + o->cover.height - 1) / o->grid.tile_height * o->grid.columns +
               o->grid.columns;
    for (int i = first; i < last; i++)
        keys[i] = key_mix(keys[i], o->covers, 1);
}

/* What has come to r of `shown` goes below the cover. */
static void cover_rect(struct output *o, struct rect r)
{
    struct rect part = rect_intersect(r, covered(o));
    size_t bytes = (size_t)(part.x1 - part.x0) * sizeof(uint32_t);
    for (int y = part.y0; y < part.y1; y++) {
        uint32_t *row = surface_at(&o->shown, part.x0, y);
        memcpy(surface_at(&o->under, part.x0, y - o->cover_top), row, bytes);
        memcpy(row, surface_at(&o->cover, part.x0, y - o->cover_top), bytes);
    }
}

bool output_cover(struct output *o, const struct link_buffer *rows, int top, int height)
{
    output_uncover(o);
    if (height == 0)
        return true;
    if (!surface_init(&o->cover, o->shown.width, height) ||
        !surface_init(&o->under, o->shown.width, height)) {
        surface_finish(&o->cover);
        return false;
    }
    for (int y = 0; y < height; y++)
        memcpy(surface_at(&o->cover, 0, y), surface_at(&rows->surface, 0, top + y),
               (size_t)o->shown.width * sizeof(uint32_t));
    o->cover_top = top;
    o->covers++;
    cover_rect(o, covered(o));
    mark_covered(o, o->keys);
    return true;
}

void output_uncover(struct output *o)
{
    for (int y = 0; y < o->cover.height; y++)
        memcpy(surface_at(&o->shown, 0, o->cover_top + y), surface_at(&o->under, 0, y),
               (size_t)o->shown.width * sizeof(uint32_t));
    mark_covered(o, o->keys);
    surface_finish(&o->cover);
    surface_finish(&o->under);
}

void output_take(struct output *o, const struct link_buffer *frame, uint32_t serial)
{
    assert(frame->grid.width == o->grid.width && frame->grid.height == o->grid.height &&
           frame->grid.tile_width == o->grid.tile_width &&
           frame->grid.tile_height == o->grid.tile_height);
    int tiles = tile_grid_count(&o->grid);
    for (int i = 0; i < tiles; i++)
        o->incoming[i] = key_mix(frame->keys[i], serial, 0);
    mark_covered(o, o->incoming);
    int count = tile_grid_take(&o->grid, o->incoming, o->keys, o->rects);
    for (int i = 0; i < count; i++) {
        copy_rect(&frame->surface, &o->shown, o->rects[i]);
        if (o->cover.height > 0)
            cover_rect(o, o->rects[i]);
    }
}

void output_fill(const struct output *o, struct link_buffer *buffer)
{
    assert(buffer->surface.width == o->shown.width && buffer->surface.height == o->shown.height);
    copy_rect(&o->shown, &buffer->surface, surface_bounds(&o->shown));
    for (int y = 0; y < o->cover.height; y++)
        memcpy(surface_at(&buffer->surface, 0, o->cover_top + y), surface_at(&o->under, 0, y),
               (size_t)o->shown.width * sizeof(uint32_t));
}

/* Turns o->rects into the display's orientation and rounds them out to its alignment. */
static void rects_to_device(struct output *o, int count)
{
    int alignment = display_alignment(o->display), width = display_width(o->display);
    for (int i = 0; i < count; i++) {
        struct rect r = rotate_rect(o->rects[i], o->rotate, o->shown.width, o->shown.height);
        r.x0 -= r.x0 % alignment;
        r.x1 = int_min((r.x1 + alignment - 1) / alignment * alignment, width);
        o->rects[i] = r;
    }
}

/* Writes the display's rectangle r, which is at most a strip high. */
static bool write_turned(struct output *o, struct rect r)
{
    struct rect from =
        rotate_rect(r, 360 - o->rotate, display_width(o->display), display_height(o->display));
    struct rect turned = {0, 0, r.x1 - r.x0, r.y1 - r.y0};
    rotate_copy(&o->shown, from, o->rotate, &o->strip);
    return display_write(o->display, &o->strip, turned, r.x0, r.y0);
}

static int compare_tops(const void *a, const void *b)
{
    int y = ((const struct rect *)a)->y0, other = ((const struct rect *)b)->y0;
    return (y > other) - (y < other);
}

/* Writes o->rects to the display. Turned ones are out of order; they are sorted, and go strip by
 * strip. */
static bool write_rects(struct output *o, int count)
{
    if (o->rotate == 0) {
        for (int i = 0; i < count; i++)
            if (!display_write(o->display, &o->shown, o->rects[i], o->rects[i].x0, o->rects[i].y0))
                return false;
        return true;
    }
    int width = display_width(o->display), height = display_height(o->display);
    qsort(o->rects, (size_t)count, sizeof *o->rects, compare_tops);
    for (int y = 0; y < height; y += STRIP_HEIGHT) {
        struct rect strip = {0, y, width, int_min(y + STRIP_HEIGHT, height)};
        for (int i = 0; i < count; i++) {
            struct rect r = rect_intersect(strip, o->rects[i]);
            if (!rect_empty(r) && !write_turned(o, r))
                return false;
        }
    }
    return true;
}

enum output_state output_begin(struct output *o)
{
    o->buffer = display_begin(o->display);
    if (o->buffer >= 0)
        return OUTPUT_READY;
    return o->buffer == DISPLAY_BUSY ? OUTPUT_BUSY : OUTPUT_FAILED;
}

bool output_set_cursor(struct output *o, bool visible, int x, int y)
{
    if (o->cursor.visible == visible && (!visible || (o->cursor.x == x && o->cursor.y == y)))
        return false;
    o->cursor.visible = visible;
    o->cursor.x = x;
    o->cursor.y = y;
    return true;
}

/* `keys` are those of `shown` as it is now, with the cursor. */
static bool present(struct output *o, const struct key *keys)
{
    struct key *held = o->buffers + (size_t)o->buffer * (size_t)tile_grid_count(&o->grid);
    int count = tile_grid_take(&o->grid, keys, held, o->rects);
    rects_to_device(o, count);
    if (!write_rects(o, count))
        return false;
    count = tile_grid_take(&o->grid, keys, o->last, o->rects);
    rects_to_device(o, count);
    return display_end(o->display, o->rects, count);
}

bool output_present(struct output *o)
{
    assert(o->buffer >= 0);
    if (!o->cursor.visible)
        return present(o, o->keys);
    memcpy(o->incoming, o->keys, (size_t)tile_grid_count(&o->grid) * sizeof *o->keys);
    cursor_draw(&o->cursor, &o->shown, &o->grid, o->incoming);
    bool ok = present(o, o->incoming);
    cursor_erase(&o->cursor, &o->shown);
    return ok;
}
