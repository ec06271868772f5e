/* The scenes of the race, as every engine gets them: frames of items with coordinates, read from a
 * file that scenes.lua writes, and pictures made by formula. */
#ifndef PEERS_SCENES_H
#define PEERS_SCENES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum item_kind {
    ITEM_FILL,    /* v: x y w h, whole pixels, source-over */
    ITEM_IMAGE,   /* image; v: x y, whole pixels, unscaled, source-over */
    ITEM_SCALED,  /* image; v: x y w h, bilinear */
    ITEM_ROTATED, /* image; v: centre x y, radians; bilinear */
    ITEM_LINEAR,  /* v: x y w h of what is painted, x0 y0 x1 y1; color to color2 */
    ITEM_RADIAL,  /* v: x y w h, centre x y, radius; color to color2 */
    ITEM_POLYGON, /* v: x y …, nonzero */
    ITEM_CIRCLE,  /* v: centre x y, radius */
    ITEM_ROUND,   /* v: x y w h radius */
    ITEM_LINE,    /* v: width x0 y0 x1 y1, butt caps */
    ITEM_CURVE,   /* v: width x0 y0 … x3 y3: a cubic, butt caps, miter joins */
    ITEM_TEXT,    /* v: pixels an em, then for each glyph: its ASCII character, x y of its origin;
                     whole pixels. The font is TEXT_FONT */
};

/* All engines take glyphs from the same file, hinted vertically, without subpixel colours. */
#define TEXT_FONT   "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define TEXT_FAMILY "DejaVu Sans"

struct item {
    enum item_kind kind;
    uint32_t color, color2; /* straight 0xAARRGGBB */
    int image;              /* index */
    int count;              /* of v */
    double *v;
    void *prepared; /* the engine's, of peer_open: glyphs are looked up once */
};

struct frame {
    char name[16];
    struct item *items;
    int count;
};

struct image {
    int width, height;
    bool opaque;
    uint32_t *pixels; /* premultiplied 0xAARRGGBB, width a row */
};

struct scenes {
    int width, height;
    struct frame *frames;
    int frame_count;
    struct image *images;
    int image_count;
};

/* Reads the file; ends the program with a message if it cannot. */
struct scenes *scenes_read(const char *path);

const struct frame *scenes_frame(const struct scenes *s, const char *name);

/* What each engine's file implements. */
extern const char *const peer_name;

/* Once, before the first frame. `threads` is for those that can use them. */
void peer_open(const struct scenes *s, int threads);

/* What is not to be measured: an engine that records its calls may do so here. */
void peer_record(const struct frame *f);

/* Draws the frame over what is there. False if the engine has no way to draw it. */
bool peer_draw(const struct frame *f);

/* The pixels, premultiplied 0xAARRGGBB in native words; *stride in words. */
const uint32_t *peer_pixels(int *stride);

#ifdef __cplusplus
}
#endif

#endif
