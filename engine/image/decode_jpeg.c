/* JPEG through libjpeg-turbo, which is opened on first use. A file that is cut gives what there is,
 * the rest as the library guesses it (grey, as a rule), and a warning. */
#include "image/decode_impl.h"

#include "base/error.h"

#ifdef FBRUN_HAVE_JPEG

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h needs it */
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "base/budget.h"
#include "base/minmax.h"
#include "image/exif.h"
#include "pixel/color.h"

/* The library's name tells the size of its structs. */
#if JPEG_LIB_VERSION >= 80
#define LIBRARY "libjpeg.so.8"
#elif JPEG_LIB_VERSION >= 70
#define LIBRARY "libjpeg.so.7"
#else
#define LIBRARY "libjpeg.so.62"
#endif

/* clang-format off */
#define FUNCTIONS(X) \
    X(std_error) X(CreateDecompress) X(destroy_decompress) X(mem_src) X(save_markers) \
    X(read_header) X(start_decompress) X(read_scanlines) X(calc_output_dimensions) \
    X(has_multiple_scans)
/* clang-format on */

#define POINTER(name)  __typeof__(jpeg_##name) *(name);
#define FUNCTION(name) {"jpeg_" #name, &jpeg.name},

static struct {
    FUNCTIONS(POINTER)
} jpeg;

static bool open_library(void)
{
    static atomic_bool opened;
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    return decoding_open_library(&opened, LIBRARY, functions,
                                 sizeof functions / sizeof functions[0]);
}

enum {
    SCANS_MAX = 100, /* some thousand empty ones in a small file would take minutes; encoders
                        make ten */
    BATCH = 16,      /* rows that are turned at a time */
    TEXT = 112,      /* bytes of a message that are kept */
    PROFILE_MARKER = JPEG_APP0 + 2,
    PARTS_MAX = 255, /* of a profile */
};

/* A word of a surface, with an alpha of 255. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const J_COLOR_SPACE WORDS = JCS_EXT_BGRA;
#else
static const J_COLOR_SPACE WORDS = JCS_EXT_ARGB;
#endif

struct reader {
    struct jpeg_decompress_struct j;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    struct decoding *d;
    struct icc icc;
    struct surface rows; /* BATCH of them as they are stored, where they are to be turned */
    int orientation;     /* as EXIF counts */
};

static const char *message(j_common_ptr common)
{
    static _Thread_local char text[JMSG_LENGTH_MAX];
    common->err->format_message(common, text);
    return text;
}

static void on_error(j_common_ptr common)
{
    struct reader *r = common->client_data;
    error_set("%s", message(common));
    longjmp(r->failed, 1);
}

/* Of traces (0 and above) nobody wants to know; -1 is corrupt data. */
static void on_message(j_common_ptr common, int level)
{
    struct reader *r = common->client_data;
    if (level >= 0)
        return;
    if (common->err->msg_code == JWRN_JPEG_EOF || common->err->msg_code == JWRN_HIT_MARKER)
        decoding_warn(r->d, "the file is cut short or corrupt: part of the picture is missing");
    else
        decoding_warn(r->d, "the file is corrupt: %.*s", TEXT - 32, message(common));
}

static void on_progress(j_common_ptr common)
{
    struct reader *r = common->client_data;
    const int scans = ((j_decompress_ptr)common)->input_scan_number;
    if (scans > SCANS_MAX)
        error_set("it has more than %d scans", SCANS_MAX);
    if (scans > SCANS_MAX || !decoding_goes_on(r->d))
        longjmp(r->failed, 1);
}

static int find_orientation(const struct jpeg_decompress_struct *j)
{
    static const char head[] = "Exif\0"; /* and the NUL of the string */
    for (jpeg_saved_marker_ptr m = j->marker_list; m != NULL; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > sizeof head &&
            memcmp(m->data, head, sizeof head) == 0)
            return exif_orientation(m->data + sizeof head, m->data_length - sizeof head);
    return 1;
}

static bool is_turned(const struct reader *r)
{
    return exif_is_turned(r->orientation);
}

