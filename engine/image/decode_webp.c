/* WebP through libwebp and its demuxer, which are opened on first use. What the frames do to each
 * other is ours (the format's own background colour is a hint that browsers ignore, too). Decoding
 * goes piece by piece, so that it can be cancelled, and a file that is cut gives what there is and
 * a warning. (https://developers.google.com/speed/webp/docs/riff_container) */
#include "image/decode_impl.h"

#include "base/error.h"

#ifdef FBRUN_HAVE_WEBP

#include <webp/decode.h>
#include <webp/demux.h>

#include "image/film.h"
#include "pixel/color.h"

/* clang-format off */
#define DECODER_FUNCTIONS(X) X(WebPINewRGB) X(WebPIUpdate) X(WebPIDecGetRGB) X(WebPIDelete)
#define DEMUXER_FUNCTIONS(X) \
    X(WebPDemuxInternal) X(WebPDemuxDelete) X(WebPDemuxGetI) X(WebPDemuxGetFrame) \
    X(WebPDemuxNextFrame) X(WebPDemuxReleaseIterator) X(WebPDemuxGetChunk) \
    X(WebPDemuxReleaseChunkIterator)
/* clang-format on */

#define POINTER(name)  __typeof__(name) *(p_##name);
#define FUNCTION(name) {#name, &webp.p_##name},

static struct {
    DECODER_FUNCTIONS(POINTER) DEMUXER_FUNCTIONS(POINTER)
} webp;

static bool open_library(void)
{
    static atomic_bool decoder, demuxer;
    const struct module_function decoding[] = {DECODER_FUNCTIONS(FUNCTION)};
    const struct module_function demuxing[] = {DEMUXER_FUNCTIONS(FUNCTION)};
    return decoding_open_library(&decoder, "libwebp.so.7", decoding,
                                 sizeof decoding / sizeof decoding[0]) &&
           decoding_open_library(&demuxer, "libwebpdemux.so.2", demuxing,
                                 sizeof demuxing / sizeof demuxing[0]);
}

enum { PIECE = 65536 }; /* bytes between two looks at the cancel flag */

/* A straight word of a surface. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const WEBP_CSP_MODE WORDS = MODE_BGRA;
#else
static const WEBP_CSP_MODE WORDS = MODE_ARGB;
#endif

struct reader {
    struct decoding *d;
    WebPDemuxer *demuxer;
    bool whole; /* as the demuxer sees it */
    struct film film;
    struct icc icc;
    bool failed; /* for a reason that is not the file's: a limit, memory, or cancelled */
};

/* Shows the decoder more and more of the fragment; *rows is how many have come out. False with an
 * error text. */
static bool feed(struct reader *r, WebPIDecoder *decoder, const WebPData *fragment, int *rows)
{
    VP8StatusCode status = VP8_STATUS_SUSPENDED;
    for (size_t size = 0; size < fragment->size && status == VP8_STATUS_SUSPENDED;) {
        const size_t left = fragment->size - size;
        if (!decoding_goes_on(r->d)) {
            r->failed = true;
            return false;
        }
        size += left < PIECE ? left : PIECE;
        status = webp.p_WebPIUpdate(decoder, fragment->bytes, size);
        webp.p_WebPIDecGetRGB(decoder, rows, NULL, NULL, NULL);
    }
    if (status == VP8_STATUS_OK)
        return true;
    return status == VP8_STATUS_SUSPENDED
               ? error_set("it is cut short")
               : error_set("it is corrupt (libwebp's status %d)", (int)status);
}

/* The rows that have come, as sRGB; the others may be half done, and become transparent. */
static void premultiply(const struct icc *icc, const struct surface *s, int rows)
{
    for (int y = 0; y < s->height; y++) {
        uint32_t *row = surface_at(s, 0, y);
        if (y < rows && icc_is_needed(icc))
            icc_convert(icc, row, (size_t)s->width);
        for (int x = 0; x < s->width; x++)
            if (row[x] < 0xff000000)
                row[x] = y < rows ? color_premultiply(row[x]) : 0;
            else if (y >= rows)
                row[x] = 0;
    }
}

/* A fragment to a surface of its size: premultiplied pixels. Rows that do not come are transparent,
 * which is a warning, unless none does. False with an error text. */
static bool read_fragment(struct reader *r, const WebPData *fragment, const struct surface *s)
{
    const size_t stride = (size_t)s->stride * sizeof *s->pixels;
    int rows = 0;
    WebPIDecoder *decoder =
        webp.p_WebPINewRGB(WORDS, (uint8_t *)s->pixels, stride * (size_t)s->height, (int)stride);
    if (decoder == NULL) {
        r->failed = true;
        return error_set("no memory for libwebp");
    }
    const bool whole = feed(r, decoder, fragment, &rows);
    webp.p_WebPIDelete(decoder);
    premultiply(&r->icc, s, rows);
    if (whole)
        return true;
    if (r->failed || rows == 0)
        return false;
    decoding_warn(r->d, "%s: part of the picture is missing", error_text());
    return true;
}

