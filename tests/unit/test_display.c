/* What --display chooses, and what it says about a spec that is wrong. */
#include "display/display.h"

#include <fcntl.h>
#include <string.h>

#include "base/file.h"
#include "image/write.h"
#include "scratch.h"
#include "show.h"

static const char *failure(const char *spec)
{
    assert_null(display_open(&(struct display_options){.spec = spec}));
    return error_text();
}

static void null_is_closed(void **state)
{
    (void)state;
    assert_true(display_close(NULL));
}

static void unknown_displays_are_refused(void **state)
{
    (void)state;
    const char *text = failure("hdmi");
    assert_ptr_equal(
        strstr(text, "--display=hdmi: unknown display \"hdmi\"; expected one of auto, "), text);
    assert_non_null(strstr(text, ", fbdev, headless, file")); /* drm only if it is built in */
    assert_non_null(strstr(failure("head:x"), "--display=head:x: unknown display \"head\""));
    assert_non_null(strstr(failure(""), "unknown display \"\""));
    assert_non_null(strstr(failure(":x"), "unknown display \"\""));
    assert_non_null(strstr(failure("autos"), "unknown display \"autos\""));
    assert_string_equal(failure("auto,size=3x3"),
                        "--display=auto,size=3x3: auto takes neither a path nor settings");
    assert_non_null(strstr(failure("auto:x"), "auto takes neither a path nor settings"));
}

static void bad_settings_are_refused(void **state)
{
    (void)state;
    assert_string_equal(failure("headless:"),
                        "--display=headless:: a path is missing after \"headless:\"");
    assert_string_equal(failure("headless:,size=3x3"),
                        "--display=headless:,size=3x3: a path is missing after \"headless:\"");
    assert_string_equal(failure("headless:size=3x3"),
                        "--display=headless:size=3x3: settings come after a comma: "
                        "headless,size=3x3 (or headless:./size=3x3 for a file of that name)");
    assert_string_equal(failure("headless,format=C8"),
                        "--display=headless,format=C8: unknown setting \"format\"; expected size=");
    assert_non_null(strstr(failure("headless,size=0x0"), "--display=headless,size=0x0: size must"));
    assert_non_null(strstr(failure("headless,size=100000x100000"), "100000x100000"));
    assert_non_null(strstr(failure("file:x,colour=1"),
                           "unknown setting \"colour\"; expected size=, format=, stride="));
}

static void headless_has_nothing_to_keep(void **state)
{
    (void)state;
    struct display *d = open_display(&(struct display_options){.spec = "headless,size=3x3"});
    struct surface s;
    assert_true(surface_init(&s, 3, 3));
    assert_false(display_read(d, &s));
    assert_string_equal(error_text(), "--keep: a headless display holds nothing to start from");
    surface_finish(&s);
    assert_true(display_close(d));
}

/* Opens "auto", which logs a line; returns that line. */
static char *open_auto(const struct display_options *options, struct display **d)
{
    char *line;
    size_t size;
    int stderr_fd = dup(STDERR_FILENO);
    int log = open(scratch_path("log"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(stderr_fd >= 0 && log >= 0);
    dup2(log, STDERR_FILENO);
    *d = display_open(options);
    dup2(stderr_fd, STDERR_FILENO);
    close(log);
    close(stderr_fd);
    assert_non_null(*d);
    assert_true(file_read(scratch_path("log"), 4096, &line, &size));
    return line;
}

/* In a script's name a percent sign is nothing special. */
static void auto_writes_a_picture_named_after_the_script(void **state)
{
    (void)state;
    const char *const names[] = {"tophalf", "100%d", NULL};
    for (size_t i = 0; i < 3; i++) {
        const struct display_options options = {.spec = i == 0 ? NULL : "auto",
                                                .script_name = names[i]};
        char png[64], expected[256];
        snprintf(png, sizeof png, "./%s.png", names[i] != NULL ? names[i] : "fbrun");
        char *picture = image_written_path(png);
        snprintf(expected, sizeof expected,
                 "fbrun: display headless, 1280x720, to %s (drm: ", picture);
        struct display *d;
        char *line = open_auto(&options, &d);
        assert_ptr_equal(strstr(line, expected), line);
        assert_non_null(strstr(line, "; fbdev: there is no seat to use a device of)\n"));
        free(line);
        assert_true(show(d, (struct rect){0, 0, 1280, 720}, 0xff00ff00));
        assert_true(display_close(d));
        assert_int_equal(access(picture, F_OK), 0);
        free(picture);
    }
    assert_int_equal(scratch_entries(1), 4);
}

static void help_lists_every_display(void **state)
{
    (void)state;
    const char *help = display_help();
    assert_non_null(strstr(help, "headless[:FILE.png][,size=WxH]"));
    assert_non_null(strstr(help, "file:PATH[,size=WxH,format=XRGB8888,stride=BYTES]"));
    assert_non_null(strstr(help, "fbdev[:/dev/fbN]"));
    assert_string_equal(display_help(), help);
}

static int set_up(void **state)
{
    return scratch_make(state) != 0 ? -1 : chdir(scratch_folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_is_closed),
        cmocka_unit_test(unknown_displays_are_refused),
        cmocka_unit_test(bad_settings_are_refused),
        cmocka_unit_test(headless_has_nothing_to_keep),
        cmocka_unit_test(auto_writes_a_picture_named_after_the_script),
        cmocka_unit_test(help_lists_every_display),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
