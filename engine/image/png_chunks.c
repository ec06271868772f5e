/* Walks through the chunks of a PNG file. */
#include "image/png_chunks.h"

#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "image/exif.h"

enum { FRAME_MAX = 12 /* length, type, CRC */ };

bool png_next_chunk(const uint8_t *bytes, size_t size, size_t *position, struct png_chunk *chunk)
{
    const size_t left = size - *position;
    const uint8_t *start = bytes + *position;
    if (left < FRAME_MAX || png_u32(start) > left - FRAME_MAX)
        return false;
    *chunk = (struct png_chunk){
        .start = start, .data = start + 8, .size = png_u32(start), .type = png_u32(start + 4)};
    *position += FRAME_MAX + chunk->size;
    return true;
}

/* Four bits at a time: a table that fits a line of the cache. */
uint32_t png_crc(uint32_t crc, const uint8_t *bytes, size_t size)
{
    static const uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

bool png_chunk_is_whole(const struct png_chunk *chunk)
{
    return png_crc(0, chunk->start + 4, chunk->size + (size_t)4) ==
           png_u32(chunk->data + chunk->size);
}

static bool read_ihdr(struct png_header *header, const struct png_chunk *chunk)
{
    if (chunk->type != PNG_TYPE('I', 'H', 'D', 'R') || chunk->size != 13)
        return error_set("it does not begin with an IHDR of 13 bytes");
    header->width = png_u32(chunk->data);
    header->height = png_u32(chunk->data + 4);
    header->depth = chunk->data[8];
    header->color_type = chunk->data[9];
    header->has_alpha = (header->color_type & 4) != 0;
    return true;
}

/* An ancillary chunk with a wrong CRC counts as absent. */
static void read_ancillary(struct png_header *header, const struct png_chunk *chunk)
{
    switch (chunk->type) {
    case PNG_TYPE('t', 'R', 'N', 'S'):
        header->has_alpha = true;
        break;
    case PNG_TYPE('s', 'R', 'G', 'B'):
        header->is_srgb = png_chunk_is_whole(chunk);
        break;
    case PNG_TYPE('i', 'C', 'C', 'P'):
        header->has_profile = true;
        break;
    case PNG_TYPE('g', 'A', 'M', 'A'):
        if (chunk->size == 4 && png_chunk_is_whole(chunk))
            header->gamma = png_u32(chunk->data);
        break;
    case PNG_TYPE('c', 'H', 'R', 'M'):
        if (chunk->size != 32 || !png_chunk_is_whole(chunk))
            break;
        header->has_primaries = true;
        for (int i = 0; i < 8; i++)
            header->primaries[i] = png_u32(chunk->data + (ptrdiff_t)4 * i);
        break;
    case PNG_TYPE('a', 'c', 'T', 'L'):
        if (chunk->size != 8 || !png_chunk_is_whole(chunk) || png_u32(chunk->data) == 0)
            break;
        header->is_animated = true;
        header->plays = png_u32(chunk->data + 4);
        break;
    case PNG_TYPE('e', 'X', 'I', 'f'):
        if (header->orientation == 0 && png_chunk_is_whole(chunk)) /* the first one counts */
            header->orientation = exif_orientation(chunk->data, chunk->size);
        break;
    default:
        break;
    }
}

bool png_read_header(struct png_header *header, const uint8_t *bytes, size_t size)
{
    *header = (struct png_header){.end = PNG_SIGNATURE};
    struct png_chunk chunk;
    if (!png_next_chunk(bytes, size, &header->end, &chunk))
        return error_set("its header is cut short");
    if (!read_ihdr(header, &chunk))
        return false;
    for (size_t next = header->end; png_next_chunk(bytes, size, &next, &chunk);
         header->end = next) {
        if (chunk.type == PNG_TYPE('I', 'D', 'A', 'T'))
            break;
        read_ancillary(header, &chunk);
    }
    header->orientation = int_max(header->orientation, 1);
    return true;
}