/* Puts a decoded piece into the film. */
static bool show_piece(struct reader *r, const WebPIterator *frame, const struct surface *piece)
{
    const struct rect area = {frame->x_offset, frame->y_offset, frame->x_offset + frame->width,
                              frame->y_offset + frame->height};
    if (!film_begin(&r->film, area, frame->duration / 1000.0)) {
        r->failed = true;
        return false;
    }
    for (int y = 0; y < piece->height; y++)
        film_put_row(&r->film, y, surface_at(piece, 0, y), frame->blend_method == WEBP_MUX_BLEND);
    film_end(&r->film,
             frame->dispose_method == WEBP_MUX_DISPOSE_BACKGROUND ? FILM_CLEAR : FILM_KEEP);
    return true;
}

static bool read_frame(struct reader *r, const WebPIterator *frame)
{
    struct surface piece;
    if (!surface_init(&piece, frame->width, frame->height)) {
        r->failed = true;
        return false;
    }
    const bool ok = read_fragment(r, &frame->fragment, &piece) && show_piece(r, frame, &piece);
    surface_finish(&piece);
    return ok;
}

static bool read_frames(struct reader *r, WebPIterator *frame)
{
    do
        if (!read_frame(r, frame))
            return false;
    while (webp.p_WebPDemuxNextFrame(frame));
    return r->whole || error_set("it is cut short");
}

static bool read_animation(struct reader *r, WebPIterator *frame)
{
    struct image *image = r->d->image;
    image->loops = (int)webp.p_WebPDemuxGetI(r->demuxer, WEBP_FF_LOOP_COUNT);
    if (!film_init(&r->film, r->d))
        return false;
    const bool whole = read_frames(r, frame);
    if (r->failed || image->frame_count == 0)
        return false;
    if (!whole)
        decoding_warn(r->d, "%s: the rest of the animation is missing", error_text());
    return true;
}

static bool read_still(struct reader *r, const WebPIterator *frame)
{
    const struct image *image = r->d->image;
    if (frame->width != image->width || frame->height != image->height)
        return error_set("the picture of %dx%d has the size %dx%d", frame->width, frame->height,
                         image->width, image->height);
    const struct image_frame *to = decoding_add_frame(r->d);
    return to != NULL && read_fragment(r, &frame->fragment, &to->surface);
}

static void follow_profile(struct reader *r)
{
    WebPChunkIterator chunk;
    if (!webp.p_WebPDemuxGetChunk(r->demuxer, "ICCP", 1, &chunk))
        return;
    decoding_follow_profile(r->d, &r->icc, chunk.chunk.bytes, chunk.chunk.size, ICC_WORDS, false);
    webp.p_WebPDemuxReleaseChunkIterator(&chunk);
}

static bool read_pictures(struct reader *r)
{
    const uint32_t flags = webp.p_WebPDemuxGetI(r->demuxer, WEBP_FF_FORMAT_FLAGS);
    const bool animated = (flags & ANIMATION_FLAG) != 0;
    WebPIterator frame;
    if (!webp.p_WebPDemuxGetFrame(r->demuxer, 1, &frame))
        return error_set("it is cut short");
    if ((flags & ICCP_FLAG) != 0)
        follow_profile(r);
    const bool ok = animated ? read_animation(r, &frame) : read_still(r, &frame);
    webp.p_WebPDemuxReleaseIterator(&frame);
    film_finish(&r->film);
    icc_finish(&r->icc);
    return ok;
}

static bool read_size(struct reader *r)
{
    return decoding_size(r->d, webp.p_WebPDemuxGetI(r->demuxer, WEBP_FF_CANVAS_WIDTH),
                         webp.p_WebPDemuxGetI(r->demuxer, WEBP_FF_CANVAS_HEIGHT));
}

static bool run(struct decoding *d, bool (*work)(struct reader *))
{
    struct reader r = {.d = d};
    const WebPData data = {d->bytes, d->size};
    WebPDemuxState state;
    if (!open_library())
        return false;
    r.demuxer = webp.p_WebPDemuxInternal(&data, 1, &state, WEBP_DEMUX_ABI_VERSION);
    if (r.demuxer == NULL)
        return error_set("its header is cut short or corrupt");
    r.whole = state == WEBP_DEMUX_DONE;
    const bool ok = read_size(&r) && (work == NULL || work(&r));
    webp.p_WebPDemuxDelete(r.demuxer);
    return ok;
}

static bool probe(struct decoding *d)
{
    return run(d, NULL);
}

static bool decode(struct decoding *d)
{
    return run(d, read_pictures);
}

const struct image_decoder webp_decoder = {
    .name = "WebP",
    .open_libraries = open_library,
    .probe = probe,
    .decode = decode,
};

#else

static bool missing(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without libwebp");
}

const struct image_decoder webp_decoder = {.name = "WebP", .probe = missing, .decode = missing};

#endif
