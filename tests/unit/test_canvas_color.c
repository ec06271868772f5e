/* The expected values were compared with what a browser's 2D context gives. */
#include "canvas/color.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Parses a copy that ends where the text does, so that a sanitizer sees a byte read too many. */
static bool parse_exactly(const char *text, size_t length, uint32_t *color)
{
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    char *start = copy + 1; /* a length of 0 has a valid pointer too */
    memcpy(start, text, length);
    bool ok = color_parse(start, length, color);
    free(copy);
    return ok;
}

static void assert_color(const char *text, uint32_t expected)
{
    uint32_t color = 0x12345678;
    if (!parse_exactly(text, strlen(text), &color))
        fail_msg("\"%s\" was refused", text);
    if (color != expected)
        fail_msg("\"%s\" gave %08x, expected %08x", text, (unsigned)color, (unsigned)expected);
}

static void assert_refused(const char *text, size_t length)
{
    uint32_t color;
    if (parse_exactly(text, length, &color))
        fail_msg("\"%s\" was taken as %08x", text, (unsigned)color);
}

static void not_colors(void **state)
{
    (void)state;
    static const char *const texts[] = {
        /* hexadecimal */
        "#",
        "#1",
        "#12",
        "#12345",
        "#1234567",
        "#123456789",
        "#abcdeg",
        "# fff",
        "fff",
        "#ff f",
        "##fff",
        "0xffffff",
        "#-12",
        "#+123456",
        /* names */
        "",
        " ",
        "re d",
        "redd",
        "re",
        "red red",
        "red;",
        "lightgoldenrodyelloww",
        "current color",
        "\vred",
        "r\xe9\x64",
        "red\xc2\xa0",
        /* numbers */
        "rgb(1. 2 3)",
        "rgb(1e 2 3)",
        "rgb(0x10 1 2)",
        "rgb(inf 1 2)",
        "rgb(nan 1 2)",
        "rgb(--1 2 3)",
        "rgb(- 1 2 3)",
        "rgb(1..2 3 4)",
        "rgb(. 1 2)",
        "rgb(+ 1 2)",
        "rgb(1e+ 2 3)",
        /* number of arguments and what separates them */
        "rgb()",
        "rgb(",
        "rgb",
        "rgb(1)",
        "rgb(1 2)",
        "rgb(1,2)",
        "rgb(1,2,3,)",
        "rgb(1 2 3 4)",
        "rgb(1,2,3,4,5)",
        "rgb(1 2 3 /)",
        "rgb(1 2 3 //.5)",
        "rgb(1 / 2 3)",
        "rgb(1,2 3)",
        "rgb(1 2,3)",
        "rgb(1,2,3/.5)",
        "rgb(1 2 3,.5)",
        "rgb(1;2;3)",
        "rgb(,1,2,3)",
        "rgb(1,,2,3)",
        "rgb(1 2 3 / .5 / .5)",
        "rgb (1 2 3)",
        "rgb[1 2 3]",
        "rgb(1 2 3]",
        "rgb 1 2 3",
        "(1 2 3)",
        "rgb(1 2 3))",
        "rgb(1 2 3) red",
        "rgb(1 2 3);",
        /* kinds of arguments */
        "rgb(50%,0,0)",
        "rgb(1%,2%,3)",
        "rgb(1,2,3%)",
        "rgb(1deg 2 3)",
        "rgb(1px 2 3)",
        "rgb(1 2 3 / 1deg)",
        "rgb(none,1,2)",
        "rgb(1,2,3,none)",
        "rgb(1none 2 3)",
        "rgb(nonee 1 2)",
        "hsl(50% 100% 50%)",
        "hsl(120,100,25)",
        "hsl(120,100%,25)",
        "hsl(none,100%,50%)",
        "hsl(90 deg 100% 50%)",
        "hsl(1 2deg 3)",
        "hsl(1gradd 2% 3%)",
        "hwb(120,10%,20%)",
        "hwb(10% 10% 20%)",
        "hwba(1 2% 3%)",
        "lab(1, 2, 3)",
        "lab(1deg 2 3)",
        "lab(1 2)",
        "lab(1 2 3 4)",
        "laba(1 2 3)",
        "oklab(1 2 3deg)",
        "lch(1 2 3%)",
        "lch(1deg 2 3)",
        "oklch(1 2deg 3)",
        "color(1 2 3)",
        "color(srgb 1 2)",
        "color(srgb 1 2 3 4)",
        "color(srgb, 1, 2, 3)",
        "color(srgb 1, 2, 3)",
        "color(srgb 1deg 2 3)",
        "color(srgb 1 2 3 / 4deg)",
        "color(srgb1 2 3)",
        "color(lab 1 2 3)",
        "color(nothing 1 2 3)",
        "color()",
        "color",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_refused(texts[i], strlen(texts[i]));
    assert_refused("red\0", 4);
    assert_refused("\0red", 4);
    assert_refused("rgb(1 2\0 3)", 11);
    assert_refused("#ff\0f", 5);
    assert_refused("rgb(1 2 3)\0", 11);
}

static void hexadecimal(void **state)
{
    (void)state;
    assert_color("#123", 0xff112233);
    assert_color("#1234", 0x44112233);
    assert_color("#123456", 0xff123456);
    assert_color("#12345678", 0x78123456);
    assert_color("#ABCdef", 0xffabcdef);
    assert_color("\t\n\r\f #fff \f\r\n\t", 0xffffffff);
}

static void numbers(void **state)
{
    (void)state;
    assert_color("rgb(+1 2.0 3.00000)", 0xff010203);
    assert_color("rgb(.1.2.6)", 0xff000001);
    assert_color("rgb(1-2+3)", 0xff010003);
    assert_color("rgb(1e2 1E+1 100e-1)", 0xff640a0a);
    assert_color("rgb(1e999 -1e999 0e999)", 0xffff0000);
    assert_color("rgb(1e-999 1e99999999999999999999 0)", 0xff00ff00);
    assert_color("rgb(99999999999999999999999999 0.00000000000000000000000001 1)", 0xffff0001);
    assert_color("rgb(0000000000000000000000000000012 00 -0)", 0xff0c0000);
    assert_color("rgb(123.00000000000000000000000000000e0 1234567890123456789012345e-23 0)",
                 0xff7b0c00);
}

static void rgb(void **state)
{
    (void)state;
    assert_color("rgb(1,2,3)", 0xff010203);
    assert_color("rgb( 1 , 2 , 3 )", 0xff010203);
    assert_color("rgb(1 2 3)", 0xff010203);
    assert_color("RgB(1\t2\f3)", 0xff010203);
    assert_color(" rgba(1 2 3) ", 0xff010203);
    assert_color("rgb(1,2,3,.5)", 0x80010203);
    assert_color("rgba(1,2,3,50%)", 0x80010203);
    assert_color("rgb(1 2 3/.5)", 0x80010203);
    assert_color("rgb(1 2 3 / 50%)", 0x80010203);
    assert_color("rgb(1 2 3 / 150%)", 0xff010203);
    assert_color("rgb(1 2 3 / -1)", 0x00010203);
    assert_color("rgb(1 2 3 / none)", 0x00010203);
    assert_color("rgb(none NONE 3)", 0xff000003);
    assert_color("rgb(50% 0 0)", 0xff800000);
    assert_color("rgb(50%,0%,100%)", 0xff8000ff);
    assert_color("rgb(100%50%25%)", 0xffff8040);
    assert_color("rgb(300 -5 127.5)", 0xffff0080);
    assert_color("rgb(0.5 1.49999 254.5)", 0xff0101ff);
    /* The end closes what is open. */
    assert_color("rgb(1 2 3", 0xff010203);
    assert_color("rgb(1,2,3,0 ", 0x00010203);
}

static void hsl(void **state)
{
    (void)state;
    assert_color("hsl(120 100% 25%)", 0xff008000);
    assert_color("hsl(120,100%,25%)", 0xff008000);
    assert_color("hsl(120 100 25)", 0xff008000);
    assert_color("hsla(120deg,100%,25%,.3)", 0x4d008000);
    assert_color("HSL(0.5TURN 100% 50% / 0)", 0x0000ffff);
    assert_color("hsl(1turn,50%,50%)", 0xffbf4040);
    assert_color("hsl(3.14159265rad 100% 50%)", 0xff00ffff);
    assert_color("hsl(200grad 100% 50%)", 0xff00ffff);
    assert_color("hsl(-120 100% 50%)", 0xff0000ff);
    assert_color("hsl(480 100% 50%)", 0xff00ff00);
    assert_color("hsl(none 100% 50%)", 0xffff0000);
    assert_color("hsl(120 none 50%)", 0xff808080);
    assert_color("hsl(120 200% 25%)", 0xff008000);
    assert_color("hsl(120 -50% 25%)", 0xff404040);
    assert_color("hsl(120 100% 150%)", 0xffffffff);
    assert_color("hsl(120 50% -20%)", 0xff000000);
    assert_color("hsl(120.5 33.3% 66.6%)", 0xff8dc68e);
    assert_color("hsl(20 75% 40%)", 0xffb34d1a); /* green is 76.5 */
}

/* Which hue that is depends on the last digit of a number too long for a double, but it is one. */
static void hue_of_any_size(void **state)
{
    (void)state;
    static const char *const texts[] = {"hsl(1e300 100% 50%)", "hsl(-1e300turn 100% 50%)",
                                        "hsl(1e999rad 100% 50%)"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint32_t color;
        assert_true(parse_exactly(texts[i], strlen(texts[i]), &color));
        uint32_t red = color >> 16 & 255, green = color >> 8 & 255, blue = color & 255;
        assert_true(red == 255 || green == 255 || blue == 255);
        assert_true(red == 0 || green == 0 || blue == 0);
    }
}

static void hwb(void **state)
{
    (void)state;
    assert_color("hwb(120 10% 20%)", 0xff1acc1a);
    assert_color("hwb(120deg 10 20% / .5)", 0x801acc1a);
    assert_color("hwb(none none none)", 0xffff0000);
    assert_color("hwb(120 80% 80%)", 0xff808080);
    assert_color("hwb(120 120% 10%)", 0xffebebeb);
    assert_color("hwb(90 -50% 20%)", 0xff66cc00);
    assert_color("hwb(90 20% -50%)", 0xff99ff33);
    assert_color("hwb(7 100% 0%)", 0xffffffff);
}

static const struct {
    const char *name;
    uint32_t color;
} named[] = {
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

/* The same green, as each space has it. */
static void spaces(void **state)
{
    (void)state;
    assert_color("color(srgb 0 0.50196 0)", 0xff008000);
    assert_color("COLOR( SRGB  0% 50.196% 0%)", 0xff008000);
    assert_color("color(srgb none .50196 none / 50%)", 0x80008000);
    assert_color("color(srgb-linear 0 0.21586 0 / 0.2)", 0x33008000);
    assert_color("color(display-p3 0.21604 0.49418 0.13151)", 0xff008000);
    assert_color("color(display-p3-linear 0.03832 0.20870 0.01563)", 0xff008000);
    assert_color("color(a98-rgb 0.28152 0.49801 0.11674", 0xff008000);
    assert_color("color(prophoto-rgb 0.23048 0.39579 0.12997)", 0xff008000);
    assert_color("color(rec2020 0.33232 0.50979 0.19178)", 0xff008000);
    assert_color("color(xyz 0.07719 0.15438 0.02573)", 0xff008000);
    assert_color("color(xyz-d65 0.07719 0.15438 0.02573)", 0xff008000);
    assert_color("color(xyz-d50 0.08314 0.15475 0.02096)", 0xff008000);
    /* What sRGB does not have is cut, channel by channel. */
    assert_color("color(display-p3 0 1 0)", 0xff00ff00);
    assert_color("color(srgb -1 2 0.5)", 0xff00ff80);
    assert_color("color(xyz 1e300 -1e300 1e-300)", 0xffff00ff);
    assert_color("color(rec2020 -1e300 1e300 0)", 0xff00ff00);
}

static void axes(void **state)
{
    (void)state;
    assert_color("lab(46.2775% -47.5621 48.5837)", 0xff008000);
    assert_color("lab(46.2775 -38.04968% 38.86696% / 50%)", 0x80008000);
    assert_color("lch(46.2775% 67.9892 134.3912)", 0xff008000);
    assert_color("lch(52.2345% 72.2 56.2)", 0xffc65d06);
    assert_color("lch(52.2345 48.1333% 416.2deg)", 0xffc65d06);
    assert_color("oklab(0.51975 -0.1403 0.10768)", 0xff008000);
    assert_color("oklab(51.975% -35.075% 26.92%)", 0xff008000);
    assert_color("oklch(70% 0.1 250)", 0xff6da3da);
    assert_color("oklch(0.7 25% -110deg / 0)", 0x006da3da);
    assert_color("lab(0 0 0)", 0xff000000);
    assert_color("lab(100 none none)", 0xffffffff);
    assert_color("oklch(200% -5 none)", 0xffffffff); /* lightness and chroma are cut */
    assert_color("oklab(-1 0 0)", 0xff000000);
    assert_color("lab(5 1 1)", 0xff13100f);
}

static void every_name(void **state)
{
    (void)state;
    enum { COUNT = sizeof named / sizeof named[0] };
    assert_int_equal(COUNT, 149);
    for (int i = 0; i < COUNT; i++) {
        assert_color(named[i].name, named[i].color);
        char upper[40];
        int n = snprintf(upper, sizeof upper, " %s ", named[i].name);
        for (int j = 0; j < n; j++)
            if (upper[j] != ' ')
                upper[j] = (char)(upper[j] - 'a' + 'A');
        assert_color(upper, named[i].color);
        assert_refused(named[i].name, strlen(named[i].name) - 1);
    }
}

static void every_alpha(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        char text[64];
        snprintf(text, sizeof text, "#010203%02x", i);
        assert_color(text, i << 24 | 0x010203);
        snprintf(text, sizeof text, "rgb(1 2 3 / %.4f)", i / 255.0);
        assert_color(text, i << 24 | 0x010203);
        snprintf(text, sizeof text, "rgba(1, 2, 3, %.2f%%)", i / 2.55);
        assert_color(text, i << 24 | 0x010203);
        snprintf(text, sizeof text, "rgb(%u.4 %u.5 %u%%)", i, i, i > 100 ? 100 : i);
        uint32_t blue = i > 100 ? 255 : (i * 255 * 2 + 100) / 200;
        assert_color(text, 0xff000000 | i << 16 | (i < 255 ? i + 1 : 255) << 8 | blue);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_colors),  cmocka_unit_test(hexadecimal),
        cmocka_unit_test(numbers),     cmocka_unit_test(rgb),
        cmocka_unit_test(hsl),         cmocka_unit_test(hue_of_any_size),
        cmocka_unit_test(hwb),         cmocka_unit_test(spaces),
        cmocka_unit_test(axes),        cmocka_unit_test(every_name),
        cmocka_unit_test(every_alpha),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
