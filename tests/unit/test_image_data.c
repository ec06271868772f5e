/* Image data: sizes, what is read and written where, and that it comes back as it went. */
#include "canvas/image_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "screen_memory.h"

enum { WIDTH = 7, HEIGHT = 5 };

static struct scene *scene;
static struct canvas *canvas;

static int set_up(void **state)
{
    (void)state;
    scene = scene_create(&(struct scene_options){.threads = 1});
    canvas = canvas_create(scene, WIDTH, HEIGHT);
    return canvas == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    canvas_destroy(canvas);
    scene_destroy(scene);
    return 0;
}

static void check_error(bool result, const char *name)
{
    assert_false(result);
    assert_int_equal(strncmp(error_text(), name, strlen(name)), 0);
}

static uint32_t rgba(const struct image_data *d, int x, int y)
{
    const uint8_t *p = d->data + (size_t)(y * d->width + x) * 4;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void set(struct image_data *d, int x, int y, uint32_t color)
{
    uint8_t *p = d->data + (size_t)(y * d->width + x) * 4;
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(color >> (24 - 8 * i));
}

static void sizes_are_checked_before_memory_is_asked_for(void **state)
{
    (void)state;
    struct image_data d;
    check_error(image_data_init(&d, 0, 5), "IndexSizeError: ");
    check_error(image_data_init(&d, 5, 0), "IndexSizeError: ");
    check_error(image_data_get(&d, canvas, 0, 0, 0, 1), "IndexSizeError: ");
    const int64_t huge[] = {1 << 29, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        check_error(image_data_init(&d, huge[i], 1), "RangeError: ");
        check_error(image_data_init(&d, 1, huge[i]), "RangeError: ");
        check_error(image_data_get(&d, canvas, 0, 0, huge[i], huge[i]), "RangeError: ");
    }
    check_error(image_data_init(&d, 1 << 20, 1 << 20), "RangeError: ");
    image_data_finish(&d);
    assert_true(image_data_init(&d, -3, 2));
    assert_int_equal(d.width, 3);
    assert_int_equal(d.height, 2);
    assert_int_equal(d.size, 24);
    for (size_t i = 0; i < d.size; i++)
        assert_int_equal(d.data[i], 0);
    image_data_finish(&d);
}

static void what_is_outside_reads_as_transparent_black(void **state)
{
    (void)state;
    struct image_data d;
    canvas_clear(canvas, 0x80ff0000);
    assert_true(image_data_get(&d, canvas, -2, -1, WIDTH + 4, HEIGHT + 2));
    for (int y = 0; y < d.height; y++)
        for (int x = 0; x < d.width; x++) {
            const bool inside = x >= 2 && x < WIDTH + 2 && y >= 1 && y < HEIGHT + 1;
            assert_int_equal(rgba(&d, x, y), inside ? 0xff000080 : 0);
        }
    image_data_finish(&d);
    const int64_t far[] = {100, -100, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        assert_true(image_data_get(&d, canvas, far[i], 0, 2, 2));
        assert_int_equal(rgba(&d, 1, 1), 0);
        image_data_finish(&d);
        assert_true(image_data_get(&d, canvas, 0, far[i], -2, -2));
        assert_int_equal(rgba(&d, 1, 1), 0);
        image_data_finish(&d);
    }
}

static void a_negative_size_spans_to_the_other_side(void **state)
{
    (void)state;
    struct image_data d;
    canvas_clear(canvas, 0);
    target_fill(canvas_target(canvas), (struct rect){2, 1, 3, 2}, 0xff00ff00,
                COMPOSITE_SOURCE_OVER);
    assert_true(image_data_get(&d, canvas, 4, 3, -3, -2)); /* columns 1 to 3, rows 1 and 2 */
    assert_int_equal(d.width, 3);
    assert_int_equal(d.height, 2);
    assert_int_equal(rgba(&d, 1, 0), 0x00ff00ff);
    assert_int_equal(rgba(&d, 0, 0), 0);
    image_data_finish(&d);
}

static void colors_come_back_as_they_went(void **state)
{
    (void)state;
    struct image_data d, back;
    assert_true(image_data_init(&d, WIDTH, HEIGHT));
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        set(&d, i % WIDTH, i / WIDTH, (uint32_t)i * 0x03070b00 | 255);
    set(&d, 0, 0, 0xff000080); /* half-transparent primaries are exact too */
    set(&d, 1, 0, 0x00000000);
    set(&d, 2, 0, 0xffffff01);
    image_data_put(&d, canvas, 0, 0, 0, 0, WIDTH, HEIGHT);
    assert_true(image_data_get(&back, canvas, 0, 0, WIDTH, HEIGHT));
    assert_memory_equal(d.data, back.data, d.size);
    image_data_finish(&back);
    set(&d, 0, 0, 0x12345600); /* a transparent pixel has no colour */
    image_data_put(&d, canvas, 0, 0, 0, 0, 1, 1);
    assert_true(image_data_get(&back, canvas, 0, 0, 1, 1));
    assert_int_equal(rgba(&back, 0, 0), 0);
    image_data_finish(&back);
    image_data_finish(&d);
}

/* Which of the canvas's pixels a put of a 3x3 picture of red writes. */
static void check_put(const int64_t at[2], const int64_t dirty[4], struct rect expected)
{
    struct image_data d;
    uint32_t color;
    assert_true(image_data_init(&d, 3, 3));
    for (int i = 0; i < 9; i++)
        set(&d, i % 3, i / 3, 0xff0000ff);
    canvas_clear(canvas, 0xff00ff00);
    image_data_put(&d, canvas, at[0], at[1], dirty[0], dirty[1], dirty[2], dirty[3]);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const bool inside =
                x >= expected.x0 && x < expected.x1 && y >= expected.y0 && y < expected.y1;
            assert_true(canvas_pixel(canvas, x, y, &color));
            assert_int_equal(color, inside ? 0xffff0000 : 0xff00ff00);
        }
    image_data_finish(&d);
}

