/* Small capitals and their kin (CSS Fonts Level 4, "font-variant-caps"): by OpenType features where
 * a face has them for the run's script, else synthesised, as upper-case letters in a smaller size.
 * Petite capitals fall back to small ones, and those to synthesised ones; all-small-caps needs both
 * of its features, so that a word's letters never differ. Unicase without its feature makes the
 * capitals small. Titling capitals are never synthesised. */
#ifndef FONT_CAPS_H
#define FONT_CAPS_H

#include <stdbool.h>
#include <stddef.h>

#include "font/itemize.h"
#include "font/layout.h"

/* Synthesised small capitals in parts of the size, as in Chrome; about the x-height of most faces,
 * and a little more. */
#define CAPS_SCALE 0.7

/* Two features at most: NULL where there is none. */
struct caps_features {
    const char *tags[2];
};
struct caps_features caps_features(enum text_caps caps);

/* Decides for each of the paragraph's runs, which `itemize` made, how it gets the style's capitals,
 * and cuts those where only some letters become small. False with an error text without memory. */
bool caps_apply(const struct paragraph *p, const struct text_style *style,
                const struct face_list *table, struct text_runs *runs);

/* By how much a run is smaller than the text. */
static inline double text_run_scale(const struct text_run *run)
{
    return run->small ? CAPS_SCALE : 1;
}

#endif
