/* Every PNG below a folder, pixel for pixel, against a decoder that is as slow and plain as the
 * format's text: zlib's inflate, and from there on one sample at a time in floating point. A file
 * whose name begins with "x" is corrupt on purpose (PngSuite's rule), and must be an error. */
#include <math.h>
#include <zlib.h>

#include "files.h"

struct png {
    uint32_t width, height;
    int depth, type, interlaced;
    uint8_t palette[256][4];
    int transparent[3]; /* samples, or -1 */
    double gamma;       /* 0: none */
    bool srgb, primaries;
    uint8_t *packed, *raw;
    size_t packed_size;
};

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int channels(const struct png *png)
{
    static const int count[] = {1, 0, 3, 1, 2, 0, 4};
    return count[png->type];
}

static void read_chunk(struct png *png, const char *type, const uint8_t *p, uint32_t size)
{
    static const uint8_t srgb_primaries[] = {0, 0, 0x7a, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xfa, 0,
                                             0, 0, 0x80, 0xe8, 0, 0, 0x75, 0x30, 0, 0, 0xea, 0x60,
                                             0, 0, 0x3a, 0x98, 0, 0, 0x17, 0x70};
    if (memcmp(type, "IHDR", 4) == 0) {
        png->width = u32(p);
        png->height = u32(p + 4);
        png->depth = p[8];
        png->type = p[9];
        png->interlaced = p[12];
    } else if (memcmp(type, "PLTE", 4) == 0) {
        for (uint32_t i = 0; i < size / 3; i++) {
            memcpy(png->palette[i], p + (size_t)3 * i, 3);
            png->palette[i][3] = 255;
        }
    } else if (memcmp(type, "tRNS", 4) == 0 && png->type == 3) {
        for (uint32_t i = 0; i < size; i++)
            png->palette[i][3] = p[i];
    } else if (memcmp(type, "tRNS", 4) == 0) {
        for (uint32_t i = 0; i < size / 2; i++)
            png->transparent[i] = p[(size_t)2 * i] << 8 | p[(size_t)2 * i + 1];
    } else if (memcmp(type, "gAMA", 4) == 0) {
        png->gamma = u32(p) / 100000.0;
    } else if (memcmp(type, "sRGB", 4) == 0 || memcmp(type, "iCCP", 4) == 0) {
        png->srgb = true;
    } else if (memcmp(type, "cHRM", 4) == 0) {
        if (memcmp(p, srgb_primaries, 32) != 0)
            files_fail("primaries other than sRGB's");
        png->primaries = true;
    } else if (memcmp(type, "IDAT", 4) == 0) {
        png->packed = realloc(png->packed, png->packed_size + size + 1);
        memcpy(png->packed + png->packed_size, p, size);
        png->packed_size += size;
    }
}

