/* The shorthand from left to right: words in any order, size, line height (which HTML drops),
 * families. */
#include "canvas/font_parse.h"

#include <math.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "canvas/css_angle.h"
#include "canvas/css_length.h"
#include "canvas/font_family.h"
#include "canvas/reader.h"

static const double SIZE_DEFAULT = 10;
static const struct font_words WORDS_DEFAULT = {.weight = 400, .stretch = 100};

static const struct {
    const char *name;
    double percent;
} stretches[] = {
    {"ultra-condensed", 50},  {"extra-condensed", 62.5}, {"condensed", 75},
    {"semi-condensed", 87.5}, {"normal", 100},           {"semi-expanded", 112.5},
    {"expanded", 125},        {"extra-expanded", 150},   {"ultra-expanded", 200},
};
enum { STRETCHES = sizeof stretches / sizeof stretches[0] };

const char *font_stretch_name(double percent)
{
    for (int i = 0; i < STRETCHES; i++)
        if (stretches[i].percent == percent)
            return stretches[i].name;
    return NULL;
}

double font_stretch_find(const char *name, size_t length)
{
    for (int i = 0; i < STRETCHES; i++)
        if (strlen(stretches[i].name) == length && memcmp(stretches[i].name, name, length) == 0)
            return stretches[i].percent;
    return 0;
}

/* Which of the four properties have had their word; "normal" is any of them. */
struct seen {
    bool style, variant, weight, stretch;
    int count;
};

static bool first(bool *seen)
{
    const bool is_first = !*seen;
    *seen = true;
    return is_first;
}

/* "oblique" may be followed by an angle. */
static void read_angle(struct reader *r, double *angle)
{
    struct reader ahead = *r;
    char unit[READER_NAME_SIZE];
    double number;
    reader_skip_space(&ahead);
    if (!reader_number(&ahead, &number))
        return;
    reader_name(&ahead, unit);
    number *= css_angle_degrees(unit);
    if (css_angle_degrees(unit) != 0 && fabs(number) <= 90) {
        *angle = number;
        *r = ahead;
    }
}

static bool read_weight(struct reader *r, struct font_words *w, struct seen *seen)
{
    double number;
    if (!reader_number(r, &number) || reader_is_name(reader_peek(r)) || reader_peek(r) == '%')
        return false;
    w->weight = number >= 1 && number <= 1000 ? (int)(number + 0.5) : 0;
    return w->weight != 0 && first(&seen->weight);
}

static bool read_word(struct reader *r, struct font_words *w, struct seen *seen)
{
    char name[READER_NAME_SIZE];
    const char c = reader_peek(r);
    if (reader_is_digit(c) || c == '+' || c == '.')
        return read_weight(r, w, seen);
    reader_name(r, name);
    if (strcmp(name, "normal") == 0)
        return true;
    if (strcmp(name, "italic") == 0) {
        w->slant = SLANT_ITALIC;
        return first(&seen->style);
    }
    if (strcmp(name, "oblique") == 0) {
        w->slant = SLANT_OBLIQUE;
        w->angle = 14;
        read_angle(r, &w->angle);
        return first(&seen->style);
    }
    if (strcmp(name, "small-caps") == 0) {
        w->small_caps = true;
        return first(&seen->variant);
    }
    if (strcmp(name, "bold") == 0 || strcmp(name, "bolder") == 0) {
        w->weight = 700;
        return first(&seen->weight);
    }
    if (strcmp(name, "lighter") == 0) {
        w->weight = 100;
        return first(&seen->weight);
    }
    const double percent = font_stretch_find(name, strlen(name));
    w->stretch = percent;
    return percent != 0 && first(&seen->stretch);
}

static void read_words(struct reader *r, struct font_words *words)
{
    struct seen seen = {0};
    *words = WORDS_DEFAULT;
    for (reader_skip_space(r); seen.count < 4; seen.count++) {
        struct reader ahead = *r;
        struct font_words w = *words;
        if (!read_word(&ahead, &w, &seen))
            return;
        reader_skip_space(&ahead);
        *r = ahead;
        *words = w;
    }
}

size_t font_parse_words(const char *text, size_t length, struct font_words *words)
{
    struct reader r = {text, text + length};
    read_words(&r, words);
    return (size_t)(r.at - text);
}

static bool read_size_name(struct reader *r, double *size)
{
    static const struct {
        const char *name;
        double size;
    } names[] = {
        {"xx-small", 9}, {"x-small", 10},  {"small", 13},     {"medium", 16}, {"large", 18},
        {"x-large", 24}, {"xx-large", 32}, {"xxx-large", 48}, {"larger", 12}, {"smaller", 10 / 1.2},
    };
    char name[READER_NAME_SIZE];
    reader_name(r, name);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i].name) == 0) {
            *size = names[i].size;
            return true;
        }
    }
    return false;
}

