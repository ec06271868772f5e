/* Animated PNG: the chunks acTL, fcTL and fdAT of https://www.w3.org/TR/png-3/. Each frame is made
 * a PNG file of its own for libpng, which does not know them. */
#include "image/decode_png.h"

#ifdef FBRUN_HAVE_PNG

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"
#include "image/film.h"

enum { CONTROL_SIZE = 26, SEQUENCE_SIZE = 4 };

struct control {
    struct rect area;
    double duration; /* seconds */
    enum film_disposal disposal;
    bool over;
};

struct apng {
    struct decoding *d;
    const struct png_header *header;
    struct png_color *color;
    struct film film;
    struct control control; /* of the frame that is being collected */
    bool collecting;
    uint32_t sequence; /* that must come next */
    uint8_t *file;     /* the frame's, as far as it is there */
    size_t size, capacity;
    bool failed; /* for a reason that is not the file's: a limit, memory, or cancelled */
};

static int width(const struct apng *a)
{
    return a->control.area.x1 - a->control.area.x0;
}

static int height(const struct apng *a)
{
    return a->control.area.y1 - a->control.area.y0;
}

static bool append(struct apng *a, const void *data, size_t size)
{
    size_t needed;
    if (!size_add(a->size, size, &needed) || needed > SIZE_MAX / 2)
        return error_set("no memory for a frame");
    if (needed > a->capacity) {
        uint8_t *larger = realloc(a->file, 2 * needed);
        if (larger == NULL) {
            a->failed = true;
            return error_set("no memory for a frame of %zu bytes", needed);
        }
        a->file = larger;
        a->capacity = 2 * needed;
    }
    if (size > 0)
        memcpy(a->file + a->size, data, size);
    a->size = needed;
    return true;
}

static void put_u32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (24 - 8 * i));
}

static bool append_chunk(struct apng *a, uint32_t type, const void *data, uint32_t size)
{
    uint8_t head[8], crc[4];
    put_u32(head, size);
    put_u32(head + 4, type);
    put_u32(crc, png_crc(png_crc(0, head + 4, 4), data, size));
    return append(a, head, sizeof head) && append(a, data, size) && append(a, crc, sizeof crc);
}

/* What stands before the pixels: the file's own header with the frame's size, palette and
 * transparent colours. */
static bool begin_file(struct apng *a)
{
    const uint8_t *bytes = a->d->bytes;
    size_t position = PNG_SIGNATURE;
    struct png_chunk chunk;
    uint8_t ihdr[13];
    a->size = 0;
    if (!append(a, bytes, PNG_SIGNATURE) ||
        !png_next_chunk(bytes, a->header->end, &position, &chunk))
        return false;
    memcpy(ihdr, chunk.data, sizeof ihdr);
    put_u32(ihdr, (uint32_t)width(a));
    put_u32(ihdr + 4, (uint32_t)height(a));
    if (!append_chunk(a, chunk.type, ihdr, sizeof ihdr))
        return false;
    while (png_next_chunk(bytes, a->header->end, &position, &chunk))
        if ((chunk.type == PNG_TYPE('P', 'L', 'T', 'E') ||
             chunk.type == PNG_TYPE('t', 'R', 'N', 'S')) &&
            !append(a, chunk.start, chunk.size + (size_t)12))
            return false;
    return true;
}

static bool show_frame(struct apng *a, const struct surface *piece)
{
    if (!png_read_picture(a->d, a->file, a->size, a->color, piece)) {
        a->failed = a->failed || !decoding_goes_on(a->d);
        return false;
    }
    if (!film_begin(&a->film, a->control.area, a->control.duration)) {
        a->failed = true;
        return false;
    }
    for (int y = 0; y < piece->height; y++)
        film_put_row(&a->film, y, surface_at(piece, 0, y), a->control.over);
    film_end(&a->film, a->control.disposal);
    return true;
}

