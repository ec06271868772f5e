/* Face by face, cluster by cluster. What a face has is asked of its character map, with composition
 * and decomposition as HarfBuzz does them: a face that has "é" can show "e" and an accent. */
#include "font/itemize.h"

#include <stdlib.h>

#include "base/error.h"
#include "font/breaks.h"
#include "font/characters.h"
#include "font/libraries.h"
#include "font/utf8.h"

/* Clusters are looked at so far only: text that is made to hurt has some of a million marks. */
enum { CLUSTER_MAX = 32 };

int face_list_add(struct face_list *t, struct face *face)
{
    for (uint32_t i = t->count; i > 0; i--)
        if (t->faces[i - 1] == face)
            return (int)i - 1;
    if (t->count == UINT16_MAX) {
        error_set("text in more than %d faces", UINT16_MAX);
        return -1;
    }
    if (t->count == t->room) {
        const uint32_t room = t->room > 0 ? t->room * 2 : 4;
        struct face **faces = realloc(t->faces, room * sizeof(struct face *));
        if (faces == NULL) {
            error_set("no memory for the faces of a text");
            return -1;
        }
        t->faces = faces;
        t->room = room;
    }
    t->faces[t->count] = face_ref(face);
    return (int)t->count++;
}

void face_list_finish(struct face_list *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        face_unref(t->faces[i]);
    free(t->faces);
    *t = (struct face_list){0};
}

void *runs_reserve(void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return at;
    const size_t grown = *room > 0 ? *room * 2 : 8;
    void *moved = realloc(at, grown * size);
    if (moved == NULL)
        error_set("no memory for the runs of a text");
    else
        *room = grown;
    return moved;
}

bool text_runs_add(struct text_runs *list, const struct text_run *run)
{
    struct text_run *at = runs_reserve(list->at, list->count, &list->room, sizeof *at);
    if (at == NULL)
        return false;
    list->at = at;
    list->at[list->count++] = *run;
    return true;
}

#ifdef FBRUN_HAVE_FONTS

static bool composes(const struct face *face, uint32_t before, uint32_t c)
{
    hb_codepoint_t one;
    return libraries_open() &&
           harfbuzz.unicode_compose(harfbuzz.unicode_funcs_get_default(), before, c, &one) &&
           face_glyph(face, one, 0) != 0;
}

static bool decomposes(const struct face *face, uint32_t c)
{
    hb_codepoint_t a, b;
    return libraries_open() &&
           harfbuzz.unicode_decompose(harfbuzz.unicode_funcs_get_default(), c, &a, &b) &&
           face_glyph(face, a, 0) != 0 && (b == 0 || face_glyph(face, b, 0) != 0);
}

#else

static bool composes(const struct face *face, uint32_t before, uint32_t c)
{
    (void)face, (void)before, (void)c;
    return false;
}

static bool decomposes(const struct face *face, uint32_t c)
{
    (void)face, (void)c;
    return false;
}

#endif

static bool shows_nothing(uint32_t c)
{
    return character_is_control(c) || character_is_ignorable(c);
}

/* True if the face has all that shows. */
static bool has(const struct face *face, const uint32_t *cluster, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t c = cluster[i];
        if (!shows_nothing(c) && face_glyph(face, c, 0) == 0 &&
            !(i > 0 && composes(face, cluster[i - 1], c)) && !decomposes(face, c))
            return false;
    }
    return true;
}

struct itemizer {
    struct fonts *fonts;
    const struct font_query *query;
    const char *language;
    struct face_list *table;
    int first;
    int last_fallback; /* the last one that was used, -1: none, and its script */
    uint32_t last_script;
};

static int ask_fallback(struct itemizer *z, const uint32_t *cluster, size_t count, bool emoji)
{
    char text[CLUSTER_MAX * 4];
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += utf8_encode(cluster[i], text + length);
    struct face *face = fonts_fallback(z->fonts, z->query, text, length, z->language, emoji);
    return face != NULL ? face_list_add(z->table, face) : -1;
}

/* An index into the table; -1 with an error text. */
static int choose(struct itemizer *z, const uint32_t *cluster, size_t count, uint32_t script)
{
    const struct face *first = z->table->faces[z->first];
    if (characters_are_emoji(cluster, count)) {
        if (face_info(first)->color && has(first, cluster, count))
            return z->first;
        const int colored = ask_fallback(z, cluster, count, true);
        if (colored < 0 || has(z->table->faces[colored], cluster, count))
            return colored;
    }
    if (has(first, cluster, count))
        return z->first;
    /* The same face as long as it can, instead of one for each character of a script. */
    if (z->last_fallback >= 0 && z->last_script == script &&
        has(z->table->faces[z->last_fallback], cluster, count))
        return z->last_fallback;
    z->last_fallback = ask_fallback(z, cluster, count, false);
    z->last_script = script;
    return z->last_fallback;
}

static bool continues(const struct text_run *run, const struct text_run *next)
{
    return run->script == next->script && run->level == next->level && run->face == next->face;
}

/* Where a run that has become too long is cut: after its last space, else between clusters, if
 * there is such a place in its second half; else before its last character. */
static uint32_t cut_of(const struct paragraph *p, const struct text_run *run)
{
    const uint32_t least = run->begin + RUN_MAX / 2, last = run->end - 1;
    for (uint32_t i = last; i > least; i--)
        if (p->text[i - 1] == ' ' && (p->marks[i] & BREAK_CLUSTER))
            return i;
    for (uint32_t i = last; i > least; i--)
        if (p->marks[i] & BREAK_CLUSTER)
            return i;
    return last;
}

/* A level may change inside a cluster, at a control character; each code point's own counts. */
static bool add_piece(const struct paragraph *p, struct text_runs *list, struct text_run piece)
{
    struct text_run *last = list->count > 0 ? &list->at[list->count - 1] : NULL;
    if (last == NULL || !continues(last, &piece))
        return text_runs_add(list, &piece);
    last->end = piece.end;
    if (last->end - last->begin <= RUN_MAX)
        return true;
    piece.end = last->end;
    piece.begin = cut_of(p, last);
    last->end = piece.begin;
    return text_runs_add(list, &piece);
}

static bool add_cluster(const struct paragraph *p, struct text_runs *list, uint32_t begin,
                        uint32_t end, int face)
{
    bool ok = true;
    for (uint32_t i = begin; i < end && ok; i++)
        ok = add_piece(p, list,
                       (struct text_run){
                           .begin = i,
                           .end = i + 1,
                           .script = p->scripts[begin],
                           .level = p->levels[i],
                           .face = (uint16_t)face,
                       });
    return ok;
}

bool itemize(const struct paragraph *p, struct fonts *fonts, const struct font_query *query,
             const char *language, int first, struct face_list *table, struct text_runs *runs)
{
    struct itemizer z = {fonts, query, language, table, first, -1, 0};
    *runs = (struct text_runs){0};
    bool ok = true;
    for (size_t begin = 0, end; begin < p->count && ok; begin = end) {
        end = begin + 1;
        while (end < p->count && !(p->marks[end] & BREAK_CLUSTER))
            end++;
        const size_t looked_at = end - begin < CLUSTER_MAX ? end - begin : CLUSTER_MAX;
        const int face = choose(&z, p->text + begin, looked_at, p->scripts[begin]);
        ok = face >= 0 && add_cluster(p, runs, (uint32_t)begin, (uint32_t)end, face);
    }
    if (!ok) {
        free(runs->at);
        *runs = (struct text_runs){0};
    }
    return ok;
}