static int paeth(int a, int b, int c)
{
    const int pa = abs(b - c), pb = abs(a - c), pc = abs(a + b - 2 * c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/* Undoes the filters of rows of `bytes` bytes, in place. */
static void unfilter(uint8_t *rows, size_t bytes, uint32_t height, int step)
{
    for (uint32_t y = 0; y < height; y++) {
        uint8_t *row = rows + (bytes + 1) * y + 1;
        for (size_t i = 0; i < bytes; i++) {
            const int a = i >= (size_t)step ? row[i - (size_t)step] : 0;
            const int b = y > 0 ? row[(ptrdiff_t)i - (ptrdiff_t)bytes - 1] : 0;
            const int c =
                y > 0 && i >= (size_t)step ? row[(ptrdiff_t)i - (ptrdiff_t)bytes - 1 - step] : 0;
            const int predicted[] = {0, a, b, (a + b) / 2, paeth(a, b, c)};
            row[i] = (uint8_t)(row[i] + predicted[row[-1]]);
        }
    }
}

static int sample(const struct png *png, const uint8_t *row, uint32_t x, int channel)
{
    const size_t index = (size_t)x * (size_t)channels(png) + (size_t)channel;
    if (png->depth == 16)
        return row[2 * index] << 8 | row[2 * index + 1];
    const size_t bit = index * (size_t)png->depth;
    return row[bit / 8] >> (8 - png->depth - (int)(bit % 8)) & ((1 << png->depth) - 1);
}

static uint32_t to_byte(const struct png *png, double value)
{
    if (png->gamma > 0 && !png->srgb && png->primaries) {
        const double light = pow(value, 1 / png->gamma);
        value = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;
    } else if (png->gamma > 0 && !png->srgb && fabs(png->gamma * 2.2 - 1) >= 0.05) {
        value = pow(value, 1 / (2.2 * png->gamma));
    }
    return (uint32_t)floor(value * 255 + 0.5);
}

static uint32_t pixel(const struct png *png, const uint8_t *row, uint32_t x)
{
    const double most = (1 << png->depth) - 1;
    double value[4], alpha = 1;
    bool hit = png->transparent[0] >= 0;
    if (png->type == 3) {
        const uint8_t *entry = png->palette[sample(png, row, x, 0)];
        for (int i = 0; i < 3; i++)
            value[i] = entry[i] / 255.0;
        alpha = entry[3] / 255.0;
    } else {
        const bool color = (png->type & 2) != 0;
        for (int i = 0; i < 3; i++) {
            const int got = sample(png, row, x, color ? i : 0);
            value[i] = got / most;
            hit = hit && got == png->transparent[color ? i : 0];
        }
        if (png->type & 4)
            alpha = sample(png, row, x, channels(png) - 1) / most;
        else if (hit)
            alpha = 0;
    }
    const uint32_t a = (uint32_t)floor(alpha * 255 + 0.5);
    uint32_t word = a << 24;
    for (int i = 0; i < 3; i++)
        word |= (to_byte(png, value[i]) * a + 127) / 255 << (16 - 8 * i);
    return word;
}

static void compare(const char *path, struct png *png, const struct surface *s)
{
    static const uint32_t start[7][2] = {{0, 0}, {4, 0}, {0, 4}, {2, 0}, {0, 2}, {1, 0}, {0, 1}};
    static const uint32_t step[7][2] = {{8, 8}, {8, 8}, {4, 8}, {4, 4}, {2, 4}, {2, 2}, {1, 2}};
    uint8_t *rows = png->raw;
    const int bits = png->depth * channels(png);
    for (int pass = 0; pass < (png->interlaced ? 7 : 1); pass++) {
        const uint32_t x0 = png->interlaced ? start[pass][0] : 0;
        const uint32_t y0 = png->interlaced ? start[pass][1] : 0;
        const uint32_t dx = png->interlaced ? step[pass][0] : 1;
        const uint32_t dy = png->interlaced ? step[pass][1] : 1;
        if (png->width <= x0 || png->height <= y0)
            continue;
        const uint32_t width = (png->width - x0 + dx - 1) / dx;
        const uint32_t height = (png->height - y0 + dy - 1) / dy;
        const size_t bytes = ((size_t)width * (size_t)bits + 7) / 8;
        unfilter(rows, bytes, height, (bits + 7) / 8);
        for (uint32_t y = 0; y < height; y++) {
            for (uint32_t x = 0; x < width; x++) {
                const uint32_t expected = pixel(png, rows + (bytes + 1) * y + 1, x);
                const int at_x = (int)(x0 + x * dx), at_y = (int)(y0 + y * dy);
                const uint32_t got = *surface_at(s, at_x, at_y);
                if (got != expected) {
                    files_fail("%s: pixel %d, %d is %08x, not %08x", path, at_x, at_y, got,
                               expected);
                    return;
                }
            }
        }
        rows += (bytes + 1) * height;
    }
}

static void check_size(const char *path, struct png *png, const struct image *image)
{
    if (image->width != (int)png->width || image->height != (int)png->height)
        files_fail("%s: %dx%d is not %ux%u", path, image->width, image->height, png->width,
                   png->height);
    else
        compare(path, png, &image->frames[0].surface);
}

static void check_right(const char *path, const uint8_t *bytes, size_t size)
{
    struct image image;
    struct png png = {.transparent = {-1, -1, -1}};
    for (size_t at = 8; at + 12 <= size; at += 12 + u32(bytes + at))
        read_chunk(&png, (const char *)bytes + at + 4, bytes + at + 8, u32(bytes + at));
    unsigned long room = ((size_t)png.width * 8 + 9) * (png.height + 8) * 2;
    png.raw = malloc(room);
    if (uncompress(png.raw, &room, png.packed, png.packed_size) != Z_OK)
        files_fail("%s: zlib cannot read it", path);
    else if (!image_decode(&image, bytes, size, path, NULL))
        files_fail("%s", error_text());
    else {
        check_size(path, &png, &image);
        image_finish(&image);
    }
    free(png.packed);
    free(png.raw);
}

static void visit(const char *path)
{
    size_t size;
    uint8_t *bytes = read_or_exit(path, &size);
    const char *name = strrchr(path, '/') + 1;
    struct image image;
    if (*name != 'x') {
        check_right(path, bytes, size);
    } else if (image_decode(&image, bytes, size, path, NULL)) {
        files_fail("%s: it is corrupt, but gives a picture", path);
        image_finish(&image);
    }
    files_compared++;
    free(bytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for_files(argv[i], ".png", visit);
    return files_result(170);
}
