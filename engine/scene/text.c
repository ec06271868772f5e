/* A glyph's place is rounded to GLYPH_PHASES parts of a pixel across and to whole pixels down. */
#define LOG_MODULE "scene"
#include "scene/text.h"

#include <math.h>

#include "base/error.h"
#include "base/log.h"
#include "scene/scene_impl.h"

/* True if the matrix only moves and scales alike, as far as anybody can see. */
static bool is_upright(const struct matrix *m)
{
    const double tiny = 1e-6 * m->a;
    return m->a > 0 && fabs(m->b) <= tiny && fabs(m->c) <= tiny && fabs(m->a - m->d) <= tiny;
}

static bool is_masks(const struct glyph_list *list, const struct matrix *m, bool stroked)
{
    const double size = list->size * m->a;
    return !stroked && is_upright(m) && size > 0 && size <= TEXT_MASK_SIZE_MAX;
}

bool text_has_pieces(const struct drawing *d)
{
    return d->glyphs != NULL && is_masks(d->glyphs, &d->matrix, d->stroke != NULL) &&
           composite_is_bounded(d->op) && d->paint.kind != PAINT_IMAGE &&
           d->shadow.color >> 24 == 0 && d->filter_count == 0;
}

static struct rect grow(struct rect r, int by)
{
    return (struct rect){r.x0 - by, r.y0 - by, r.x1 + by, r.y1 + by};
}

static bool is_near(double x, double y, struct rect r)
{
    return x >= r.x0 && x <= r.x1 && y >= r.y0 && y <= r.y1;
}

/* Of numbers that fit an int; floor() is a call on some processors, and there are two a glyph. */
static int round_down(double v)
{
    const int towards_zero = (int)v;
    return towards_zero - (towards_zero > v);
}

/* The strikes of the list's faces, scaled, in the arena. NULL with an error text. */
static struct glyph_strike **find_strikes(const struct glyph_list *list, double scale,
                                          struct glyph_cache *cache, struct arena *arena)
{
    struct glyph_strike **strikes = arena_take(arena, list->face_count * sizeof(*strikes));
    for (uint32_t i = 0; strikes != NULL && i < list->face_count; i++) {
        const struct sized_face *f = &list->faces[i];
        strikes[i] = glyph_cache_strike(cache, f->face, f->size * scale);
        if (strikes[i] == NULL)
            return NULL;
    }
    if (strikes == NULL)
        error_set("no memory for a text");
    return strikes;
}

/* The masks of the record's text, moved by (dx, dy), that are in `bounds`. Unless `make`, the cache
 * has to have them. False with an error text, but without one if it has not. */
static inline bool place_masks(const struct record *r, double dx, double dy, struct rect bounds,
                               bool make, struct arena *arena, struct glyph_sorter *result)
{
    const struct placed_glyph *glyphs = r->glyphs->glyphs + r->first_glyph;
    const double scale = r->matrix.a, left = r->matrix.e + dx, top = r->matrix.f + dy;
    const struct rect near = grow(bounds, (int)(GLYPH_EMS_MAX * scale * r->glyphs->size) + 1);
    if (!glyphs_begin(result, r->glyph_count, bounds, arena))
        return false;
    struct glyph_sorter sorter = *result; /* nothing else points at it: it stays in registers */
    if (rect_empty(bounds))
        return true;
    for (uint32_t i = 0; i < r->glyph_count; i++) {
        const struct placed_glyph *p = &glyphs[i];
        const double x = scale * p->x + left, y = scale * p->y + top;
        if (!is_near(x, y, near))
            continue;
        const int across = round_down(x * GLYPH_PHASES + 0.5), phase = across & (GLYPH_PHASES - 1);
        struct glyph_strike *strike = r->strikes[p->face];
        const struct glyph_mask *m = make ? glyph_cache_mask(strike, p->id, (unsigned)phase)
                                          : glyph_cache_find(strike, p->id, (unsigned)phase);
        if (m == NULL)
            return false;
        if (m->width > 0)
            glyphs_add(&sorter,
                       placed_mask(m, (across - phase) / GLYPH_PHASES, round_down(y + 0.5)));
    }
    *result = sorter;
    return true;
}

/* The outlines of the glyphs that can be seen in `bounds`, in device space. False with an error
 * text. */
