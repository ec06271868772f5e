/* Laying out text in tests: faces of Debian's font packages under names of our own. */
#ifndef TESTS_UNIT_TEXT_H
#define TESTS_UNIT_TEXT_H

#include <string.h>

#include "base/error.h"
#include "font/layout.h"

#define TEXT_DEJAVU "/usr/share/fonts/truetype/dejavu/"
#define TEXT_NOTO   "/usr/share/fonts/truetype/noto/"
#define TEXT_CJK    "/usr/share/fonts/opentype/noto/"

/* Adds the first typeface of a file as a family. */
static inline void text_add(struct fonts *fonts, const char *family, const char *path)
{
    struct face *face = face_open_file(path, 0);
    if (face == NULL || !fonts_add(fonts, family, face))
        fail_msg("%s", error_text());
    face_unref(face);
}

static inline struct text_style text_style(const char *const *families, double size)
{
    return (struct text_style){
        .query = {.families = families, .weight = 400, .stretch = 100},
        .size = size,
        .language = "",
    };
}

static inline struct layout *text_lay_out(struct fonts *fonts, const char *text,
                                          const struct text_style *style,
                                          const struct text_box *box)
{
    struct layout *l = layout_text(fonts, text, strlen(text), style, box);
    if (l == NULL)
        fail_msg("%s", error_text());
    return l;
}

#endif
