/* Recording: a command is hashed when it is appended, and the list with it, from what the caller
 * gave and before anything is built from it. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "scene/clip_impl.h"
#include "scene/key_words.h"
#include "scene/scene_impl.h"
#include "scene/text.h"

/* Makes room for some more commands: more memory, or, at a bound, by drawing what is there. Where
 * memory is short, what waits on the others is drawn as well. */
static void make_room(struct target *t, uint32_t commands)
{
    if (t->capacity >= COMMANDS_SHORT && budget_short())
        scene_flush(t->scene);
    if (t->count + commands > t->capacity && t->capacity < COMMANDS_MAX) {
        const size_t bytes = sizeof *t->commands * t->capacity;
        struct command *grown = budget_resize(t->commands, bytes, 2 * bytes);
        if (grown != NULL) {
            t->commands = grown;
            t->capacity *= 2;
        }
    }
    if (t->count + commands > t->capacity || t->entries >= ENTRIES_MAX)
        target_flush(t);
}

/* May flush. There are at least COMMANDS_FIRST in an empty list. */
static inline void reserve(struct target *t, uint32_t commands)
{
    assert(!t->mapped);
    if (t->count + commands > t->capacity || t->entries >= ENTRIES_MAX)
        make_room(t, commands);
}

/* Adds a command whose union the caller fills in; there must be room. `detail` stands for what is
 * in that union. Written in place: building a command elsewhere and copying it takes three times
 * as long, since its narrow stores are read back by wide loads too soon. */
static inline struct command *append(struct target *t, enum command_kind kind, struct rect box,
                                     uint32_t color, enum composite_operator op, struct key detail)
{
    if (t->count == 0) {
        t->next_waiting = t->scene->waiting;
        t->scene->waiting = t;
    }
    struct key k = key_rect(detail, box);
    k = key_mix(k, key_pair((int)color, (int)op), kind);
    t->list = key_mix(t->list, k.a, k.b);
    const int height = t->memory.grid.tile_height;
    t->entries += (uint32_t)((box.y1 - 1) / height - box.y0 / height + 1);
    t->scene->stats.commands++;
    struct command *c = &t->commands[t->count++];
    c->hash = k;
    c->box = box;
    c->kind = (uint8_t)kind;
    c->op = (uint8_t)op;
    c->color = color;
    return c;
}

/* True if the colour changes nothing below it; *op becomes "copy" if it hides all below it. */
static bool is_invisible(uint32_t color, enum composite_operator *op)
{
    if (*op == COMPOSITE_SOURCE_OVER && color >> 24 == 255)
        *op = COMPOSITE_COPY;
    return color == 0 && composite_is_bounded(*op);
}

void target_fill(struct target *t, struct rect r, uint32_t color, enum composite_operator op)
{
    r = rect_intersect(r, surface_bounds(&t->memory.surface));
    if (rect_empty(r) || is_invisible(color, &op))
        return;
    reserve(t, 1);
    append(t, COMMAND_FILL, r, color, op, (struct key){0, 0});
}

/* Copies the pixels `r` of `from` to (x, y) of `to`. */
static void copy_pixels(const struct surface *from, struct rect r, struct surface *to, int x, int y)
{
    for (int row = r.y0; row < r.y1; row++)
        memcpy(surface_at(to, x, y + row - r.y0), surface_at(from, r.x0, row),
               (size_t)(r.x1 - r.x0) * sizeof *to->pixels);
}

/* Copies the target's present pixels `r`, for a command that draws them into the target itself.
 * One copy is enough: such a command is the first of its list. */
static bool make_copy(struct target *t, struct rect r)
{
    assert(t->count == 0);
    surface_finish(&t->copy); /* of a drawing that then failed */
    if (!surface_init(&t->copy, r.x1 - r.x0, r.y1 - r.y0))
        return false;
    copy_pixels(&t->memory.surface, r, &t->copy, 0, 0);
    return true;
}

bool target_copy(struct target *t, struct rect clip, struct target *source, struct rect from, int x,
                 int y, enum composite_operator op)
{
    const struct rect cut = rect_intersect(from, surface_bounds(&source->memory.surface));
    if (rect_empty(cut))
        return true;
    const int dx = x - from.x0, dy = y - from.y0;
    struct rect box = {cut.x0 + dx, cut.y0 + dy, cut.x1 + dx, cut.y1 + dy};
    box = rect_intersect(box, rect_intersect(clip, surface_bounds(&t->memory.surface)));
    if (rect_empty(box))
        return true;

    target_flush(source);
    reserve(t, 1); /* may flush t: before its present pixels are copied or its sources noted */
    const struct key detail = key_mix(target_content(source), key_pair(dx, dy), 0);
    const struct surface *pixels = &source->memory.surface;
    if (source == t) {
        if (!make_copy(t, (struct rect){box.x0 - dx, box.y0 - dy, box.x1 - dx, box.y1 - dy}))
            return false;
        pixels = &t->copy;
    } else if (!target_add_source(t, source)) {
        return false;
    }
    struct command *c = append(t, COMMAND_COPY, box, 0, op, detail);
    c->copy.source = pixels;
    c->copy.dx = source == t ? box.x0 : dx;
    c->copy.dy = source == t ? box.y0 : dy;
    return true;
}

