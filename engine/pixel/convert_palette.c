/* 8-bit palettes. Undithered, each colour becomes the nearest entry by the sum of the squared
 * differences of its sRGB values, the lowest index among equals. The colour space is cut into
 * 16x16x16 cells, and each cell lists the entries that are nearest to some colour in it, so that a
 * search looks at a handful of entries and still finds exactly what a search of all would. */
#include <stdlib.h>

#include "base/error.h"
#include "base/minmax.h"
#include "pixel/convert_impl.h"

enum {
    CUBE_LEVELS = 5, /* steps of a side of the built-in cube, which has 6 entries a side */
    GREY_STEPS = 45, /* of the built-in grey ramp, black to white */
    CELL_BITS = 4,   /* of each channel: which cell */
    CELL_COUNT = 1 << 3 * CELL_BITS,
    CELL_SIDE = 256 >> CELL_BITS,
};

/* The built-in palette: a cube of 6 entries a side at even steps, red slowest, which dithers well,
 * and the 40 greys that make one even ramp of 46 with the cube's own six, because undithered text
 * is grey at its edges and would otherwise turn coloured. */
#define GREY(i) ((((i)*255 + GREY_STEPS / 2) / GREY_STEPS) * 0x010101)
#define GREYS(i)                                                                                   \
    GREY(i), GREY((i) + 1), GREY((i) + 2), GREY((i) + 3), GREY((i) + 4), GREY((i) + 5),            \
        GREY((i) + 6), GREY((i) + 7)
#define BLUES(c) (c), ((c) + 0x33), ((c) + 0x66), ((c) + 0x99), ((c) + 0xcc), ((c) + 0xff)
#define GREENS(c)                                                                                  \
    BLUES(c), BLUES((c) + 0x3300), BLUES((c) + 0x6600), BLUES((c) + 0x9900), BLUES((c) + 0xcc00),  \
        BLUES((c) + 0xff00)

static const uint32_t builtin[PALETTE_SIZE] = {
    GREENS(0x000000), GREENS(0x330000), GREENS(0x660000), GREENS(0x990000),
    GREENS(0xcc0000), GREENS(0xff0000), GREYS(1),         GREYS(10),
    GREYS(19),        GREYS(28),        GREYS(37),
};

struct palette {
    uint32_t colors[PALETTE_SIZE];  /* 0xRRGGBB */
    uint32_t first[CELL_COUNT + 1]; /* where a cell's entries begin in `nearest` */
    uint8_t *nearest;
};

const uint32_t *palette_default(void)
{
    return builtin;
}

static int channel(uint32_t color, int shift)
{
    return (int)(color >> shift & 255);
}

static int square(int n)
{
    return n * n;
}

static int distance(uint32_t a, uint32_t b)
{
    return square(channel(a, 16) - channel(b, 16)) + square(channel(a, 8) - channel(b, 8)) +
           square(channel(a, 0) - channel(b, 0));
}

/* The least and the greatest distance of a colour from the cell whose darkest corner is `low`. */
static void cell_distance(uint32_t color, uint32_t low, int *least, int *greatest)
{
    *least = *greatest = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int above = channel(color, shift) - channel(low, shift);
        int below = CELL_SIDE - 1 - above;
        if (above < 0 || below < 0)
            *least += square(int_min(above, below));
        *greatest += square(int_max(above, below));
    }
}

/* Appends the entries that can be nearest in a cell: those that come closer to it than the farthest
 * that any single entry can be from all of it. Ascending, so the lowest index wins among equals. */
static uint32_t list_cell(struct palette *p, uint32_t low, uint32_t used)
{
    int least[PALETTE_SIZE], bound = 3 * 255 * 255;
    for (int i = 0; i < PALETTE_SIZE; i++) {
        int greatest;
        cell_distance(p->colors[i], low, &least[i], &greatest);
        bound = int_min(bound, greatest);
    }
    for (int i = 0; i < PALETTE_SIZE; i++)
        if (least[i] <= bound)
            p->nearest[used++] = (uint8_t)i;
    return used;
}

struct palette *palette_create(const uint32_t colors[PALETTE_SIZE])
{
    struct palette *p = calloc(1, sizeof *p);
    if (p == NULL || (p->nearest = malloc((size_t)CELL_COUNT * PALETTE_SIZE)) == NULL) {
        error_set("no memory for a palette");
        palette_destroy(p);
        return NULL;
    }
    for (int i = 0; i < PALETTE_SIZE; i++)
        p->colors[i] = colors[i] & 0xffffff;
    for (uint32_t cell = 0; cell < CELL_COUNT; cell++) {
        uint32_t low =
            (cell >> 2 * CELL_BITS & 15) << 20 | (cell >> CELL_BITS & 15) << 12 | (cell & 15) << 4;
        p->first[cell + 1] = list_cell(p, low, p->first[cell]);
    }
    /* Asking for less cannot fail in a way that matters. */
    uint8_t *shorter = realloc(p->nearest, p->first[CELL_COUNT]);
    if (shorter != NULL)
        p->nearest = shorter;
    return p;
}

void palette_destroy(struct palette *p)
{
    if (p == NULL)
        return;
    free(p->nearest);
    free(p);
}

static uint8_t find(const struct palette *p, uint32_t color)
{
    uint32_t cell =
        (color >> 20 & 15) << 2 * CELL_BITS | (color >> 12 & 15) << CELL_BITS | (color >> 4 & 15);
    uint8_t best = p->nearest[p->first[cell]];
    int best_distance = distance(color, p->colors[best]);
    for (uint32_t i = p->first[cell] + 1; i < p->first[cell + 1]; i++) {
        int d = distance(color, p->colors[p->nearest[i]]);
        if (d < best_distance) {
            best_distance = d;
            best = p->nearest[i];
        }
    }
    return best;
}

void palette_write(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                   int width)
{
    (void)y;
    uint32_t last = 0;
    uint8_t index = find(c->palette, last);
    for (int i = 0; i < width; i++) {
        if (source[i] != last) { /* pictures have runs of one colour */
            last = source[i];
            index = find(c->palette, last);
        }
        row[x + i] = index;
    }
}

/* Index of a colour of the built-in cube, each channel 0 to CUBE_LEVELS. */
static uint32_t cube_index(uint32_t r, uint32_t g, uint32_t b)
{
    return (r * (CUBE_LEVELS + 1) + g) * (CUBE_LEVELS + 1) + b;
}

void palette_write_dither(const struct converter *c, uint8_t *row, int x, int y,
                          const uint32_t *source, int width)
{
    for (int i = 0; i < width; i++) {
        uint32_t color = source[i];
        uint32_t t = c->threshold[y % DITHER_SIDE][(x + i) % DITHER_SIDE];
        row[x + i] = (uint8_t)cube_index(quantise(color >> 16 & 255, CUBE_LEVELS, t),
                                         quantise(color >> 8 & 255, CUBE_LEVELS, t),
                                         quantise(color & 255, CUBE_LEVELS, t));
    }
}

void palette_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target, int width)
{
    for (int i = 0; i < width; i++)
        target[i] = 0xff000000 | c->palette->colors[row[x + i]];
}
