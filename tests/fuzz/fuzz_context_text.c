/* The calls about text and pictures. */
#include "fuzz_context.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "canvas/context2d_text.h"
#include "canvas/pattern.h"
#include "canvas/pictures.h"
#include "canvas/quick_text.h"
#include "fuzz_pictures.h"

enum { WORDS_MAX = 48 }; /* bytes of the input as one text */

static struct pictures *pictures;
static struct picture *picture;

/* Text to be shown: what is hard to lay out, or bytes of the input. */
static const char *words(size_t *length)
{
    static const char *const hard[] = {
        "Straße ﬁ ŉ ǆ ΐ office",
        "שלום (abc) مرحبا 123",
        "नमस्ते ក្រុម မြန်မာ ไทย",
        "你好，世界。한국어",
        "👋🏽👩‍👩‍👧‍👦🇩🇪1️⃣",
        "e\u0301\u0323\u0304\u0302\u0301\u0323 a\u0308",
        "\xe2\x80\xae"
        "abc\xe2\x81\xa6 x\xe2\x80\xa9y\r\n\tz",
        "\xff\xc3\xed\xa0\x80\xf4\x90\x80\x80\xf0\x9f",
        "",
        "a long line of several words, some of them hy\xc2\xad"
        "phen\xc2\xad"
        "ated",
    };
    const size_t which = pick(2 * sizeof hard / sizeof *hard);
    if (which < sizeof hard / sizeof *hard) {
        *length = strlen(hard[which]);
        return hard[which];
    }
    return bytes(pick(WORDS_MAX), length);
}

void fonts(struct context2d *c)
{
    static const char *const shorthands[] = {
        "10px sans-serif",
        "small-caps 12px serif",
        "italic bold 20px/1.5 monospace",
        "900 ultra-condensed 31.5px nobody, emoji",
        "48px 'Noto Sans', sans-serif",
        "2em a",
        "0px serif",
        "1000px serif",
        "1e9px serif",
        "300px emoji",
    };
    const size_t which = pick(2 * sizeof shorthands / sizeof *shorthands);
    if (which < sizeof shorthands / sizeof *shorthands) {
        text_state_set_font(&c->state.text, shorthands[which], strlen(shorthands[which]));
        return;
    }
    size_t length;
    const char *raw = words(&length);
    text_state_set_font(&c->state.text, raw, length);
}

void text_attributes(struct context2d *c)
{
    static void (*const setters[])(struct text_state *, const char *, size_t) = {
        text_state_set_letter_spacing, text_state_set_word_spacing,
        text_state_set_font_stretch,   text_state_set_text_align,
        text_state_set_text_baseline,  text_state_set_direction,
        text_state_set_font_kerning,   text_state_set_font_variant_caps,
        text_state_set_text_rendering,
    };
    static const char *const values[] = {
        "3px",     "-1.5em",       "1e30px", "0",       "condensed",      "200%",
        "right",   "center",       "end",    "hanging", "middle",         "bottom",
        "rtl",     "ltr",          "none",   "normal",  "all-small-caps", "petite-caps",
        "unicase", "titling-caps", "ar",     "tr",      "zh-Hant",        "not a tag",
    };
    const char *value = values[pick(sizeof values / sizeof *values)];
    struct text_state *s = &c->state.text;
    const unsigned which = pick(12);
    if (which < 9)
        setters[which](s, value, strlen(value));
    else if (which == 9)
        text_state_set_lang(s, value, strlen(value));
    else if (which == 10)
        s->font_variant_caps = (enum text_caps)pick(CAPS_TITLING + 1);
    else
        s->text_align = (enum text_align)pick(5);
}

void texts(struct context2d *c)
{
    struct text_metrics metrics;
    size_t length;
    const char *t = words(&length);
    const double x = number(), y = number(), width = number();
    const double *max_width = pick(2) == 0 ? &width : NULL;
    switch (pick(3)) {
    case 0:
        context2d_fill_text(c, t, length, x, y, max_width);
        break;
    case 1:
        context2d_stroke_text(c, t, length, x, y, max_width);
        break;
    default:
        if (context2d_measure_text(c, t, length, &metrics) && !isfinite(metrics.width))
            abort();
    }
}