static bool make_path(struct record *r, struct rect bounds, struct glyph_cache *cache,
                      struct arena *arena)
{
    const struct glyph_list *list = r->glyphs;
    const struct matrix *m = &r->matrix;
    struct glyph_strike **strikes = find_strikes(list, 1, cache, arena);
    if (strikes == NULL)
        return false;
    const double pen = r->stroked ? r->style.width * fmax(r->style.miter_limit, 2) : 0;
    const double most = fmax(fabs(m->a) + fabs(m->c), fabs(m->b) + fabs(m->d));
    const double far = fmin((GLYPH_EMS_MAX * list->size + pen) * most + 1, 1 << 28);
    const struct rect near = grow(bounds, (int)far);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct placed_glyph *p = &list->glyphs[i];
        const struct matrix by = {1, 0, 0, 1, p->x, p->y};
        const struct matrix to = matrix_multiply(m, &by);
        if (!is_near(to.e, to.f, near))
            continue;
        const struct path *outline = glyph_cache_outline(strikes[p->face], p->id);
        if (outline == NULL || !path_add(&r->path, outline, &to))
            return false;
    }
    if (!path_is_finite(&r->path))
        path_clear(&r->path);
    return true;
}

static bool wants_shadow(const struct record *r)
{
    return r->shadow_layer != NULL && !r->shadow_layer->built && r->filter_count == 0;
}

/* All pixels that anything of the record's path can reach. */
static struct rect path_bounds_of(const struct record *r)
{
    struct rect all = rect_union(r->reach.drawing, r->reach.picture);
    struct rect cast = r->reach.mask;
    if (!rect_empty(cast)) {
        const double dx = r->shadow.dx, dy = r->shadow.dy;
        cast = (struct rect){(int)floor(cast.x0 - dx), (int)floor(cast.y0 - dy),
                             (int)ceil(cast.x1 - dx), (int)ceil(cast.y1 - dy)};
    }
    return rect_union(all, cast);
}

static bool prepare(struct record *r, struct target *t)
{
    struct glyph_cache *cache = t->scene->glyph_cache;
    if (!is_masks(r->glyphs, &r->matrix, r->stroked))
        return make_path(r, path_bounds_of(r), cache, &t->arena);
    r->strikes = find_strikes(r->glyphs, r->matrix.a, cache, &t->arena);
    if (r->strikes == NULL)
        return false;
    if (r->filter_count == 0 && r->shadow_ink == NULL)
        return true;
    const struct rect bounds = r->filter_count > 0 ? r->reach.picture : r->reach.drawing;
    struct glyph_sorter *both = arena_take(&t->arena, 2 * sizeof *both);
    if (both == NULL)
        return error_set("no memory for a text");
    both[1] = (struct glyph_sorter){0};
    if (!place_masks(r, 0, 0, bounds, true, &t->arena, &both[0]) ||
        (wants_shadow(r) &&
         !place_masks(r, r->shadow.dx, r->shadow.dy, r->reach.mask, true, &t->arena, &both[1])))
        return false;
    r->masks = both;
    return true;
}

bool text_prepare(struct target *t)
{
    struct scene *s = t->scene;
    bool ok = true, any = false;
    for (uint32_t i = 0; i < t->record_count; i++) {
        struct record *r = t->records[i];
        if (r->glyphs == NULL)
            continue;
        if (s->glyph_cache == NULL)
            s->glyph_cache = glyph_cache_create(GLYPH_CACHE_BYTES);
        if (!any && s->glyph_cache != NULL)
            glyph_cache_begin(s->glyph_cache);
        any = true;
        if (s->glyph_cache == NULL || !prepare(r, t)) {
            log_warning("a text is left out: %s", error_text());
            path_clear(&r->path);
            r->strikes = NULL;
            ok = false;
        }
    }
    return ok;
}

static inline bool place_shape(const struct record *r, struct rect bounds, bool make,
                               struct arena *arena, struct shape *shape)
{
    struct glyph_sorter sorter;
    return place_masks(r, 0, 0, bounds, make, arena, &sorter) &&
           shape_from_glyphs(shape, &sorter, arena);
}

bool text_find_shape(const struct record *r, struct rect bounds, struct arena *arena,
                     struct shape *shape)
{
    return place_shape(r, bounds, false, arena, shape);
}

bool text_make_shape(const struct record *r, struct rect bounds, struct arena *arena,
                     struct shape *shape)
{
    return place_shape(r, bounds, true, arena, shape);
}

static bool move_shape(const struct glyph_sorter *placed, int dx, int dy, struct rect bounds,
                       struct arena *arena, struct shape *shape)
{
    struct glyph_sorter moved;
    if (!glyphs_begin(&moved, placed->count, bounds, arena))
        return false;
    for (uint32_t i = 0; i < placed->count; i++) {
        struct placed_mask m = placed->masks[i];
        m.x += dx;
        m.y += dy;
        glyphs_add(&moved, m);
    }
    return shape_from_glyphs(shape, &moved, arena);
}

bool text_shape(const struct record *r, int dx, int dy, struct rect bounds, struct arena *arena,
                struct shape *shape)
{
    return move_shape(&r->masks[0], dx, dy, bounds, arena, shape);
}

bool text_shadow_shape(const struct record *r, struct rect bounds, struct arena *arena,
                       struct shape *shape)
{
    return move_shape(&r->masks[1], 0, 0, bounds, arena, shape);
}
