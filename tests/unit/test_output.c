/* What reaches the display is what differs, turned as asked. */
#include "screen/output.h"

#include <string.h>

#include "base/file.h"
#include "scratch.h"
#include "show.h"

static struct output *open_output(const char *settings, bool keep, int rotate)
{
    char spec[PATH_MAX + 512];
    snprintf(spec, sizeof spec, "file:%s,%s", scratch_path("fb"), settings);
    const struct display_options options = {.spec = spec, .keep = keep};
    struct output *o = output_create(&options, rotate, 16, 2);
    if (o == NULL)
        fail_msg("%s", error_text());
    return o;
}

static void present(struct output *o)
{
    assert_int_equal(output_begin(o), OUTPUT_READY);
    assert_true(output_present(o));
}

/* The file's bytes, one XRGB8888 word a pixel; asserts that there are `count`. */
static void read_words(uint32_t *words, size_t count)
{
    char *data;
    size_t size;
    assert_true(file_read(scratch_path("fb"), 1 << 20, &data, &size));
    assert_int_equal(size, count * 4);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *p = (const uint8_t *)data + 4 * i;
        words[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    }
    free(data);
}

static void write_words(const uint32_t *words, size_t count)
{
    FILE *f = fopen(scratch_path("fb"), "wb");
    assert_non_null(f);
    for (size_t i = 0; i < count; i++)
        for (int shift = 0; shift < 32; shift += 8)
            fputc((int)(words[i] >> shift & 0xff), f);
    fclose(f);
}

/* A link buffer that fits the output, with all pixels of one colour and all keys {key, 0}. */
static struct link_buffer make_frame(const struct output *o, uint32_t color, uint64_t key)
{
    struct link_buffer b;
    assert_true(link_buffer_create(&b, output_width(o), output_height(o), 16, 2));
    for (int y = 0; y < b.surface.height; y++)
        for (int x = 0; x < b.surface.width; x++)
            *surface_at(&b.surface, x, y) = color;
    for (int i = 0; i < tile_grid_count(&b.grid); i++)
        b.keys[i] = (struct key){key, 0};
    return b;
}

static void null_is_destroyed(void **state)
{
    (void)state;
    assert_true(output_destroy(NULL));
}

static void a_bad_display_is_no_output(void **state)
{
    (void)state;
    assert_null(output_create(&(struct display_options){.spec = "hdmi"}, 0, 0, 0));
    assert_non_null(strstr(error_text(), "unknown display \"hdmi\""));
    assert_null(
        output_create(&(struct display_options){.spec = "headless", .keep = true}, 90, 0, 0));
    assert_non_null(strstr(error_text(), "--keep"));
}

static void a_quarter_turn_swaps_the_sides(void **state)
{
    (void)state;
    for (int rotate = 0; rotate < 360; rotate += 90) {
        const struct display_options options = {.spec = "headless,size=30x20"};
        struct output *o = output_create(&options, rotate, 0, 0);
        assert_non_null(o);
        assert_int_equal(output_width(o), rotate % 180 == 0 ? 30 : 20);
        assert_int_equal(output_height(o), rotate % 180 == 0 ? 20 : 30);
        assert_string_equal(display_name(output_display(o)), "headless");
        assert_true(output_destroy(o));
    }
}

