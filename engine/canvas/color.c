/* What a function's arguments may be is checked once they are all read. */
#include "canvas/color.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas/color_space.h"
#include "canvas/css_angle.h"
#include "canvas/reader.h"

struct named {
    char name[READER_NAME_SIZE];
    uint32_t color;
};

/* Sorted for bsearch. */
static const struct named names[] = {
    {"aliceblue", 0xfff0f8ff},
    {"antiquewhite", 0xfffaebd7},
    {"aqua", 0xff00ffff},
    {"aquamarine", 0xff7fffd4},
    {"azure", 0xfff0ffff},
    {"beige", 0xfff5f5dc},
    {"bisque", 0xffffe4c4},
    {"black", 0xff000000},
    {"blanchedalmond", 0xffffebcd},
    {"blue", 0xff0000ff},
    {"blueviolet", 0xff8a2be2},
    {"brown", 0xffa52a2a},
    {"burlywood", 0xffdeb887},
    {"cadetblue", 0xff5f9ea0},
    {"chartreuse", 0xff7fff00},
    {"chocolate", 0xffd2691e},
    {"coral", 0xffff7f50},
    {"cornflowerblue", 0xff6495ed},
    {"cornsilk", 0xfffff8dc},
    {"crimson", 0xffdc143c},
    {"currentcolor", 0xff000000}, /* a canvas that is in no document has black */
    {"cyan", 0xff00ffff},
    {"darkblue", 0xff00008b},
    {"darkcyan", 0xff008b8b},
    {"darkgoldenrod", 0xffb8860b},
    {"darkgray", 0xffa9a9a9},
    {"darkgreen", 0xff006400},
    {"darkgrey", 0xffa9a9a9},
    {"darkkhaki", 0xffbdb76b},
    {"darkmagenta", 0xff8b008b},
    {"darkolivegreen", 0xff556b2f},
    {"darkorange", 0xffff8c00},
    {"darkorchid", 0xff9932cc},
    {"darkred", 0xff8b0000},
    {"darksalmon", 0xffe9967a},
    {"darkseagreen", 0xff8fbc8f},
    {"darkslateblue", 0xff483d8b},
    {"darkslategray", 0xff2f4f4f},
    {"darkslategrey", 0xff2f4f4f},
    {"darkturquoise", 0xff00ced1},
    {"darkviolet", 0xff9400d3},
    {"deeppink", 0xffff1493},
    {"deepskyblue", 0xff00bfff},
    {"dimgray", 0xff696969},
    {"dimgrey", 0xff696969},
    {"dodgerblue", 0xff1e90ff},
    {"firebrick", 0xffb22222},
    {"floralwhite", 0xfffffaf0},
    {"forestgreen", 0xff228b22},
    {"fuchsia", 0xffff00ff},
    {"gainsboro", 0xffdcdcdc},
    {"ghostwhite", 0xfff8f8ff},
    {"gold", 0xffffd700},
    {"goldenrod", 0xffdaa520},
    {"gray", 0xff808080},
    {"green", 0xff008000},
    {"greenyellow", 0xffadff2f},
    {"grey", 0xff808080},
    {"honeydew", 0xfff0fff0},
    {"hotpink", 0xffff69b4},
    {"indianred", 0xffcd5c5c},
    {"indigo", 0xff4b0082},
    {"ivory", 0xfffffff0},
    {"khaki", 0xfff0e68c},
    {"lavender", 0xffe6e6fa},
    {"lavenderblush", 0xfffff0f5},
    {"lawngreen", 0xff7cfc00},
    {"lemonchiffon", 0xfffffacd},
    {"lightblue", 0xffadd8e6},
    {"lightcoral", 0xfff08080},
    {"lightcyan", 0xffe0ffff},
    {"lightgoldenrodyellow", 0xfffafad2},
    {"lightgray", 0xffd3d3d3},
    {"lightgreen", 0xff90ee90},
    {"lightgrey", 0xffd3d3d3},
    {"lightpink", 0xffffb6c1},
    {"lightsalmon", 0xffffa07a},
    {"lightseagreen", 0xff20b2aa},
    {"lightskyblue", 0xff87cefa},
    {"lightslategray", 0xff778899},
    {"lightslategrey", 0xff778899},
    {"lightsteelblue", 0xffb0c4de},
    {"lightyellow", 0xffffffe0},
    {"lime", 0xff00ff00},
    {"limegreen", 0xff32cd32},
    {"linen", 0xfffaf0e6},
    {"magenta", 0xffff00ff},
    {"maroon", 0xff800000},
    {"mediumaquamarine", 0xff66cdaa},
    {"mediumblue", 0xff0000cd},
    {"mediumorchid", 0xffba55d3},
    {"mediumpurple", 0xff9370db},
    {"mediumseagreen", 0xff3cb371},
    {"mediumslateblue", 0xff7b68ee},
    {"mediumspringgreen", 0xff00fa9a},
    {"mediumturquoise", 0xff48d1cc},
    {"mediumvioletred", 0xffc71585},
    {"midnightblue", 0xff191970},
    {"mintcream", 0xfff5fffa},
    {"mistyrose", 0xffffe4e1},
    {"moccasin", 0xffffe4b5},
    {"navajowhite", 0xffffdead},
    {"navy", 0xff000080},
    {"oldlace", 0xfffdf5e6},
    {"olive", 0xff808000},
    {"olivedrab", 0xff6b8e23},
    {"orange", 0xffffa500},
    {"orangered", 0xffff4500},
    {"orchid", 0xffda70d6},
    {"palegoldenrod", 0xffeee8aa},
    {"palegreen", 0xff98fb98},
    {"paleturquoise", 0xffafeeee},
    {"palevioletred", 0xffdb7093},
    {"papayawhip", 0xffffefd5},
    {"peachpuff", 0xffffdab9},
    {"peru", 0xffcd853f},
    {"pink", 0xffffc0cb},
    {"plum", 0xffdda0dd},
    {"powderblue", 0xffb0e0e6},
    {"purple", 0xff800080},
    {"rebeccapurple", 0xff663399},
    {"red", 0xffff0000},
    {"rosybrown", 0xffbc8f8f},
    {"royalblue", 0xff4169e1},
    {"saddlebrown", 0xff8b4513},
    {"salmon", 0xfffa8072},
    {"sandybrown", 0xfff4a460},
    {"seagreen", 0xff2e8b57},
    {"seashell", 0xfffff5ee},
    {"sienna", 0xffa0522d},
    {"silver", 0xffc0c0c0},
    {"skyblue", 0xff87ceeb},
    {"slateblue", 0xff6a5acd},
    {"slategray", 0xff708090},
    {"slategrey", 0xff708090},
    {"snow", 0xfffffafa},
    {"springgreen", 0xff00ff7f},
    {"steelblue", 0xff4682b4},
    {"tan", 0xffd2b48c},
    {"teal", 0xff008080},
    {"thistle", 0xffd8bfd8},
    {"tomato", 0xffff6347},
    {"transparent", 0x00000000},
    {"turquoise", 0xff40e0d0},
    {"violet", 0xffee82ee},
    {"wheat", 0xfff5deb3},
    {"white", 0xffffffff},
    {"whitesmoke", 0xfff5f5f5},
    {"yellow", 0xffffff00},
    {"yellowgreen", 0xff9acd32},
};

