/* The command line must be read as --help says, and a wrong one refused in one line. */
#include "cli/options.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MAX = 24, TEXT_MAX = 16384 };

static struct options o;
static char *words[WORDS_MAX]; /* the command line, ended by NULL; o refers to it */
static char said[2][TEXT_MAX]; /* on standard output and standard error */
static const char *input;      /* on standard input, if not NULL */

static void forget(void)
{
    options_finish(&o);
    for (int i = 0; i < WORDS_MAX; i++) {
        free(words[i]);
        words[i] = NULL;
    }
}

/* Puts a temporary file in the place of a standard stream; returns what was there. */
static int redirect(int fd, FILE *file)
{
    int before = dup(fd);
    assert_true(before >= 0 && dup2(fileno(file), fd) == fd);
    return before;
}

static void restore(int fd, int before)
{
    dup2(before, fd);
    close(before);
}

/* Parses "fbrun" and the words of `line`, which are separated by single spaces. */
static int parse(const char *line)
{
    forget();
    char *rest = strdup(line), *place = rest;
    int count = 0;
    words[count++] = strdup("fbrun");
    for (char *word; (word = strsep(&place, " ")) != NULL && count < WORDS_MAX - 1;)
        if (word[0] != '\0' || place != NULL)
            words[count++] = strdup(word);
    free(rest);

    FILE *files[3];
    int before[3];
    fflush(NULL);
    for (int i = 0; i < 3; i++) {
        files[i] = tmpfile();
        assert_non_null(files[i]);
    }
    if (input != NULL) {
        fputs(input, files[0]);
        rewind(files[0]);
    }
    for (int i = 0; i < 3; i++)
        before[i] = redirect(i, files[i]);
    int status = options_parse(&o, count, words);
    fflush(stdout);
    for (int i = 0; i < 3; i++)
        restore(i, before[i]);
    for (int i = 0; i < 2; i++) {
        rewind(files[1 + i]);
        said[i][fread(said[i], 1, TEXT_MAX - 1, files[1 + i])] = '\0';
    }
    for (int i = 0; i < 3; i++)
        fclose(files[i]);
    return status;
}

static void assert_wrong(const char *line, const char *text)
{
    char full[TEXT_MAX];
    snprintf(full, sizeof full, "fbrun: %s (see fbrun --help)\n", text);
    assert_int_equal(parse(line), OPTIONS_USAGE);
    assert_string_equal(said[1], full);
    assert_string_equal(said[0], "");
}

static int finish(void **state)
{
    (void)state;
    input = NULL;
    forget();
    return 0;
}

static void no_script(void **state)
{
    (void)state;
    static const char usage[] = "usage: fbrun [options] SCRIPT [arguments]\n"
                                "       fbrun [options] -e CODE [arguments]\n"
                                "       fbrun [options] -i [SCRIPT [arguments]]\n"
                                "       fbrun shot [--socket=PATH] FILE\n"
                                "       fbrun --info [--json]\n"
                                "       fbrun --doctor\n";
    assert_int_equal(parse(""), 2);
    assert_string_equal(said[1], usage);
    assert_int_equal(parse("--keep --"), 2);
    assert_string_equal(said[1], usage);
}

static void wrong_options(void **state)
{
    (void)state;
    assert_wrong("--colour x.lua", "unknown option --colour");
    assert_wrong("--colour=red x.lua", "unknown option --colour=red");
    assert_wrong("--re x.lua", "unknown option --re");
    assert_wrong("-q x.lua", "unknown option -q");
    assert_wrong("--frames", "a value is missing after --frames");
    assert_wrong("-e", "a value is missing after -e");
    assert_wrong("--keep=1 x.lua", "no value is expected, but one came: --keep=1");
}

