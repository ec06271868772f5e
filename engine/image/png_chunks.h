/* The chunks of a PNG file as far as libpng does not tell of them: what libpng decodes are only
 * pixels. (https://www.w3.org/TR/png-3/) */
#ifndef IMAGE_PNG_CHUNKS_H
#define IMAGE_PNG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PNG_TYPE(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

enum { PNG_SIGNATURE = 8 };

struct png_chunk {
    const uint8_t *start; /* of all of it: length, type, data, CRC */
    const uint8_t *data;
    uint32_t size; /* of the data */
    uint32_t type; /* PNG_TYPE */
};

/* The big-endian numbers of the format. */
static inline uint32_t png_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint32_t png_u16(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

/* The chunk at *position, which moves behind it and begins as PNG_SIGNATURE. False at the end of
 * what is there, also within a chunk. */
bool png_next_chunk(const uint8_t *bytes, size_t size, size_t *position, struct png_chunk *chunk);

/* CRC-32 of the format, over `size` bytes; `crc` is that of what stands before, 0 at first. */
uint32_t png_crc(uint32_t crc, const uint8_t *bytes, size_t size);

/* Whether the chunk's CRC is right. */
bool png_chunk_is_whole(const struct png_chunk *chunk);

/* What stands before the first IDAT. */
struct png_header {
    uint32_t width, height;
    int depth;        /* bits a sample */
    int color_type;   /* as in IHDR */
    bool has_alpha;   /* in any way: channel or tRNS */
    bool is_srgb;     /* sRGB */
    bool has_profile; /* iCCP */
    uint32_t gamma;   /* gAMA: 100,000 times the file's exponent; 0: none */
    bool has_primaries;
    uint32_t primaries[8]; /* cHRM: x and y of white, red, green and blue, times 100,000 */
    bool is_animated;      /* acTL */
    uint32_t plays;        /* 0: for ever */
    int orientation;       /* eXIf: see image/exif.h */
    size_t end;            /* where the first IDAT begins */
};

/* False with an error text. */
bool png_read_header(struct png_header *header, const uint8_t *bytes, size_t size);

#endif
