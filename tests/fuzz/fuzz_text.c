/* Any bytes as a text in any style, laid out with the fonts of this machine and with the built-in
 * one alone: what comes out is in range, and in the string's order. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "font/layout.h"

enum { SIZE_MAX_BYTES = 4096, STYLE_BYTES = 16 };

/* fontconfig loses 288 bytes of what it reads in its settings. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

static struct fonts *fonts[2];

static void prepare(void)
{
    static const char *const any[] = {"sans-serif", NULL};
    const struct font_query query = {.families = any, .weight = 400, .stretch = 100};
    for (int i = 0; i < 2; i++) {
        if (i == 1)
            setenv("FBRUN_FONT_PATH", "/no such folder", 1);
        fonts[i] = fonts_create();
        if (fonts[i] == NULL || fonts_match(fonts[i], &query) == NULL)
            abort();
    }
}

/* Plain numbers, and those that nobody expects. */
static double number(uint8_t byte)
{
    static const double odd[] = {0, -1, NAN, INFINITY, -INFINITY, 1e300, 1e-300, 1e6, 10000, -0.0};
    const size_t count = sizeof odd / sizeof odd[0];
    return byte < count ? odd[byte] : byte;
}

static void check_line(const struct layout_line *line)
{
    const struct glyph_list *list = line->glyphs;
    if (!isfinite(line->advance) || !(line->least.x <= line->most.x) ||
        !(line->least.y <= line->most.y) || !(list->least.x <= list->most.x))
        abort();
    for (uint32_t i = 0; i < list->count; i++) {
        const struct placed_glyph *g = &list->glyphs[i];
        if (g->face >= list->face_count || g->id >= face_info(list->faces[g->face].face)->glyphs ||
            !isfinite(g->x) || !isfinite(g->y))
            abort();
    }
    for (uint32_t i = 0; i < line->picture_count; i++)
        if (!isfinite(line->pictures[i].x) || line->pictures[i].face == NULL)
            abort();
}

static void check(const struct layout *l, size_t length, const struct text_box *box)
{
    size_t at = 0;
    if (l->line_count == 0 || (box->lines_max > 0 && l->line_count > (uint32_t)box->lines_max))
        abort();
    for (uint32_t i = 0; i < l->line_count; i++) {
        const struct layout_line *line = &l->lines[i];
        if (line->begin < at || line->end < line->begin || line->end > length)
            abort();
        at = line->end;
        check_line(line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const families[][3] = {
        {"sans-serif", NULL}, {"serif", "emoji", NULL}, {"monospace", NULL}, {"nobody's", NULL}};
    static const char *const languages[] = {"",        "ar", "ja",        "th",
                                            "zh-Hant", "tr", "not a tag", "x"};
    if (size < STYLE_BYTES || size > SIZE_MAX_BYTES)
        return -1;
    if (fonts[0] == NULL)
        prepare();
    const struct text_feature features[] = {{"smcp", data[0]}, {"kern", data[1] & 1}, {"bad", 1}};
    const struct text_style style = {
        .query = {.families = families[data[2] % 4],
                  .weight = 1 + data[3] * 4 % 1000,
                  .stretch = 100,
                  .slant = (enum font_slant)(data[4] % 3)},
        .size = number(data[5]),
        .direction = (enum text_direction)(data[6] % 3),
        .kerning = (enum text_kerning)(data[7] % 3),
        .caps = (enum text_caps)(data[8] % 7),
        .letter_spacing = data[9] > 128 ? number((uint8_t)(data[9] - 128)) : 0,
        .word_spacing = data[10] > 128 ? number((uint8_t)(data[10] - 128)) : 0,
        .features = features,
        .feature_count = data[11] % 4,
        .language = languages[data[12] % 8],
    };
    const struct text_box box = {
        .width = number(data[13]) * 2,
        .lines_max = data[14] % 8,
        .trim = data[15] & 1,
        .ellipsis = data[15] & 2,
    };
    const char *text = (const char *)data + STYLE_BYTES;
    const size_t length = size - STYLE_BYTES;
    struct layout *l = layout_text(fonts[data[15] >> 2 & 1], text, length, &style, &box);
    if (l == NULL)
        abort();
    check(l, length, &box);
    layout_unref(l);
    return 0;
}
