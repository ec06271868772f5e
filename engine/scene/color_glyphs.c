/* A list that is searched from front to back: drawing one emoji costs far more than looking through
 * all of them. Which one goes is decided by when it was last asked for. */
#define LOG_MODULE "scene"
#include "scene/color_glyphs.h"

#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"
#include "scene/key_words.h"
#include "scene/scene_impl.h"

enum {
    PICTURES_MAX = 512,
    BYTES_MAX = 32 << 20, /* some 480 of the usual 136x128 pixels */
};

struct entry {
    struct key key;
    struct glyph_picture picture;
    size_t bytes;
    uint64_t used; /* when it was last asked for */
};

struct color_glyphs {
    struct entry entries[PICTURES_MAX];
    int count;
    size_t bytes;
    uint64_t now;
};

static void drop_oldest(struct color_glyphs *c)
{
    int oldest = 0;
    for (int i = 1; i < c->count; i++)
        if (c->entries[i].used < c->entries[oldest].used)
            oldest = i;
    c->bytes -= c->entries[oldest].bytes;
    target_destroy(c->entries[oldest].picture.target);
    c->entries[oldest] = c->entries[--c->count];
}

void color_glyphs_destroy(struct color_glyphs *c)
{
    while (c != NULL && c->count > 0)
        drop_oldest(c);
    free(c);
}

/* A target with the pixels; NULL, logged, without memory. */
static struct target *make_target(struct scene *s, const struct surface *from)
{
    struct target *t = target_create(s, from->width, from->height);
    if (t == NULL) {
        log_warning("a colour glyph is left out: %s", error_text());
        return NULL;
    }
    struct surface *to = target_map(t);
    for (int y = 0; y < from->height; y++)
        memcpy(surface_at(to, 0, y), surface_at(from, 0, y),
               (size_t)from->width * sizeof *to->pixels);
    target_unmap(t, surface_bounds(to));
    return t;
}

/* Puts the picture into the entry, which has its key. */
static void make_picture(struct scene *s, struct entry *e, struct face *face, uint32_t glyph,
                         double size, uint32_t text_color)
{
    struct surface pixels = {0};
    struct glyph_picture *p = &e->picture;
    if (!face_picture(face, glyph, size, text_color, &pixels, &p->left, &p->top, &p->scale)) {
        log_debug("a colour glyph is left out: %s", error_text());
        return;
    }
    p->target = make_target(s, &pixels);
    e->bytes = (size_t)pixels.width * (size_t)pixels.height * sizeof *pixels.pixels;
    surface_finish(&pixels);
}

static struct color_glyphs *get_list(struct scene *s)
{
    if (s->color_glyphs == NULL)
        s->color_glyphs = calloc(1, sizeof *s->color_glyphs);
    return s->color_glyphs;
}

struct glyph_picture scene_color_glyph(struct scene *s, struct face *face, uint32_t glyph,
                                       double size, uint32_t text_color)
{
    struct color_glyphs *c = get_list(s);
    const struct key face_and_size = key_doubles(face_key(face), size, 0);
    const struct key key = key_mix(face_and_size, glyph, text_color);
    if (c == NULL)
        return (struct glyph_picture){0};
    c->now++;
    for (int i = 0; i < c->count; i++) {
        if (key_equal(c->entries[i].key, key)) {
            c->entries[i].used = c->now;
            return c->entries[i].picture;
        }
    }
    struct entry e = {.key = key, .used = c->now};
    const unsigned refusals = budget_refusals();
    make_picture(s, &e, face, glyph, size, text_color);
    if (e.picture.target == NULL && budget_refusals() != refusals)
        return e.picture; /* there may be memory next time */
    while (c->count > 0 && (c->count == PICTURES_MAX || c->bytes + e.bytes > BYTES_MAX))
        drop_oldest(c);
    c->entries[c->count++] = e;
    c->bytes += e.bytes;
    return e.picture;
}
