/* The output against a display that keeps several buffers and names them in no order, for random
 * sizes, tiles, rotations, alignments and changes of the script's buffer. Whatever buffer a frame
 * goes to, it must end up with the pixels of the last frame that was taken, turned one pixel at a
 * time; and what differs from the frame before must be within the damage.
 * Argument: a seed, to run that one alone. */
#include "screen/output.h"

#include <stdlib.h>
#include <string.h>

#include "display/display_impl.h"
#include "seed.h"

enum { SEEDS = 400, STEPS = 25, SIDE_MAX = 150, BUFFERS_MAX = 3 };

/* The display under test. */
struct fake {
    struct display base;
    uint32_t pixels[BUFFERS_MAX][SIDE_MAX * SIDE_MAX];
    uint32_t last[SIDE_MAX * SIDE_MAX]; /* the frame before */
    int buffer;                         /* of this frame */
    int row;                            /* where the last rectangle began */
    int written;                        /* rectangles of this frame */
};

static struct fake fake;
static int fake_width, fake_height, fake_alignment, fake_buffers;

static struct display *fake_open(const char *path, const char *settings,
                                 const struct display_options *options)
{
    (void)path;
    (void)settings;
    (void)options;
    memset(&fake, 0x5a, sizeof fake);
    fake.base = (struct display){
        .impl = &display_headless,
        .width = fake_width,
        .height = fake_height,
        .alignment = fake_alignment,
        .buffers = fake_buffers,
        .period = 1,
    };
    return &fake.base;
}

static bool fake_close(struct display *d)
{
    CHECK(d == &fake.base);
    return true;
}

static bool fake_read(struct display *d, struct surface *s)
{
    CHECK(d == &fake.base);
    for (int y = 0; y < fake_height; y++)
        for (int x = 0; x < fake_width; x++)
            *surface_at(s, x, y) = 0xff000000u | (uint32_t)(y * fake_width + x);
    return true;
}

static int fake_begin(struct display *d)
{
    CHECK(d == &fake.base);
    fake.buffer = pick(fake_buffers);
    fake.row = 0;
    fake.written = 0;
    return fake.buffer;
}

static bool fake_write(struct display *d, const struct surface *s, struct rect from, int x, int y)
{
    CHECK(d == &fake.base);
    int right = x + from.x1 - from.x0, bottom = y + from.y1 - from.y0;
    CHECK(rect_contains(surface_bounds(s), from) && !rect_empty(from));
    CHECK(x >= 0 && y >= fake.row && right <= fake_width && bottom <= fake_height);
    CHECK(x % fake_alignment == 0 && (right % fake_alignment == 0 || right == fake_width));
    for (int row = y; row < bottom; row++)
        for (int column = x; column < right; column++)
            fake.pixels[fake.buffer][row * fake_width + column] =
                *surface_at(s, from.x0 + column - x, from.y0 + row - y);
    fake.row = y;
    fake.written++;
    return true;
}

static bool fake_end(struct display *d, const struct rect *damage, int count)
{
    CHECK(d == &fake.base);
    uint32_t *pixels = fake.pixels[fake.buffer];
    for (int y = 0; y < fake_height; y++) {
        for (int x = 0; x < fake_width; x++) {
            struct rect pixel = {x, y, x + 1, y + 1};
            bool damaged = pixels[y * fake_width + x] == fake.last[y * fake_width + x];
            for (int i = 0; i < count && !damaged; i++)
                damaged = rect_contains(damage[i], pixel);
            CHECK(damaged);
        }
    }
    memcpy(fake.last, pixels, sizeof fake.last);
    return true;
}

/* Takes the place of the real one: the linker leaves headless.c in its library. */
const struct display_impl display_headless = {
    .name = "headless",
    .help = "",
    .open = fake_open,
    .close = fake_close,
    .read = fake_read,
    .begin = fake_begin,
    .write = fake_write,
    .end = fake_end,
};

