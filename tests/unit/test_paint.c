/* What paints have in common: solid ones, what is known to be opaque, and keys. */
#include "raster/paint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const double offsets[] = {0, 1};
static const uint32_t opaque_colors[] = {0xff102030, 0xffffffff};
static const uint32_t clear_colors[] = {0xff102030, 0xfeffffff};

static void a_solid_paint_is_one_color(void **state)
{
    (void)state;
    struct paint p = {.kind = PAINT_SOLID, .color = 0x80402010};
    struct arena arena = {0};
    uint32_t row[5] = {0};
    assert_true(paint_prepare(&p, (struct rect){0, 0, 10, 10}, &arena));
    paint_fetch(&p, 3, 4, 0, row);
    assert_int_equal(row[0], 0);
    paint_fetch(&p, 3, 4, 4, row);
    for (int i = 0; i < 4; i++)
        assert_int_equal(row[i], 0x80402010);
    assert_int_equal(row[4], 0);
    assert_false(paint_is_opaque(&p));
    p.color = 0xff000000;
    assert_true(paint_is_opaque(&p));
    arena_finish(&arena);
}

static void gradients_are_opaque_where_they_cover_all(void **state)
{
    (void)state;
    struct gradient_stops *opaque = gradient_stops_create(offsets, opaque_colors, 2);
    struct gradient_stops *clear = gradient_stops_create(offsets, clear_colors, 2);
    struct paint p = {
        .alpha = 255, .inverse = MATRIX_IDENTITY, .gradient = {opaque, 10, 10, 5, 12, 10, 20, 0}};
    for (p.kind = PAINT_LINEAR; p.kind <= PAINT_CONIC; p.kind++) {
        p.gradient.stops = opaque;
        p.alpha = 255;
        assert_true(paint_is_opaque(&p));
        p.alpha = 254;
        assert_false(paint_is_opaque(&p));
        p.alpha = 255;
        p.gradient.stops = clear;
        assert_false(paint_is_opaque(&p));
    }
    p.kind = PAINT_RADIAL;
    p.gradient.stops = opaque;
    p.gradient.x1 = 26; /* the first circle sticks out: there is a cone that nothing reaches */
    assert_false(paint_is_opaque(&p));
    gradient_stops_unref(opaque);
    gradient_stops_unref(clear);
    gradient_stops_unref(NULL);
}

static void images_are_opaque_if_they_are_known_to_be_and_do_not_end(void **state)
{
    (void)state;
    struct paint p = {.kind = PAINT_IMAGE,
                      .alpha = 255,
                      .inverse = MATRIX_IDENTITY,
                      .image = {.part = {0, 0, 1, 1}, .opaque = true}};
    assert_true(paint_is_opaque(&p));
    p.image.extend_x = EXTEND_REPEAT;
    assert_true(paint_is_opaque(&p));
    p.image.extend_y = EXTEND_NONE;
    assert_false(paint_is_opaque(&p));
    p.image.extend_y = EXTEND_CLAMP;
    p.image.opaque = false;
    assert_false(paint_is_opaque(&p));
}

static void keys_tell_paints_apart(void **state)
{
    (void)state;
    struct paint paints[12];
    const struct paint linear = {.kind = PAINT_LINEAR,
                                 .alpha = 255,
                                 .inverse = MATRIX_IDENTITY,
                                 .gradient = {NULL, 1, 2, 3, 4, 5, 6, 7}};
    for (int i = 0; i < 8; i++)
        paints[i] = linear;
    paints[1].alpha = 3;
    paints[2].inverse.f = 1e-9;
    paints[3].gradient.y1 = 5.5;
    paints[4].kind = PAINT_RADIAL;
    paints[5].kind = PAINT_RADIAL;
    paints[5].gradient.r1 = 6.5;
    paints[6].kind = PAINT_CONIC;
    paints[7].kind = PAINT_CONIC;
    paints[7].gradient.angle = 7.5;
    paints[8] = (struct paint){.kind = PAINT_SOLID, .color = 1};
    paints[9] = (struct paint){.kind = PAINT_SOLID, .color = 2};
    paints[10] = (struct paint){.kind = PAINT_IMAGE, .image = {.part = {0, 0, 2, 2}}};
    paints[11] = paints[10];
    paints[11].image.extend_y = EXTEND_REPEAT;
    for (int i = 0; i < 12; i++)
        for (int k = 0; k < 12; k++)
            assert_int_equal(key_equal(paint_key(&paints[i]), paint_key(&paints[k])), i == k);
    /* What a kind does not use does not count. */
    struct paint same = linear;
    same.gradient.r0 = same.gradient.angle = 99;
    assert_true(key_equal(paint_key(&same), paint_key(&linear)));
}

static void stops_have_keys_and_owners(void **state)
{
    (void)state;
    struct gradient_stops *a = gradient_stops_create(offsets, opaque_colors, 2);
    struct gradient_stops *b = gradient_stops_create(offsets, opaque_colors, 2);
    struct gradient_stops *c = gradient_stops_create(offsets, opaque_colors, 1);
    assert_true(key_equal(gradient_stops_key(a), gradient_stops_key(b)));
    assert_false(key_equal(gradient_stops_key(a), gradient_stops_key(c)));
    assert_ptr_equal(gradient_stops_ref(a), a);
    gradient_stops_unref(a);
    assert_true(key_equal(gradient_stops_key(a), gradient_stops_key(b))); /* still there */
    gradient_stops_unref(a);
    gradient_stops_unref(b);
    gradient_stops_unref(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solid_paint_is_one_color),
        cmocka_unit_test(gradients_are_opaque_where_they_cover_all),
        cmocka_unit_test(images_are_opaque_if_they_are_known_to_be_and_do_not_end),
        cmocka_unit_test(keys_tell_paints_apart),
        cmocka_unit_test(stops_have_keys_and_owners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