static void a_screen_starts_black(void **state)
{
    (void)state;
    uint32_t words[6] = {1, 2, 3, 4, 5, 6};
    write_words(words, 6);
    struct output *o = open_output("size=3x2", false, 90);
    present(o);
    assert_true(output_destroy(o));
    read_words(words, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(words[i], 0);
    scratch_entries(1);
}

/* The file holds 1 2 3 / 4 5 6; the script sees it turned back. */
static void what_is_kept_is_turned_back(void **state)
{
    (void)state;
    static const uint32_t held[] = {0x77000001, 0x77000002, 0x77000003,
                                    0x77000004, 0x77000005, 0x77000006};
    static const int seen[4][6] = {
        {1, 2, 3, 4, 5, 6}, {3, 6, 2, 5, 1, 4}, {6, 5, 4, 3, 2, 1}, {4, 1, 5, 2, 6, 3}};
    for (int i = 0; i < 4; i++) {
        write_words(held, 6);
        struct output *o = open_output("size=3x2", true, 90 * i);
        struct link_buffer b = make_frame(o, 0, 0);
        output_fill(o, &b);
        for (int j = 0; j < 6; j++) {
            int w = output_width(o);
            assert_int_equal(*surface_at(&b.surface, j % w, j / w), 0xff000000 | seen[i][j]);
        }
        /* Drawn on and shown, only that pixel has other bytes. */
        *surface_at(&b.surface, 0, 0) = 0xff0000ff;
        output_take(o, &b, 1);
        present(o);
        assert_true(output_destroy(o));
        link_buffer_finish(&b);
        uint32_t words[6];
        read_words(words, 6);
        for (int j = 0; j < 6; j++)
            assert_int_equal(words[j], j == seen[i][0] - 1 ? 0xff : held[j]);
    }
    scratch_entries(1);
}

/* Pixels change, keys do not: only a new buffer is taken all the same. */
static void a_tile_is_taken_when_its_key_differs(void **state)
{
    (void)state;
    uint32_t words[32 * 4];
    struct output *o = open_output("size=32x4", false, 0);
    struct link_buffer b = make_frame(o, 0xff000011, 5);
    output_take(o, &b, 1);
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 32; x++)
            *surface_at(&b.surface, x, y) = 0xff000022;
    b.keys[3].a = 6;
    output_take(o, &b, 1);
    present(o);
    read_words(words, sizeof words / sizeof words[0]);
    for (int i = 0; i < 32 * 4; i++)
        assert_int_equal(words[i], i >= 64 && i % 32 >= 16 ? 0x22 : 0x11);

    output_take(o, &b, 2);
    present(o);
    read_words(words, sizeof words / sizeof words[0]);
    for (int i = 0; i < 32 * 4; i++)
        assert_int_equal(words[i], 0x22);
    link_buffer_finish(&b);
    assert_true(output_destroy(o));
    scratch_entries(1);
}

/* The keys of a buffer that nothing was drawn on are zero. */
static void a_new_buffer_takes_the_place_of_the_old_picture(void **state)
{
    (void)state;
    uint32_t words[32 * 4];
    struct output *o = open_output("size=32x4", false, 180);
    struct link_buffer b = make_frame(o, 0xffffffff, 5);
    output_take(o, &b, 1);
    link_buffer_finish(&b);
    present(o);
    b = make_frame(o, 0, 0);
    output_take(o, &b, 2);
    link_buffer_finish(&b);
    present(o);
    assert_true(output_destroy(o));
    read_words(words, sizeof words / sizeof words[0]);
    for (int i = 0; i < 32 * 4; i++)
        assert_int_equal(words[i], 0);
    scratch_entries(1);
}

static void a_lost_display_is_reported(void **state)
{
    (void)state;
    show_faults();
    struct output *o = open_output("size=32x4", false, 0);
    present(o);
    assert_int_equal(truncate(scratch_path("fb"), 10), 0);
    assert_int_equal(output_begin(o), OUTPUT_READY);
    assert_false(output_present(o));
    assert_non_null(strstr(error_text(), "was cut from 512 to 10 bytes"));
    assert_true(output_destroy(o));
    scratch_entries(1);
}

static void a_picture_that_cannot_be_written_is_reported(void **state)
{
    (void)state;
    char spec[PATH_MAX + 512];
    snprintf(spec, sizeof spec, "headless:%s,size=3x3", scratch_path("no/such.ppm"));
    struct output *o = output_create(&(struct display_options){.spec = spec}, 0, 0, 0);
    assert_non_null(o);
    present(o);
    assert_false(output_destroy(o));
    assert_non_null(strstr(error_text(), scratch_path("no/such.ppm")));
}

