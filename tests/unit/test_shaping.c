/* Glyphs and their places against hb-shape (package libharfbuzz-bin), which gets the same font
 * file: sentences in the scripts of the world, at a size of one pixel a font unit, so that all
 * numbers are whole. The sentences are article 1 of the Universal Declaration of Human Rights. */
#include "font/layout.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "text.h"

static const struct sample {
    const char *language, *text, *fonts[5];
    int units; /* per em */
} samples[] = {
    {"en",
     "Office AVAWAY, Tosca: \"fluffy\" waffles & Te Yo; five ﬂ. (All human beings are born free!)",
     {TEXT_DEJAVU "DejaVuSans.ttf", TEXT_DEJAVU "DejaVuSerif.ttf",
      TEXT_DEJAVU "DejaVuSans-BoldOblique.ttf"},
     2048},
    {"de",
     "Straße, Äpfel, Übergröße; naïve café, Ångström, e\xCC\x81 o\xCC\x88 n\xCC\x83. To, Ty, LT",
     {TEXT_NOTO "NotoSans-Regular.ttf", TEXT_NOTO "NotoSerif-Italic.ttf",
      TEXT_NOTO "NotoSans-Bold.ttf"},
     1000},
    {"vi",
     "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
     {TEXT_NOTO "NotoSans-Regular.ttf", TEXT_NOTO "NotoSerif-Regular.ttf"},
     1000},
    {"el",
     "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
     {TEXT_DEJAVU "DejaVuSans.ttf", TEXT_DEJAVU "DejaVuSerif-Bold.ttf"},
     2048},
    {"ru",
     "Все люди рождаются свободными и равными в своём достоинстве и правах. Гд, То, Ту",
     {TEXT_NOTO "NotoSans-Regular.ttf", TEXT_NOTO "NotoSerif-Regular.ttf"},
     1000},
    {"he",
     "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם שָׁלוֹם",
     {TEXT_NOTO "NotoSansHebrew-Regular.ttf", TEXT_NOTO "NotoSerifHebrew-Bold.ttf"},
     1000},
    {"ar",
     "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق، وقد وهبوا عقلاً وضميرًا لا إله",
     {TEXT_NOTO "NotoNaskhArabic-Regular.ttf", TEXT_NOTO "NotoSansArabic-Bold.ttf",
      TEXT_NOTO "NotoKufiArabic-Regular.ttf"},
     1000},
    {"ur",
     "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔",
     {TEXT_NOTO "NotoNastaliqUrdu-Regular.ttf"},
     1000},
    {"hi",
     "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। क्षत्रिय",
     {TEXT_NOTO "NotoSansDevanagari-Regular.ttf", TEXT_NOTO "NotoSerifDevanagari-Bold.ttf"},
     1000},
    {"bn",
     "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে।",
     {TEXT_NOTO "NotoSansBengali-Regular.ttf", TEXT_NOTO "NotoSerifBengali-Regular.ttf"},
     1000},
    {"ta",
     "மனிதப் பிறவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்; கொண்டு, ஸ்ரீ",
     {TEXT_NOTO "NotoSansTamil-Regular.ttf", TEXT_NOTO "NotoSerifTamil-Regular.ttf"},
     1000},
    {"th",
     "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ น้ำ ปั่น",
     {TEXT_NOTO "NotoSansThai-Regular.ttf", TEXT_NOTO "NotoLoopedThai-Bold.ttf"},
     1000},
    {"km",
     "មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងសមភាពក្នុងសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិ",
     {TEXT_NOTO "NotoSansKhmer-Regular.ttf", TEXT_NOTO "NotoSerifKhmer-Regular.ttf"},
     1000},
    {"my",
     "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် မွေးဖွားလာသူများဖြစ်သည်။",
     {TEXT_NOTO "NotoSansMyanmar-Regular.ttf", TEXT_NOTO "NotoSerifMyanmar-Regular.ttf"},
     1000},
    {"zh-hans",
     "人人生而自由，在尊严和权利上一律平等。",
     {TEXT_CJK "NotoSansCJK-Regular.ttc", TEXT_CJK "NotoSerifCJK-Bold.ttc"},
     1000},
    {"ko",
     "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
     {TEXT_CJK "NotoSansCJK-Regular.ttc", TEXT_CJK "NotoSansCJK-Bold.ttc"},
     1000},
};

struct glyph {
    uint32_t id;
    double x, y;
};

enum { MOST = 512 };

