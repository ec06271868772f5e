/* Lists of glyphs: references and outlines. */
#include "font/glyph_list.h"

#include <stdlib.h>

#include "base/budget.h"

struct glyph_list *glyph_list_ref(struct glyph_list *g)
{
    g->references++;
    return g;
}

void glyph_list_unref(struct glyph_list *g)
{
    if (g == NULL || --g->references > 0)
        return;
    for (uint32_t i = 0; i < g->face_count; i++)
        face_unref(g->faces[i].face);
    free(g->faces);
    budget_free(g->glyphs, g->room * sizeof *g->glyphs);
    free(g);
}

bool glyph_list_outline(const struct glyph_list *g, const struct matrix *m, struct path *path)
{
    struct path one = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < g->count; i++) {
        const struct placed_glyph *p = &g->glyphs[i];
        const struct matrix by = {1, 0, 0, 1, p->x, p->y};
        const struct matrix to = matrix_multiply(m, &by);
        path_clear(&one);
        const struct sized_face *f = &g->faces[p->face];
        ok = face_outline(f->face, p->id, f->size, false, &one) && path_add(path, &one, &to);
    }
    path_finish(&one);
    return ok;
}
