/* Pictures: which frame is shown when, how they are drawn small, and the cache of files. */
#include "canvas/pictures.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/error.h"
#include "image/write.h"
#include "scratch.h"

static struct scene *scene;

static int set_up(void **state)
{
    scene = scene_create(&(struct scene_options){.threads = 1});
    return scene == NULL ? -1 : scratch_make(state);
}

static int tear_down(void **state)
{
    scene_destroy(scene);
    return scratch_remove(state);
}

/* A picture of 4x2 pixels whose frames last so long. */
static struct picture *animation(int loops, int count, const double *durations)
{
    struct image image = {.kind = IMAGE_GIF,
                          .width = 4,
                          .height = 2,
                          .natural_width = 8,
                          .natural_height = 4,
                          .opaque = true,
                          .frame_count = count,
                          .loops = loops,
                          .warning = "odd"};
    image.frames = calloc((size_t)count, sizeof *image.frames);
    for (int i = 0; i < count; i++) {
        assert_true(surface_init(&image.frames[i].surface, 4, 2));
        *surface_at(&image.frames[i].surface, 0, 0) = 0xff000000u + (uint32_t)i;
        image.frames[i].duration = durations[i];
    }
    struct picture *p = picture_create();
    assert_int_equal(p->state, PICTURE_LOADING);
    assert_true(picture_finish_loading(p, scene, &image));
    image_finish(&image);
    return p;
}

static void a_picture_takes_the_frames_over(void **state)
{
    (void)state;
    struct picture *p = animation(0, 2, (const double[]){0.5, 0.25});
    assert_int_equal(p->state, PICTURE_READY);
    assert_int_equal(p->width, 4);
    assert_int_equal(p->height, 2);
    assert_int_equal(p->natural_width, 8);
    assert_int_equal(p->natural_height, 4);
    assert_int_equal(p->frame_count, 2);
    assert_string_equal(p->warning, "odd");
    assert_true(p->bytes >= (size_t)2 * 4 * 2 * 4);
    for (int i = 0; i < 2; i++) {
        uint32_t color;
        assert_true(canvas_pixel(p->frames[i].canvas, 0, 0, &color));
        assert_int_equal(color, 0xff000000u + (uint32_t)i);
        assert_true(canvas_is_opaque(p->frames[i].canvas));
        assert_true(canvas_is_picture(p->frames[i].canvas));
    }
    assert_true(picture_duration(p) == 0.75);
    picture_unref(picture_ref(p));
    picture_unref(p);
    picture_unref(NULL);
}

static void frames_change_at_their_very_times(void **state)
{
    (void)state;
    struct picture *p = animation(0, 3, (const double[]){0.1, 0.2, 0.3});
    assert_int_equal(picture_frame_at(p, 0), 0);
    assert_int_equal(picture_frame_at(p, 0.0999), 0);
    assert_int_equal(picture_frame_at(p, 0.1), 1);
    assert_int_equal(picture_frame_at(p, 0.2999), 1);
    assert_int_equal(picture_frame_at(p, 0.3), 2); /* 0.1 + 0.2 is more as floating point */
    assert_int_equal(picture_frame_at(p, 0.5999), 2);
    for (int i = 0; i < 10000; i++) { /* tenths of seconds, however long it runs */
        static const int shown[] = {0, 1, 1, 2, 2, 2};
        assert_int_equal(picture_frame_at(p, i * 0.1), shown[i % 6]);
        assert_int_equal(picture_frame_at(p, 0.6 * 1e6 + i * 0.1), shown[i % 6]);
    }
    assert_int_equal(picture_frame_at(p, -1), 0);
    assert_int_equal(picture_frame_at(p, -INFINITY), 0);
    assert_int_equal(picture_frame_at(p, NAN), 0);
    assert_in_range(picture_frame_at(p, INFINITY), 0, 2);
    picture_unref(p);
}

static void loops_end_with_the_last_frame(void **state)
{
    (void)state;
    struct picture *p = animation(2, 2, (const double[]){0.1, 0.1});
    const int shown[] = {0, 1, 0, 1, 1, 1};
    for (int i = 0; i < 6; i++)
        assert_int_equal(picture_frame_at(p, i * 0.1), shown[i]);
    assert_int_equal(picture_frame_at(p, INFINITY), 1);
    picture_unref(p);
}

