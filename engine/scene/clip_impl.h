/* What the scene's files know of a clip. */
#ifndef SCENE_CLIP_IMPL_H
#define SCENE_CLIP_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scene/clip.h"

struct clip {
    uint32_t references;
    bool even_odd;
    struct clip *parent; /* the next clip outwards that has a path; NULL: none */
    struct path path;    /* empty: only a rectangle is added to the parent */
    struct rect bounds;
    struct key key; /* of path, rule, and the parent's */
    size_t bytes;   /* of memory for its path and the parents' */
};

/* The innermost clip of the chain that has a path, whose coverage is needed within c's bounds.
 * NULL if c is just its bounds. c may be NULL. */
const struct clip *clip_masked(const struct clip *c);

#endif
