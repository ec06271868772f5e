/* Pictures must hold the surface's colours, and a failure must leave the old file alone. */
#include "image/write.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>
#ifdef FBRUN_HAVE_PNG
#include <png.h>
#endif

#include "base/error.h"
#include "base/file.h"
#include "pixel/color.h"
#include "scratch.h"

/* A picture with every alpha and with colours that premultiplying rounds. */
static struct surface make_picture(int width, int height)
{
    struct surface s;
    assert_true(surface_init(&s, width, height));
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint32_t i = (uint32_t)(y * width + x);
            *surface_at(&s, x, y) = color_premultiply(i << 24 | (i * 2654435761u >> 8));
        }
    }
    return s;
}

static void assert_ppm(const char *path, const struct surface *s)
{
    char *data;
    size_t size;
    assert_true(file_read(path, 1 << 20, &data, &size));
    char head[64];
    int n = snprintf(head, sizeof head, "P6\n%d %d\n255\n", s->width, s->height);
    assert_int_equal(size, (size_t)n + (size_t)(s->width * s->height * 3));
    assert_memory_equal(data, head, (size_t)n);
    const uint8_t *p = (const uint8_t *)data + n;
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++, p += 3)
            assert_int_equal(*surface_at(s, x, y) & 0xffffff, p[0] << 16 | p[1] << 8 | p[2]);
    free(data);
}

static void ppm_holds_the_colours_over_black(void **state)
{
    (void)state;
    struct surface s = make_picture(37, 11);
    assert_true(image_write(scratch_path("a.ppm"), &s, true));
    assert_ppm(scratch_path("a.ppm"), &s);
    assert_true(image_write(scratch_path("b.PPM"), &s, false));
    assert_ppm(scratch_path("b.PPM"), &s);
    surface_finish(&s);
}

#ifdef FBRUN_HAVE_PNG

/* Reads a PNG as straight 0xAARRGGBB; *alpha says whether the file has an alpha channel. */
static struct surface read_png(const char *path, bool *alpha)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_file(&image, path));
    *alpha = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    image.format = PNG_FORMAT_RGBA;
    uint8_t *bytes = malloc(PNG_IMAGE_SIZE(image));
    assert_non_null(bytes);
    assert_true(png_image_finish_read(&image, NULL, bytes, 0, NULL));
    struct surface s;
    assert_true(surface_init(&s, (int)image.width, (int)image.height));
    const uint8_t *p = bytes;
    for (int y = 0; y < s.height; y++)
        for (int x = 0; x < s.width; x++, p += 4)
            *surface_at(&s, x, y) =
                (uint32_t)p[3] << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    free(bytes);
    return s;
}

static void assert_png(const char *path, const struct surface *s, bool opaque)
{
    bool alpha;
    struct surface got = read_png(path, &alpha);
    assert_int_equal(alpha, !opaque);
    assert_int_equal(got.width, s->width);
    assert_int_equal(got.height, s->height);
    for (int y = 0; y < s->height; y++) {
        for (int x = 0; x < s->width; x++) {
            uint32_t p = *surface_at(s, x, y);
            uint32_t expected = opaque ? p | 0xff000000 : color_unpremultiply(p);
            assert_int_equal(*surface_at(&got, x, y), expected);
        }
    }
    surface_finish(&got);
}

static void png_is_opaque_or_straight(void **state)
{
    (void)state;
    const struct {
        int width, height;
    } sizes[] = {{1, 1}, {3, 3}, {37, 300}, {1000, 2}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct surface s = make_picture(sizes[i].width, sizes[i].height);
        assert_true(image_write(scratch_path("opaque.png"), &s, true));
        assert_png(scratch_path("opaque.png"), &s, true);
        assert_true(image_write(scratch_path("straight.png"), &s, false));
        assert_png(scratch_path("straight.png"), &s, false);
        surface_finish(&s);
    }
}

static void the_written_path_is_the_path(void **state)
{
    (void)state;
    char *path = image_written_path("a/b.png");
    assert_string_equal(path, "a/b.png");
    free(path);
}

#else

static void png_becomes_ppm(void **state)
{
    (void)state;
    struct surface s = make_picture(5, 4);
    assert_true(image_write(scratch_path("c.png"), &s, true));
    assert_ppm(scratch_path("c.ppm"), &s);
    assert_true(image_write(scratch_path("plain"), &s, true));
    assert_ppm(scratch_path("plain"), &s);
    surface_finish(&s);
}

static void the_written_path_is_the_ppm(void **state)
{
    (void)state;
    const char *const cases[][2] = {
        {"a/b.png", "a/b.ppm"}, {"b.PNG", "b.ppm"}, {"png", "png"}, {".png/x", ".png/x"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *path = image_written_path(cases[i][0]);
        assert_string_equal(path, cases[i][1]);
        free(path);
    }
}

#endif

/* A name that says the same thing with and without libpng. */
static void failure_names_the_path(void **state)
{
    (void)state;
    struct surface s = make_picture(5, 4);
    assert_false(image_write(scratch_path("no/such.ppm"), &s, true));
    assert_non_null(strstr(error_text(), scratch_path("no/such.ppm")));
    assert_non_null(strstr(error_text(), "No such file or directory"));

    assert_int_equal(mkdir(scratch_path("folder.ppm"), 0777), 0);
    assert_false(image_write(scratch_path("folder.ppm"), &s, true));
    assert_non_null(strstr(error_text(), scratch_path("folder.ppm")));
    assert_non_null(strstr(error_text(), "directory"));
    surface_finish(&s);
}

/* A file size limit stands for a full disk. */
static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    struct surface small = make_picture(5, 4), large = make_picture(300, 300);
    const char *const names[] = {"old.ppm", "old.png"};
    for (int i = 0; i < 2; i++) {
        char *path = image_written_path(scratch_path(names[i]));
        assert_true(image_write(path, &small, true));
        char *before, *after;
        size_t before_size, after_size;
        assert_true(file_read(path, 1 << 20, &before, &before_size));
        int entries = scratch_entries(0);

        struct rlimit old, tight;
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
        tight = old;
        tight.rlim_cur = 20000;
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
        bool written = image_write(path, &large, true);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        signal(SIGXFSZ, SIG_DFL);

        assert_false(written);
        assert_non_null(strstr(error_text(), path));
        assert_non_null(strstr(error_text(), "File too large"));
        assert_int_equal(error_code(), EFBIG);
        assert_int_equal(scratch_entries(0), entries); /* no temporary file stays */
        assert_true(file_read(path, 1 << 20, &after, &after_size));
        assert_int_equal(after_size, before_size);
        assert_memory_equal(after, before, before_size);
        free(before);
        free(after);
        free(path);
    }
    surface_finish(&small);
    surface_finish(&large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_names_the_path),
        cmocka_unit_test(ppm_holds_the_colours_over_black),
#ifdef FBRUN_HAVE_PNG
        cmocka_unit_test(png_is_opaque_or_straight),
        cmocka_unit_test(the_written_path_is_the_path),
#else
        cmocka_unit_test(png_becomes_ppm),
        cmocka_unit_test(the_written_path_is_the_ppm),
#endif
        cmocka_unit_test(a_full_disk_leaves_the_old_file),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
