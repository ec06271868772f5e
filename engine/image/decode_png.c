/* PNG through libpng. It hands over rows of RGBA, which a transformation of our own makes words of
 * a surface, so that interlaced pictures too are read straight into one.
 *
 * libpng sees only what decides pixels: text, which could be a bomb, it skips; the profile it
 * unpacks once a file, up to a limit. */
#include "image/decode_png.h"

#include "base/error.h"

#ifdef FBRUN_HAVE_PNG

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "image/exif.h"
#include "pixel/color.h"

struct source {
    const uint8_t *next;
    size_t left;
};

static void get(png_structp png, png_bytep out, size_t size)
{
    struct source *source = png_get_io_ptr(png);
    if (size > source->left)
        png_error(png, "it is cut short");
    memcpy(out, source->next, size);
    source->next += size;
    source->left -= size;
}

static void on_error(png_structp png, png_const_charp message)
{
    error_set("%s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* A sample of 8 bits. */
static inline uint8_t sample(const uint8_t *p, bool deep)
{
    return deep ? (uint8_t)((png_u16(p) + 128) / 257) : *p;
}

/* RGBA of 8 or 16 bits a sample, the larger byte first, to premultiplied words, in place. */
static void to_words(png_structp png, png_row_infop row, png_bytep data)
{
    const struct png_color *color = png_get_user_transform_ptr(png);
    const bool deep = row->bit_depth == 16, plain = png_color_is_plain(color);
    const size_t step = deep ? 2 : 1;
    const uint8_t *in = data;
    if (icc_is_needed(&color->icc))
        icc_convert(&color->icc, data, row->width);
    for (png_uint_32 x = 0; x < row->width; x++, in += 4 * step, data += 4) {
        uint8_t rgb[3] = {sample(in, deep), sample(in + step, deep), sample(in + 2 * step, deep)};
        const uint32_t alpha = sample(in + 3 * step, deep);
        if (!plain) {
            uint32_t samples[3];
            for (size_t i = 0; i < 3; i++)
                samples[i] = deep ? png_u16(in + 2 * i) : in[i];
            png_color_convert(color, samples, rgb);
        }
        uint32_t word = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
        if (alpha != 255)
            word = color_scale(word, alpha);
        word |= alpha << 24;
        memcpy(data, &word, sizeof word);
    }
}

/* After png_create_read_struct. */
static void begin_file(png_structp png, struct source *source)
{
    png_set_read_fn(png, source, get);
    png_set_user_limits(png, SURFACE_MAX_SIDE, SURFACE_MAX_SIDE);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1); /* all but tRNS */
}

/* The file up to its first row. Jumps on failure. */
static void begin_rows(png_structp png, png_infop info, struct source *source,
                       struct png_color *color)
{
    begin_file(png, source);
    png_read_info(png, info);
    png_set_expand(png);
    if (png_color_is_plain(color) && !icc_is_needed(&color->icc))
        png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
    png_set_read_user_transform_fn(png, to_words);
    png_set_user_transform_info(png, color, 8, 4);
}

/* Nothing that is used after the jump is changed after setjmp. */
static bool read_rows(png_structp png, png_infop info, const struct decoding *d,
                      struct source *source, struct png_color *color, const struct surface *s)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    begin_rows(png, info, source, color);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_image_width(png, info) != (png_uint_32)s->width ||
        png_get_image_height(png, info) != (png_uint_32)s->height ||
        png_get_rowbytes(png, info) != (size_t)s->width * 4)
        return error_set("its rows are not as its header says");
    for (int pass = 0; pass < passes; pass++) {
        for (int y = 0; y < s->height; y++) {
            if (!decoding_goes_on(d))
                return false;
            png_read_row(png, (png_bytep)surface_at(s, 0, y), NULL);
        }
    }
    return true;
}

