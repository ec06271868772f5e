/* Where a font's bytes come from: a file that stays open and is read as FreeType asks, or memory.
 * Files are not mapped: one that is written over while it is in use would change below parsers that
 * have checked it already, or fault; and of a font of 20 MB a text needs a small part. */
#ifndef FONT_FONT_SOURCE_H
#define FONT_FONT_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "font/libraries.h"

#ifdef FBRUN_HAVE_FONTS

enum { FONT_BYTES_MAX = 1 << 28 };

struct font_source {
    unsigned references;
    int fd; /* -1: in memory */
    size_t size;
    uint8_t *bytes; /* in memory, else NULL */
    char name[];    /* the path, or what stands for it in error texts */
};

/* NULL with an error text that names the path, what was expected, and what came: no regular file,
 * an empty one, one of more than FONT_BYTES_MAX bytes, or one that begins as no font does. The
 * caller owns the reference. */
struct font_source *font_source_file(const char *path);

/* The same from memory, which is copied. */
struct font_source *font_source_bytes(const void *bytes, size_t size, const char *name);

struct font_source *font_source_ref(struct font_source *s);
void font_source_unref(struct font_source *s); /* NULL is accepted */

/* Makes *stream read it. The stream holds no reference. */
void font_source_stream(struct font_source *s, FT_StreamRec *stream);

#endif
#endif
