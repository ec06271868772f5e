/* Places must follow the picture however it is turned, stay inside, and clicks be counted. */
#include "screen/pointer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

static struct pointer pointer;

static struct ui_event take(struct ui_event e)
{
    assert_true(pointer_take(&pointer, &e));
    return e;
}

static void assert_at(struct ui_event e, double x, double y)
{
    assert_true(e.x > x - 0.01 && e.x < x + 0.01);
    assert_true(e.y > y - 0.01 && e.y < y + 0.01);
}

static int fresh(void **state)
{
    (void)state;
    pointer = (struct pointer){0};
    pointer_set_picture(&pointer, 100, 50, 0);
    return 0;
}

static void without_a_screen_nothing_is_told_but_keys(void **state)
{
    (void)state;
    pointer = (struct pointer){0};
    for (enum ui_type type = UI_MOVE; type <= UI_TOUCH_MOVE; type++) {
        struct ui_event e = {.type = type, .code = 1, .x = 1, .y = 1};
        assert_false(pointer_take(&pointer, &e));
    }
    assert_int_equal(take((struct ui_event){.type = UI_KEY, .code = 30}).code, 30);
}

static void a_mouse_stays_inside(void **state)
{
    (void)state;
    struct ui_event e = take((struct ui_event){.type = UI_MOVE, .x = 3, .y = -4.5F});
    assert_int_equal(e.type, UI_PLACE);
    assert_at(e, 53, 20.5);
    assert_at(take((struct ui_event){.type = UI_MOVE, .x = 1000, .y = 1000}), 99, 49);
    e = (struct ui_event){.type = UI_MOVE, .x = 1};
    assert_false(pointer_take(&pointer, &e)); /* it did not move */
    assert_at(take((struct ui_event){.type = UI_MOVE, .x = -1000, .y = -10}), 0, 39);
    assert_at(take((struct ui_event){.type = UI_BUTTON, .code = 1, .pressed = true}), 0, 39);
    pointer_set_picture(&pointer, 30, 20, 0);
    assert_at(take((struct ui_event){.type = UI_BUTTON, .code = 1}), 0, 19);
}

/* The panel's (0.25, 0.1), and a mouse, which is not turned. */
static void turns_with_the_picture(void **state)
{
    (void)state;
    static const struct {
        int degrees, width, height;
        double x, y;
    } turns[] = {
        {0, 100, 50, 25, 5}, {90, 50, 100, 5, 75}, {180, 100, 50, 75, 45}, {270, 50, 100, 45, 25}};
    for (int i = 0; i < 4; i++) {
        pointer_set_picture(&pointer, turns[i].width, turns[i].height, turns[i].degrees);
        struct ui_event e = {.type = UI_TOUCH, .code = 3, .pressed = true, .x = 0.25F, .y = 0.1F};
        assert_at(take(e), turns[i].x, turns[i].y);
        e.type = UI_PLACE;
        assert_at(take(e), turns[i].x, turns[i].y);
        assert_at(take((struct ui_event){.type = UI_MOVE, .x = 2, .y = 1}), turns[i].x + 2,
                  turns[i].y + 1);
        assert_at(take((struct ui_event){.type = UI_TOUCH, .code = 3}), turns[i].x, turns[i].y);
    }
}

static uint32_t press(uint32_t button, uint64_t milliseconds)
{
    const struct ui_event e = {.type = UI_BUTTON,
                               .code = button,
                               .pressed = true,
                               .time = CLOCK_SECOND + milliseconds * (CLOCK_SECOND / 1000)};
    return take(e).presses;
}

static void clicks_are_counted(void **state)
{
    (void)state;
    assert_int_equal(press(1, 0), 1);
    assert_int_equal(press(1, 500), 2);
    assert_int_equal(press(1, 900), 3);
    assert_int_equal(press(1, 1401), 1); /* too late */
    assert_int_equal(press(2, 1402), 1); /* another button */
    assert_int_equal(press(1, 1403), 1);
    take((struct ui_event){.type = UI_MOVE, .x = 33});
    assert_int_equal(press(1, 1404), 1); /* somewhere else */
    assert_int_equal(press(1, 1404), 2);
    assert_int_equal(press(1, 900), 1); /* a clock that goes backwards */
}

static void taps_are_counted(void **state)
{
    (void)state;
    struct ui_event e = {.type = UI_TOUCH, .code = 1, .pressed = true, .x = 0.5F, .time = 1};
    assert_int_equal(take(e).presses, 1);
    assert_int_equal(take((struct ui_event){.type = UI_TOUCH, .code = 1}).presses, 0);
    assert_int_equal(take(e).presses, 2);
    assert_int_equal(press(1, 1), 1); /* the mouse counts for itself */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_screen_nothing_is_told_but_keys),
        cmocka_unit_test_setup(a_mouse_stays_inside, fresh),
        cmocka_unit_test_setup(turns_with_the_picture, fresh),
        cmocka_unit_test_setup(clicks_are_counted, fresh),
        cmocka_unit_test_setup(taps_are_counted, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