static void odd_durations_do_no_harm(void **state)
{
    (void)state;
    struct picture *p = animation(0, 3, (const double[]){0, 0, 0});
    assert_int_equal(picture_frame_at(p, 7), 0);
    assert_true(picture_duration(p) == 0);
    picture_unref(p);
    p = animation(0, 3, (const double[]){0, 0.1, 0}); /* frames that are never seen */
    assert_int_equal(picture_frame_at(p, 0), 1);
    assert_int_equal(picture_frame_at(p, 0.1), 1);
    picture_unref(p);
    p = animation(1, 1, (const double[]){0.1}); /* a still picture */
    assert_int_equal(picture_frame_at(p, 7), 0);
    assert_true(picture_duration(p) == 0);
    picture_unref(p);
    p = animation(0, 2, (const double[]){INFINITY, -1});
    assert_int_equal(picture_frame_at(p, 7), 0);
    picture_unref(p);
}

/* A picture of one frame whose pixels have the value of their column. */
static struct canvas *wide_picture(int width, int height)
{
    struct surface s;
    assert_true(surface_init(&s, width, height));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            *surface_at(&s, x, y) = 0xff000000u | (uint32_t)x;
    struct canvas *c = canvas_create_picture(scene, &s, true);
    assert_non_null(c);
    assert_null(s.pixels);
    return c;
}

static void large_pictures_are_halved_where_they_are_drawn_small(void **state)
{
    (void)state;
    struct canvas *c = wide_picture(101, 60), *half;
    struct matrix device = {0.5, 0, 0, 0.5, 7, 8};
    struct rect part = canvas_bounds(c);
    enum paint_sampling sampling;
    assert_ptr_equal(canvas_shrink(c, &device, &part, &sampling), c);
    assert_int_equal(sampling, SAMPLE_BILINEAR);
    assert_true(device.a == 0.5 && part.x1 == 101);

    device = (struct matrix){0.2, 0, 0, 0.2, 7, 8}; /* a fifth: halved once, then 0.4 … */
    half = canvas_shrink(c, &device, &part, &sampling);
    assert_int_equal(canvas_width(half), 26); /* … and once more: 0.8 */
    assert_int_equal(canvas_height(half), 15);
    assert_true(device.a == 0.8 && device.d == 0.8 && device.e == 7 && device.f == 8);
    assert_true(part.x0 == 0 && part.x1 == 26 && part.y0 == 0 && part.y1 == 15);
    assert_int_equal(sampling, SAMPLE_BILINEAR);
    assert_true(canvas_is_opaque(half));

    /* The other way stays nearly as it is: the mean of that many pixels, without halves. */
    device = (struct matrix){0.2, 0, 0, 0.9, 0, 0};
    part = canvas_bounds(c);
    assert_ptr_equal(canvas_shrink(c, &device, &part, &sampling), c);
    assert_int_equal(sampling, SAMPLE_AREA);

    /* Cells of a sheet are not mixed. */
    device = (struct matrix){0.2, 0, 0, 0.2, 0, 0};
    part = (struct rect){50, 0, 100, 60};
    assert_int_equal(canvas_width(canvas_shrink(c, &device, &part, &sampling)), 51);
    assert_true(part.x0 == 25 && part.x1 == 50 && part.y0 == 0 && part.y1 == 30);
    assert_int_equal(sampling, SAMPLE_AREA); /* 25 is odd */
    canvas_destroy(c);

    /* Nothing is left to halve. */
    c = wide_picture(1, 1);
    device = (struct matrix){1e-9, 0, 0, 1e-9, 0, 0};
    part = canvas_bounds(c);
    assert_ptr_equal(canvas_shrink(c, &device, &part, &sampling), c);
    canvas_destroy(c);

    /* A canvas may change. */
    c = canvas_create(scene, 100, 100);
    device = (struct matrix){0.1, 0, 0, 0.1, 0, 0};
    part = canvas_bounds(c);
    assert_ptr_equal(canvas_shrink(c, &device, &part, &sampling), c);
    assert_int_equal(sampling, SAMPLE_AREA);
    canvas_destroy(c);
}

static const struct image_options plain;

