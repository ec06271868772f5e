/* Files of pictures, written byte by byte, so that they can be as right or as wrong as a test wants
 * them: a buffer that grows, and the chunks of PNG with their pixels stored, not compressed. */
#ifndef PICTURE_BYTES_H
#define PICTURE_BYTES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    uint8_t *data;
    size_t size, capacity;
};

static inline void put(struct bytes *b, const void *data, size_t size)
{
    if (b->size + size > b->capacity) {
        b->capacity = 2 * (b->size + size);
        b->data = realloc(b->data, b->capacity);
    }
    if (size == 0 || data == NULL)
        return;
    if (b->data == NULL)
        abort();
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

static inline void put_u8(struct bytes *b, unsigned value)
{
    put(b, &(uint8_t){(uint8_t)value}, 1);
}

static inline void put_be(struct bytes *b, uint32_t value, int size)
{
    for (int i = size - 1; i >= 0; i--)
        put_u8(b, value >> 8 * i);
}

static inline void put_le(struct bytes *b, uint32_t value, int size)
{
    for (int i = 0; i < size; i++)
        put_u8(b, value >> 8 * i);
}

static inline void drop_bytes(struct bytes *b)
{
    free(b->data);
    *b = (struct bytes){0};
}

static inline void png_begin(struct bytes *b)
{
    put(b, "\x89PNG\r\n\x1a\n", 8);
}

static inline void png_put(struct bytes *b, const char *type, const void *data, size_t size)
{
    put_be(b, (uint32_t)size, 4);
    const size_t start = b->size;
    put(b, type, 4);
    put(b, data, size);
    uint32_t crc = UINT32_MAX;
    for (size_t i = start; i < b->size; i++) {
        crc ^= b->data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    put_be(b, ~crc, 4);
}

static inline void png_put_ihdr(struct bytes *b, uint32_t width, uint32_t height, int depth,
                                int color_type)
{
    struct bytes data = {0};
    put_be(&data, width, 4);
    put_be(&data, height, 4);
    put_u8(&data, (unsigned)depth);
    put_u8(&data, (unsigned)color_type);
    put_be(&data, 0, 3);
    png_put(b, "IHDR", data.data, data.size);
    drop_bytes(&data);
}

/* Rows, each with its filter byte, as a zlib stream of one stored block. At most 65,535 bytes. */
static inline struct bytes png_store(const void *rows, size_t size)
{
    struct bytes data = {0};
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < size; i++) {
        a = (a + ((const uint8_t *)rows)[i]) % 65521;
        b = (b + a) % 65521;
    }
    put(&data, "\x78\x01\x01", 3);
    put_le(&data, (uint32_t)size, 2);
    put_le(&data, ~(uint32_t)size, 2);
    put(&data, rows, size);
    put_be(&data, b << 16 | a, 4);
    return data;
}

static inline void png_put_idat(struct bytes *b, const void *rows, size_t size)
{
    struct bytes data = png_store(rows, size);
    png_put(b, "IDAT", data.data, data.size);
    drop_bytes(&data);
}

static inline void png_end(struct bytes *b)
{
    png_put(b, "IEND", NULL, 0);
}

#endif