/* The glyphs of a text that a record has. */
struct piece {
    uint32_t first, count;
};

/* Keys of what a drawing is made of. */

static struct key text_key(const struct drawing *d, struct piece piece)
{
    const struct matrix *m = &d->matrix;
    const struct key start = {UINT64_C(0x74657874), (uint64_t)piece.first << 32 | piece.count};
    struct key k = key_join(start, d->glyphs->key);
    k = key_doubles(key_doubles(k, m->a, m->b), m->c, m->d);
    return key_doubles(k, m->e, m->f);
}

static struct key path_key(const struct drawing *d)
{
    const struct path *p = d->path;
    struct key k = key_words((struct key){p->verb_count, d->even_odd}, p->verbs, p->verb_count);
    return key_words(k, p->points, p->point_count * sizeof *p->points);
}

static struct key shape_key(const struct drawing *d, struct piece piece)
{
    struct key k = d->glyphs != NULL ? text_key(d, piece) : path_key(d);
    const struct stroke_style *s = d->stroke;
    if (s == NULL)
        return k;
    k = key_doubles(k, s->width, s->miter_limit);
    k = key_mix(k, key_pair((int)s->cap, (int)s->join), 1);
    k = key_words(k, s->dashes, s->dash_count * sizeof *s->dashes);
    k = key_doubles(k, s->dash_offset, d->matrix.a);
    k = key_doubles(k, d->matrix.b, d->matrix.c);
    return key_doubles(k, d->matrix.d, 0);
}

static struct key filter_key(const struct filter *filters, int count)
{
    struct key k = {(uint64_t)count, 0};
    for (int i = 0; i < count; i++) {
        const struct filter *f = &filters[i];
        k = key_mix(k, f->kind, f->color);
        k = key_doubles(k, f->dx, f->dy);
        k = key_doubles(k, f->sigma, 0);
        if (f->kind == FILTER_COLOR_MATRIX)
            k = key_words(k, f->matrix, sizeof f->matrix);
    }
    return k;
}

/* Of all that decides the paint's colours; `content` stands for the image's pixels. */
static struct key whole_paint_key(const struct paint *p, struct key content)
{
    struct key k = paint_key(p);
    if (p->kind == PAINT_SOLID)
        return k;
    return key_join(k, p->kind == PAINT_IMAGE ? content : gradient_stops_key(p->gradient.stops));
}

/* A copy in the arena; NULL without memory. */
static void *keep(struct arena *a, const void *data, size_t bytes)
{
    void *copy = arena_take(a, bytes);
    if (copy != NULL && bytes > 0)
        memcpy(copy, data, bytes);
    return copy;
}

static bool reserve_record(struct target *t)
{
    if (t->record_count == t->record_capacity) {
        const uint32_t capacity = t->record_capacity == 0 ? 8 : t->record_capacity * 2;
        struct record **grown =
            budget_resize(t->records, t->record_capacity * sizeof *grown, capacity * sizeof *grown);
        if (grown == NULL)
            return error_prefix("a drawing");
        t->records = grown;
        t->record_capacity = capacity;
    }
    return true;
}

/* The record of a drawing but for its source and what is counted, and room for it in the list of
 * records. NULL with an error text. */