bool png_read_picture(const struct decoding *d, const uint8_t *bytes, size_t size,
                      struct png_color *color, const struct surface *s)
{
    struct source source = {bytes, size};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    const bool ok = info != NULL ? read_rows(png, info, d, &source, color, s)
                                 : error_set("no memory for libpng");
    png_destroy_read_struct(&png, &info, NULL);
    return ok;
}

/* What *info keeps of the profile, or false. */
static bool unpack_profile(png_structp png, png_infop info, struct source *source,
                           png_bytep *profile, png_uint_32 *size)
{
    png_charp name;
    int method;
    if (setjmp(png_jmpbuf(png)))
        return false;
    begin_file(png, source);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "iCCP", 1);
    png_set_chunk_malloc_max(png, ICC_BYTES_MAX);
    png_read_info(png, info);
    return png_get_iCCP(png, info, &name, &method, profile, size) != 0;
}

/* From a reader of its own, since the files that frames are made of have no profile. libpng has
 * looked whether it is for the picture's kind of colours. */
static void follow_profile(struct decoding *d, const struct png_header *header,
                           struct png_color *color)
{
    struct source source = {d->bytes, d->size};
    png_bytep profile;
    png_uint_32 size;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    if (info != NULL && unpack_profile(png, info, &source, &profile, &size))
        decoding_follow_profile(d, &color->icc, profile, size,
                                header->depth == 16 ? ICC_RGBA_16 : ICC_RGBA_8,
                                (header->color_type & PNG_COLOR_MASK_COLOR) == 0);
    else
        decoding_leave_profile(d, "it is corrupt, or for other colours");
    png_destroy_read_struct(&png, &info, NULL);
}

static bool decode_frames(struct decoding *d, const struct png_header *header,
                          struct png_color *color)
{
    bool usable = true;
    if (header->is_animated && apng_decode(d, header, color, &usable))
        return true;
    if (!usable)
        return false;
    const struct image_frame *frame = decoding_add_frame(d);
    d->image->opaque = !header->has_alpha;
    return frame != NULL && png_read_picture(d, d->bytes, d->size, color, &frame->surface);
}

static void swap(int *a, int *b)
{
    const int other = *a;
    *a = *b;
    *b = other;
}

/* The sizes, from those that are stored to those that are shown. */
static void turn_size(struct image *image, int orientation)
{
    if (exif_is_turned(orientation)) {
        swap(&image->width, &image->height);
        swap(&image->natural_width, &image->natural_height);
    }
}

/* Its frames too, after the decoding: interlaced rows and those of a film lie as they are stored.
 */
static bool turn(struct image *image, int orientation)
{
    turn_size(image, orientation);
    for (int i = 0; orientation != 1 && i < image->frame_count; i++) {
        struct surface *stored = &image->frames[i].surface, shown;
        if (!surface_init(&shown, image->width, image->height))
            return false;
        exif_place(stored, 0, stored->height, orientation, &shown);
        surface_finish(stored);
        *stored = shown;
    }
    return true;
}

static bool probe(struct decoding *d)
{
    struct png_header header;
    if (!png_read_header(&header, d->bytes, d->size) ||
        !decoding_size(d, header.width, header.height))
        return false;
    turn_size(d->image, header.orientation);
    return true;
}

static bool decode(struct decoding *d)
{
    struct png_header header;
    struct png_color color;
    if (!png_read_header(&header, d->bytes, d->size) ||
        !decoding_size(d, header.width, header.height) || !png_color_init(&color, &header))
        return false;
    if (header.has_profile && icc_is_built_in())
        follow_profile(d, &header, &color);
    const bool ok = decode_frames(d, &header, &color) && turn(d->image, header.orientation);
    png_color_finish(&color);
    return ok;
}

const struct image_decoder png_decoder = {.name = "PNG", .probe = probe, .decode = decode};

#else

static bool missing(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without libpng");
}

const struct image_decoder png_decoder = {.name = "PNG", .probe = missing, .decode = missing};

#endif
