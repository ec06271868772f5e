/* GIF through giflib, which is opened on first use: its codes only, row by row. What the frames do
 * to each other is ours, and is done as browsers do it: the picture begins transparent, whatever
 * its background colour is. A file that is cut gives what there is, and a warning. */
#include "image/decode_impl.h"

#include "base/error.h"

#ifdef FBRUN_HAVE_GIF

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/minmax.h"
#include "image/film.h"

/* clang-format off */
#define FUNCTIONS(X) \
    X(DGifOpen) X(DGifCloseFile) X(DGifGetRecordType) X(DGifGetImageDesc) X(DGifGetLine) \
    X(DGifGetExtension) X(DGifGetExtensionNext) X(DGifGetCodeNext) X(GifErrorString)
/* clang-format on */

#define POINTER(name)  __typeof__(name) *(p_##name);
#define FUNCTION(name) {#name, &gif.p_##name},

static struct {
    FUNCTIONS(POINTER)
} gif;

static bool open_library(void)
{
    static atomic_bool opened;
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    return decoding_open_library(&opened, "libgif.so.7", functions,
                                 sizeof functions / sizeof functions[0]);
}

enum { COLORS = 256, NO_COLOR = -1, RESTORE_TOO = 4 };

struct reader {
    struct decoding *d;
    const uint8_t *next;
    size_t left;
    GifFileType *file;
    struct film film;
    GifByteType *line; /* a row's colours */
    uint32_t *row;     /* and its pixels */
    int rows;          /* of this frame, so far */
    /* What an extension says of the next frame. */
    double duration; /* seconds */
    enum film_disposal disposal;
    int transparent; /* the colour, or NO_COLOR */
};

static int get(GifFileType *file, GifByteType *out, int size)
{
    struct reader *r = file->UserData;
    const size_t count = (size_t)size < r->left ? (size_t)size : r->left;
    memcpy(out, r->next, count);
    r->next += count;
    r->left -= count;
    return (int)count;
}

static const char *reason(int code)
{
    const char *text = gif.p_GifErrorString(code);
    return text != NULL ? text : "it is corrupt";
}

static void forget_control(struct reader *r)
{
    r->duration = 0;
    r->disposal = FILM_KEEP;
    r->transparent = NO_COLOR;
}

/* A block begins with its size. Some programs meant 3 and wrote 4. */
static void read_control(struct reader *r, const GifByteType *block)
{
    if (block[0] < 4)
        return;
    const int disposal = block[1] >> 2 & 7;
    r->disposal = disposal == DISPOSE_BACKGROUND                            ? FILM_CLEAR
                  : disposal == DISPOSE_PREVIOUS || disposal == RESTORE_TOO ? FILM_RESTORE
                                                                            : FILM_KEEP;
    r->duration = (block[2] | block[3] << 8) / 100.0;
    r->transparent = block[1] & 1 ? block[4] : NO_COLOR;
}

/* In the file is how often to begin anew. */
static void read_loops(struct reader *r, const GifByteType *block)
{
    if (block[0] < 3 || block[1] != 1)
        return;
    const int repeats = block[2] | block[3] << 8;
    r->d->image->loops = repeats == 0 ? 0 : repeats + 1;
}

static bool read_extension(struct reader *r)
{
    int code;
    GifByteType *block;
    bool loops = false;
    if (gif.p_DGifGetExtension(r->file, &code, &block) != GIF_OK)
        return false;
    for (bool first = true; block != NULL; first = false) {
        if (first && code == GRAPHICS_EXT_FUNC_CODE)
            read_control(r, block);
        if (loops)
            read_loops(r, block);
        if (first && code == APPLICATION_EXT_FUNC_CODE && block[0] == 11)
            loops = memcmp(block + 1, "NETSCAPE2.0", 11) == 0 ||
                    memcmp(block + 1, "ANIMEXTS1.0", 11) == 0;
        if (gif.p_DGifGetExtensionNext(r->file, &block) != GIF_OK)
            return false;
    }
    return true;
}

/* A colour that is not in the map is transparent, as is every one without a map. */
static void make_palette(const struct reader *r, uint32_t palette[COLORS])
{
    const GifImageDesc *desc = &r->file->Image;
    const ColorMapObject *map = desc->ColorMap != NULL ? desc->ColorMap : r->file->SColorMap;
    memset(palette, 0, COLORS * sizeof *palette);
    for (int i = 0; map != NULL && i < map->ColorCount && i < COLORS; i++) {
        const GifColorType c = map->Colors[i];
        palette[i] = 0xff000000 | (uint32_t)c.Red << 16 | (uint32_t)c.Green << 8 | c.Blue;
    }
    if (r->transparent != NO_COLOR)
        palette[r->transparent] = 0;
}

static bool make_room(struct reader *r, int width)
{
    GifByteType *line = realloc(r->line, (size_t)width);
    if (line != NULL)
        r->line = line;
    uint32_t *row = realloc(r->row, (size_t)width * sizeof *row);
    if (row != NULL)
        r->row = row;
    return (line != NULL && row != NULL) || error_set("no memory for a row of %d pixels", width);
}

static bool read_row(struct reader *r, int y, const uint32_t palette[COLORS])
{
    const int width = r->file->Image.Width;
    if (gif.p_DGifGetLine(r->file, r->line, width) != GIF_OK)
        return false;
    for (int x = 0; x < width; x++)
        r->row[x] = palette[r->line[x]];
    film_put_row(&r->film, y, r->row, true);
    r->rows++;
    return true;
}

