/* Small pictures of each format for the fuzzer of drawing calls, written by hand: the fuzzer then
 * changes bytes of them. The decoders have fuzzers of their own (fuzz_image.c). */
#ifndef TESTS_FUZZ_PICTURES_H
#define TESTS_FUZZ_PICTURES_H

#include <stddef.h>
#include <stdint.h>

/* 2x2 pixels, and the same twice, 0.1 s each. */
static const uint8_t fuzz_gif[] = {'G', 'I', 'F', '8', '9', 'a', 2,   0,    2, 0, 0x80, 0,
                                   0,   255, 0,   0,   0,   0,   255, 0x2C, 0, 0, 0,    0,
                                   2,   0,   2,   0,   0,   2,   3,   0x44, 2, 5, 0,    0x3B};
static const uint8_t fuzz_film[] = {
    'G',  'I', 'F',  '8',  '9', 'a',  2,  0, 2, 0,    0x80, 0, 0,    255,  0, 0, 0,
    0,    255, 0x21, 0xF9, 4,   4,    10, 0, 0, 0,    0x2C, 0, 0,    0,    0, 2, 0,
    2,    0,   0,    2,    3,   0x44, 2,  5, 0, 0x21, 0xF9, 4, 4,    10,   0, 0, 0,
    0x2C, 0,   0,    0,    0,   2,    0,  2, 0, 0,    2,    3, 0x0C, 0x10, 5, 0, 0x3B};

/* One grey pixel of 8 bits; its checksums are right. */
static const uint8_t fuzz_png[] = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48,
    0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
    0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78,
    0xDA, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0xDA, 0x45, 0x08, 0x3B, 0x00,
    0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};

static const char fuzz_svg[] =
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='5'>"
    "<rect width='7' height='3' fill='#f80' opacity='.5'/><circle r='3'/></svg>";

static const struct fuzz_picture {
    const void *bytes;
    size_t size;
} fuzz_pictures[] = {
    {fuzz_gif, sizeof fuzz_gif},
    {fuzz_film, sizeof fuzz_film},
    {fuzz_png, sizeof fuzz_png},
    {fuzz_svg, sizeof fuzz_svg - 1},
};

#endif