static void wrong_values(void **state)
{
    (void)state;
    static const char *const frames[] = {"0",  "-1",   "+1",  "2147483648", "99999999999999999999",
                                         "1x", "0x10", "1.0", "1e3"};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        char line[80], text[160];
        snprintf(line, sizeof line, "--frames=%s x.lua", frames[i]);
        snprintf(text, sizeof text,
                 "--frames: expected a whole number from 1 to 2147483647, got \"%s\"", frames[i]);
        assert_wrong(line, text);
    }
    assert_wrong("--frames= x.lua",
                 "--frames: expected a whole number from 1 to 2147483647, got \"\"");
    assert_wrong("--threads=65 x.lua",
                 "--threads: expected a whole number from 1 to 64, got \"65\"");
    assert_wrong("--restart=x x.lua",
                 "--restart: expected a whole number from 0 to 1000000, got \"x\"");
    assert_wrong("--rotate=45 x.lua", "--rotate: expected 0, 90, 180 or 270, got \"45\"");
    assert_wrong("--rotate=090 x.lua", "--rotate: expected 0, 90, 180 or 270, got \"090\"");
    assert_wrong("--clock=unreal x.lua", "--clock: expected real or virtual, got \"unreal\"");
    assert_wrong("--redraw=none x.lua", "--redraw: expected changed or all, got \"none\"");
    static const char *const tiles[] = {"64",      "64x",    "x64",  "0x64", "64x0",
                                        "64x4097", "64x64x", "-1x5", "64X64"};
    for (size_t i = 0; i < sizeof tiles / sizeof tiles[0]; i++) {
        char line[80], text[160];
        snprintf(line, sizeof line, "--tile=%s x.lua", tiles[i]);
        snprintf(text, sizeof text,
                 "--tile: expected WIDTHxHEIGHT, both from 1 to 4096, got \"%s\"", tiles[i]);
        assert_wrong(line, text);
    }
}

static void defaults(void **state)
{
    (void)state;
    assert_int_equal(parse("scripts/top.half.lua"), OPTIONS_RUN);
    assert_string_equal(o.host.path, "scripts/top.half.lua");
    assert_null(o.host.code);
    assert_null(o.host.arguments[0]);
    assert_string_equal(o.host.program, "fbrun");
    char *cwd = getcwd(NULL, 0);
    assert_string_equal(o.host.start_dir, cwd);
    free(cwd);
    assert_false(o.host.virtual_clock);
    assert_int_equal(o.host.scene.threads, 0);
    assert_int_equal(o.host.scene.tile_width, 0);
    assert_int_equal(o.host.scene.tile_height, 0);
    assert_false(o.host.scene.redraw_all);
    assert_null(o.screen.display.spec);
    assert_string_equal(o.screen.display.script_name, "top.half");
    assert_false(o.screen.display.keep);
    assert_false(o.screen.display.dither);
    assert_int_equal(o.screen.rotate, OUTPUT_AS_MOUNTED);
    assert_false(o.screen.virtual_clock);
    assert_false(o.screen.exit_when_still);
    assert_int_equal(o.screen.frames, 0);
    assert_int_equal(o.screen.restarts, 0);
    assert_false(o.single_process);
    assert_string_equal(said[0], "");
    assert_string_equal(said[1], "");
}

static void assert_all_set(void)
{
    assert_true(o.host.virtual_clock && o.screen.virtual_clock);
    assert_string_equal(o.screen.display.spec, "headless:x.png");
    assert_int_equal(o.screen.frames, 2147483647);
    assert_true(o.host.scene.redraw_all);
    assert_int_equal(o.screen.rotate, 270);
    assert_int_equal(o.host.scene.threads, 64);
    assert_int_equal(o.host.scene.tile_width, 16);
    assert_int_equal(o.host.scene.tile_height, 4096);
    assert_int_equal(o.screen.tile_width, 16);
    assert_int_equal(o.screen.tile_height, 4096);
    assert_string_equal(o.host.path, "x.lua");
}

static void both_ways_to_give_a_value(void **state)
{
    (void)state;
    assert_int_equal(parse("--clock=virtual --display=headless:x.png --frames=2147483647 "
                           "--redraw=all --rotate=270 --threads=64 --tile=16x4096 x.lua"),
                     OPTIONS_RUN);
    assert_all_set();
    assert_int_equal(parse("--clock virtual --display headless:x.png --frames 2147483647 "
                           "--redraw all --rotate 270 --threads 64 --tile 16x4096 x.lua"),
                     OPTIONS_RUN);
    assert_all_set();
}

static void flags(void **state)
{
    (void)state;
    assert_int_equal(parse("--keep --dither --exit --single-process --restart --stats x.lua"),
                     OPTIONS_RUN);
    assert_true(o.host.stats);
    assert_true(o.screen.display.keep);
    assert_true(o.screen.display.dither);
    assert_true(o.screen.exit_when_still);
    assert_true(o.single_process);
    assert_int_equal(o.screen.restarts, -1);
    assert_int_equal(parse("--restart=3 x.lua"), OPTIONS_RUN);
    assert_int_equal(o.screen.restarts, 3);
    /* An optional value never takes the next word. */
    assert_int_equal(parse("--restart 3 x.lua"), OPTIONS_RUN);
    assert_int_equal(o.screen.restarts, -1);
    assert_string_equal(o.host.path, "3");
}

