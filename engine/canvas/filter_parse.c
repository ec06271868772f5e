/* Each function becomes a blur, a drop shadow or a colour matrix; the matrices are those that
 * Filter Effects Module Level 1, chapter 13 gives for the shorthands. */
#include "canvas/filter_parse.h"

#include <math.h>
#include <string.h>

#include "canvas/color.h"
#include "canvas/css_angle.h"
#include "canvas/reader.h"

enum unit { UNIT_NUMBER, UNIT_PERCENT, UNIT_PX, UNIT_ANGLE };

struct value {
    double number; /* degrees for an angle */
    enum unit unit;
};

static const double AMOUNT_MAX = 1e6; /* of what has no limit: far beyond what a byte can show */
static const double LENGTH_MAX = 1e6; /* pixels; beyond any canvas */

static double limit(double v, double least, double most)
{
    return fmin(fmax(v, least), most);
}

static bool read_value(struct reader *r, struct value *v)
{
    static const struct {
        const char *name;
        double pixels;
    } lengths[] = {
        {"px", 1},         {"in", 96},        {"pc", 16},        {"pt", 96.0 / 72},
        {"cm", 96 / 2.54}, {"mm", 96 / 25.4}, {"q", 96 / 101.6},
    };
    char name[READER_NAME_SIZE];
    reader_skip_space(r);
    v->unit = UNIT_NUMBER;
    if (!reader_number(r, &v->number))
        return false;
    if (reader_peek(r) == '%') {
        r->at++;
        v->unit = UNIT_PERCENT;
        v->number /= 100;
        return true;
    }
    if (!reader_is_name(reader_peek(r)))
        return true;
    reader_name(r, name);
    double factor = css_angle_degrees(name);
    v->unit = factor != 0 ? UNIT_ANGLE : UNIT_PX;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        if (strcmp(name, lengths[i].name) == 0)
            factor = lengths[i].pixels;
    v->number *= factor;
    return factor != 0;
}

/* CSS closes a parenthesis that is missing at the end. */
static bool at_close(struct reader *r)
{
    reader_skip_space(r);
    return r->at == r->end || *r->at == ')';
}

/* A number or percentage, 0 or more; 1 where none is given. */
static bool read_amount(struct reader *r, double most, double *amount)
{
    struct value v = {1, UNIT_NUMBER};
    if (!at_close(r) && !read_value(r, &v))
        return false;
    *amount = fmin(v.number, most);
    return (v.unit == UNIT_NUMBER || v.unit == UNIT_PERCENT) && v.number >= 0;
}

static bool is_length(const struct value *v)
{
    return v->unit == UNIT_PX || (v->unit == UNIT_NUMBER && v->number == 0);
}

/* Rows of red, green and blue over the same channels; alpha stays. */
static struct filter from_rows(const double m[9])
{
    struct filter f = {.kind = FILTER_COLOR_MATRIX};
    for (int i = 0; i < 9; i++)
        f.matrix[i / 3 * 5 + i % 3] = (float)m[i];
    f.matrix[18] = 1;
    return f;
}

/* red' = slope * red + intercept, and so on. */
static struct filter from_slope(double slope, double intercept)
{
    struct filter f = from_rows((const double[]){slope, 0, 0, 0, slope, 0, 0, 0, slope});
    for (int row = 0; row < 3; row++)
        f.matrix[row * 5 + 4] = (float)intercept;
    return f;
}

/* What is on the way, in parts of `amount`, from the identity to the rows. */
static struct filter mixed(const double rows[9], double amount)
{
    double m[9];
    for (int i = 0; i < 9; i++)
        m[i] = rows[i] * amount + (i % 4 == 0 ? 1 - amount : 0);
    return from_rows(m);
}

static bool make_brightness(struct reader *r, struct filter *f)
{
    double amount;
    if (!read_amount(r, AMOUNT_MAX, &amount))
        return false;
    *f = from_slope(amount, 0);
    return true;
}

static bool make_contrast(struct reader *r, struct filter *f)
{
    double amount;
    if (!read_amount(r, AMOUNT_MAX, &amount))
        return false;
    *f = from_slope(amount, 0.5 - 0.5 * amount);
    return true;
}

static bool make_grayscale(struct reader *r, struct filter *f)
{
    static const double rows[] = {0.2126, 0.7152, 0.0722, 0.2126, 0.7152,
                                  0.0722, 0.2126, 0.7152, 0.0722};
    double amount;
    if (!read_amount(r, 1, &amount))
        return false;
    *f = mixed(rows, amount);
    return true;
}

static bool make_sepia(struct reader *r, struct filter *f)
{
    static const double rows[] = {0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131};
    double amount;
    if (!read_amount(r, 1, &amount))
        return false;
    *f = mixed(rows, amount);
    return true;
}

static bool make_saturate(struct reader *r, struct filter *f)
{
    static const double grey[] = {0.213, 0.715, 0.072, 0.213, 0.715, 0.072, 0.213, 0.715, 0.072};
    double amount;
    if (!read_amount(r, AMOUNT_MAX, &amount))
        return false;
    *f = mixed(grey, 1 - amount);
    return true;
}