static void wake(void *data)
{
    (void)data;
}

/* Bytes of pictures that nobody uses. */
enum { SIDE = 64, PICTURE = SIDE * SIDE * 4, KEPT = 4 * PICTURE };

static struct pictures *open_cache(void)
{
    struct pictures *ps = pictures_create(scene, KEPT, wake, NULL);
    assert_non_null(ps);
    return ps;
}

static void failures_are_told(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    assert_null(pictures_load(ps, scratch_path("none"), &plain, false));
    assert_int_equal(error_code(), ENOENT);
    assert_null(pictures_decode(ps, "text", 4, &plain, false));
    assert_non_null(strstr(error_text(), "begins with \"text\""));
    assert_int_equal(pictures_take(ps, true), 0);

    struct picture *file = pictures_load(ps, scratch_path("none"), &plain, true);
    struct picture *bytes = pictures_decode(ps, "text", 4, &plain, true);
    assert_int_equal(pictures_loading(ps), 2);
    assert_int_equal(file->state, PICTURE_LOADING);
    assert_int_equal(pictures_take(ps, true), 2);
    assert_false(pictures_taking_pays(ps));
    assert_int_equal(file->state, PICTURE_FAILED);
    assert_int_equal(file->code, ENOENT);
    assert_non_null(strstr(file->error, "No such file"));
    assert_non_null(strstr(bytes->error, "begins with \"text\""));
    assert_int_equal(picture_frame_at(bytes, 1), 0);
    pictures_release(ps, file);
    pictures_release(ps, bytes);
    pictures_destroy(ps);
    pictures_destroy(NULL);
}

static void giving_up_what_is_being_decoded(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    for (int i = 0; i < 100; i++)
        pictures_release(ps, pictures_decode(ps, "text", 4, &plain, true));
    assert_int_equal(pictures_loading(ps), 0);
    struct picture *left = pictures_decode(ps, "text", 4, &plain, true);
    pictures_destroy(ps); /* it stays somebody's */
    assert_int_equal(left->state, PICTURE_LOADING);
    picture_unref(left);
}

#ifdef FBRUN_HAVE_PNG
static void write_picture(const char *name, uint32_t color)
{
    struct surface s;
    assert_true(surface_init(&s, SIDE, SIDE));
    for (int i = 0; i < SIDE * SIDE; i++)
        *surface_at(&s, i % SIDE, i / SIDE) = color;
    assert_true(image_write(scratch_path(name), &s, true));
    surface_finish(&s);
}

static struct picture *load(struct pictures *ps, const char *name)
{
    struct picture *p = pictures_load(ps, scratch_path(name), &plain, false);
    assert_non_null(p);
    return p;
}

/* True if it is there without decoding. */
static bool is_kept(struct pictures *ps, const char *name)
{
    const uint64_t before = pictures_decoded(ps);
    pictures_release(ps, load(ps, name));
    return pictures_decoded(ps) == before;
}

/* A file that has just been written is not kept: it may be written again within the same tick. */
static void load_until_kept(struct pictures *ps, const char *name)
{
    while (!is_kept(ps, name))
        continue;
}

static uint32_t color_of(struct picture *p)
{
    uint32_t color;
    assert_true(canvas_pixel(p->frames[0].canvas, 1, 1, &color));
    return color;
}

static void the_same_file_is_the_same_picture(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    write_picture("a.png", 0xffff0000);
    load_until_kept(ps, "a.png");
    struct picture *one = load(ps, "a.png"), *two = load(ps, "a.png");
    assert_ptr_equal(one, two);
    assert_int_equal(symlink("a.png", scratch_path("link.png")), 0);
    struct picture *three = pictures_load(ps, scratch_path("link.png"), &plain, true);
    assert_ptr_equal(one, three);

    /* Other options, another picture. */
    for (int i = 0; i < 5; i++) {
        const struct image_options options[] = {{.width = 32},
                                                {.height = 32},
                                                {.limits = {.pixels = 1000000}},
                                                {.limits = {.bytes = 1000000}},
                                                {.limits = {.frames = 1}}};
        struct picture *other = pictures_load(ps, scratch_path("a.png"), &options[i], false);
        assert_ptr_not_equal(one, other);
        pictures_release(ps, other);
    }
    pictures_release(ps, two);
    pictures_release(ps, three);
    assert_int_equal(color_of(one), 0xffff0000);
    pictures_destroy(ps); /* the picture outlives it */
    assert_int_equal(color_of(one), 0xffff0000);
    picture_unref(one);
}