/* How many eighths are not below what is asked for. */
static unsigned eighths(const struct reader *r)
{
    const struct image_options *options = &r->d->options;
    const unsigned width = (unsigned)int_max(is_turned(r) ? options->height : options->width, 0);
    const unsigned height = (unsigned)int_max(is_turned(r) ? options->width : options->height, 0);
    if (width == 0 && height == 0)
        return 8;
    for (unsigned n = 1; n < 8; n++)
        if ((uint64_t)r->j.image_width * n >= (uint64_t)width * 8 &&
            (uint64_t)r->j.image_height * n >= (uint64_t)height * 8)
            return n;
    return 8;
}

/* Width and height as stored, turned as they are shown. */
static bool check(const struct reader *r, JDIMENSION width, JDIMENSION height)
{
    return is_turned(r) ? decoding_check_pixels(r->d, height, width)
                        : decoding_check_pixels(r->d, width, height);
}

static void set_natural(const struct reader *r)
{
    struct image *image = r->d->image;
    image->natural_width = (int)(is_turned(r) ? r->j.image_height : r->j.image_width);
    image->natural_height = (int)(is_turned(r) ? r->j.image_width : r->j.image_height);
}

/* A profile is cut to parts, as it may be larger than a marker. */
struct part {
    const uint8_t *bytes;
    size_t size;
};

/* Sorts the parts: each marker has its number, from 1, and how many there are. *count is 0 without
 * a profile. False if some are missing, or there twice. */
static bool find_parts(const struct jpeg_decompress_struct *j, struct part parts[PARTS_MAX],
                       int *count)
{
    static const char name[] = "ICC_PROFILE"; /* and the NUL of the string */
    const size_t head = sizeof name + 2;
    int found = 0;
    *count = 0;
    for (jpeg_saved_marker_ptr m = j->marker_list; m != NULL; m = m->next) {
        if (m->marker != PROFILE_MARKER || m->data_length < head ||
            memcmp(m->data, name, sizeof name) != 0)
            continue;
        const int number = m->data[head - 2], of = m->data[head - 1];
        if (found++ == 0)
            *count = of;
        if (of != *count || number < 1 || number > of || parts[number - 1].bytes != NULL)
            return false;
        parts[number - 1] = (struct part){m->data + head, m->data_length - head};
    }
    return found == *count;
}

/* Joins them. NULL with an error text without memory, or above the limit. */
static uint8_t *join_parts(const struct part *parts, int count, size_t *size)
{
    *size = 0;
    for (int i = 0; i < count; i++)
        *size += parts[i].size;
    if (*size > ICC_BYTES_MAX) {
        error_set("it has %zu bytes, more than %d", *size, ICC_BYTES_MAX);
        return NULL;
    }
    uint8_t *profile = budget_resize(NULL, 0, *size), *end = profile;
    for (int i = 0; i < count && profile != NULL; i++) {
        memcpy(end, parts[i].bytes, parts[i].size);
        end += parts[i].size;
    }
    return profile;
}

static void follow_profile(struct reader *r)
{
    struct part parts[PARTS_MAX] = {0};
    int count;
    size_t size;
    const bool inks = r->j.out_color_space == JCS_CMYK;
    if (!find_parts(&r->j, parts, &count)) {
        decoding_leave_profile(r->d, "parts are missing");
        return;
    }
    if (count == 0)
        return;
    uint8_t *profile = join_parts(parts, count, &size);
    if (profile == NULL) {
        decoding_leave_profile(r->d, error_text());
        return;
    }
    decoding_follow_profile(r->d, &r->icc, profile, size,
                            !inks                   ? ICC_WORDS
                            : r->j.saw_Adobe_marker ? ICC_CMYK_INVERTED
                                                    : ICC_CMYK,
                            r->j.jpeg_color_space == JCS_GRAYSCALE);
    budget_free(profile, size);
}

/* CMYK as words of memory to RGB, where no profile says how. With Adobe's marker 255 is no ink. */
static void from_cmyk(uint32_t *row, int width, bool inverted)
{
    for (int x = 0; x < width; x++) {
        uint8_t c[4];
        memcpy(c, &row[x], sizeof c);
        for (int i = 0; i < 4 && !inverted; i++)
            c[i] = 255 - c[i];
        row[x] = 0xff000000 | color_divide_255(c[0] * c[3]) << 16 |
                 color_divide_255(c[1] * c[3]) << 8 | color_divide_255(c[2] * c[3]);
    }
}