static bool make_hue_rotate(struct reader *r, struct filter *f)
{
    static const double still[] = {0.213, 0.715, 0.072, 0.213, 0.715, 0.072, 0.213, 0.715, 0.072};
    static const double cosine[] = {0.787,  -0.715, -0.072, -0.213, 0.285,
                                    -0.072, -0.213, -0.715, 0.928};
    static const double sine[] = {-0.213, -0.715, 0.928, 0.143, 0.140,
                                  -0.283, -0.787, 0.715, 0.072};
    struct value v = {0, UNIT_ANGLE};
    if (!at_close(r) && !read_value(r, &v))
        return false;
    if (v.unit != UNIT_ANGLE && !(v.unit == UNIT_NUMBER && v.number == 0))
        return false;
    const double angle = fmod(v.number, 360) * (3.14159265358979323846 / 180);
    double m[9];
    for (int i = 0; i < 9; i++)
        m[i] = still[i] + cos(angle) * cosine[i] + sin(angle) * sine[i];
    *f = from_rows(m);
    return true;
}

static bool make_invert(struct reader *r, struct filter *f)
{
    double amount;
    if (!read_amount(r, 1, &amount))
        return false;
    *f = from_slope(1 - 2 * amount, amount);
    return true;
}

static bool make_opacity(struct reader *r, struct filter *f)
{
    double amount;
    if (!read_amount(r, 1, &amount))
        return false;
    *f = filter_opacity(amount);
    return true;
}

static bool make_blur(struct reader *r, struct filter *f)
{
    struct value v = {0, UNIT_PX};
    if (!at_close(r) && !read_value(r, &v))
        return false;
    *f = (struct filter){.kind = FILTER_BLUR, .sigma = fmin(v.number, FILTER_SIGMA_MAX)};
    return is_length(&v) && v.number >= 0;
}

/* A colour, up to the end of its name or of its parenthesis. */
static bool read_color(struct reader *r, uint32_t *color)
{
    const char *begin = r->at;
    char name[READER_NAME_SIZE];
    reader_accept(r, '#');
    reader_name(r, name);
    if (reader_peek(r) == '(') {
        while (r->at < r->end && *r->at != ')')
            r->at++;
        reader_accept(r, ')');
    }
    return color_parse(begin, (size_t)(r->at - begin), color);
}

/* Up to three lengths in a row: how many, or -1. */
static int read_lengths(struct reader *r, double lengths[3])
{
    int count = 0;
    while (!at_close(r)) {
        const char c = reader_peek(r);
        struct value v;
        if (!reader_is_digit(c) && c != '.' && c != '+' && c != '-')
            break;
        if (count == 3 || !read_value(r, &v) || !is_length(&v))
            return -1;
        lengths[count++] = v.number;
    }
    return count;
}

/* Lengths, before or after them a colour. */
static bool make_drop_shadow(struct reader *r, struct filter *f)
{
    double lengths[3] = {0};
    f->kind = FILTER_DROP_SHADOW;
    f->color = 0xff000000;
    int count = read_lengths(r, lengths);
    if (count >= 0 && !at_close(r) && !read_color(r, &f->color))
        return false;
    if (count == 0)
        count = read_lengths(r, lengths);
    f->dx = limit(lengths[0], -LENGTH_MAX, LENGTH_MAX);
    f->dy = limit(lengths[1], -LENGTH_MAX, LENGTH_MAX);
    f->sigma = fmin(lengths[2], FILTER_SIGMA_MAX);
    return count >= 2 && lengths[2] >= 0;
}

struct filter filter_opacity(double alpha)
{
    struct filter f = from_slope(1, 0);
    f.matrix[18] = (float)alpha;
    return f;
}

struct filter filter_tint(uint32_t color)
{
    struct filter f = {.kind = FILTER_COLOR_MATRIX};
    for (size_t i = 0; i < 4; i++) /* red, green, blue, alpha */
        f.matrix[i * 6] = (float)((color >> (i == 3 ? 24 : 16 - 8 * i) & 255) / 255.0);
    return f;
}

static bool read_function(struct reader *r, struct filter *f)
{
    static const struct {
        const char *name;
        bool (*make)(struct reader *r, struct filter *f);
    } functions[] = {
        {"blur", make_blur},           {"brightness", make_brightness},
        {"contrast", make_contrast},   {"drop-shadow", make_drop_shadow},
        {"grayscale", make_grayscale}, {"hue-rotate", make_hue_rotate},
        {"invert", make_invert},       {"opacity", make_opacity},
        {"saturate", make_saturate},   {"sepia", make_sepia},
    };
    char name[READER_NAME_SIZE];
    reader_name(r, name);
    if (reader_peek(r) != '(')
        return false;
    r->at++;
    *f = (struct filter){0};
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(name, functions[i].name) == 0) {
            if (!functions[i].make(r, f) || !at_close(r))
                return false;
            reader_accept(r, ')');
            return true;
        }
    }
    return false;
}

int filter_parse(const char *text, size_t length, struct filter filters[FILTER_LIST_MAX])
{
    struct reader r = {text, text + length};
    char name[READER_NAME_SIZE];
    int count = 0;
    reader_skip_space(&r);
    struct reader ahead = r;
    reader_name(&ahead, name);
    reader_skip_space(&ahead);
    if (strcmp(name, "none") == 0 && ahead.at == ahead.end)
        return 0;
    do {
        if (count == FILTER_LIST_MAX || !read_function(&r, &filters[count]))
            return -1;
        if (!(filters[count].kind == FILTER_BLUR && filters[count].sigma == 0))
            count++;
        reader_skip_space(&r);
    } while (r.at < r.end);
    return count;
}
