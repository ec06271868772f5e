/* Pictures to files, one row at a time. Speed comes before size, since most of these pictures are
 * looked at once: of libpng's settings, level 1 with the "up" filter was the best at 1280x720
 * (flat picture 4.8 ms and 14 kB, gradient 5.4 ms and 49 kB; without a filter 4.0 ms and 13 kB,
 * but 12.7 ms and 684 kB; level 6, "up": 8.3 ms and 4 kB, 11.0 ms and 30 kB). */
#include "image/write.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef FBRUN_HAVE_PNG
#include <png.h>
#endif

#include "base/error.h"
#include "base/file.h"
#include "pixel/color.h"

/* Premultiplied colours are the ones over black, as they are. */
static void row_to_rgb(const uint32_t *pixels, int width, uint8_t *row)
{
    for (int x = 0; x < width; x++) {
        uint32_t p = pixels[x];
        *row++ = (uint8_t)(p >> 16);
        *row++ = (uint8_t)(p >> 8);
        *row++ = (uint8_t)p;
    }
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcasecmp(text + n - m, end) == 0;
}

static bool write_ppm(FILE *stream, const struct surface *s, uint8_t *row)
{
    size_t row_bytes = (size_t)s->width * 3;
    bool ok = fprintf(stream, "P6\n%d %d\n255\n", s->width, s->height) > 0;
    for (int y = 0; ok && y < s->height; y++) {
        row_to_rgb(surface_at(s, 0, y), s->width, row);
        ok = fwrite(row, 1, row_bytes, stream) == row_bytes;
    }
    return ok || error_restore(strerror(errno), errno);
}

#ifdef FBRUN_HAVE_PNG

static void row_to_rgba(const uint32_t *pixels, int width, uint8_t *row)
{
    for (int x = 0; x < width; x++) {
        uint32_t p = color_unpremultiply(pixels[x]);
        *row++ = (uint8_t)(p >> 16);
        *row++ = (uint8_t)(p >> 8);
        *row++ = (uint8_t)p;
        *row++ = (uint8_t)(p >> 24);
    }
}

/* libpng's own writer forgets errno; here it is what the error pointer points to. */
static void png_put(png_structp png, png_bytep data, size_t size)
{
    int *code = png_get_error_ptr(png);
    if (fwrite(data, 1, size, png_get_io_ptr(png)) == size)
        return;
    *code = errno;
    png_error(png, strerror(*code));
}

static void png_failed(png_structp png, png_const_charp message)
{
    const int *code = png_get_error_ptr(png);
    error_restore(message, *code);
    png_longjmp(png, 1);
}

static void png_warned(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* Nothing that is used after the jump is changed after setjmp. */
static bool write_png_rows(png_structp png, png_infop info, FILE *stream, const struct surface *s,
                           bool opaque, uint8_t *row)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_set_write_fn(png, stream, png_put, NULL);
    png_set_compression_level(png, 1);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_IHDR(png, info, (png_uint_32)s->width, (png_uint_32)s->height, 8,
                 opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < s->height; y++) {
        (opaque ? row_to_rgb : row_to_rgba)(surface_at(s, 0, y), s->width, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return true;
}

static bool write_png(FILE *stream, const struct surface *s, bool opaque, uint8_t *row)
{
    int code = 0;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &code, png_failed, png_warned);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    bool ok = info != NULL ? write_png_rows(png, info, stream, s, opaque, row)
                           : error_set("no memory for libpng");
    png_destroy_write_struct(&png, &info);
    return ok;
}

#endif

static bool write_picture(const char *path, FILE *stream, const struct surface *s, bool opaque,
                          uint8_t *row)
{
#ifdef FBRUN_HAVE_PNG
    if (!ends_in(path, ".ppm"))
        return write_png(stream, s, opaque, row);
#else
    (void)path;
#endif
    (void)opaque; /* a PPM has no alpha */
    return write_ppm(stream, s, row);
}

char *image_written_path(const char *path)
{
    char *written = strdup(path);
    if (written == NULL)
        error_set("no memory for the name %s", path);
#ifndef FBRUN_HAVE_PNG
    if (written && ends_in(path, ".png"))
        memcpy(written + strlen(path) - 4, ".ppm", 4);
#endif
    return written;
}

/* `path` is the one to write under, `row` has room for a row of 4 bytes a pixel. */
static bool replace_picture(const char *path, const struct surface *s, bool opaque, uint8_t *row)
{
    struct file_replace file;
    if (!file_replace_begin(&file, path))
        return false;
    if (write_picture(path, file.stream, s, opaque, row))
        return file_replace_commit(&file);
    file_replace_abort(&file);
    return error_prefix("cannot write %s", path);
}

bool image_write_stream(FILE *stream, const struct surface *s, bool opaque)
{
    uint8_t *row = malloc((size_t)s->width * 4);
    bool ok = row != NULL ? write_picture("", stream, s, opaque, row)
                          : error_set("no memory for a row of %d pixels", s->width);
    ok = ok && (fflush(stream) == 0 || error_set_errno("cannot write the picture"));
    free(row);
    return ok;
}

bool image_write(const char *path, const struct surface *s, bool opaque)
{
    uint8_t *row = malloc((size_t)s->width * 4);
    char *written = image_written_path(path);
    bool ok = row != NULL && written != NULL ? replace_picture(written, s, opaque, row)
                                             : error_set("cannot write %s: no memory", path);
    free(written);
    free(row);
    return ok;
}