enum unit { UNIT_NUMBER, UNIT_PERCENT, UNIT_ANGLE, UNIT_NONE };

struct value {
    double number; /* degrees for an angle, 0 for none */
    enum unit unit;
};

static bool read_value(struct reader *r, struct value *v)
{
    char name[READER_NAME_SIZE];

    reader_skip_space(r);
    *v = (struct value){0, UNIT_NONE};
    if (reader_lower(reader_peek(r)) == 'n') {
        reader_name(r, name);
        return strcmp(name, "none") == 0;
    }
    if (!reader_number(r, &v->number))
        return false;
    v->unit = UNIT_NUMBER;
    if (reader_peek(r) == '%') {
        r->at++;
        v->unit = UNIT_PERCENT;
        return true;
    }
    if (!reader_is_name(reader_peek(r)) || reader_peek(r) == '-' || reader_is_digit(reader_peek(r)))
        return true; /* the next number may follow at once: "1-2" is two */
    reader_name(r, name);
    v->number *= css_angle_degrees(name);
    v->unit = UNIT_ANGLE;
    return css_angle_degrees(name) != 0;
}

/* Reads what stands between the parentheses: three values with commas, or without, and an alpha
 * behind a comma or a slash. CSS closes a parenthesis that is missing at the end. */
static bool read_arguments(struct reader *r, struct value v[4], bool *commas)
{
    v[3] = (struct value){1, UNIT_NUMBER};
    if (!read_value(r, &v[0]))
        return false;
    *commas = reader_accept(r, ',');
    if (!read_value(r, &v[1]) || (*commas && !reader_accept(r, ',')) || !read_value(r, &v[2]))
        return false;
    if (reader_accept(r, *commas ? ',' : '/') && !read_value(r, &v[3]))
        return false;
    reader_accept(r, ')');
    reader_skip_space(r);
    return r->at == r->end;
}