/* Decodes what has been collected, if anything. */
static bool end_frame(struct apng *a)
{
    struct surface piece;
    if (!a->collecting)
        return true;
    a->collecting = false;
    if (!append_chunk(a, PNG_TYPE('I', 'E', 'N', 'D'), NULL, 0))
        return false;
    if (!surface_init(&piece, width(a), height(a))) {
        a->failed = true;
        return false;
    }
    const bool ok = show_frame(a, &piece);
    surface_finish(&piece);
    return ok;
}

/* The number that all fcTL and fdAT begin with. */
static bool in_sequence(struct apng *a, const struct png_chunk *chunk)
{
    if (chunk->size < SEQUENCE_SIZE || !png_chunk_is_whole(chunk))
        return error_set("a chunk of the animation is corrupt");
    return png_u32(chunk->data) == a->sequence++ ||
           error_set("chunks of the animation are missing or out of order");
}

static bool read_control(struct apng *a, const struct png_chunk *chunk)
{
    static const enum film_disposal disposals[] = {FILM_KEEP, FILM_CLEAR, FILM_RESTORE};
    const uint8_t *p = chunk->data;
    if (chunk->size != CONTROL_SIZE || p[24] > 2 || p[25] > 1)
        return error_set("a frame's header is corrupt");
    const int64_t w = png_u32(p + 4), h = png_u32(p + 8);
    const int64_t x = png_u32(p + 12), y = png_u32(p + 16);
    const uint32_t numerator = png_u16(p + 20), denominator = png_u16(p + 22);
    if (w < 1 || h < 1 || x + w > a->header->width || y + h > a->header->height)
        return error_set("a frame is not within the picture");
    a->control = (struct control){
        .area = {(int)x, (int)y, (int)(x + w), (int)(y + h)},
        .duration = (double)numerator / (denominator != 0 ? denominator : 100),
        .disposal = disposals[p[24]],
        .over = p[25] == 1,
    };
    return true;
}

/* One chunk after the other, as they come. */
static bool read_chunk(struct apng *a, const struct png_chunk *chunk)
{
    switch (chunk->type) {
    case PNG_TYPE('f', 'c', 'T', 'L'):
        if (!end_frame(a) || !in_sequence(a, chunk) || !read_control(a, chunk) || !begin_file(a))
            return false;
        a->collecting = true;
        return true;
    case PNG_TYPE('I', 'D', 'A', 'T'):
        /* Before the first fcTL they are the default image alone. */
        return !a->collecting || append(a, chunk->start, chunk->size + (size_t)12);
    case PNG_TYPE('f', 'd', 'A', 'T'):
        return in_sequence(a, chunk) &&
               (!a->collecting ||
                append_chunk(a, PNG_TYPE('I', 'D', 'A', 'T'), chunk->data + SEQUENCE_SIZE,
                             chunk->size - SEQUENCE_SIZE));
    default:
        return true;
    }
}

static bool read_chunks(struct apng *a)
{
    size_t position = PNG_SIGNATURE;
    struct png_chunk chunk;
    while (png_next_chunk(a->d->bytes, a->d->size, &position, &chunk)) {
        if (chunk.type == PNG_TYPE('I', 'E', 'N', 'D'))
            return end_frame(a);
        if (!read_chunk(a, &chunk))
            return false;
    }
    /* libpng says whether the last frame's pixels are all there. */
    return end_frame(a) && error_set("the file is cut short");
}

bool apng_decode(struct decoding *d, const struct png_header *header, struct png_color *color,
                 bool *usable)
{
    struct apng a = {.d = d, .header = header, .color = color};
    a.failed = !film_init(&a.film, d);
    const bool whole = !a.failed && read_chunks(&a);
    const bool any = d->image->frame_count > 0;
    film_finish(&a.film);
    free(a.file);
    d->image->loops = (int)(header->plays & INT32_MAX);
    *usable = !a.failed;
    if (a.failed)
        return false;
    if (!whole)
        decoding_warn(d, "%s: %s", any ? "the rest of the animation is missing" : "not animated",
                      error_text());
    return any || error_set("it has no frame");
}

#endif
