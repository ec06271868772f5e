/* Text layout: a string becomes lines of glyphs. Characters are ordered by the Unicode
 * Bidirectional Algorithm (UAX 9), cut into runs of one script, direction and face (with fallback,
 * a grapheme cluster never being split), shaped by HarfBuzz, and broken into lines by UAX 14. The
 * same string in the same style is laid out once: layouts are kept, within bounds. Lengths are
 * pixels, y down; the origin of a line is on its alphabetic baseline. */
#ifndef FONT_LAYOUT_H
#define FONT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "font/fonts.h"
#include "font/glyph_list.h"

enum text_direction { DIRECTION_AUTO, DIRECTION_LTR, DIRECTION_RTL }; /* auto: UAX 9's P2, P3 */
enum text_kerning { KERNING_AUTO, KERNING_NORMAL, KERNING_NONE };     /* auto is normal */
enum text_caps {
    CAPS_NORMAL,
    CAPS_SMALL,
    CAPS_ALL_SMALL,
    CAPS_PETITE,
    CAPS_ALL_PETITE,
    CAPS_UNICASE,
    CAPS_TITLING,
};

/* An OpenType feature for all of the text. */
struct text_feature {
    char tag[5];
    uint32_t value;
};

#define LAYOUT_SIZE_MAX 1e6 /* pixels */

struct text_style {
    struct font_query query;
    double size; /* pixels an em; not above 0, or beyond LAYOUT_SIZE_MAX: nothing is laid out */
    enum text_direction direction;
    enum text_kerning kerning;
    enum text_caps caps;
    double letter_spacing; /* pixels after each grapheme cluster; finite. Not 0: no ligatures */
    double word_spacing;   /* pixels more at each word separator (CSS Text) */
    const struct text_feature *features;
    int feature_count;
    const char *language; /* BCP 47, "" if it is not known */
};

struct text_box {
    double width;  /* lines are broken to fit; 0 or less, or infinite: only at new lines */
    bool unbroken; /* no, only at new lines; the width is for the ellipsis */
    bool trim;     /* spaces at the ends of lines do not count */
    int lines_max; /* 0: any number; else what is beyond is left out … */
    bool ellipsis; /* … and the last line ends with "…", as does a line that is too wide where
                      it cannot be broken */
};

/* A colour glyph, drawn as a picture (face_picture). */
struct color_glyph {
    struct face *face; /* the layout's reference */
    uint32_t id;
    double x, y; /* its origin, from the line's */
    double size; /* pixels an em */
};

struct layout_line {
    struct glyph_list *glyphs; /* the layout's reference */
    struct color_glyph *pictures;
    uint32_t picture_count;
    double advance;           /* its width, letter spacing included */
    bool rtl;                 /* its paragraph's direction, for "start" and "end" */
    size_t begin, end;        /* the bytes of the string that it shows */
    struct point least, most; /* a box around all ink, pictures included, from the line's origin */
};

struct layout {
    unsigned references;
    struct layout_line *lines;
    uint32_t line_count;    /* at least 1, even of an empty string */
    double width;           /* of the widest line */
    double ascent, descent; /* of the style's first face, pixels */
    double line_gap;
    struct face *face; /* the style's first; a reference */
    double size;
};

/* The layout of `length` bytes of UTF-8 (bytes that are none are U+FFFD each maximal part, as the
 * Encoding Standard has it). Newlines (LF, CR LF, CR, U+2028, U+2029) end lines; `box` may be NULL.
 * The caller owns a reference. NULL with an error text when memory is missing or the text is longer
 * than LAYOUT_BYTES_MAX. */
enum { LAYOUT_BYTES_MAX = 1 << 22 };
struct layout *layout_text(struct fonts *f, const char *text, size_t length,
                           const struct text_style *style, const struct text_box *box);

struct layout *layout_ref(struct layout *l);
void layout_unref(struct layout *l); /* NULL is accepted */

#endif
