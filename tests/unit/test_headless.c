/* Headless must write the pictures that its name asks for, and no others. */
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "display/display_impl.h"
#include "scratch.h"
#include "show.h"

static const struct rect nothing = {0, 0, 0, 0};

static struct display *open_headless(const char *file, const char *settings)
{
    char spec[PATH_MAX + 512];
    snprintf(spec, sizeof spec, "headless%s%s%s", file != NULL ? ":" : "",
             file != NULL ? scratch_path(file) : "", settings);
    return open_display(&(struct display_options){.spec = spec});
}

/* Asserts that the file is a PPM of 3x2 pixels with these bytes. */
static void assert_picture(const char *file, const char *hex)
{
    char *data, got[64] = "";
    size_t size;
    const char head[] = "P6\n3 2\n255\n";
    assert_true(file_read(scratch_path(file), 1 << 20, &data, &size));
    assert_int_equal(size, strlen(head) + 18);
    assert_memory_equal(data, head, strlen(head));
    for (size_t i = strlen(head); i < size; i++)
        sprintf(got + strlen(got), "%02x", (unsigned char)data[i]);
    assert_string_equal(got, hex);
    free(data);
}

static void without_a_file_nothing_is_written(void **state)
{
    (void)state;
    struct display *d = open_headless(NULL, "");
    assert_string_equal(display_name(d), "headless");
    assert_int_equal(display_width(d), 1280);
    assert_int_equal(display_height(d), 720);
    assert_int_equal(display_buffers(d), 1);
    assert_int_equal(display_alignment(d), 1);
    assert_true(display_ends_when_still(d));
    assert_true(show(d, (struct rect){0, 0, 1280, 720}, 0xffffffff));
    assert_true(display_close(d));
    assert_int_equal(scratch_entries(0), 0);
}

static void the_last_frame_is_written_at_the_end(void **state)
{
    (void)state;
    struct display *d = open_headless("out.ppm", ",size=3x2");
    assert_true(show(d, (struct rect){0, 0, 3, 2}, 0xff112233));
    assert_true(show(d, (struct rect){1, 1, 3, 2}, 0xff445566));
    assert_int_equal(scratch_entries(0), 0);
    assert_true(display_close(d));
    assert_picture("out.ppm", "112233112233112233"
                              "112233445566445566");
    assert_int_equal(scratch_entries(1), 1);
}

static void no_frame_no_picture(void **state)
{
    (void)state;
    assert_true(display_close(open_headless("out.ppm", ",size=3x2")));
    assert_int_equal(scratch_entries(0), 0);
}

/* A frame in which nothing changed counts too. */
static void a_number_gives_each_frame_its_file(void **state)
{
    (void)state;
    struct display *d = open_headless("a%03db.ppm", ",size=3x2");
    assert_true(show(d, (struct rect){0, 0, 3, 2}, 0xff000001));
    assert_picture("a001b.ppm", "000001000001000001000001000001000001");
    assert_true(show(d, nothing, 0));
    assert_true(show(d, (struct rect){0, 0, 1, 1}, 0xff020000));
    assert_true(display_close(d));
    assert_picture("a001b.ppm", "000001000001000001000001000001000001");
    assert_picture("a002b.ppm", "000001000001000001000001000001000001");
    assert_picture("a003b.ppm", "020000000001000001000001000001000001");
    assert_int_equal(scratch_entries(1), 3);
}

static void names_may_have_percent_signs(void **state)
{
    (void)state;
    const char *const cases[][2] = {{"100%%.ppm", "100%.ppm"},
                                    {"%d%%%%.ppm", "1%%.ppm"},
                                    {"%%d-%d.ppm", "%d-1.ppm"},
                                    {"%01d.ppm", "1.ppm"},
                                    {"%09d.ppm", "000000001.ppm"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct display *d = open_headless(cases[i][0], ",size=3x2");
        assert_true(show(d, nothing, 0));
        assert_true(display_close(d));
        assert_int_equal(access(scratch_path(cases[i][1]), F_OK), 0);
        assert_int_equal(scratch_entries(1), 1);
    }
}

static void other_conversions_are_refused(void **state)
{
    (void)state;
    const char *const names[] = {"%",    "%s",   "%n",      "%4d",  "%0d", "%00d", "%010d",
                                 "%-4d", "%+d",  "%ld",     "%04x", "%i",  "%u",   "%1$d",
                                 "%*d",  "%d%d", "%04d/%d", "%%%",  "%05", "%.3d", "% d"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char spec[64];
        snprintf(spec, sizeof spec, "headless:%s", names[i]);
        assert_null(display_open(&(struct display_options){.spec = spec}));
        assert_non_null(strstr(error_text(), spec));
        assert_non_null(strstr(error_text(), "%d or as %04d"));
    }
}

static void a_picture_that_cannot_be_written_is_reported(void **state)
{
    (void)state;
    struct display *d = open_headless("no/such.ppm", ",size=3x2");
    assert_true(show(d, nothing, 0));
    assert_false(display_close(d));
    assert_non_null(strstr(error_text(), scratch_path("no/such.ppm")));

    d = open_headless("no/such%d.ppm", ",size=3x2");
    assert_false(show(d, nothing, 0));
    assert_non_null(strstr(error_text(), scratch_path("no/such1.ppm")));
    assert_true(display_close(d));

    assert_int_equal(mkdir(scratch_path("folder.ppm"), 0777), 0);
    d = open_headless("folder.ppm", ",size=3x2");
    assert_true(show(d, nothing, 0));
    assert_false(display_close(d));
    assert_non_null(strstr(error_text(), scratch_path("folder.ppm")));
    assert_non_null(strstr(error_text(), "directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_conversions_are_refused),
        cmocka_unit_test(without_a_file_nothing_is_written),
        cmocka_unit_test(the_last_frame_is_written_at_the_end),
        cmocka_unit_test(no_frame_no_picture),
        cmocka_unit_test(a_number_gives_each_frame_its_file),
        cmocka_unit_test(names_may_have_percent_signs),
        cmocka_unit_test(a_picture_that_cannot_be_written_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