/* The value on the scale 0 to 255, where `whole` is the number that stands for 100 %. */
static double scaled(struct value v, double whole)
{
    return v.number * 255 / (v.unit == UNIT_PERCENT ? 100 : whole);
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* Rounds halves up, as browsers serialise. The arithmetic may fall short of a half by some 1e-13,
 * which no colour means; 1e-9 makes up for that. */
static uint32_t pack(double alpha, double red, double green, double blue)
{
    const double channels[4] = {alpha, red, green, blue};
    uint32_t color = 0;
    for (int i = 0; i < 4; i++)
        color = color << 8 | (uint32_t)(clamp(channels[i], 0, 255) + 0.5 + 1e-9);
    return color;
}

/* Channel n (0 red, 8 green, 4 blue) of a hue in degrees, on the scale 0 to 255: the function f of
 * CSS Color 4, section 7.1. */
static double from_hsl(double n, double hue, double saturation, double lightness)
{
    double k = fmod(n + hue / 30, 12);
    if (k < 0)
        k += 12;
    double a = saturation * fmin(lightness, 255 - lightness) / 255;
    return lightness - a * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
}

static bool make_rgb(const struct value v[4], bool commas, uint32_t *color)
{
    for (int i = 0; i < 3; i++)
        if (v[i].unit == UNIT_ANGLE || (commas && v[i].unit != v[0].unit))
            return false;
    *color = pack(scaled(v[3], 1), scaled(v[0], 255), scaled(v[1], 255), scaled(v[2], 255));
    return true;
}

/* What hsl() and hwb() take: an angle and two percentages, or with spaces two plain numbers. */
static bool has_hue(const struct value v[4], bool commas)
{
    for (int i = 1; i < 3; i++)
        if (v[i].unit == UNIT_ANGLE || (commas && v[i].unit != UNIT_PERCENT))
            return false;
    return v[0].unit != UNIT_PERCENT;
}

static bool make_hsl(const struct value v[4], bool commas, uint32_t *color)
{
    if (!has_hue(v, commas))
        return false;
    double hue = fmod(v[0].number, 360);
    double saturation = clamp(scaled(v[1], 100), 0, 255), lightness = scaled(v[2], 100);
    *color = pack(scaled(v[3], 1), from_hsl(0, hue, saturation, lightness),
                  from_hsl(8, hue, saturation, lightness), from_hsl(4, hue, saturation, lightness));
    return true;
}

static bool make_hwb(const struct value v[4], bool commas, uint32_t *color)
{
    if (commas || !has_hue(v, commas))
        return false;
    double hue = fmod(v[0].number, 360);
    double white = fmax(0, scaled(v[1], 100)), black = fmax(0, scaled(v[2], 100));
    double excess = fmax(1, (white + black) / 255); /* above 1: a grey, their proportion */
    white /= excess;
    double rest = 1 - (white + black / excess) / 255;
    *color = pack(scaled(v[3], 1), white + rest * from_hsl(0, hue, 255, 127.5),
                  white + rest * from_hsl(8, hue, 255, 127.5),
                  white + rest * from_hsl(4, hue, 255, 127.5));
    return true;
}

/* On the scale where 100 % is `whole`; kept to what can be computed with. */
static double plain(struct value v, double whole)
{
    return clamp(v.unit == UNIT_PERCENT ? v.number / 100 * whole : v.number, -1e4, 1e4);
}

static void pack_space(enum color_space space, const double channels[3], struct value alpha,
                       uint32_t *color)
{
    double srgb[3];
    color_space_to_srgb(space, channels, srgb);
    *color = pack(scaled(alpha, 1), srgb[0] * 255, srgb[1] * 255, srgb[2] * 255);
}

/* Lightness up to `white`, and two axes on which 100 % is `axis`. */
static bool make_axes(enum color_space space, const struct value v[4], bool commas, double white,
                      double axis, uint32_t *color)
{
    if (commas || v[0].unit == UNIT_ANGLE || v[1].unit == UNIT_ANGLE || v[2].unit == UNIT_ANGLE)
        return false;
    const double channels[3] = {clamp(plain(v[0], white), 0, white), plain(v[1], axis),
                                plain(v[2], axis)};
    pack_space(space, channels, v[3], color);
    return true;
}

/* The same with the axes in polar form: chroma and hue. */
static bool make_polar(enum color_space space, const struct value v[4], bool commas, double white,
                       double chroma, uint32_t *color)
{
    if (commas || v[0].unit == UNIT_ANGLE || v[1].unit == UNIT_ANGLE || v[2].unit == UNIT_PERCENT)
        return false;
    const double c = fmax(0, plain(v[1], chroma));
    const double hue = fmod(v[2].number, 360) * (3.14159265358979323846 / 180);
    const double channels[3] = {clamp(plain(v[0], white), 0, white), c * cos(hue), c * sin(hue)};
    pack_space(space, channels, v[3], color);
    return true;
}

static bool make_lab(const struct value v[4], bool commas, uint32_t *color)
{
    return make_axes(COLOR_LAB, v, commas, 100, 125, color);
}

static bool make_lch(const struct value v[4], bool commas, uint32_t *color)
{
    return make_polar(COLOR_LAB, v, commas, 100, 150, color);
}

static bool make_oklab(const struct value v[4], bool commas, uint32_t *color)
{
    return make_axes(COLOR_OKLAB, v, commas, 1, 0.4, color);
}

static bool make_oklch(const struct value v[4], bool commas, uint32_t *color)
{
    return make_polar(COLOR_OKLAB, v, commas, 1, 0.4, color);
}

/* color(SPACE a b c / alpha), from the space on. */
static bool parse_color(struct reader *r, uint32_t *color)
{
    char name[READER_NAME_SIZE];
    enum color_space space;
    struct value v[4];
    bool commas;
    reader_skip_space(r);
    reader_name(r, name);
    if (!color_space_find(name, &space) || !read_arguments(r, v, &commas) || commas)
        return false;
    for (int i = 0; i < 4; i++)
        if (v[i].unit == UNIT_ANGLE)
            return false;
    const double channels[3] = {plain(v[0], 1), plain(v[1], 1), plain(v[2], 1)};
    pack_space(space, channels, v[3], color);
    return true;
}

static bool parse_function(struct reader *r, const char *name, uint32_t *color)
{
    static const struct {
        const char *name;
        bool (*make)(const struct value v[4], bool commas, uint32_t *color);
    } functions[] = {
        {"rgb", make_rgb},  {"rgba", make_rgb},    {"hsl", make_hsl},
        {"hsla", make_hsl}, {"hwb", make_hwb},     {"lab", make_lab},
        {"lch", make_lch},  {"oklab", make_oklab}, {"oklch", make_oklch},
    };
    struct value v[4];
    bool commas;
    if (strcmp(name, "color") == 0)
        return parse_color(r, color);
    if (!read_arguments(r, v, &commas) || v[3].unit == UNIT_ANGLE)
        return false;
    for (int i = 0; i < 4; i++)
        if (commas && v[i].unit == UNIT_NONE)
            return false;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (strcmp(name, functions[i].name) == 0)
            return functions[i].make(v, commas, color);
    return false;
}

static bool parse_hex(const struct reader *r, uint32_t *color)
{
    size_t count = (size_t)(r->end - r->at);
    if (count != 3 && count != 4 && count != 6 && count != 8)
        return false;
    uint32_t word = 0;
    for (const char *p = r->at; p < r->end; p++) {
        char c = reader_lower(*p);
        if (!reader_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        uint32_t digit = (uint32_t)(reader_is_digit(c) ? c - '0' : c - 'a' + 10);
        word = count <= 4 ? word << 8 | digit * 0x11 : word << 4 | digit;
    }
    bool has_alpha = count % 4 == 0;
    *color = has_alpha ? word >> 8 | word << 24 : word | 0xff000000;
    return true;
}

static int compare_name(const void *name, const void *entry)
{
    return strcmp(name, ((const struct named *)entry)->name);
}

bool color_parse(const char *text, size_t length, uint32_t *color)
{
    struct reader r = {text, text + length};
    reader_skip_space(&r);
    while (r.end > r.at && reader_is_space(r.end[-1]))
        r.end--;
    if (reader_accept(&r, '#'))
        return parse_hex(&r, color);
    char name[READER_NAME_SIZE];
    reader_name(&r, name);
    if (reader_peek(&r) == '(') {
        r.at++;
        return parse_function(&r, name, color);
    }
    const struct named *found =
        bsearch(name, names, sizeof names / sizeof names[0], sizeof names[0], compare_name);
    if (found == NULL || r.at != r.end)
        return false;
    *color = found->color;
    return true;
}
