/* A chain of paths. Rectangles only narrow the bounds, so that a clip that is made of them alone
 * has no parent. Coverage is made of the chain when it is needed (scene/layers.c). */
#include "scene/clip.h"

#include "base/budget.h"
#include "base/error.h"
#include "scene/clip_impl.h"
#include "scene/key_words.h"
#include "scene/reach.h"

static const struct rect EVERYTHING = {-(1 << 28), -(1 << 28), 1 << 28, 1 << 28};
static const struct key EMPTY = {UINT64_C(0x636c6970), UINT64_C(0x656d707479)};

const struct clip *clip_masked(const struct clip *c)
{
    return c == NULL || c->path.verb_count > 0 ? c : c->parent;
}

static struct clip *create(struct clip *parent, struct rect bounds)
{
    struct clip *c = budget_resize(NULL, 0, sizeof *c);
    if (c == NULL) {
        error_prefix("a clip");
        return NULL;
    }
    *c = (struct clip){.references = 1};
    c->bounds = rect_intersect(bounds, clip_bounds(parent));
    c->parent = (struct clip *)clip_masked(parent);
    c->key = c->parent == NULL ? EMPTY : c->parent->key;
    if (rect_empty(c->bounds)) /* nothing is drawn: whatever the chain was */
        c->parent = NULL;
    clip_ref(c->parent);
    c->bytes = c->parent == NULL ? 0 : c->parent->bytes;
    return c;
}

struct clip *clip_create_rect(struct clip *parent, struct rect r, struct rect bounds)
{
    return create(parent, rect_intersect(r, bounds));
}

struct clip *clip_create(struct clip *parent, const struct path *path, bool even_odd,
                         struct rect bounds)
{
    struct rect box;
    if (path_is_pixels(path, &box))
        return clip_create_rect(parent, box, bounds);
    if (!reach_of_path(path, &box))
        box = (struct rect){0};
    struct clip *c = create(parent, rect_intersect(box, bounds));
    if (c == NULL || rect_empty(c->bounds))
        return c;
    if (!path_add(&c->path, path, &MATRIX_IDENTITY)) {
        clip_unref(c);
        return NULL;
    }
    c->even_odd = even_odd;
    c->bytes += c->path.verb_capacity + c->path.point_capacity * sizeof *c->path.points;
    c->key = key_mix(c->key, even_odd, path->verb_count);
    c->key = key_words(c->key, path->verbs, path->verb_count);
    c->key = key_words(c->key, path->points, path->point_count * sizeof *path->points);
    return c;
}

struct clip *clip_ref(struct clip *c)
{
    if (c != NULL)
        c->references++;
    return c;
}

/* A loop, since a script can nest a million of them. */
void clip_unref(struct clip *c)
{
    while (c != NULL && --c->references == 0) {
        struct clip *parent = c->parent;
        path_finish(&c->path);
        budget_free(c, sizeof *c);
        c = parent;
    }
}

struct rect clip_bounds(const struct clip *c)
{
    return c == NULL ? EVERYTHING : c->bounds;
}

struct key clip_key(const struct clip *c)
{
    return c == NULL ? EMPTY : key_rect(c->key, c->bounds);
}