/* Rows that are laid over the picture stay over what is taken, and give it back. */
/* The pointer is on the display, wherever it is now, and never in what the script drew. */
static void a_cursor(void **state)
{
    (void)state;
    enum { WIDTH = 40, HEIGHT = 30 };
    struct output *o = open_output("size=40x30,format=XRGB8888", false, 0);
    struct link_buffer red = make_frame(o, 0xffff0000, 1);
    uint32_t words[WIDTH * HEIGHT];
    output_take(o, &red, 1);
    assert_true(output_set_cursor(o, true, 3, 4));
    assert_false(output_set_cursor(o, true, 3, 4));
    present(o);
    read_words(words, sizeof words / sizeof *words);
    assert_int_equal(words[4 * WIDTH + 3], 0x000000); /* where it points to */
    assert_int_equal(words[10 * WIDTH + 5], 0xffffff);
    assert_int_equal(words[4 * WIDTH + 5], 0xff0000);
    assert_int_equal(*surface_at(output_shown(o), 5, 10), 0xffff0000);
    assert_true(output_set_cursor(o, true, WIDTH - 1, HEIGHT - 1)); /* cut by the edges */
    present(o);
    read_words(words, sizeof words / sizeof *words);
    assert_int_equal(words[10 * WIDTH + 5], 0xff0000);
    assert_int_equal(words[WIDTH * HEIGHT - 1], 0x000000);
    assert_true(output_set_cursor(o, false, 0, 0));
    present(o);
    read_words(words, sizeof words / sizeof *words);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        assert_int_equal(words[i], 0xff0000);
    link_buffer_finish(&red);
    assert_true(output_destroy(o));
    scratch_entries(1);
}

static void a_cover(void **state)
{
    (void)state;
    struct output *o = open_output("size=20x6,format=XRGB8888", false, 0);
    struct link_buffer red = make_frame(o, 0xffff0000, 1), green = make_frame(o, 0xff00ff00, 2),
                       text = make_frame(o, 0xffffffff, 3);
    uint32_t words[20 * 6];
    output_take(o, &red, 1);
    assert_true(output_cover(o, &text, 3, 3)); /* in the middle of a row of tiles */
    present(o);
    read_words(words, sizeof words / sizeof *words);
    assert_int_equal(words[59], 0xff0000);
    assert_int_equal(words[60], 0xffffff);
    output_take(o, &green, 1);
    present(o);
    read_words(words, sizeof words / sizeof *words);
    assert_int_equal(words[59], 0x00ff00);
    assert_int_equal(words[60], 0xffffff);
    struct link_buffer kept = make_frame(o, 0, 4);
    output_fill(o, &kept); /* what is covered, not the cover */
    assert_int_equal(*surface_at(&kept.surface, 0, 3), 0xff00ff00);
    assert_true(output_cover(o, &text, 5, 1)); /* in place of the other */
    present(o);
    read_words(words, sizeof words / sizeof *words);
    assert_int_equal(words[60], 0x00ff00);
    assert_int_equal(words[100], 0xffffff);
    output_uncover(o);
    output_uncover(o);
    present(o);
    read_words(words, sizeof words / sizeof *words);
    for (int i = 0; i < 20 * 6; i++)
        assert_int_equal(words[i], 0x00ff00);
    link_buffer_finish(&red);
    link_buffer_finish(&green);
    link_buffer_finish(&text);
    link_buffer_finish(&kept);
    assert_true(output_destroy(o));
}

int main(void)
{
    show_keep_fault_handler();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_is_destroyed),
        cmocka_unit_test(a_bad_display_is_no_output),
        cmocka_unit_test(a_quarter_turn_swaps_the_sides),
        cmocka_unit_test(a_screen_starts_black),
        cmocka_unit_test(what_is_kept_is_turned_back),
        cmocka_unit_test(a_tile_is_taken_when_its_key_differs),
        cmocka_unit_test(a_cursor),
        cmocka_unit_test(a_cover),
        cmocka_unit_test(a_new_buffer_takes_the_place_of_the_old_picture),
        cmocka_unit_test(a_lost_display_is_reported),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