/* A length or a percentage of `whole`, 0 or more. */
static bool read_size(struct reader *r, double whole, double *size)
{
    struct reader ahead = *r;
    struct css_length l;
    double number;
    if (reader_number(&ahead, &number) && reader_peek(&ahead) == '%') {
        ahead.at++;
        *r = ahead;
        *size = fmin(number / 100 * whole, CSS_LENGTH_MAX);
        return number >= 0;
    }
    if (!css_length_read(r, &l))
        return false;
    *size = fmin(css_length_pixels(&l, SIZE_DEFAULT), CSS_LENGTH_MAX);
    return l.number >= 0;
}

static bool read_line_height(struct reader *r)
{
    struct reader ahead = *r;
    char name[READER_NAME_SIZE];
    double number;
    reader_skip_space(r);
    if (reader_is_digit(reader_peek(r)) || reader_peek(r) == '.' || reader_peek(r) == '+') {
        ahead = *r;
        if (reader_number(&ahead, &number) && !reader_is_name(reader_peek(&ahead)) &&
            reader_peek(&ahead) != '%') {
            *r = ahead;
            return number >= 0;
        }
        return read_size(r, SIZE_DEFAULT, &number);
    }
    reader_name(r, name);
    return strcmp(name, "normal") == 0;
}

/* The fonts of the system's own widgets: this system has none, and says what it takes instead. */
static bool is_system(struct reader r)
{
    static const char *const names[] = {"caption",     "icon",          "menu",
                                        "message-box", "small-caption", "status-bar"};
    char name[READER_NAME_SIZE];
    reader_name(&r, name);
    reader_skip_space(&r);
    for (size_t i = 0; r.at == r.end && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool read_font(struct reader *r, struct font_words *words, double *size,
                      struct family_list *families)
{
    reader_skip_space(r);
    if (is_system(*r)) {
        static const char system_font[] = "13px system-ui";
        *r = (struct reader){system_font, system_font + sizeof system_font - 1};
    }
    read_words(r, words);
    const char c = reader_peek(r);
    const bool has_size = reader_is_digit(c) || c == '.' || c == '+' || c == '-'
                              ? read_size(r, SIZE_DEFAULT, size)
                              : read_size_name(r, size);
    if (!has_size || (reader_accept(r, '/') && !read_line_height(r)))
        return false;
    return family_list_read(r, families);
}

/* Writes the words and the size, with a space behind; returns the end. */
static char *write_words(char *at, const struct font_words *w, double size)
{
    char number[CSS_NUMBER_SIZE];
    const char *parts[16];
    int count = 0;
    char weight[CSS_NUMBER_SIZE], angle[CSS_NUMBER_SIZE];
    if (w->slant != SLANT_NORMAL)
        parts[count++] = w->slant == SLANT_ITALIC ? "italic " : "oblique ";
    if (w->slant == SLANT_OBLIQUE && w->angle != 14) {
        css_number_serialize(w->angle, angle);
        parts[count++] = angle;
        parts[count++] = "deg ";
    }
    if (w->small_caps)
        parts[count++] = "small-caps ";
    if (w->weight == 700) {
        parts[count++] = "bold ";
    } else if (w->weight != 400) {
        css_number_serialize(w->weight, weight);
        parts[count++] = weight;
        parts[count++] = " ";
    }
    if (w->stretch != 100) {
        parts[count++] = font_stretch_name(w->stretch);
        parts[count++] = " ";
    }
    css_number_serialize(size, number);
    parts[count++] = number;
    parts[count++] = "px ";
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(parts[i]);
        memcpy(at, parts[i], length);
        at += length;
    }
    return at;
}

enum { WORDS_SIZE = 160 }; /* the longest that write_words writes */

static struct font_value *make_value(const struct font_words *words, double size,
                                     const struct family_list *families)
{
    const size_t pointers = (families->count + 1) * sizeof(char *);
    const size_t bytes = sizeof(struct font_value) + pointers + families->length + WORDS_SIZE +
                         family_list_text_size(families);
    struct font_value *f = budget_resize(NULL, 0, bytes);
    if (f == NULL)
        return NULL;
    char *names = (char *)f->families + pointers;
    memcpy(names, families->names, families->length);
    char *text = names + families->length;
    *f = (struct font_value){
        .references = 1, .bytes = bytes, .words = *words, .size = size, .text = text};
    const char *end = family_list_write(families, write_words(text, words, size));
    f->length = (size_t)(end - text);
    for (size_t i = 0; i < families->count; i++) {
        f->families[i] = names + 1;
        names += strlen(names) + 1;
    }
    f->families[families->count] = NULL;
    return f;
}

bool font_parse(const char *text, size_t length, struct font_value **font)
{
    struct reader r = {text, text + length};
    struct font_words words;
    struct family_list families;
    double size;
    *font = NULL;
    if (!family_list_init(&families, length))
        return false;
    bool ok = true;
    if (read_font(&r, &words, &size, &families)) {
        *font = make_value(&words, size, &families);
        ok = *font != NULL || error_prefix("a font of %zu bytes", length);
    }
    family_list_finish(&families);
    return ok;
}

void font_value_unref(struct font_value *f)
{
    if (f != NULL && --f->references == 0)
        budget_free(f, f->bytes);
}
