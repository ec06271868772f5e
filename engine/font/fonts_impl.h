/* Between fonts.c, which remembers, the places that fonts come from (fontconfig, or directories),
 * and CSS's choice among the fonts of a family. */
#ifndef FONT_FONTS_IMPL_H
#define FONT_FONTS_IMPL_H

#include "font/face_table.h"
#include "font/fonts.h"

/* What is known of a font before its file is opened. Ranges are points but for variable fonts. */
struct font_record {
    char *path; /* NULL: a face that was added */
    int index;
    double weight_least, weight_most;   /* 1 to 1000 */
    double stretch_least, stretch_most; /* percent */
    enum font_slant slant;
    struct face *face; /* a reference, once it has been opened */
    bool broken;       /* it cannot be opened: not to be tried again */
};

/* The fonts of one family. A zeroed one is empty. */
struct font_family {
    char *name;
    struct font_record *records;
    uint32_t count, capacity;
};

/* What a face says of itself; the record lends `face`. */
struct font_record font_record_of(struct face *face);

/* Appends a record; `path` is copied, a reference to `face` (or NULL) is taken. False with an error
 * text without memory. */
bool family_add(struct font_family *f, const struct font_record *record);

/* Drops the faces of files that have been opened. */
void family_close(struct font_family *f);

void family_finish(struct font_family *f);

/* CSS Fonts Level 4, 5.2 "Matching font styles": stretch first, then slant, then weight. NULL when
 * no record is left that is not broken. */
struct font_record *family_choose(struct font_family *f, const struct font_query *query);

/* What a grapheme cluster needs of a face. */
struct font_need {
    uint32_t codepoints[16]; /* those that must have glyphs; more of them do not count */
    uint32_t count;
    const char *language; /* BCP 47, or "" */
    bool emoji;           /* colour before anything else */
};

/* Where fonts come from. */
struct font_source_impl {
    /* False when it cannot be used, with an error text; *data is what the others get. */
    bool (*open)(void **data);
    /* Fills `family` with the fonts that go by this name, generic or not; it stays empty when there
     * are none. False with an error text without memory. */
    bool (*family)(void *data, const char *name, struct font_family *family);
    /* Sets *name to a family whose fonts have what is needed (all of it, or only the first code
     * point), the best first for the query and language, and passes over the first `skip` of those.
     * False if there is none. The name lasts until the next call. */
    bool (*fallback)(void *data, const struct font_query *query, const struct font_need *need,
                     bool all, uint32_t skip, const char **name);
    void (*close)(void *data);
};

#ifdef FBRUN_HAVE_FONTS
#ifdef FBRUN_HAVE_FONTCONFIG
bool fontconfig_open_library(void); /* false with an error text */
extern const struct font_source_impl fonts_of_fontconfig;
#endif
extern const struct font_source_impl fonts_of_directories;
#endif

struct fonts {
    struct font_family *families; /* that have been asked for, those that are not there included */
    uint32_t family_count;
    struct font_family *added; /* the program's own */
    uint32_t added_count;
    struct face_table matches;             /* by query */
    struct face_table fallbacks;           /* by query and cluster */
    bool looked;                           /* for where fonts come from */
    const struct font_source_impl *source; /* NULL: nowhere */
    void *source_data;
    struct face *builtin;
    struct layout_cache *layouts; /* made of these fonts; NULL until there is one */
};

/* Finds out where fonts come from, once. */
void fonts_look(struct fonts *f);

/* The face of that one family for a query, or NULL. As fonts_match otherwise. */
struct face *fonts_of_family(struct fonts *f, const char *name, const struct font_query *query);

/* fonts_match, but that it lets no face go. */
struct face *fonts_of_query(struct fonts *f, const struct font_query *query);

/* What a query asks for; and the key of "what k stands for, then this text". */
struct key fonts_query_key(const struct font_query *query);
struct key fonts_mix_text(struct key k, const char *text, size_t length);

#endif