static struct record *make_record(struct target *t, const struct drawing *d,
                                  const struct reach *reach, struct piece piece)
{
    static const struct stroke_style none = {0};
    const struct stroke_style *style = d->stroke == NULL ? &none : d->stroke;
    static const struct path no_path = {0};
    const struct path *path = d->glyphs != NULL ? &no_path : d->path;
    struct arena *a = &t->arena;
    if (!reserve_record(t))
        return NULL;
    struct record *r = arena_take(a, sizeof *r);
    const uint8_t *verbs = keep(a, path->verbs, path->verb_count);
    const struct point *points = keep(a, path->points, path->point_count * sizeof *points);
    const double *dashes = keep(a, style->dashes, style->dash_count * sizeof *dashes);
    const struct filter *filters = keep(a, d->filters, (size_t)d->filter_count * sizeof *filters);
    const bool shaded = !rect_empty(reach->shadow);
    struct ink *shadow_ink = shaded ? arena_take(a, sizeof *shadow_ink) : NULL;
    if (r == NULL || verbs == NULL || points == NULL || dashes == NULL || filters == NULL ||
        (shaded && shadow_ink == NULL)) {
        error_prefix("a drawing of %u points", (unsigned)path->point_count);
        return NULL;
    }
    *r = (struct record){
        .path = {.verbs = (uint8_t *)verbs,
                 .points = (struct point *)points,
                 .verb_count = path->verb_count,
                 .point_count = path->point_count},
        .glyphs = d->glyphs,
        .first_glyph = piece.first,
        .glyph_count = piece.count,
        .even_odd = d->even_odd && d->glyphs == NULL,
        .stroked = d->stroke != NULL,
        .style = *style,
        .matrix = d->matrix,
        .clip = d->clip,
        .shadow = d->shadow,
        .filters = filters,
        .filter_count = d->filter_count,
        .reach = *reach,
        .shape_key = shape_key(d, piece),
        .filter_key = filter_key(d->filters, d->filter_count),
        .ink = {.paint = d->paint, .op = d->op},
        .shadow_ink = shadow_ink,
    };
    if (d->glyphs != NULL) /* its memory is not the arena's: prepare makes it */
        r->path = no_path;
    r->style.dashes = dashes;
    r->shadow.sigma = fmin(r->shadow.sigma, FILTER_SIGMA_MAX);
    return r;
}

/* Stands for pixels that no target holds. */
static struct key surface_content(const struct surface *s, struct rect part)
{
    struct key k = {key_pair(s->width, s->height), 0};
    for (int y = part.y0; y < part.y1; y++)
        k = key_words(k, surface_at(s, part.x0, y),
                      (size_t)(part.x1 - part.x0) * sizeof *s->pixels);
    return k;
}

/* Gives the record its image: the source's pixels as they are now. */
static bool take_image(struct target *t, struct record *r, struct target *source)
{
    struct paint *p = &r->ink.paint;
    const struct surface *s = source == NULL ? p->image.surface : &source->memory.surface;
    const struct rect part = p->image.part;
    assert(rect_contains(surface_bounds(s), part) && !rect_empty(part));
    r->paint_key =
        whole_paint_key(p, source == NULL ? surface_content(s, part) : target_content(source));
    if (source != NULL && source == t) {
        /* As large as the target, so that the paint's numbers stay what they are. */
        if (!make_copy(t, (struct rect){0, 0, s->width, s->height}))
            return false;
        s = &t->copy;
    } else if (source != NULL && !target_add_source(t, source)) {
        return false;
    }
    p->image.surface = s;
    return true;
}

static size_t area(struct rect r)
{
    return rect_empty(r) ? 0 : (size_t)(r.x1 - r.x0) * (size_t)(r.y1 - r.y0);
}

/* What the drawing's layers take at most, besides what the list has counted. */
static size_t count_layers(const struct target *t, const struct drawing *d,
                           const struct reach *reach)
{
    const struct clip *clip = clip_masked(d->clip);
    size_t bytes = area(reach->mask) + area(reach->picture) * sizeof(uint32_t);
    if (clip != NULL && clip != t->last_clip)
        bytes += area(clip->bounds);
    return bytes;
}

/* What the masks or outlines of a piece of the drawing's text take at about most. */
static size_t count_glyphs(const struct drawing *d, struct piece piece)
{
    enum { EACH = 256, TEXT = 512, SIDE_MAX = 128 };
    if (d->glyphs == NULL)
        return 0;
    const double side = fmin(d->glyphs->size * fabs(d->matrix.a), SIDE_MAX);
    return TEXT + piece.count * (EACH + (size_t)(side * side));
}

/* Makes room for a drawing with its shadow; flushes when the list's bounds are reached. */
static void reserve_drawing(struct target *t, size_t layer_bytes, size_t glyph_bytes)
{
    if (t->arena.bytes >= RECORDS_SHORT && budget_short())
        scene_flush(t->scene);
    if (t->count > 0 &&
        (t->arena.bytes + t->held_bytes >= RECORDS_MAX ||
         t->layer_bytes + layer_bytes > LAYERS_KEPT || t->glyph_bytes + glyph_bytes > GLYPHS_MAX))
        target_flush(t);
    reserve(t, 2);
}

/* The record refers to its clip and its stops. Of those that the one before it has too, no more
 * memory is held; a clip's parent may be that one's. */
