/* A font made for tests: TrueType outlines, an axis of variation, and colour layers of both
 * versions, 1000 units an em. Its glyphs are squares:
 *   1 'A': (0, 0) to (1000, 1000), at the weight 900 200 units wider, as is its advance of 1000
 *   2 'B': (500, 0) to (1000, 500)
 *   3 'C': COLR 0: 1 in red, on it 2 in the text's colour
 *   4 'D': COLR 1: 1 with a linear gradient, red to blue along x, on it 2 with a translucent green,
 *          moved up by 500
 *   5 'E': COLR 1: a paint that is the glyph itself, without end
 *   6 'F': COLR 1: 2 cut out of 1, by "destination out" */
#ifndef MADE_FONT_H
#define MADE_FONT_H

#include <stdint.h>
#include <string.h>

struct made_font {
    uint8_t bytes[4096];
    uint32_t size;
};

static inline void font_put(struct made_font *f, uint32_t value, int count)
{
    while (count-- > 0)
        f->bytes[f->size++] = (uint8_t)(value >> 8 * count);
}

/* 16-bit numbers. */
static inline void font_words(struct made_font *f, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        font_put(f, words[i], 2);
}

#define WORDS(f, ...)                                                                              \
    font_words(f, (const uint32_t[]){__VA_ARGS__},                                                 \
               sizeof(uint32_t[]){__VA_ARGS__} / sizeof(uint32_t))

static inline void font_square(struct made_font *f, uint32_t x0, uint32_t y0, uint32_t x1,
                               uint32_t y1)
{
    WORDS(f, 1, x0, y0, x1, y1, 3, 0, 0x0101, 0x0101, x0, 0, x1 - x0, 0, y0, y1 - y0, 0, y0 - y1);
}

static inline void font_colr(struct made_font *f)
{
    const uint32_t start = f->size;
    WORDS(f, 1, 1, 0, 34, 0, 40, 2);
    WORDS(f, 0, 48, 0, 112, 0, 0, 0, 0, 0, 0); /* the two lists of version 1; no boxes */
    WORDS(f, 3, 0, 2);                         /* 34: glyph 3 is layers 0 and 1 … */
    WORDS(f, 1, 0, 2, 0xFFFF);                 /* 40: … which are glyphs and colours */
    /* 48: the list of glyphs; offsets are from here. */
    WORDS(f, 0, 3, 4, 0, 22, 5, 0, 28, 6, 0, 34);
    font_put(f, 1, 1), font_put(f, 2, 1), font_put(f, 0, 4);  /* 22: layers 0 and 1 */
    font_put(f, 11, 1), font_put(f, 5, 2), font_put(f, 0, 3); /* 28: glyph 5 */
    font_put(f, 32, 1), font_put(f, 8, 3), font_put(f, 8, 1), font_put(f, 19, 3);
    font_put(f, 10, 1), font_put(f, 6, 3), font_put(f, 2, 2); /* 42: glyph 2 */
    font_put(f, 2, 1), WORDS(f, 1, 0x4000);                   /* 48: in green */
    font_put(f, 10, 1), font_put(f, 6, 3), font_put(f, 1, 2); /* 53: glyph 1 */
    font_put(f, 2, 1), WORDS(f, 0, 0x4000);                   /* 59: in red */
    /* 112: the list of layers; offsets are from here. */
    f->size = start + 112;
    WORDS(f, 0, 2, 0, 12, 0, 49);
    font_put(f, 10, 1), font_put(f, 6, 3), font_put(f, 1, 2); /* 12: glyph 1 */
    font_put(f, 4, 1), font_put(f, 16, 3);                    /* 18: a linear gradient */
    WORDS(f, 0, 0, 1000, 0, 0, 1000);
    font_put(f, 0, 1); /* 34: its colours */
    WORDS(f, 2, 0, 0, 0x4000, 0x4000, 2, 0x4000);
    font_put(f, 14, 1), font_put(f, 8, 3), WORDS(f, 0, 500);  /* 49: moved */
    font_put(f, 10, 1), font_put(f, 6, 3), font_put(f, 2, 2); /* 57: glyph 2 */
    font_put(f, 2, 1), WORDS(f, 1, 0x2000);                   /* 63: half of green */
}

static inline void font_gvar(struct made_font *f)
{
    WORDS(f, 1, 0, 1, 0, 0, 36, 7, 0, 0, 36, 0, 0, 15, 15, 15, 15, 15, 15); /* offsets in words */
    WORDS(f, 1, 10, 20, 0xA000, 0x4000);
    font_put(f, 0, 1), font_put(f, 0x47, 1), WORDS(f, 0, 0, 200, 200, 0, 200, 0, 0);
    font_put(f, 0x87, 1), font_put(f, 0, 1);
}

/* One table; `which` numbers them by tag. */
static inline void font_table(struct made_font *f, int which)
{
    switch (which) {
    case 0:
        font_colr(f);
        break;
    case 1: /* CPAL: red, green, blue; as blue, green, red, alpha */
        WORDS(f, 0, 3, 1, 3, 0, 14, 0, 0x0000, 0xFFFF, 0x00FF, 0x00FF, 0xFF00, 0x00FF);
        break;
    case 2: /* cmap: format 12, A to F */
        WORDS(f, 0, 1, 3, 10, 0, 12, 12, 0, 0, 28, 0, 0, 0, 1, 0, 'A', 0, 'F', 0, 1);
        break;
    case 3: /* fvar: wght, 100 to 900 */
        WORDS(f, 1, 0, 16, 2, 1, 20, 0, 8);
        WORDS(f, 0x7767, 0x6874, 100, 0, 400, 0, 900, 0, 0, 256);
        break;
    case 4:
        font_square(f, 0, 0, 1000, 1000);
        font_square(f, 500, 0, 1000, 500);
        break;
    case 5:
        font_gvar(f);
        break;
    case 6: /* head */
        WORDS(f, 1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000,
              1000, 0, 8, 2, 0, 0);
        break;
    case 7: /* hhea */
        WORDS(f, 1, 0, 800, (uint32_t)-200, 100, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 1);
        break;
    case 8: /* hmtx: all 1000 */
        WORDS(f, 1000, 0, 0, 500, 0, 0, 0, 0);
        break;
    case 9: /* loca, in words */
        WORDS(f, 0, 0, 17, 34, 34, 34, 34, 34);
        break;
    default: /* maxp */
        WORDS(f, 1, 0, 7, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        break;
    }
}

static inline void make_font(struct made_font *f)
{
    static const char tags[][5] = {"COLR", "CPAL", "cmap", "fvar", "glyf", "gvar",
                                   "head", "hhea", "hmtx", "loca", "maxp"};
    const uint32_t count = sizeof tags / sizeof *tags;
    memset(f, 0, sizeof *f);
    WORDS(f, 1, 0, count, 128, 3, 48);
    uint32_t at = 12 + 16 * count;
    for (uint32_t i = 0; i < count; i++) {
        f->size = at;
        font_table(f, (int)i);
        const uint32_t size = f->size - at;
        memcpy(f->bytes + 12 + (size_t)16 * i, tags[i], 4);
        f->size = 12 + 16 * i + 8;
        font_put(f, at, 4);
        font_put(f, size, 4);
        at += (size + 3) & ~3u;
    }
    f->size = at;
}

#endif
