/* The end of a layout's way: the pieces of a line from left to right, and their glyphs where they
 * are drawn. */
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/minmax.h"
#include "font/bidi.h"
#include "font/layout_impl.h"

static bool make_room(struct layout_work *w)
{
    if (w->order_room < w->line.count) {
        uint8_t *levels = realloc(w->levels, w->line.room * sizeof *levels);
        if (levels != NULL)
            w->levels = levels;
        uint32_t *order = realloc(w->order, w->line.room * sizeof *order);
        if (order != NULL)
            w->order = order;
        if (levels == NULL || order == NULL)
            return error_set("no memory for a line of text");
        w->order_room = w->line.room;
    }
    return true;
}

/* White space at the line's end has the paragraph's level (L1). A piece that is only in part such
 * space has been cut there. */
static bool order_pieces(struct layout_work *w, uint32_t begin, uint32_t end)
{
    if (!make_room(w))
        return false;
    const size_t trailing = bidi_trailing(w->paragraph.text, begin, end);
    for (size_t i = 0; i < w->line.count; i++) {
        const struct text_run *run = &w->line.at[i].run;
        w->levels[i] = run->begin >= trailing ? w->base : run->level;
    }
    bidi_order(w->levels, w->line.count, w->order);
    return true;
}

/* What a line is made of while it is. */
struct placing {
    struct layout_line *line;
    struct glyph_list *list;
    uint32_t face_room; /* of the list */
    double x;           /* of the pen */
    bool inked;         /* the line has ink */
    bool list_inked;
    unsigned refusals; /* of memory, before this line */
};

static void grow(bool *any, struct point *least, struct point *most, struct point a, struct point b)
{
    if (!*any) {
        *least = a;
        *most = b;
        *any = true;
        return;
    }
    *least = (struct point){double_min(least->x, a.x), double_min(least->y, a.y)};
    *most = (struct point){double_max(most->x, b.x), double_max(most->y, b.y)};
}

static bool add_picture(struct placing *pl, const struct sized_face *f, uint32_t id, double x,
                        double y)
{
    struct layout_line *line = pl->line;
    /* Room doubles at powers of two. */
    if ((line->picture_count & (line->picture_count - 1)) == 0) {
        const size_t room = line->picture_count > 0 ? (size_t)line->picture_count * 2 : 1;
        struct color_glyph *pictures = realloc(line->pictures, room * sizeof *pictures);
        if (pictures == NULL)
            return error_set("no memory for the colour glyphs of a line");
        line->pictures = pictures;
    }
    line->pictures[line->picture_count++] =
        (struct color_glyph){face_ref(f->face), id, x, y, f->size};
    return true;
}

/* Hinted outlines move up or down by less than a pixel. */
static void add_outline(struct placing *pl, uint16_t face, uint32_t id, double x, double y,
                        struct point a, struct point b)
{
    pl->list->glyphs[pl->list->count++] = (struct placed_glyph){id, face, (float)x, (float)y};
    a.y -= 1;
    b.y += 1;
    grow(&pl->list_inked, &pl->list->least, &pl->list->most, a, b);
}

/* Glyphs without ink (spaces) only move the pen. One whose outline was refused has some: without it
 * the layout would be wrong for as long as it is kept. */
static bool add_glyph(struct placing *pl, int index, const struct shaped_glyph *g)
{
    const struct sized_face *f = &pl->list->faces[index];
    const double x = pl->x + g->dx, y = g->dy;
    struct point a, b;
    pl->x += g->advance;
    if (!layout_ink(f->face, g->id, f->size, &a, &b))
        return budget_refusals() == pl->refusals || error_prefix("a glyph");
    a = (struct point){a.x + x, a.y + y};
    b = (struct point){b.x + x, b.y + y};
    grow(&pl->inked, &pl->line->least, &pl->line->most, a, b);
    if (face_info(f->face)->color && face_glyph_is_color(f->face, g->id))
        return add_picture(pl, f, g->id, x, y);
    add_outline(pl, (uint16_t)index, g->id, x, y, a, b);
    return true;
}

