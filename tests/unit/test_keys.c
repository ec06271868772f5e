/* Keys must have the names that LÖVE's programs expect, and never a NULL one. */
#include "input/keys.h"

#include <linux/input-event-codes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void codes_without_a_name(void **state)
{
    (void)state;
    assert_string_equal(key_name(KEY_RESERVED), "unknown");
    assert_string_equal(key_name(KEY_UNKNOWN), "unknown");
    assert_string_equal(key_name(BTN_LEFT), "unknown");
    assert_string_equal(key_name(KEY_MAX), "unknown");
    assert_string_equal(key_name(KEY_CODES), "unknown");
    assert_string_equal(key_name(UINT32_MAX), "unknown");
}

/* The whole of a PC keyboard with 105 keys, row by row. */
static void a_pc_keyboard(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        const char *name;
    } keys[] = {
        {KEY_ESC, "escape"},
        {KEY_F1, "f1"},
        {KEY_F2, "f2"},
        {KEY_F3, "f3"},
        {KEY_F4, "f4"},
        {KEY_F5, "f5"},
        {KEY_F6, "f6"},
        {KEY_F7, "f7"},
        {KEY_F8, "f8"},
        {KEY_F9, "f9"},
        {KEY_F10, "f10"},
        {KEY_F11, "f11"},
        {KEY_F12, "f12"},
        {KEY_SYSRQ, "printscreen"},
        {KEY_SCROLLLOCK, "scrolllock"},
        {KEY_PAUSE, "pause"},
        {KEY_GRAVE, "`"},
        {KEY_1, "1"},
        {KEY_2, "2"},
        {KEY_3, "3"},
        {KEY_4, "4"},
        {KEY_5, "5"},
        {KEY_6, "6"},
        {KEY_7, "7"},
        {KEY_8, "8"},
        {KEY_9, "9"},
        {KEY_0, "0"},
        {KEY_MINUS, "-"},
        {KEY_EQUAL, "="},
        {KEY_BACKSPACE, "backspace"},
        {KEY_TAB, "tab"},
        {KEY_Q, "q"},
        {KEY_W, "w"},
        {KEY_E, "e"},
        {KEY_R, "r"},
        {KEY_T, "t"},
        {KEY_Y, "y"},
        {KEY_U, "u"},
        {KEY_I, "i"},
        {KEY_O, "o"},
        {KEY_P, "p"},
        {KEY_LEFTBRACE, "["},
        {KEY_RIGHTBRACE, "]"},
        {KEY_ENTER, "return"},
        {KEY_CAPSLOCK, "capslock"},
        {KEY_A, "a"},
        {KEY_S, "s"},
        {KEY_D, "d"},
        {KEY_F, "f"},
        {KEY_G, "g"},
        {KEY_H, "h"},
        {KEY_J, "j"},
        {KEY_K, "k"},
        {KEY_L, "l"},
        {KEY_SEMICOLON, ";"},
        {KEY_APOSTROPHE, "'"},
        {KEY_BACKSLASH, "\\"},
        {KEY_LEFTSHIFT, "lshift"},
        {KEY_102ND, "nonusbackslash"},
        {KEY_Z, "z"},
        {KEY_X, "x"},
        {KEY_C, "c"},
        {KEY_V, "v"},
        {KEY_B, "b"},
        {KEY_N, "n"},
        {KEY_M, "m"},
        {KEY_COMMA, ","},
        {KEY_DOT, "."},
        {KEY_SLASH, "/"},
        {KEY_RIGHTSHIFT, "rshift"},
        {KEY_LEFTCTRL, "lctrl"},
        {KEY_LEFTMETA, "lgui"},
        {KEY_LEFTALT, "lalt"},
        {KEY_SPACE, "space"},
        {KEY_RIGHTALT, "ralt"},
        {KEY_RIGHTMETA, "rgui"},
        {KEY_COMPOSE, "application"},
        {KEY_RIGHTCTRL, "rctrl"},
        {KEY_INSERT, "insert"},
        {KEY_HOME, "home"},
        {KEY_PAGEUP, "pageup"},
        {KEY_DELETE, "delete"},
        {KEY_END, "end"},
        {KEY_PAGEDOWN, "pagedown"},
        {KEY_UP, "up"},
        {KEY_LEFT, "left"},
        {KEY_DOWN, "down"},
        {KEY_RIGHT, "right"},
        {KEY_NUMLOCK, "numlock"},
        {KEY_KPSLASH, "kp/"},
        {KEY_KPASTERISK, "kp*"},
        {KEY_KPMINUS, "kp-"},
        {KEY_KP7, "kp7"},
        {KEY_KP8, "kp8"},
        {KEY_KP9, "kp9"},
        {KEY_KPPLUS, "kp+"},
        {KEY_KP4, "kp4"},
        {KEY_KP5, "kp5"},
        {KEY_KP6, "kp6"},
        {KEY_KP1, "kp1"},
        {KEY_KP2, "kp2"},
        {KEY_KP3, "kp3"},
        {KEY_KPENTER, "kpenter"},
        {KEY_KP0, "kp0"},
        {KEY_KPDOT, "kp."},
    };
    assert_int_equal(sizeof keys / sizeof keys[0], 105);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_string_equal(key_name(keys[i].code), keys[i].name);
    /* And all differ. */
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(key_name(keys[i].code), key_name(keys[j].code));
}

static void names_are_short_and_printable(void **state)
{
    (void)state;
    int named = 0;
    for (uint32_t code = 0; code < KEY_CODES; code++) {
        const char *name = key_name(code);
        assert_in_range(strlen(name), 1, 20);
        for (const char *c = name; *c != '\0'; c++)
            assert_in_range(*c, '!', '~');
        named += strcmp(name, "unknown") != 0;
    }
    assert_true(named > 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_without_a_name),
        cmocka_unit_test(a_pc_keyboard),
        cmocka_unit_test(names_are_short_and_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