void quick_texts(struct context2d *c)
{
    struct quick_text_size size;
    size_t length;
    const char *t = words(&length);
    struct quick_text how = {
        .style = text_state_style(&c->state.text),
        .align = (enum text_align)pick(5),
        .valign = (enum text_valign)pick(4),
    };
    const struct text_feature features[] = {{"smcp", pick(2)}, {"bad", 1}, {"liga", pick(3)}};
    const unsigned flags = pick(64);
    const double x = number(), y = number();
    how.width = number();
    how.height = number();
    how.wrap = flags & 1;
    how.fit = flags & 2;
    how.ellipsis = flags & 4;
    how.line_height = flags & 8 ? number() : 0;
    how.style.features = features;
    how.style.feature_count = flags & 16 ? 3 : 0;
    if (flags & 32) {
        struct fonts *f = scene_fonts(scene);
        if (f != NULL && quick_measure_text(f, t, length, &how, &size) && !isfinite(size.w))
            abort();
        return;
    }
    quick_text(&quicks[c - contexts], t, length, x, y, &c->state.fill_style, &how, &size);
}

/* A picture with some of its bytes changed, in the place of the last one. */
static void load_picture(void)
{
    const struct image_options options = {
        .limits = {.pixels = 1 << 14, .bytes = 1 << 18, .frames = 8},
        .width = (int)pick(12),
        .height = (int)pick(12),
    };
    const size_t count = sizeof fuzz_pictures / sizeof *fuzz_pictures;
    const struct fuzz_picture *from = &fuzz_pictures[pick((unsigned)count)];
    uint8_t *copy = malloc(from->size);
    if (copy == NULL)
        abort();
    memcpy(copy, from->bytes, from->size);
    for (unsigned changes = pick(4); changes > 0; changes--)
        copy[pick(256) % from->size] = byte();
    const size_t size = pick(4) == 0 ? pick(256) % from->size : from->size;
    const bool later = pick(4) == 0;
    pictures_release(pictures, picture);
    picture = pictures_decode(pictures, copy, size, &options, later);
    free(copy);
}

void picture_calls(struct context2d *c)
{
    if (picture == NULL || pick(4) == 0)
        load_picture();
    if (pick(2) == 0)
        pictures_take(pictures, true);
    if (picture == NULL || picture->state != PICTURE_READY)
        return;
    struct canvas *source = picture->frames[picture_frame_at(picture, number())].canvas;
    double v[8];
    for (int i = 0; i < 8; i++)
        v[i] = number();
    struct quick_image how = quick_image_defaults(source);
    switch (pick(3)) {
    case 0:
        context2d_draw_image(c, source, (struct box){v[0], v[1], v[2], v[3]},
                             (struct box){v[4], v[5], v[6], v[7]});
        break;
    case 1:
        how.has_tint = how.has_slice = pick(2) == 0;
        how.tint = 0x80ff8020;
        how.left = how.top = how.right = how.bottom = (int)pick(4);
        how.has_size = true;
        how.w = v[2];
        how.h = v[3];
        how.alpha = v[4];
        quick_images(&quicks[c - contexts], source, v, pick(5), &how);
        break;
    default: {
        struct pattern *p = pattern_create(source, "repeat", 6);
        if (p != NULL)
            style_set_pattern(&c->state.fill_style, p);
        pattern_unref(p);
    }
    }
}

static void wake(void *data)
{
    (void)data;
}

void pictures_start(void)
{
    pictures = pictures_create(scene, 1 << 16, wake, NULL);
    if (pictures == NULL)
        abort();
}

void pictures_finish(void)
{
    pictures_release(pictures, picture);
    pictures_destroy(pictures);
    picture = NULL;
}