/* Its path is absolute from the start, and the last one counts. */
static void a_control_socket(void **state)
{
    (void)state;
    char *here = get_current_dir_name(), expected[PATH_MAX + 2];
    assert_int_equal(parse("x.lua"), OPTIONS_RUN);
    assert_null(o.screen.control);
    assert_int_equal(parse("--control=/a --control=b x.lua"), OPTIONS_RUN);
    snprintf(expected, sizeof expected, "%s/b", here);
    assert_string_equal(o.screen.control, expected);
    free(here);
}

static void what_follows_the_script_is_the_scripts(void **state)
{
    (void)state;
    assert_int_equal(parse("--keep x.lua --dither -- -e 1"), OPTIONS_RUN);
    assert_true(o.screen.display.keep);
    assert_false(o.screen.display.dither);
    static const char *const expected[] = {"--dither", "--", "-e", "1"};
    for (int i = 0; i < 4; i++)
        assert_string_equal(o.host.arguments[i], expected[i]);
    assert_null(o.host.arguments[4]);

    assert_int_equal(parse("-- --keep a"), OPTIONS_RUN);
    assert_string_equal(o.host.path, "--keep");
    assert_string_equal(o.host.arguments[0], "a");
}

static void code_on_the_command_line(void **state)
{
    (void)state;
    assert_int_equal(parse("--keep -e clear(9) --dither x.lua"), OPTIONS_RUN);
    assert_null(o.host.path);
    assert_string_equal(o.host.code, "clear(9)");
    assert_int_equal(o.host.code_size, 8);
    assert_string_equal(o.host.chunk, "=(-e)");
    assert_string_equal(o.host.arguments[0], "--dither");
    assert_string_equal(o.host.arguments[1], "x.lua");
    assert_string_equal(o.screen.display.script_name, "fbrun");
}

static void code_from_standard_input(void **state)
{
    (void)state;
    input = "fill(0, 0, w, h/2, 0xffffff)\n";
    assert_int_equal(parse("- a"), OPTIONS_RUN);
    assert_null(o.host.path);
    assert_string_equal(o.host.code, input);
    assert_int_equal(o.host.code_size, strlen(input));
    assert_string_equal(o.host.chunk, "=stdin");
    assert_string_equal(o.host.arguments[0], "a");
    assert_string_equal(o.screen.display.script_name, "stdin");
}

static void script_names(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"a/b/.hidden", ".hidden"}, {"/x", "x"}, {"../y.lua", "y"}, {"z.", "z"}, {"dir/", ""}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(parse(names[i][0]), OPTIONS_RUN);
        assert_string_equal(o.screen.display.script_name, names[i][1]);
    }
}

static void help_is_complete_and_fits_a_screen(void **state)
{
    (void)state;
    assert_int_equal(parse("--help --nonsense"), 0);
    assert_string_equal(said[1], "");
    static const char *const names[] = {
        "-e CODE",       "--clock=",  "--display=", "--dither",         "--exit",    "--frames=",
        "--help",        "--keep",    "--quiet",    "--redraw=",        "--tile",    "--stats",
        "--restart[=N]", "--rotate=", "--threads=", "--single-process", "--sandbox", "--verbose",
        "--version",     "headless",  "file:"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_non_null(strstr(said[0], names[i]));
    int lines = 0;
    for (const char *p = said[0]; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    assert_in_range(lines, 20, 60);
    for (char *rest = said[0], *line; (line = strsep(&rest, "\n")) != NULL;)
        assert_in_range(strlen(line), 0, 100);
}

static void version(void **state)
{
    (void)state;
    assert_int_equal(parse("--version"), 0);
    assert_ptr_equal(strstr(said[0], "fbrun " FBRUN_VERSION "\nbuilt with Lua 5.4"), said[0]);
    assert_non_null(strstr(said[0], ", libuv 1."));
}

#define OPTIONS_TEST(f) cmocka_unit_test_teardown(f, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OPTIONS_TEST(no_script),
        OPTIONS_TEST(wrong_options),
        OPTIONS_TEST(wrong_values),
        OPTIONS_TEST(defaults),
        OPTIONS_TEST(both_ways_to_give_a_value),
        OPTIONS_TEST(flags),
        OPTIONS_TEST(a_control_socket),
        OPTIONS_TEST(what_follows_the_script_is_the_scripts),
        OPTIONS_TEST(code_on_the_command_line),
        OPTIONS_TEST(code_from_standard_input),
        OPTIONS_TEST(script_names),
        OPTIONS_TEST(help_is_complete_and_fits_a_screen),
        OPTIONS_TEST(version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
