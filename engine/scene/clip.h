/* Clips: where drawing has an effect. A clip is the intersection of paths with that of its parent;
 * whole-pixel rectangles stay rectangles, anything else becomes a mask, made once, when the first
 * list that uses it is drawn. Reference counted, never changed. */
#ifndef SCENE_CLIP_H
#define SCENE_CLIP_H

#include <stdbool.h>

#include "base/hash.h"
#include "base/rect.h"
#include "raster/path.h"

struct clip;

/* The part of `parent` (NULL: of everything) inside of `path` (device space, finite; copied; an
 * empty one leaves nothing). `bounds` are the target's pixels. The result has one reference and
 * holds one to its parent. NULL with an error text when memory is missing. */
struct clip *clip_create(struct clip *parent, const struct path *path, bool even_odd,
                         struct rect bounds);

/* The same for whole pixels. */
struct clip *clip_create_rect(struct clip *parent, struct rect r, struct rect bounds);

struct clip *clip_ref(struct clip *c); /* NULL is accepted, and returned */
void clip_unref(struct clip *c);       /* NULL is accepted */

/* Nothing outside of this is drawn. Of NULL: as far as an int goes. */
struct rect clip_bounds(const struct clip *c);

/* What it is, for content keys. */
struct key clip_key(const struct clip *c);

#endif
