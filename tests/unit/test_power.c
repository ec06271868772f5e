/* Input that wakes the panel is not the program's; all other input is, and no key stays down. */
#include "screen/power.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool has_switch, lit;

static bool set(void *data, bool on)
{
    (void)data;
    lit = on || !has_switch;
    return lit;
}

struct fixture {
    uv_loop_t loop;
    struct power power;
};

static void start(struct fixture *f, bool switchable)
{
    has_switch = switchable;
    lit = true;
    assert_int_equal(uv_loop_init(&f->loop), 0);
    power_open(&f->power, &f->loop, 0.001, set, NULL);
    uv_run(&f->loop, UV_RUN_DEFAULT); /* nobody touches anything */
}

static void finish(struct fixture *f)
{
    uv_close((uv_handle_t *)&f->power.timer, NULL);
    uv_run(&f->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&f->loop), 0);
}

static bool told(struct fixture *f, enum ui_type type, uint32_t code, bool pressed)
{
    return power_input(&f->power,
                       &(struct ui_event){.type = type, .code = code, .pressed = pressed});
}

static void a_press_wakes_and_is_nobodys(void **state)
{
    struct fixture f;
    (void)state;
    start(&f, true);
    assert_false(lit);
    assert_false(told(&f, UI_TOUCH, 1, true));
    assert_true(lit);
    assert_false(told(&f, UI_TOUCH_MOVE, 1, false));
    assert_true(told(&f, UI_TOUCH, 2, true));
    assert_true(told(&f, UI_KEY, 1, true));
    assert_false(told(&f, UI_TOUCH, 1, false));
    assert_true(told(&f, UI_TOUCH, 1, true));
    finish(&f);
}

static void motion_and_releases(void **state)
{
    struct fixture f;
    (void)state;
    start(&f, true);
    assert_true(told(&f, UI_KEY, 1, false)); /* it was pressed before, and must not stay down */
    assert_true(lit);
    uv_run(&f.loop, UV_RUN_DEFAULT);
    assert_false(lit);
    assert_false(told(&f, UI_PLACE, 0, false));
    assert_true(lit);
    assert_true(told(&f, UI_PLACE, 0, false));
    finish(&f);
}

static void the_programs_wish(void **state)
{
    struct fixture f;
    (void)state;
    start(&f, true);
    power_request(&f.power, true);
    assert_true(lit);
    power_request(&f.power, false);
    assert_false(lit);
    assert_true(told(&f, UI_KEY, 1, true));
    assert_false(lit);
    uv_run(&f.loop, UV_RUN_DEFAULT);
    power_request(&f.power, true);
    assert_true(lit);
    power_request(&f.power, false);
    power_forget(&f.power);
    assert_true(lit);
    finish(&f);
}

static void without_a_switch_all_input_is_the_programs(void **state)
{
    struct fixture f;
    (void)state;
    start(&f, false);
    assert_true(lit);
    assert_true(told(&f, UI_KEY, 1, true));
    uv_run(&f.loop, UV_RUN_DEFAULT);
    assert_true(told(&f, UI_KEY, 1, false));
    finish(&f);
    struct power none = {0};
    assert_true(power_input(&none, &(struct ui_event){.type = UI_PLACE}));
    power_request(&none, false);
    power_forget(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_press_wakes_and_is_nobodys),
        cmocka_unit_test(motion_and_releases),
        cmocka_unit_test(the_programs_wish),
        cmocka_unit_test(without_a_switch_all_input_is_the_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
