/* Ctrl-C and Ctrl-Alt-Fn must work with any combination of the two Ctrls and Alts, keep the hotkey
 * itself from the script, press and release, and let everything else through. */
#include "screen/hotkeys.h"

#include <linux/input-event-codes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct hotkeys hotkeys;
static int vt;

static int fresh(void **state)
{
    (void)state;
    hotkeys = (struct hotkeys){0};
    vt = -1;
    return 0;
}

static enum hotkey key(uint32_t code, bool pressed)
{
    const struct ui_event event = {.type = UI_KEY, .code = code, .pressed = pressed};
    return hotkeys_take(&hotkeys, &event, &vt);
}

static enum hotkey press(uint32_t code)
{
    return key(code, true);
}

static enum hotkey release(uint32_t code)
{
    return key(code, false);
}

static void plain_keys_pass(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 1000; code++) {
        if (code == KEY_LEFTCTRL || code == KEY_RIGHTCTRL)
            continue;
        assert_int_equal(press(code), HOTKEY_NONE);
    }
    for (uint32_t code = 0; code < 1000; code++)
        assert_int_equal(release(code), HOTKEY_NONE);
    assert_int_equal(vt, -1);
}

static void ctrl_c(void **state)
{
    (void)state;
    static const uint32_t ctrls[] = {KEY_LEFTCTRL, KEY_RIGHTCTRL};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(press(ctrls[i]), HOTKEY_NONE);
        assert_int_equal(press(KEY_C), HOTKEY_QUIT);
        assert_int_equal(release(KEY_C), HOTKEY_SWALLOWED);
        assert_int_equal(press(KEY_V), HOTKEY_NONE);
        assert_int_equal(press(KEY_C), HOTKEY_QUIT); /* again, without letting Ctrl go */
        assert_int_equal(release(ctrls[i]), HOTKEY_NONE);
        assert_int_equal(release(KEY_C), HOTKEY_SWALLOWED);
        assert_int_equal(press(KEY_C), HOTKEY_NONE);
        assert_int_equal(release(KEY_C), HOTKEY_NONE);
    }
    assert_int_equal(vt, -1);
}

/* A C that was down first is the script's, and stays so. */
static void c_before_ctrl(void **state)
{
    (void)state;
    assert_int_equal(press(KEY_C), HOTKEY_NONE);
    assert_int_equal(press(KEY_LEFTCTRL), HOTKEY_NONE);
    assert_int_equal(release(KEY_C), HOTKEY_NONE);
}

static void function_keys_switch(void **state)
{
    (void)state;
    static const uint32_t ctrls[] = {KEY_LEFTCTRL, KEY_RIGHTCTRL};
    static const uint32_t alts[] = {KEY_LEFTALT, KEY_RIGHTALT};
    static const uint32_t keys[] = {KEY_F1, KEY_F2, KEY_F3, KEY_F4,  KEY_F5,  KEY_F6,
                                    KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11, KEY_F12};
    for (int way = 0; way < 4; way++) {
        assert_int_equal(press(ctrls[way / 2]), HOTKEY_NONE);
        assert_int_equal(press(alts[way % 2]), HOTKEY_NONE);
        for (int i = 0; i < 12; i++) {
            assert_int_equal(press(keys[i]), HOTKEY_VT);
            assert_int_equal(vt, i + 1);
            assert_int_equal(release(keys[i]), HOTKEY_SWALLOWED);
        }
        assert_int_equal(press(KEY_F13), HOTKEY_NONE);
        assert_int_equal(release(alts[way % 2]), HOTKEY_NONE);
        assert_int_equal(press(KEY_F1), HOTKEY_NONE); /* Ctrl alone is not enough */
        assert_int_equal(release(KEY_F1), HOTKEY_NONE);
        assert_int_equal(release(ctrls[way / 2]), HOTKEY_NONE);
    }
    press(KEY_LEFTALT);
    assert_int_equal(press(KEY_F1), HOTKEY_NONE);
}

static void ctrl_alt_c_is_the_scripts(void **state)
{
    (void)state;
    press(KEY_LEFTCTRL);
    press(KEY_LEFTALT);
    assert_int_equal(press(KEY_C), HOTKEY_NONE);
    assert_int_equal(release(KEY_C), HOTKEY_NONE);
}

/* One of two Ctrls goes; the other one still counts. */
static void either_of_two(void **state)
{
    (void)state;
    press(KEY_LEFTCTRL);
    press(KEY_RIGHTCTRL);
    release(KEY_LEFTCTRL);
    assert_int_equal(press(KEY_C), HOTKEY_QUIT);
}

/* Ctrl-C is where the layout has its c. */
static void layouts_move_ctrl_c(void **state)
{
    (void)state;
    struct ui_event e = {
        .type = UI_KEY, .code = KEY_I, .pressed = true, .symbol = 'c'}; /* Dvorak */
    press(KEY_LEFTCTRL);
    assert_int_equal(hotkeys_take(&hotkeys, &e, &vt), HOTKEY_QUIT);
    e.pressed = false;
    assert_int_equal(hotkeys_take(&hotkeys, &e, &vt), HOTKEY_SWALLOWED);
    e = (struct ui_event){.type = UI_KEY, .code = KEY_C, .pressed = true, .symbol = 'j'};
    assert_int_equal(hotkeys_take(&hotkeys, &e, &vt), HOTKEY_NONE);
    e = (struct ui_event){.type = UI_BUTTON, .code = KEY_C, .pressed = true};
    assert_int_equal(hotkeys_take(&hotkeys, &e, &vt), HOTKEY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(plain_keys_pass, fresh),
        cmocka_unit_test_setup(layouts_move_ctrl_c, fresh),
        cmocka_unit_test_setup(ctrl_c, fresh),
        cmocka_unit_test_setup(c_before_ctrl, fresh),
        cmocka_unit_test_setup(function_keys_switch, fresh),
        cmocka_unit_test_setup(ctrl_alt_c_is_the_scripts, fresh),
        cmocka_unit_test_setup(either_of_two, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