static void only_the_dirty_rectangle_is_written(void **state)
{
    (void)state;
    const int64_t at[] = {2, 1};
    check_put(at, (const int64_t[]){0, 0, 3, 3}, (struct rect){2, 1, 5, 4});
    check_put(at, (const int64_t[]){1, 1, 1, 2}, (struct rect){3, 2, 4, 4});
    check_put(at, (const int64_t[]){-5, 2, 7, 100}, (struct rect){2, 3, 4, 4});
    check_put(at, (const int64_t[]){3, 3, -2, -1}, (struct rect){3, 3, 5, 4});
    check_put(at, (const int64_t[]){0, 0, -2, 3}, (struct rect){0, 0, 0, 0});
    check_put(at, (const int64_t[]){3, 0, 3, 3}, (struct rect){0, 0, 0, 0});
    check_put(at, (const int64_t[]){INT64_MIN, INT64_MIN, INT64_MAX, INT64_MAX},
              (struct rect){0, 0, 0, 0});
    check_put(at, (const int64_t[]){0, 0, INT64_MAX, INT64_MAX}, (struct rect){2, 1, 5, 4});
    check_put((const int64_t[]){-2, -1}, (const int64_t[]){0, 0, 3, 3}, (struct rect){0, 0, 1, 2});
    check_put((const int64_t[]){5, 4}, (const int64_t[]){0, 0, 3, 3}, (struct rect){5, 4, 7, 5});
    check_put((const int64_t[]){INT64_MAX, INT64_MIN}, (const int64_t[]){0, 0, 3, 3},
              (struct rect){0, 0, 0, 0});
}

static void a_screen_composes_over_black(void **state)
{
    (void)state;
    struct screen_memory memory;
    struct canvas *screen = screen_memory_canvas(&memory, scene, 4, 3);
    struct image_data d, back;
    assert_true(image_data_init(&d, 1, 1));
    set(&d, 0, 0, 0xff000080);
    image_data_put(&d, screen, 1, 1, 0, 0, 1, 1);
    assert_true(image_data_get(&back, screen, 1, 1, 1, 1));
    assert_int_equal(rgba(&back, 0, 0), 0x800000ff);
    assert_int_equal(*surface_at(target_read(canvas_target(screen)), 1, 1), 0xff800000);
    image_data_finish(&back);
    image_data_finish(&d);
    canvas_destroy(screen);
    screen_memory_finish(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_checked_before_memory_is_asked_for),
        cmocka_unit_test(what_is_outside_reads_as_transparent_black),
        cmocka_unit_test(a_negative_size_spans_to_the_other_side),
        cmocka_unit_test(colors_come_back_as_they_went),
        cmocka_unit_test(only_the_dirty_rectangle_is_written),
        cmocka_unit_test(a_screen_composes_over_black),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
