/* What keys type, by XKB's layouts and by the one that needs no library; and what is said of a
 * layout that does not exist. */
#include "input/key_layout.h"

#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

static struct key_layout *layout;
static struct key_effect key;

static void open_layout(const char *spec)
{
    layout = key_layout_create(spec);
    assert_non_null(layout);
}

static int finish(void **state)
{
    (void)state;
    key_layout_destroy(layout);
    layout = NULL;
    return 0;
}

static void press(uint32_t code)
{
    key_layout_take(layout, code, true, &key);
}

static void release(uint32_t code)
{
    struct key_effect released;
    key_layout_take(layout, code, false, &released);
}

/* The key alone, and what it types. */
static void assert_types(uint32_t code, const char *text)
{
    press(code);
    assert_string_equal(key.text, text);
    release(code);
}

static void specifications(void **state)
{
    (void)state;
    struct key_layout_names n;
    assert_true(key_layout_parse("de", &n));
    assert_string_equal(n.layout, "de");
    assert_string_equal(n.variant, "");
    assert_true(
        key_layout_parse("us+ru,options=grp:alt_shift_toggle+compose:menu,model=pc105", &n));
    assert_string_equal(n.layout, "us,ru");
    assert_string_equal(n.options, "grp:alt_shift_toggle,compose:menu");
    assert_string_equal(n.model, "pc105");
    assert_true(key_layout_parse("fr,variant=bepo", &n));
    assert_string_equal(n.variant, "bepo");
    static const char *const wrong[] = {
        "",
        ",",
        "de,",
        "de,nodeadkeys",
        "de,variant=",
        "../x",
        "d e",
        "de,variant=x,shape=y",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm", /* too long */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(key_layout_parse(wrong[i], &n));
    assert_false(key_layout_parse("de/at", &n));
    assert_string_equal(error_text(),
                        "expected LAYOUT[,variant=V][,options=O+O][,model=M] with names of XKB's, "
                        "got \"de/at\"");
}

/* The same from both kinds. */
static void american(void)
{
    assert_types(KEY_A, "a");
    assert_types(KEY_SPACE, " ");
    assert_types(KEY_7, "7");
    assert_types(KEY_KP7, "7");
    assert_types(KEY_KPPLUS, "+");
    assert_types(KEY_ESC, "");
    assert_types(KEY_ENTER, "");
    assert_types(KEY_F1, "");
    press(KEY_RIGHTSHIFT);
    assert_false(key.repeats);
    assert_types(KEY_A, "A");
    assert_types(KEY_7, "&");
    assert_types(KEY_APOSTROPHE, "\"");
    release(KEY_RIGHTSHIFT);
    assert_types(KEY_CAPSLOCK, "");
    assert_types(KEY_Q, "Q");
    assert_types(KEY_7, "7");
    key_layout_reset(layout);
    assert_types(KEY_Q, "q");
    assert_true(key.repeats);
    static const uint32_t shortcuts[] = {KEY_LEFTCTRL, KEY_LEFTALT, KEY_LEFTMETA};
    for (int i = 0; i < 3; i++) {
        press(shortcuts[i]);
        assert_types(KEY_A, "");
        release(shortcuts[i]);
    }
    assert_types(KEY_NUMLOCK, "");
    assert_types(KEY_KP7, "");
    press(KEY_B);
    key_layout_repeat(layout, KEY_B, &key);
    assert_string_equal(key.text, "b");
    for (uint32_t code = 0; code < 768; code++) {
        press(code);
        release(code);
    }
}

static void without_a_library(void **state)
{
    (void)state;
    open_layout(NULL);
    american();
}

/* Runs with standard error in a file; returns what a bad layout says. */
static const char *warning_of(const char *spec)
{
    static char text[1024];
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    FILE *file = tmpfile();
    assert_non_null(file);
    dup2(fileno(file), STDERR_FILENO);
    open_layout(spec);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
    return text;
}

static void one_that_does_not_exist(void **state)
{
    (void)state;
    assert_non_null(strstr(warning_of("klingon"), "no keyboard layout \"klingon\": "));
    american();
}

#ifdef FBRUN_HAVE_XKBCOMMON

static void american_by_xkb(void **state)
{
    (void)state;
    open_layout("us");
    american();
}

static void german(void **state)
{
    (void)state;
    open_layout("de");
    assert_types(KEY_Y, "z");
    assert_int_equal(key.symbol, 'z');
    assert_types(KEY_SEMICOLON, "ö");
    assert_int_equal(key.symbol, 0xf6);
    press(KEY_RIGHTALT); /* AltGr is no shortcut */
    assert_types(KEY_E, "€");
    release(KEY_RIGHTALT);
    assert_types(KEY_KP1, "1");
    assert_int_equal(key.symbol, 0);
    assert_types(KEY_ENTER, "");
    assert_int_equal(key.symbol, 0);
}

/* A dead key waits; a reset forgets it; what makes no sense after it types nothing. */
static void dead_keys(void **state)
{
    (void)state;
    open_layout("de");
    assert_types(KEY_EQUAL, "");
    press(KEY_LEFTSHIFT); /* a modifier does not end the sequence */
    assert_types(KEY_E, "É");
    release(KEY_LEFTSHIFT);
    assert_types(KEY_E, "e");
    assert_types(KEY_EQUAL, "");
    key_layout_reset(layout);
    assert_types(KEY_E, "e");
    assert_types(KEY_EQUAL, "");
    assert_types(KEY_Q, "");
    assert_types(KEY_Q, "q");
}

static void compose_key(void **state)
{
    (void)state;
    open_layout("us,options=compose:menu");
    assert_types(KEY_COMPOSE, "");
    assert_types(KEY_O, "");
    assert_types(KEY_C, "©");
}

static void two_layouts(void **state)
{
    (void)state;
    open_layout("us+ru,options=grp:shifts_toggle");
    assert_types(KEY_A, "a");
    press(KEY_LEFTSHIFT);
    press(KEY_RIGHTSHIFT);
    release(KEY_RIGHTSHIFT);
    release(KEY_LEFTSHIFT);
    assert_types(KEY_A, "ф");
    assert_int_equal(key.symbol, 0); /* shortcuts go by the place */
}

static void from_the_environment(void **state)
{
    (void)state;
    setenv("XKB_DEFAULT_LAYOUT", "fr", 1);
    open_layout(NULL);
    assert_types(KEY_Q, "a");
    key_layout_destroy(layout);
    open_layout("de"); /* comes first */
    assert_types(KEY_Q, "q");
    unsetenv("XKB_DEFAULT_LAYOUT");
}

#endif

int main(void)
{
    unsetenv("XKB_DEFAULT_LAYOUT");
    unsetenv("XKB_DEFAULT_OPTIONS");
    unsetenv("LC_ALL");
    unsetenv("LC_CTYPE");
    setenv("LANG", "C", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specifications),
        cmocka_unit_test_teardown(without_a_library, finish),
        cmocka_unit_test_teardown(one_that_does_not_exist, finish),
#ifdef FBRUN_HAVE_XKBCOMMON
        cmocka_unit_test_teardown(american_by_xkb, finish),
        cmocka_unit_test_teardown(german, finish),
        cmocka_unit_test_teardown(dead_keys, finish),
        cmocka_unit_test_teardown(compose_key, finish),
        cmocka_unit_test_teardown(two_layouts, finish),
        cmocka_unit_test_teardown(from_the_environment, finish),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