/* `count` rows as stored, to rows of a surface, as sRGB. */
static bool read_rows(struct reader *r, const struct surface *to, int first, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t *row = surface_at(to, 0, first + i);
        JSAMPROW samples = (JSAMPROW)row;
        if (!decoding_goes_on(r->d))
            return false;
        jpeg.read_scanlines(&r->j, &samples, 1);
        if (icc_is_needed(&r->icc))
            icc_convert(&r->icc, row, r->j.output_width);
        else if (r->j.out_color_space == JCS_CMYK)
            from_cmyk(row, (int)r->j.output_width, r->j.saw_Adobe_marker);
    }
    return true;
}

static bool read_picture(struct reader *r, const struct surface *to)
{
    const int height = (int)r->j.output_height;
    if (r->orientation == 1)
        return read_rows(r, to, 0, height);
    if (!surface_init(&r->rows, (int)r->j.output_width, BATCH))
        return false;
    for (int y = 0; y < height; y += BATCH) {
        const int count = int_min(BATCH, height - y);
        if (!read_rows(r, &r->rows, 0, count))
            return false;
        exif_place(&r->rows, y, count, r->orientation, to);
    }
    return true;
}

static void read_header(struct reader *r)
{
    jpeg.CreateDecompress(&r->j, JPEG_LIB_VERSION, sizeof r->j);
    r->j.progress = &r->progress;
    jpeg.mem_src(&r->j, r->d->bytes, (unsigned long)r->d->size);
    jpeg.save_markers(&r->j, JPEG_APP0 + 1, 0xffff);
    if (icc_is_built_in())
        jpeg.save_markers(&r->j, PROFILE_MARKER, 0xffff);
    jpeg.read_header(&r->j, TRUE);
    r->orientation = find_orientation(&r->j);
    set_natural(r);
}

/* What stays the same as the library jumps is in *r. */
static bool decode_picture(struct reader *r)
{
    if (setjmp(r->failed) != 0)
        return false;
    read_header(r);
    /* The coefficients of several scans are kept for the whole picture. */
    if (jpeg.has_multiple_scans(&r->j) && !check(r, r->j.image_width, r->j.image_height))
        return false;
    const bool four = r->j.jpeg_color_space == JCS_CMYK || r->j.jpeg_color_space == JCS_YCCK;
    r->j.out_color_space = four ? JCS_CMYK : WORDS;
    r->j.scale_num = eighths(r);
    r->j.scale_denom = 8;
    jpeg.calc_output_dimensions(&r->j);
    const int64_t width = r->j.output_width, height = r->j.output_height;
    if (!decoding_size(r->d, is_turned(r) ? height : width, is_turned(r) ? width : height))
        return false;
    const struct image_frame *frame = decoding_add_frame(r->d);
    if (frame == NULL)
        return false;
    follow_profile(r);
    jpeg.start_decompress(&r->j);
    r->d->image->opaque = true;
    return read_picture(r, &frame->surface);
}

static bool probe_picture(struct reader *r)
{
    if (setjmp(r->failed) != 0)
        return false;
    read_header(r);
    return decoding_size(r->d, r->d->image->natural_width, r->d->image->natural_height);
}

static bool run(struct decoding *d, bool (*work)(struct reader *))
{
    if (!open_library())
        return false;
    struct reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return error_set("no memory for libjpeg");
    r->d = d;
    r->j.err = jpeg.std_error(&r->errors);
    r->j.client_data = r;
    r->errors.error_exit = on_error;
    r->errors.emit_message = on_message;
    r->progress.progress_monitor = on_progress;
    const bool ok = work(r);
    jpeg.destroy_decompress(&r->j);
    surface_finish(&r->rows);
    icc_finish(&r->icc);
    free(r);
    return ok;
}

static bool probe(struct decoding *d)
{
    return run(d, probe_picture);
}

static bool decode(struct decoding *d)
{
    return run(d, decode_picture);
}

const struct image_decoder jpeg_decoder = {
    .name = "JPEG",
    .open_libraries = open_library,
    .probe = probe,
    .decode = decode,
};

#else

static bool missing(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without libjpeg");
}

const struct image_decoder jpeg_decoder = {.name = "JPEG", .probe = missing, .decode = missing};

#endif