/* Codes that are left after the last row, or after one that is corrupt. */
static bool skip_codes(const struct reader *r)
{
    GifByteType *block;
    do
        if (gif.p_DGifGetCodeNext(r->file, &block) != GIF_OK)
            return false;
    while (block != NULL);
    return true;
}

/* Rows in the order of the file: of four passes if it is interlaced. *whole becomes false where
 * one is missing. False with an error text if the caller wants no more. */
static bool read_rows(struct reader *r, bool *whole)
{
    static const int starts[] = {0, 4, 2, 1, 0}, steps[] = {8, 8, 4, 2, 1};
    const bool interlaced = r->file->Image.Interlace;
    uint32_t palette[COLORS];
    r->rows = 0;
    make_palette(r, palette);
    for (int pass = interlaced ? 0 : 4; pass < (interlaced ? 4 : 5); pass++) {
        for (int y = starts[pass]; y < r->file->Image.Height; y += steps[pass]) {
            if (!decoding_goes_on(r->d))
                return false;
            if (!read_row(r, y, palette)) {
                *whole = false;
                return true;
            }
        }
    }
    return true;
}

/* False with an error text when decoding has to end; *whole becomes false when the file does. */
static bool read_frame(struct reader *r, bool *whole)
{
    if (gif.p_DGifGetImageDesc(r->file) != GIF_OK) {
        *whole = false;
        return true;
    }
    const GifImageDesc *desc = &r->file->Image;
    const struct rect area = {desc->Left, desc->Top, desc->Left + desc->Width,
                              desc->Top + desc->Height};
    bool rows = true;
    if (!film_begin(&r->film, area, r->duration))
        return false;
    if (!rect_empty(area) && (!make_room(r, desc->Width) || !read_rows(r, &rows)))
        return false;
    if (!rows && r->rows == 0 && r->d->image->frame_count == 1)
        return error_set("it has no picture: %s", reason(r->file->Error));
    if (!rows)
        decoding_warn(r->d, "frame %d is cut short or corrupt: %s", r->d->image->frame_count,
                      reason(r->file->Error));
    if (!rows || rect_empty(area))
        *whole = skip_codes(r);
    film_end(&r->film, r->disposal);
    forget_control(r);
    return true;
}

/* False with an error text when decoding has to end. */
static bool read_records(struct reader *r)
{
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    bool whole = true;
    forget_control(r);
    while (whole && type != TERMINATE_RECORD_TYPE) {
        whole = gif.p_DGifGetRecordType(r->file, &type) == GIF_OK;
        if (whole && type == EXTENSION_RECORD_TYPE)
            whole = read_extension(r);
        if (whole && type == IMAGE_DESC_RECORD_TYPE && !read_frame(r, &whole))
            return false;
    }
    if (r->d->image->frame_count == 0)
        return error_set("it has no picture: %s", whole ? "it ends" : reason(r->file->Error));
    if (!whole)
        decoding_warn(r->d, "the file is cut short or corrupt after frame %d: %s",
                      r->d->image->frame_count, reason(r->file->Error));
    return true;
}

static int u16(const uint8_t *p)
{
    return p[0] | p[1] << 8;
}

/* Where the first frame's place and size stand: left, top, width, height. NULL if they do not. */
static const uint8_t *first_frame(const uint8_t *bytes, size_t size)
{
    enum { HEADER = 13, HAS_MAP = 0x80, MAP_SIZE = 7, COLOR = 3, DESCRIPTION = 8 };
    size_t at = HEADER;
    if (size > HEADER && (bytes[10] & HAS_MAP) != 0)
        at += (size_t)COLOR * (2U << (bytes[10] & MAP_SIZE));
    while (at < size && bytes[at] == '!') {
        at += 2; /* it, and what kind of an extension; blocks follow, of which the last is empty */
        while (at < size && bytes[at] != 0)
            at += 1 + (size_t)bytes[at];
        at++;
    }
    return at < size && bytes[at] == ',' && size - at > DESCRIPTION ? bytes + at + 1 : NULL;
}

/* What the header says; where the first frame is larger, or that says 0, what the frame needs. */
static bool set_size(struct decoding *d)
{
    const uint8_t *header = d->bytes;
    if (d->size < 10)
        return error_set("its header is cut short");
    int width = u16(header + 6), height = u16(header + 8);
    const uint8_t *frame = first_frame(d->bytes, d->size);
    if (frame != NULL) {
        width = int_max(width, u16(frame) + u16(frame + 4));
        height = int_max(height, u16(frame + 2) + u16(frame + 6));
    }
    return decoding_size(d, width, height);
}

static bool read_film(struct reader *r)
{
    r->d->image->loops = 1;
    return set_size(r->d) && film_init(&r->film, r->d) && read_records(r);
}

static bool decode(struct decoding *d)
{
    int error = 0;
    if (!open_library())
        return false;
    struct reader r = {.d = d, .next = d->bytes, .left = d->size};
    r.file = gif.p_DGifOpen(&r, get, &error);
    if (r.file == NULL)
        return error_set("%s", reason(error));
    const bool ok = read_film(&r);
    gif.p_DGifCloseFile(r.file, &error);
    film_finish(&r.film);
    free(r.line);
    free(r.row);
    return ok;
}

const struct image_decoder gif_decoder = {
    .name = "GIF",
    .open_libraries = open_library,
    .probe = set_size,
    .decode = decode,
};

#else

static bool missing(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without giflib");
}

const struct image_decoder gif_decoder = {.name = "GIF", .probe = missing, .decode = missing};

#endif