/* What hb-shape says of the text, but for glyphs without ink. */
static size_t shape_by_tool(const struct sample *s, const char *font, const char *options,
                            struct glyph *glyphs)
{
    char path[] = "/tmp/fbrun-shaping-XXXXXX", command[1024];
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, s->text, strlen(s->text)), (ssize_t)strlen(s->text));
    close(file);
    snprintf(command, sizeof command,
             "hb-shape --font-file=%s --text-file=%s --language=%s %s --no-glyph-names "
             "--no-clusters --show-extents",
             font, path, s->language, options);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    static char answer[1 << 16];
    answer[fread(answer, 1, sizeof answer - 1, pipe)] = '\0';
    unlink(path);
    if (pclose(pipe) != 0)
        fail_msg("%s: failed", command);
    size_t count = 0;
    double x = 0;
    for (char *at = strtok(answer, "[|]\n"); at != NULL; at = strtok(NULL, "[|]\n")) {
        const uint32_t id = (uint32_t)strtoul(at, &at, 10);
        double dx = 0, dy = 0;
        if (*at == '@') {
            dx = strtod(at + 1, &at);
            dy = strtod(at + 1, &at);
        }
        const double advance = strtod(at + 1, &at);
        int left, top, width = 0, height = 0;
        assert_int_equal(sscanf(at, "<%d,%d,%d,%d>", &left, &top, &width, &height), 4);
        assert_true(count < MOST);
        if (width != 0 && height != 0)
            glyphs[count++] = (struct glyph){id, x + dx, -dy};
        x += advance;
    }
    return count;
}

static void compare(const struct sample *s, const char *font, const struct layout *l,
                    const struct glyph *expected, size_t count)
{
    const struct glyph_list *list = l->lines[0].glyphs;
    assert_int_equal(l->line_count, 1);
    if (list->face_count != 1)
        fail_msg("%s, %s: glyphs of other faces (%s)", s->language, font,
                 face_info(list->faces[1].face)->family);
    for (size_t i = 0; i < count && i < list->count; i++) {
        const struct placed_glyph *g = &list->glyphs[i];
        if (g->id != expected[i].id || fabs(g->x - expected[i].x) > 0.01 ||
            fabs(g->y - expected[i].y) > 0.01)
            fail_msg("%s, %s: glyph %zu is %u at (%g, %g), not %u at (%g, %g)", s->language, font,
                     i, g->id, g->x, g->y, expected[i].id, expected[i].x, expected[i].y);
    }
    if (count != list->count)
        fail_msg("%s, %s: %u glyphs, not %zu", s->language, font, list->count, count);
    assert_true(count > 5);
}

/* `style` has what differs from plain text. */
static void compare_sample(const struct sample *s, const char *font, const char *options,
                           struct text_style style)
{
    static const char *const families[] = {"the test's", NULL};
    struct glyph expected[MOST];
    struct fonts *fonts = fonts_create();
    assert_non_null(fonts);
    text_add(fonts, families[0], font);
    style.query = text_style(families, s->units).query;
    style.size = s->units;
    style.language = s->language;
    struct layout *l = text_lay_out(fonts, s->text, &style, NULL);
    const size_t count = shape_by_tool(s, font, options, expected);
    compare(s, font, l, expected, count);
    layout_unref(l);
    fonts_destroy(fonts);
}

static void scripts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        for (int k = 0; k < 5 && samples[i].fonts[k] != NULL; k++)
            compare_sample(&samples[i], samples[i].fonts[k], "", (struct text_style){0});
}

static void features(void **state)
{
    (void)state;
    const struct text_feature off[] = {{"liga", 0}, {"kern", 0}},
                              old[] = {{"onum", 1}, {"smcp", 1}};
    compare_sample(&samples[0], samples[0].fonts[0], "--features=-liga,-kern",
                   (struct text_style){.features = off, .feature_count = 2});
    compare_sample(&samples[1], samples[1].fonts[0], "--features=onum,smcp",
                   (struct text_style){.features = old, .feature_count = 2});
}

/* What CSS says in words. */
static void kerning_and_caps(void **state)
{
    (void)state;
    compare_sample(&samples[0], samples[0].fonts[0], "--features=-kern",
                   (struct text_style){.kerning = KERNING_NONE});
    compare_sample(&samples[1], samples[1].fonts[0], "--features=smcp",
                   (struct text_style){.caps = CAPS_SMALL});
    compare_sample(&samples[1], samples[1].fonts[0], "--features=smcp,c2sc",
                   (struct text_style){.caps = CAPS_ALL_SMALL});
}

/* In a font by itself: how wide the sample is with so much between letters. */
static double width_spaced(const char *text, const char *font, double letter_spacing)
{
    static const char *const families[] = {"the test's", NULL};
    struct fonts *fonts = fonts_create();
    assert_non_null(fonts);
    text_add(fonts, families[0], font);
    struct text_style style = text_style(families, 32);
    style.letter_spacing = letter_spacing;
    struct layout *l = text_lay_out(fonts, text, &style, NULL);
    const double width = l->width;
    layout_unref(l);
    fonts_destroy(fonts);
    return width;
}

/* Space would tear letters apart that are joined: only words are spaced. */
static void letters_that_are_joined(void **state)
{
    (void)state;
    const char *const arabic = "مرحبا بالعالم", *font = TEXT_NOTO "NotoNaskhArabic-Regular.ttf";
    const double more = width_spaced(arabic, font, 5) - width_spaced(arabic, font, 0);
    assert_true(fabs(more - 5) < 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts),
        cmocka_unit_test(features),
        cmocka_unit_test(kerning_and_caps),
        cmocka_unit_test(letters_that_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