static void hold(struct target *t, struct record *r)
{
    const struct clip *clip = clip_masked(clip_ref(r->clip));
    if (clip != NULL && clip != t->last_clip)
        t->held_bytes +=
            clip->bytes -
            (clip->parent != NULL && clip->parent == t->last_clip ? clip->parent->bytes : 0);
    t->last_clip = clip;
    if (r->glyphs != NULL) /* counted as glyph_bytes, which are more */
        glyph_list_ref(r->glyphs);
    if (r->ink.paint.kind == PAINT_SOLID || r->ink.paint.kind == PAINT_IMAGE)
        return;
    r->stops = gradient_stops_ref((struct gradient_stops *)r->ink.paint.gradient.stops);
    if (r->stops != t->last_stops)
        t->held_bytes += gradient_stops_bytes(r->stops);
    t->last_stops = r->stops;
}

static void append_record(struct target *t, struct record *r)
{
    struct key k = key_join(key_join(r->shape_key, r->paint_key), r->filter_key);
    const struct clip *clip = clip_masked(r->clip);
    if (clip != NULL) /* of others the boxes say it all */
        k = key_join(k, clip_key(clip));
    hold(t, r);
    t->records[t->record_count++] = r;
    if (r->shadow_ink != NULL) {
        const struct shadow *s = &r->shadow;
        const struct key detail = key_doubles(key_doubles(k, s->dx, s->dy), s->sigma, 0);
        append(t, COMMAND_SHADOW, r->reach.shadow, s->color, r->ink.op, detail)->record = r;
    }
    if (!rect_empty(r->reach.drawing))
        append(t, COMMAND_DRAW, r->reach.drawing, 0, r->ink.op, k)->record = r;
}

/* True if the drawing is a fill of whole pixels. */
static bool is_fill(const struct drawing *d, struct rect *pixels)
{
    return d->glyphs == NULL && d->stroke == NULL && d->paint.kind == PAINT_SOLID &&
           d->shadow.color >> 24 == 0 && d->filter_count == 0 && clip_masked(d->clip) == NULL &&
           composite_is_bounded(d->op) && path_is_pixels(d->path, pixels);
}

/* A drawing has failed. What it has put into an empty list goes: no flush would free it. */
static bool give_up(struct target *t)
{
    if (t->count == 0)
        target_drop_list(t);
    return false;
}

static bool draw_piece(struct target *t, const struct drawing *d, const struct reach *reach,
                       struct piece piece)
{
    const struct paint *p = &d->paint;
    struct target *source = p->kind == PAINT_IMAGE ? d->source : NULL;
    if (source != NULL)
        target_flush(source);
    const size_t layer_bytes = count_layers(t, d, reach), glyph_bytes = count_glyphs(d, piece);
    reserve_drawing(t, layer_bytes, glyph_bytes); /* may flush: before the source is looked at */
    struct record *r = make_record(t, d, reach, piece);
    if (r == NULL && t->scene->waiting != NULL) { /* what is drawn has given its memory back */
        scene_flush(t->scene);
        give_up(t);
        r = make_record(t, d, reach, piece);
    }
    if (r == NULL)
        return give_up(t);
    if (p->kind != PAINT_IMAGE)
        r->paint_key = whole_paint_key(p, (struct key){0, 0});
    else if (!take_image(t, r, source))
        return give_up(t);
    append_record(t, r);
    t->layer_bytes += layer_bytes;
    t->glyph_bytes += glyph_bytes;
    if (p->kind == PAINT_IMAGE && source == NULL)
        target_flush(t); /* nobody knows how long the pixels stay */
    return true;
}

bool target_draw(struct target *t, const struct drawing *d)
{
    const struct rect visible =
        rect_intersect(surface_bounds(&t->memory.surface), clip_bounds(d->clip));
    const struct paint *p = &d->paint;
    struct rect pixels;
    struct reach reach;
    if (composite_is_bounded(d->op) && (p->kind == PAINT_SOLID ? p->color == 0 : p->alpha == 0))
        return true;
    if (is_fill(d, &pixels)) {
        target_fill(t, rect_intersect(pixels, visible), p->color, d->op);
        return true;
    }
    if (!reach_find(d, visible, &reach))
        return true;

    struct piece piece = {0, d->glyphs == NULL ? 0 : d->glyphs->count};
    if (piece.count <= TEXT_PIECE || !text_has_pieces(d))
        return draw_piece(t, d, &reach, piece);
    bool ok = true;
    for (uint32_t left = piece.count; ok && left > 0; left -= piece.count) {
        piece.count = left < TEXT_PIECE ? left : TEXT_PIECE;
        ok = draw_piece(t, d, &reach, piece);
        piece.first += piece.count;
    }
    return ok;
}
