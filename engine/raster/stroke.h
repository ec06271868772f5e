/* Strokes: from a path and a pen to the outline that is filled (nonzero). HTML Living Standard,
 * "trace a path": dashes, then caps and joins, the union of all of it. */
#ifndef RASTER_STROKE_H
#define RASTER_STROKE_H

#include <stdbool.h>
#include <stdint.h>

#include "raster/path.h"

enum line_cap { CAP_BUTT, CAP_ROUND, CAP_SQUARE };
enum line_join { JOIN_MITER, JOIN_ROUND, JOIN_BEVEL };

struct stroke_style {
    double width;       /* user units, finite, above 0 */
    double miter_limit; /* above 0 */
    enum line_cap cap;
    enum line_join join;
    const double *dashes; /* dash, gap, dash, …: an even number, finite, 0 or more; all 0: solid */
    uint32_t dash_count;
    double dash_offset; /* finite */
};

/* Appends the outline of `path`, to be filled with the nonzero rule, to `outline`. Both are in
 * device space, and finite; widths and dashes are in user space, from which `m` (invertible) leads
 * to device space, so that a non-uniform scale gives an elliptic pen. Subpaths without length
 * leave nothing, with any cap: the standard prunes them; a dash without length leaves its two caps.
 * Work and memory are bounded whatever the dashes are: a pattern that would give more than 100,000
 * dashes, or 2 million points of round caps, is drawn solid. `clip` (device pixels, with the
 * stroke's reach not yet added) may be used to leave out what cannot be seen. False with an error
 * text when memory is missing. */
bool stroke_path(const struct path *path, const struct stroke_style *style, const struct matrix *m,
                 const struct point clip[2], struct path *outline);

#endif