static void a_file_that_changed_is_decoded_anew(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    write_picture("a.png", 0xffff0000);
    load_until_kept(ps, "a.png");
    struct picture *old = load(ps, "a.png");
    for (uint32_t i = 0; i < 20; i++) { /* several within a tick of the kernel's clock */
        write_picture("a.png", 0xff00ff00 + i);
        struct picture *new = load(ps, "a.png");
        assert_int_equal(color_of(new), 0xff00ff00 + i);
        pictures_release(ps, new);
    }
    assert_int_equal(color_of(old), 0xffff0000);
    pictures_release(ps, old);
    pictures_destroy(ps);
}

static void memory_is_bounded(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    char name[] = "0.png";
    for (int i = 0; i < 8; i++, name[0]++) {
        write_picture(name, 0xff0000ff);
        load_until_kept(ps, name);
    }
    assert_true(is_kept(ps, "7.png") && is_kept(ps, "6.png") && is_kept(ps, "5.png"));
    assert_true(is_kept(ps, "4.png"));
    assert_false(is_kept(ps, "3.png")); /* and 7, which was used longest ago, is gone for it */
    assert_false(is_kept(ps, "7.png"));

    /* What is in use does not count, and stays found. */
    struct picture *used[8];
    name[0] = '0';
    for (int i = 0; i < 8; i++, name[0]++)
        used[i] = load(ps, name);
    name[0] = '0';
    for (int i = 0; i < 8; i++, name[0]++)
        assert_true(is_kept(ps, name));
    for (int i = 0; i < 8; i++)
        pictures_release(ps, used[i]);
    assert_false(is_kept(ps, "0.png"));
    pictures_destroy(ps);
}

static void who_waits_for_the_same_file_shares_it(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    write_picture("a.png", 0xffff0000);
    load_until_kept(ps, "a.png"); /* from here on its times tell it from later ones */
    const struct image_options other = {.width = 5};
    const uint64_t before = pictures_decoded(ps);
    struct picture *one = pictures_load(ps, scratch_path("a.png"), &other, true);
    struct picture *two = pictures_load(ps, scratch_path("a.png"), &other, true);
    assert_ptr_equal(one, two);
    pictures_release(ps, two);                                     /* the other one still waits */
    two = pictures_load(ps, scratch_path("a.png"), &other, false); /* now */
    assert_ptr_equal(one, two);
    assert_int_equal(one->state, PICTURE_READY);
    assert_int_equal(pictures_decoded(ps), before + 1);
    assert_int_equal(pictures_loading(ps), 0);
    pictures_release(ps, one);
    pictures_release(ps, two);
    pictures_destroy(ps);
}

static void closing_and_loading_a_thousand_times(void **state)
{
    (void)state;
    struct pictures *ps = open_cache();
    write_picture("a.png", 0xffff0000);
    for (int i = 0; i < 1000; i++) {
        struct picture *p = pictures_load(ps, scratch_path("a.png"), &plain, i % 3 == 0);
        assert_non_null(p);
        if (i % 7 == 0)
            pictures_take(ps, i % 2 == 0);
        pictures_release(ps, p);
    }
    assert_int_equal(pictures_loading(ps), 0);
    pictures_destroy(ps);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_takes_the_frames_over),
        cmocka_unit_test(frames_change_at_their_very_times),
        cmocka_unit_test(loops_end_with_the_last_frame),
        cmocka_unit_test(odd_durations_do_no_harm),
        cmocka_unit_test(large_pictures_are_halved_where_they_are_drawn_small),
        cmocka_unit_test(failures_are_told),
        cmocka_unit_test(giving_up_what_is_being_decoded),
#ifdef FBRUN_HAVE_PNG
        cmocka_unit_test(the_same_file_is_the_same_picture),
        cmocka_unit_test(a_file_that_changed_is_decoded_anew),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(who_waits_for_the_same_file_shares_it),
        cmocka_unit_test(closing_and_loading_a_thousand_times),
#endif
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
