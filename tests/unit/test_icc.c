/* Colours by profiles that are made here, and profiles that are wrong. That the decoders follow
 * them is in their tests. */
#include "image/icc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/error.h"
#include "made_profile.h"

#ifdef FBRUN_HAVE_LCMS

static const uint32_t colours[] = {
    0xff000000, 0xffffffff, 0xff808080, 0xffff0000, 0xff00ff00, 0xff0000ff, 0xff123456,
    0xffc86432, 0xff0a0500, 0xffe0f0ff, 0xff7f3f9f, 0xff010101, 0xff40ff80,
};
enum { COLOURS = sizeof colours / sizeof colours[0] };

static struct icc made(struct bytes *profile, enum icc_pixels pixels, bool grey)
{
    struct icc icc;
    if (!icc_init(&icc, profile->data, profile->size, pixels, grey))
        fail_msg("%s", error_text());
    drop_bytes(profile);
    return icc;
}

static struct icc converter(const struct rgb_space *space, enum icc_pixels pixels)
{
    struct bytes profile = rgb_profile(space);
    struct icc icc = made(&profile, pixels, false);
    assert_true(icc_is_needed(&icc));
    return icc;
}

static const struct rgb_space *const spaces[] = {&DISPLAY_P3, &ADOBE_RGB, &TURNED_ROUND};

static void colours_become_those_of_srgb(void **state)
{
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        uint32_t words[COLOURS];
        struct icc icc = converter(spaces[s], ICC_WORDS);
        memcpy(words, colours, sizeof words);
        icc_convert(&icc, words, COLOURS);
        for (int i = 0; i < COLOURS; i++)
            if (!is_converted(words[i], spaces[s], colours[i], 1))
                fail_msg("space %zu: %08x became %08x", s, colours[i], words[i]);
        icc_finish(&icc);
    }
}

/* As a page of CSS has them: color(display-p3 …). */
static void well_known_colours(void **state)
{
    (void)state;
    uint32_t words[] = {0xffff0000, 0xffffffff, 0xff000000, 0xffea3323, 0xff0000ff};
    struct icc icc = converter(&DISPLAY_P3, ICC_WORDS);
    icc_convert(&icc, words, 5);
    assert_int_equal(words[0], 0xffff0000); /* redder than sRGB can be */
    assert_int_equal(words[1], 0xffffffff);
    assert_int_equal(words[2], 0xff000000);
    assert_true(is_near(words[3], (const double[]){255, 0, 0}, 4)); /* sRGB's red */
    assert_int_equal(words[4], 0xff0000ff);
    icc_finish(&icc);
}

static void alpha_stays(void **state)
{
    (void)state;
    uint32_t words[256];
    struct icc icc = converter(&TURNED_ROUND, ICC_WORDS);
    for (uint32_t i = 0; i < 256; i++)
        words[i] = i << 24 | 0xff8000;
    icc_convert(&icc, words, 256);
    for (uint32_t i = 0; i < 256; i++) {
        assert_int_equal(words[i] >> 24, i);
        assert_true(is_converted(words[i] | 0xff000000, &TURNED_ROUND, 0xffff8000, 1));
    }
    icc_finish(&icc);
}

static void bytes_in_the_order_of_png(void **state)
{
    (void)state;
    uint8_t bytes[] = {200, 100, 50, 7, 0, 255, 0, 255};
    struct icc icc = converter(&ADOBE_RGB, ICC_RGBA_8);
    icc_convert(&icc, bytes, 2);
    for (int i = 0; i < 2; i++) {
        const uint8_t *p = bytes + (ptrdiff_t)4 * i;
        const uint32_t word = 0xff000000 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        assert_true(is_converted(word, &ADOBE_RGB, i == 0 ? 0xffc86432 : 0xff00ff00, 1));
    }
    assert_int_equal(bytes[3], 7);
    assert_int_equal(bytes[7], 255);
    icc_finish(&icc);
}

/* Sample k of PNG's 16 bits. */
static unsigned deep(const uint8_t *bytes, size_t k)
{
    return (unsigned)bytes[2 * k] << 8 | bytes[2 * k + 1];
}

/* Finer than 8 bits could be, in the dark too. */
static void sixteen_bits(void **state)
{
    (void)state;
    static const uint16_t samples[][4] = {
        {0x1234, 0x0012, 0xfedc, 0xabcd}, {0x0101, 0x0088, 0x0000, 0}, {0xffff, 0xffff, 0xffff, 1}};
    for (size_t s = 0; s < 3; s++) {
        struct icc icc = converter(spaces[s], ICC_RGBA_16);
        for (int i = 0; i < 3; i++) {
            uint8_t bytes[8];
            double in[3], expected[3];
            for (size_t k = 0; k < 4; k++) {
                bytes[2 * k] = (uint8_t)(samples[i][k] >> 8);
                bytes[2 * k + 1] = (uint8_t)samples[i][k];
            }
            for (int k = 0; k < 3; k++)
                in[k] = samples[i][k] / 65535.0;
            expect_srgb(spaces[s], in, expected);
            icc_convert(&icc, bytes, 1);
            for (size_t k = 0; k < 3; k++)
                assert_true(fabs(deep(bytes, k) / 257.0 - expected[k]) < 0.3);
            assert_int_equal(deep(bytes, 3), samples[i][3]);
        }
        icc_finish(&icc);
    }
}

