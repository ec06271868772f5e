/* The text attributes: their names, and what they mean for a layout. */
#include "canvas/text_state.h"

#include <string.h>

#include "base/budget.h"
#include "base/error.h"

static const char DEFAULT_FONT[] = "10px sans-serif";

static void release_language(struct language *l)
{
    if (l != NULL && --l->references == 0)
        budget_free(l, sizeof *l + l->length + 1);
}

void text_state_ref(const struct text_state *s)
{
    if (s->font != NULL)
        s->font->references++;
    if (s->lang != NULL)
        s->lang->references++;
}

void text_state_finish(struct text_state *s)
{
    font_value_unref(s->font);
    release_language(s->lang);
    *s = (struct text_state){0};
}

bool text_state_set_font(struct text_state *s, const char *text, size_t length)
{
    struct font_value *font;
    if (!font_parse(text, length, &font))
        return false;
    if (font != NULL) {
        font_value_unref(s->font);
        s->font = font;
    }
    return true;
}

const char *text_state_font(const struct text_state *s, size_t *length)
{
    *length = s->font == NULL ? sizeof DEFAULT_FONT - 1 : s->font->length;
    return s->font == NULL ? DEFAULT_FONT : s->font->text;
}

bool text_state_set_lang(struct text_state *s, const char *text, size_t length)
{
    static const char inherit[] = "inherit";
    if (length == sizeof inherit - 1 && memcmp(text, inherit, length) == 0) {
        release_language(s->lang);
        s->lang = NULL;
        return true;
    }
    struct language *l = budget_resize(NULL, 0, sizeof *l + length + 1); /* Lua has as much */
    if (l == NULL)
        return error_prefix("a language of %zu bytes", length);
    *l = (struct language){.references = 1, .length = length};
    memcpy(l->text, text, length);
    l->text[length] = '\0';
    release_language(s->lang);
    s->lang = l;
    return true;
}

const char *text_state_lang(const struct text_state *s, size_t *length)
{
    static const char inherit[] = "inherit";
    *length = s->lang == NULL ? sizeof inherit - 1 : s->lang->length;
    return s->lang == NULL ? inherit : s->lang->text;
}

void text_state_set_letter_spacing(struct text_state *s, const char *text, size_t length)
{
    css_length_parse(text, length, &s->letter_spacing);
}

void text_state_set_word_spacing(struct text_state *s, const char *text, size_t length)
{
    css_length_parse(text, length, &s->word_spacing);
}

void text_state_set_font_stretch(struct text_state *s, const char *name, size_t length)
{
    const double percent = font_stretch_find(name, length);
    if (percent != 0)
        s->font_stretch = percent == 100 ? 0 : percent;
}

const char *text_state_font_stretch(const struct text_state *s)
{
    return font_stretch_name(s->font_stretch == 0 ? 100 : s->font_stretch);
}

static const char *const text_align_names[] = {
    [ALIGN_START] = "start", [ALIGN_END] = "end",       [ALIGN_LEFT] = "left",
    [ALIGN_RIGHT] = "right", [ALIGN_CENTER] = "center",
};
static const char *const text_baseline_names[] = {
    [BASELINE_ALPHABETIC] = "alphabetic",   [BASELINE_TOP] = "top",
    [BASELINE_HANGING] = "hanging",         [BASELINE_MIDDLE] = "middle",
    [BASELINE_IDEOGRAPHIC] = "ideographic", [BASELINE_BOTTOM] = "bottom",
};
static const char *const direction_names[] = {
    [DIRECTION_AUTO] = "inherit", [DIRECTION_LTR] = "ltr", [DIRECTION_RTL] = "rtl"};
static const char *const font_kerning_names[] = {
    [KERNING_AUTO] = "auto", [KERNING_NORMAL] = "normal", [KERNING_NONE] = "none"};
static const char *const font_variant_caps_names[] = {
    [CAPS_NORMAL] = "normal",
    [CAPS_SMALL] = "small-caps",
    [CAPS_ALL_SMALL] = "all-small-caps",
    [CAPS_PETITE] = "petite-caps",
    [CAPS_ALL_PETITE] = "all-petite-caps",
    [CAPS_UNICASE] = "unicase",
    [CAPS_TITLING] = "titling-caps",
};
static const char *const text_rendering_names[] = {
    [RENDERING_AUTO] = "auto",
    [RENDERING_SPEED] = "optimizeSpeed",
    [RENDERING_LEGIBILITY] = "optimizeLegibility",
    [RENDERING_PRECISION] = "geometricPrecision",
};

/* The index of the name in the list, or -1. */
static int find(const char *const *names, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return (int)i;
    return -1;
}

#define NAMED(attribute)                                                                           \
    void text_state_set_##attribute(struct text_state *s, const char *name, size_t length)         \
    {                                                                                              \
        const size_t count = sizeof attribute##_names / sizeof attribute##_names[0];               \
        const int found = find(attribute##_names, count, name, length);                            \
        if (found >= 0)                                                                            \
            s->attribute = found;                                                                  \
    }                                                                                              \
    const char *text_state_##attribute(const struct text_state *s)                                 \
    {                                                                                              \
        return attribute##_names[s->attribute];                                                    \
    }

NAMED(text_align)
NAMED(text_baseline)
NAMED(direction)
NAMED(font_kerning)
NAMED(font_variant_caps)
NAMED(text_rendering)

/* What is "inherit" would be the canvas element's own; there is none, so it is the initial value:
 * left to right, and no language. */
struct text_style text_state_style(const struct text_state *s)
{
    static const char *const families[] = {"sans-serif", NULL};
    static const struct font_words words = {.weight = 400, .stretch = 100};
    const struct font_words *w = s->font == NULL ? &words : &s->font->words;
    const double size = s->font == NULL ? 10 : s->font->size;
    const bool fast = s->text_rendering == RENDERING_SPEED && s->font_kerning == KERNING_AUTO;
    return (struct text_style){
        .query = {.families = s->font == NULL ? families : s->font->families,
                  .weight = w->weight,
                  .stretch = s->font_stretch == 0 ? w->stretch : s->font_stretch,
                  .slant = w->slant},
        .size = size,
        .direction = s->direction == DIRECTION_RTL ? DIRECTION_RTL : DIRECTION_LTR,
        .kerning = fast ? KERNING_NONE : s->font_kerning,
        .caps = s->font_variant_caps == CAPS_NORMAL && w->small_caps ? CAPS_SMALL
                                                                     : s->font_variant_caps,
        .letter_spacing = css_length_pixels(&s->letter_spacing, size),
        .word_spacing = css_length_pixels(&s->word_spacing, size),
        .language = s->lang == NULL ? "" : s->lang->text,
    };
}
