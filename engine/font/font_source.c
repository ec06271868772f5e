/* Fonts as bytes, and what files are that are none. */
#include "font/font_source.h"

#ifdef FBRUN_HAVE_FONTS

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define EXPECTED "a font (TrueType, OpenType, WOFF) was expected"

static size_t read_at(const struct font_source *s, size_t offset, uint8_t *out, size_t count)
{
    size_t done = 0;
    while (done < count) {
        ssize_t n = pread(s->fd, out + done, count - done, (off_t)(offset + done));
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    return done;
}

/* How files begin: fonts that are read here, and what people take for one. */
static const struct {
    const char *magic;
    uint8_t length;
    const char *what; /* NULL: a font */
} beginnings[] = {
    {"\0\1\0\0", 4, NULL},
    {"true", 4, NULL},
    {"OTTO", 4, NULL},
    {"ttcf", 4, NULL},
    {"wOFF", 4, NULL},
    {"wOF2", 4, NULL},
    {"\x89PNG", 4, "a PNG picture"},
    {"\xff\xd8\xff", 3, "a JPEG picture"},
    {"GIF8", 4, "a GIF picture"},
    {"RIFF", 4, "a RIFF file (WebP, WAV)"},
    {"<svg", 4, "an SVG picture"},
    {"<", 1, "a page of HTML or XML"},
    {"%PDF", 4, "a PDF document"},
    {"%!", 2, "PostScript"},
    {"\x80\1", 2, "a Type 1 font"},
    {"typ1", 4, "a Type 1 font"},
    {"\1fcp", 4, "a PCF bitmap font"},
    {"STARTFONT", 9, "a BDF bitmap font"},
    {"\x7f"
     "ELF",
     4, "a program"},
    {"PK\3\4", 4, "a ZIP archive"},
    {"\x1f\x8b", 2, "a gzip archive"},
    {"\xfd"
     "7zXZ",
     5, "an xz archive"},
};

static bool check_beginning(const struct font_source *s)
{
    uint8_t head[16] = {0};
    size_t length = s->size < sizeof head ? s->size : sizeof head;
    if (s->bytes != NULL)
        memcpy(head, s->bytes, length);
    else
        length = read_at(s, 0, head, length);
    if (length == 0)
        return error_set("%s: " EXPECTED ", but it is empty", s->name);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        if (length < beginnings[i].length ||
            memcmp(head, beginnings[i].magic, beginnings[i].length) != 0)
            continue;
        return beginnings[i].what == NULL ||
               error_set("%s: " EXPECTED ", but it is %s", s->name, beginnings[i].what);
    }
    char hex[3 * 8 + 1] = "";
    for (size_t i = 0; i < length && i < 8; i++)
        snprintf(hex + 3 * i, 4, " %02X", head[i]);
    return error_set("%s: " EXPECTED ", but it begins with%s", s->name, hex);
}

static struct font_source *create(const char *name, uint64_t size)
{
    if (size > FONT_BYTES_MAX) {
        error_set("%s: a font may have %d bytes, not %" PRIu64, name, FONT_BYTES_MAX, size);
        return NULL;
    }
    struct font_source *s = malloc(sizeof *s + strlen(name) + 1);
    if (s == NULL) {
        error_set("%s: no memory for a font", name);
        return NULL;
    }
    *s = (struct font_source){.references = 1, .fd = -1, .size = (size_t)size};
    strcpy(s->name, name);
    return s;
}

static void destroy(struct font_source *s)
{
    if (s->fd >= 0)
        close(s->fd);
    free(s->bytes);
    free(s);
}

static struct font_source *checked(struct font_source *s)
{
    if (check_beginning(s))
        return s;
    destroy(s);
    return NULL;
}

struct font_source *font_source_file(const char *path)
{
    /* A FIFO must not be waited for. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0) {
        error_set_errno("cannot open the font %s", path);
    } else if (!S_ISREG(status.st_mode)) {
        error_set("%s: " EXPECTED ", but it is %s", path,
                  S_ISDIR(status.st_mode) ? "a folder" : "no regular file");
    } else {
        struct font_source *s = create(path, (uint64_t)status.st_size);
        if (s != NULL) {
            s->fd = fd;
            return checked(s);
        }
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

struct font_source *font_source_bytes(const void *bytes, size_t size, const char *name)
{
    struct font_source *s = create(name, size);
    if (s == NULL)
        return NULL;
    s->bytes = malloc(size > 0 ? size : 1);
    if (s->bytes == NULL) {
        error_set("%s: no memory for a font of %zu bytes", name, size);
        destroy(s);
        return NULL;
    }
    if (size > 0)
        memcpy(s->bytes, bytes, size);
    return checked(s);
}

struct font_source *font_source_ref(struct font_source *s)
{
    s->references++;
    return s;
}

void font_source_unref(struct font_source *s)
{
    if (s != NULL && --s->references == 0)
        destroy(s);
}

/* FreeType seeks by a read of 0 bytes, whose result is an error code. */
static unsigned long stream_read(FT_Stream stream, unsigned long offset, unsigned char *buffer,
                                 unsigned long count)
{
    const struct font_source *s = stream->descriptor.pointer;
    if (count == 0)
        return offset > s->size;
    return read_at(s, offset, buffer, count);
}

void font_source_stream(struct font_source *s, FT_StreamRec *stream)
{
    *stream = (FT_StreamRec){.size = (unsigned long)s->size, .descriptor.pointer = s};
    if (s->bytes != NULL)
        stream->base = s->bytes;
    else
        stream->read = stream_read;
}

#endif