static void grey_by_its_own_profile(void **state)
{
    (void)state;
    for (int gamma = 1; gamma <= 3; gamma++) {
        struct bytes profile = grey_profile(gamma);
        uint32_t words[256];
        uint8_t bytes[8] = {0x12, 0x34, 0x12, 0x34, 0x12, 0x34, 0xab, 0xcd};
        struct icc icc = made(&profile, ICC_WORDS, true);
        for (uint32_t i = 0; i < 256; i++)
            words[i] = 0xff000000 | i * 0x010101;
        icc_convert(&icc, words, 256);
        for (int i = 0; i < 256; i++) {
            const double v = sample_of(light_of(gamma, i / 255.0));
            assert_true(is_near(words[i], (const double[]){v, v, v}, 1));
        }
        icc_finish(&icc);
        profile = grey_profile(gamma);
        icc = made(&profile, ICC_RGBA_16, true);
        icc_convert(&icc, bytes, 1);
        const double v = sample_of(light_of(gamma, 0x1234 / 65535.0));
        for (size_t k = 0; k < 3; k++)
            assert_true(fabs(deep(bytes, k) / 257.0 - v) < 0.5);
        assert_int_equal(deep(bytes, 3), 0xabcd);
        icc_finish(&icc);
    }
}

/* Grey is not all that can be said by RGB. */
static void grey_by_a_profile_of_rgb(void **state)
{
    (void)state;
    struct bytes profile = rgb_profile(&ADOBE_RGB);
    uint32_t word = 0xff404040;
    struct icc icc = made(&profile, ICC_WORDS, true);
    icc_convert(&icc, &word, 1);
    assert_true(is_converted(word, &ADOBE_RGB, 0xff404040, 1));
    icc_finish(&icc);
}

static void inks(void **state)
{
    (void)state;
    for (int inverted = 0; inverted < 2; inverted++) {
        struct bytes profile = cmyk_profile();
        struct icc icc = made(&profile, inverted ? ICC_CMYK_INVERTED : ICC_CMYK, false);
        for (int i = 0; i < 8; i++) {
            uint8_t bytes[4] = {i & 4 ? 255 : 0, i & 2 ? 255 : 0, 0, i & 1 ? 255 : 0};
            uint32_t word;
            for (int k = 0; k < 4 && inverted; k++)
                bytes[k] = 255 - bytes[k];
            memcpy(&word, bytes, sizeof word);
            icc_convert(&icc, &word, 1);
            const double v = sample_of_lightness(cmyk_lightness(i & 4, i & 2, i & 1));
            if (!is_near(word, (const double[]){v, v, v}, 2))
                fail_msg("inks %d became %08x, not %g", i, word, v);
        }
        icc_finish(&icc);
    }
}

static void profiles_of_srgb_cost_nothing(void **state)
{
    (void)state;
    struct rgb_space near = SRGB;
    struct bytes profile = rgb_profile(&near);
    struct icc icc = made(&profile, ICC_WORDS, false);
    assert_false(icc_is_needed(&icc));
    near.colorants[1][2] += 0.0003; /* as its text is rounded by some */
    profile = rgb_profile(&near);
    icc = made(&profile, ICC_RGBA_16, false);
    assert_false(icc_is_needed(&icc));
    near.colorants[1][2] += 0.001;
    profile = rgb_profile(&near);
    icc = made(&profile, ICC_WORDS, false);
    assert_true(icc_is_needed(&icc));
    icc_finish(&icc);
    near = SRGB;
    near.gamma = 2.2; /* differs in the dark */
    profile = rgb_profile(&near);
    icc = made(&profile, ICC_WORDS, false);
    assert_true(icc_is_needed(&icc));
    icc_finish(&icc);
}

static void assert_refused(const struct bytes *profile, enum icc_pixels pixels, bool grey,
                           const char *text)
{
    struct icc icc;
    assert_false(icc_init(&icc, profile->data, profile->size, pixels, grey));
    assert_string_equal(error_text(), text);
    assert_false(icc_is_needed(&icc));
    assert_null(icc.context);
}