/* The face's index in the list, with a reference taken if it is new; -1 with an error text. */
static int add_face(struct placing *pl, struct face *face, double size)
{
    struct glyph_list *list = pl->list;
    for (uint32_t i = list->face_count; i > 0; i--)
        if (list->faces[i - 1].face == face && list->faces[i - 1].size == size)
            return (int)i - 1;
    if (list->face_count == UINT16_MAX) {
        error_set("a line of text in more than %d faces", UINT16_MAX);
        return -1;
    }
    if (list->face_count == pl->face_room) {
        const uint32_t room = pl->face_room > 0 ? pl->face_room * 2 : 1;
        struct sized_face *faces = realloc(list->faces, room * sizeof *faces);
        if (faces == NULL) {
            error_set("no memory for the faces of a line of text");
            return -1;
        }
        list->faces = faces;
        pl->face_room = room;
    }
    list->faces[list->face_count] = (struct sized_face){face_ref(face), size};
    return (int)list->face_count++;
}

static bool add_pieces(struct layout_work *w, struct placing *pl)
{
    bool ok = true;
    for (size_t i = 0; i < w->line.count && ok; i++) {
        const struct shaped_run *piece = &w->line.at[w->order[i]];
        const double size = pl->list->size * text_run_scale(&piece->run);
        const int index = add_face(pl, w->table.faces[piece->run.face], size);
        ok = index >= 0;
        for (size_t k = 0; k < piece->count && ok; k++)
            ok = add_glyph(pl, index, &w->glyphs.at[piece->first + k]);
    }
    return ok;
}

static struct glyph_list *create_list(const struct layout_work *w)
{
    size_t count = 0;
    for (size_t i = 0; i < w->line.count; i++)
        count += w->line.at[i].count;
    struct glyph_list *list = calloc(1, sizeof *list);
    struct placed_glyph *glyphs = budget_resize(NULL, 0, count * sizeof *glyphs);
    if (list == NULL || glyphs == NULL) {
        if (glyphs == NULL)
            error_prefix("a line of %zu glyphs", count);
        else
            error_set("no memory for a line of %zu glyphs", count);
        free(list);
        budget_free(glyphs, count * sizeof *glyphs);
        return NULL;
    }
    list->references = 1;
    list->glyphs = glyphs;
    list->room = count;
    list->size = w->layout->size > 0 ? w->layout->size : 1;
    return list;
}

static struct key list_key(const struct glyph_list *list)
{
    uint64_t bits;
    memcpy(&bits, &list->size, sizeof bits);
    struct key key = key_mix((struct key){0}, bits, list->count);
    for (uint32_t i = 0; i < list->face_count; i++) {
        const struct sized_face *f = &list->faces[i];
        const struct key face = face_key(f->face);
        memcpy(&bits, &f->size, sizeof bits);
        key = key_mix(key_mix(key, face.a, face.b), bits, 0);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const struct placed_glyph *g = &list->glyphs[i];
        uint32_t x, y;
        memcpy(&x, &g->x, sizeof x);
        memcpy(&y, &g->y, sizeof y);
        key = key_mix(key, (uint64_t)g->face << 32 | g->id, (uint64_t)x << 32 | y);
    }
    return key;
}

static bool place_glyphs(struct layout_work *w, struct layout_line *line)
{
    struct glyph_list *list = create_list(w);
    if (list == NULL)
        return false;
    line->glyphs = list;
    struct placing pl = {.line = line, .list = list, .refusals = budget_refusals()};
    const bool ok = add_pieces(w, &pl);
    list->key = list_key(list);
    line->advance = pl.x;
    return ok;
}

static bool make_line_room(struct layout_work *w)
{
    if (w->layout->line_count < w->line_room)
        return true;
    const size_t room = w->line_room > 0 ? w->line_room * 2 : 1;
    struct layout_line *lines = realloc(w->layout->lines, room * sizeof *lines);
    if (lines == NULL)
        return error_set("no memory for %zu lines of text", room);
    w->layout->lines = lines;
    w->line_room = room;
    return true;
}

bool layout_place(struct layout_work *w, uint32_t begin, uint32_t end)
{
    struct layout *l = w->layout;
    if (!make_line_room(w) || !order_pieces(w, begin, end))
        return false;
    struct layout_line *line = &l->lines[l->line_count++];
    *line = (struct layout_line){
        .rtl = w->base == 1,
        .begin = w->offsets[begin],
        .end = w->offsets[end],
    };
    if (!place_glyphs(w, line))
        return false;
    l->width = double_max(l->width, line->advance);
    return true;
}
