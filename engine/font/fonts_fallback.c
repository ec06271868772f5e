/* Faces for what the asked-for ones lack, a grapheme cluster at a time. */
#include <string.h>

#include "font/fonts_impl.h"
#include "font/utf8.h"

/* Answers are forgotten when there are this many; families that are tried before one gives up. */
enum { ANSWERS_MAX = 8192, FAMILIES_TRIED = 4 };

/* What shows nothing of its own, so that a font need not have it: joiners, marks of direction, and
 * selectors of variants (of Unicode's Default_Ignorable_Code_Point what stands inside clusters),
 * and controls. */
static bool is_ignorable(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x34F || c == 0x61C ||
           (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

static struct font_need need_of(const char *text, size_t length, const char *language, bool emoji)
{
    struct font_need need = {.language = language != NULL ? language : "", .emoji = emoji};
    const uint32_t most = sizeof need.codepoints / sizeof *need.codepoints;
    for (size_t i = 0; i < length && need.count < most;) {
        uint32_t c;
        i += utf8_next(text + i, length - i, &c);
        if (!is_ignorable(c))
            need.codepoints[need.count++] = c;
    }
    return need;
}

static bool has_glyphs(const struct face *face, const struct font_need *need, bool all)
{
    for (uint32_t i = 0; i < (all ? need->count : 1); i++)
        if (face_glyph(face, need->codepoints[i], 0) == 0)
            return false;
    return true;
}

/* Of the query's own families. `color`: only colour faces. */
static struct face *of_query(struct fonts *f, const struct font_query *query,
                             const struct font_need *need, bool all, bool color)
{
    for (size_t i = 0; query->families != NULL && query->families[i] != NULL; i++) {
        struct face *face = fonts_of_family(f, query->families[i], query);
        if (face != NULL && (!color || face_info(face)->color) && has_glyphs(face, need, all))
            return face;
    }
    return NULL;
}

/* Of all that the system has. */
static struct face *of_system(struct fonts *f, const struct font_query *query,
                              const struct font_need *need, bool all)
{
    const char *name;
    for (uint32_t skip = 0; skip < FAMILIES_TRIED; skip++) {
        if (!f->source->fallback(f->source_data, query, need, all, skip, &name))
            return NULL;
        struct face *face = fonts_of_family(f, name, query);
        if (face != NULL && has_glyphs(face, need, all))
            return face;
    }
    return NULL;
}

static struct face *search(struct fonts *f, const struct font_query *query,
                           const struct font_need *need)
{
    struct face *face = NULL;
    if (need->count == 0)
        return NULL;
    fonts_look(f);
    /* A face that has the base alone is better than none. */
    for (int part = 0; face == NULL && part < (need->count > 1 ? 2 : 1); part++) {
        const bool all = part == 0;
        if (need->emoji)
            face = of_query(f, query, need, all, true);
        if (face == NULL && !need->emoji)
            face = of_query(f, query, need, all, false);
        if (face == NULL && f->source != NULL)
            face = of_system(f, query, need, all);
        if (face == NULL && need->emoji)
            face = of_query(f, query, need, all, false);
        if (face == NULL && has_glyphs(f->builtin, need, all))
            face = f->builtin;
    }
    return face;
}

struct face *fonts_fallback(struct fonts *f, const struct font_query *query, const char *text,
                            size_t length, const char *language, bool emoji)
{
    const struct font_need need = need_of(text, length, language, emoji);
    struct key key = fonts_query_key(query);
    key = fonts_mix_text(key, (const char *)need.codepoints, need.count * sizeof *need.codepoints);
    key = key_mix(fonts_mix_text(key, need.language, strlen(need.language)), emoji, 2);
    struct face *face = face_table_find(&f->fallbacks, key);
    if (face != NULL)
        return face;
    if (f->fallbacks.count >= ANSWERS_MAX)
        face_table_clear(&f->fallbacks);
    face = search(f, query, &need);
    if (face == NULL)
        face = fonts_of_query(f, query);
    return face != NULL ? face_table_add(&f->fallbacks, key, face_ref(face)) : NULL;
}