static void profiles_of_other_colours(void **state)
{
    (void)state;
    struct bytes rgb = rgb_profile(&DISPLAY_P3), grey = grey_profile(2), cmyk = cmyk_profile();
    assert_refused(&grey, ICC_WORDS, false, "it is for other colours than RGB");
    assert_refused(&cmyk, ICC_RGBA_8, false, "it is for other colours than RGB");
    assert_refused(&cmyk, ICC_WORDS, true, "it is for other colours than grey");
    assert_refused(&rgb, ICC_CMYK, false, "it is for other colours than CMYK");
    assert_refused(&grey, ICC_CMYK_INVERTED, false, "it is for other colours than CMYK");
    drop_bytes(&rgb);
    drop_bytes(&grey);
    drop_bytes(&cmyk);
}

static void profiles_of_no_device(void **state)
{
    (void)state;
    static const char *const classes[] = {"link", "abst", "nmcl"};
    struct bytes profile = rgb_profile(&DISPLAY_P3);
    for (int i = 0; i < 3; i++) {
        memcpy(profile.data + PROFILE_CLASS, classes[i], 4);
        assert_refused(&profile, ICC_WORDS, false, "it describes no device");
    }
    memcpy(profile.data + PROFILE_CLASS, "spac", 4);
    struct icc icc = made(&profile, ICC_WORDS, false);
    assert_true(icc_is_needed(&icc));
    icc_finish(&icc);
}

static void profiles_that_are_wrong(void **state)
{
    (void)state;
    struct bytes profile = {0};
    assert_refused(&profile, ICC_WORDS, false, "it is cut short or corrupt");
    put(&profile, "rubbish", 7);
    assert_refused(&profile, ICC_WORDS, false, "it is cut short or corrupt");
    drop_bytes(&profile);
    profile = rgb_profile(&DISPLAY_P3);
    memcpy(profile.data + PROFILE_HEADER + 4, "xXYZ", 4); /* no red any more */
    assert_refused(&profile, ICC_WORDS, false, "it is incomplete or corrupt");
    memcpy(profile.data + PROFILE_HEADER + 4, "D2B0", 4);
    assert_refused(&profile, ICC_WORDS, false, "it is made of multi-process elements");
    profile.size = 0;
    while (profile.size <= ICC_BYTES_MAX)
        put(&profile, "0123456789abcdef", 16);
    assert_refused(&profile, ICC_WORDS, false, "it has 4194320 bytes, more than 4194304");
    drop_bytes(&profile);
}

/* Cut at many lengths, and with many a byte wrong: whatever comes of it converts, or has a reason.
 */
static void profiles_that_are_damaged(void **state)
{
    (void)state;
    struct bytes made_ones[] = {rgb_profile(&ADOBE_RGB), grey_profile(0), cmyk_profile()};
    static const enum icc_pixels kinds[] = {ICC_WORDS, ICC_WORDS, ICC_CMYK};
    static const size_t steps[] = {37, 37, 997}; /* the last takes Little CMS 30 ms each time */
    for (int i = 0; i < 3; i++) {
        struct bytes *profile = &made_ones[i];
        for (size_t at = 0; at < profile->size; at += steps[i]) {
            for (int cut = 0; cut < 2; cut++) {
                const size_t size = cut ? at : profile->size;
                uint32_t words[4] = {0xff102030, 0x80ffffff, 0, 0xff00ff00};
                struct icc icc;
                uint8_t *copy = malloc(size + 1); /* of its size: sanitizers see what reads on */
                assert_non_null(copy);
                memcpy(copy, profile->data, size);
                if (!cut)
                    copy[at] ^= 0xff;
                error_set("nothing");
                if (!icc_init(&icc, copy, size, kinds[i], i == 1))
                    assert_string_not_equal(error_text(), "nothing");
                else if (icc_is_needed(&icc))
                    icc_convert(&icc, words, 4);
                icc_finish(&icc);
                free(copy);
            }
        }
        drop_bytes(profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_become_those_of_srgb),
        cmocka_unit_test(well_known_colours),
        cmocka_unit_test(alpha_stays),
        cmocka_unit_test(bytes_in_the_order_of_png),
        cmocka_unit_test(sixteen_bits),
        cmocka_unit_test(grey_by_its_own_profile),
        cmocka_unit_test(grey_by_a_profile_of_rgb),
        cmocka_unit_test(inks),
        cmocka_unit_test(profiles_of_srgb_cost_nothing),
        cmocka_unit_test(profiles_of_other_colours),
        cmocka_unit_test(profiles_of_no_device),
        cmocka_unit_test(profiles_that_are_wrong),
        cmocka_unit_test(profiles_that_are_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void profiles_are_not_followed(void **state)
{
    (void)state;
    struct bytes profile = rgb_profile(&TURNED_ROUND);
    struct icc icc;
    assert_false(icc_is_built_in());
    assert_false(icc_open_library());
    assert_string_equal(error_text(), "this fbrun was built without Little CMS");
    assert_true(icc_init(&icc, profile.data, profile.size, ICC_WORDS, false));
    assert_false(icc_is_needed(&icc));
    icc_finish(&icc);
    drop_bytes(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(profiles_are_not_followed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