/* Asserts that the buffer of the last frame shows `shown`, of w x h, turned clockwise. */
static void check_shown(const uint32_t *shown, int w, int h, int rotate)
{
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            int device_x = rotate == 0     ? x
                           : rotate == 90  ? h - 1 - y
                           : rotate == 180 ? w - 1 - x
                                           : y;
            int device_y = rotate == 0     ? y
                           : rotate == 90  ? x
                           : rotate == 180 ? h - 1 - y
                                           : w - 1 - x;
            CHECK(fake.pixels[fake.buffer][device_y * fake_width + device_x] == shown[y * w + x]);
        }
    }
}

/* Draws a random tile: new pixels under a new key, or those that a key stood for before. The same
 * keys mean other pixels in another buffer. */
static void draw_tile(struct link_buffer *b, uint32_t serial)
{
    int column = pick(b->grid.columns), row = pick(b->grid.rows);
    struct rect r = tile_grid_run(&b->grid, row, column, column + 1);
    uint64_t content = 1 + (uint64_t)pick(4);
    b->keys[row * b->grid.columns + column] = (struct key){content, content};
    for (int y = r.y0; y < r.y1; y++)
        for (int x = r.x0; x < r.x1; x++)
            *surface_at(&b->surface, x, y) =
                0xff000000u | (uint32_t)((content * 16 + serial) << 16 | (unsigned)(y * 256 + x));
}

static struct link_buffer new_buffer(struct output *o, int tile_width, int tile_height)
{
    struct link_buffer b;
    CHECK(link_buffer_create(&b, output_width(o), output_height(o), tile_width, tile_height));
    if (pick(2))
        output_fill(o, &b);
    return b;
}

static void take(struct output *o, const struct link_buffer *b, uint32_t serial, uint32_t *shown)
{
    output_take(o, b, serial);
    for (int y = 0; y < b->surface.height; y++)
        memcpy(shown + (size_t)y * (size_t)b->surface.width, surface_at(&b->surface, 0, y),
               (size_t)b->surface.width * sizeof *shown);
}

static void run(void)
{
    static const int alignments[] = {1, 1, 8, 16};
    static uint32_t shown[SIDE_MAX * SIDE_MAX];
    fake_width = 1 + pick(SIDE_MAX);
    fake_height = 1 + pick(SIDE_MAX);
    fake_alignment = alignments[pick(4)];
    fake_buffers = 1 + pick(BUFFERS_MAX);
    int rotate = 90 * pick(4), tile_width = pick(40), tile_height = pick(40);
    const struct display_options options = {.spec = "headless", .keep = pick(2)};
    struct output *o = output_create(&options, rotate, tile_width, tile_height);
    CHECK(o);
    int w = output_width(o), h = output_height(o);
    CHECK(w == (rotate % 180 ? fake_height : fake_width));

    uint32_t serial = 1;
    struct link_buffer b = new_buffer(o, tile_width, tile_height);
    take(o, &b, serial, shown);
    for (int step = 0; step < STEPS; step++) {
        if (pick(8) == 0) {
            link_buffer_finish(&b);
            b = new_buffer(o, tile_width, tile_height);
            take(o, &b, ++serial, shown);
        }
        for (int i = pick(4); i > 0; i--)
            draw_tile(&b, serial);
        if (pick(4))
            take(o, &b, serial, shown);
        if (pick(4)) {
            CHECK(output_begin(o) == OUTPUT_READY && output_present(o));
            check_shown(shown, w, h, rotate);
        }
    }
    CHECK(output_begin(o) == OUTPUT_READY && output_present(o));
    for (int i = 0; fake_buffers == 1 && i < 2; i++) {
        CHECK(output_begin(o) == OUTPUT_READY && output_present(o));
        CHECK(fake.written == 0);
    }
    check_shown(shown, w, h, rotate);
    link_buffer_finish(&b);
    CHECK(output_destroy(o));
}

int main(int argc, char **argv)
{
    return seed_main(argc, argv, SEEDS, run);
}
