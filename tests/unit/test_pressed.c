/* What is pressed when a program begins or is replaced must be told once, as a state. */
#include "screen/pressed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct ui_event key = {
    .type = UI_KEY, .code = KEY_CODES - 1, .symbol = 'z', .pressed = true, .text = "z"};
static const struct ui_event place = {.type = UI_PLACE, .x = 3, .y = 4};
static const struct ui_event button = {
    .type = UI_BUTTON, .code = UI_BUTTONS, .pressed = true, .presses = 2, .x = 5, .y = 6};
static const struct ui_event touch = {.type = UI_TOUCH,
                                      .code = UI_TOUCHES,
                                      .pressed = true,
                                      .presses = 1,
                                      .x = 7,
                                      .y = 8,
                                      .pressure = 0.5F};

static struct ui_event released(struct ui_event e)
{
    e.pressed = false;
    return e;
}

/* The queue's next event is this one, held as said. */
static void assert_next(struct event_queue *q, struct ui_event expected, bool held)
{
    struct ui_event e;
    assert_true(event_queue_take(q, &e));
    assert_int_equal(e.type, expected.type);
    assert_int_equal(e.code, expected.code);
    assert_int_equal(e.pressed, expected.pressed);
    assert_int_equal(e.held, held);
    assert_true(e.x == expected.x && e.y == expected.y && e.pressure == expected.pressure);
}

static void assert_empty(struct event_queue *q)
{
    assert_null(event_queue_first(q));
}

static void nothing_is_not_told(void **state)
{
    static struct pressed p;
    static struct event_queue q;
    (void)state;
    pressed_tell(&p, &q);
    assert_empty(&q);
    pressed_take(&p, &key);
    struct ui_event wheel = {.type = UI_WHEEL, .y = 1}, up = released(key);
    pressed_take(&p, &wheel);
    pressed_take(&p, &up);
    pressed_take(&p, &(struct ui_event){.type = UI_KEY, .code = KEY_CODES, .pressed = true});
    pressed_tell(&p, &q);
    assert_empty(&q);
}

static void all_that_is_pressed_is_told_once(void **state)
{
    static struct pressed p;
    static struct event_queue q;
    (void)state;
    pressed_take(&p, &key);
    pressed_take(&p, &place);
    pressed_take(&p, &button);
    pressed_take(&p, &touch);
    struct ui_event moved = touch;
    moved.type = UI_TOUCH_MOVE;
    moved.x = 70;
    pressed_take(&p, &moved);
    pressed_tell(&p, &q);
    moved.type = UI_TOUCH;
    assert_next(&q, (struct ui_event){.type = UI_PLACE, .x = 5, .y = 6}, true);
    assert_next(&q, key, true);
    assert_next(&q, button, true);
    assert_next(&q, moved, true);
    assert_empty(&q);
    pressed_tell(&p, &q);
    assert_next(&q, (struct ui_event){.type = UI_PLACE, .x = 5, .y = 6}, true);
    assert_empty(&q);
}

/* While a new version began, one key was let go and a finger came. */
static void differences_are_told(void **state)
{
    static struct pressed p;
    static struct event_queue q;
    (void)state;
    pressed_take(&p, &key);
    pressed_tell(&p, &q);
    assert_next(&q, key, true);
    struct ui_event up = released(key);
    pressed_take(&p, &up);
    pressed_take(&p, &touch);
    pressed_tell(&p, &q);
    assert_next(&q, up, false);
    assert_next(&q, touch, true);
    assert_empty(&q);
}

/* What moves from now on is news, and not summed up with the state. */
static void motion_after_it_is_news(void **state)
{
    static struct pressed p;
    static struct event_queue q;
    (void)state;
    pressed_take(&p, &place);
    pressed_tell(&p, &q);
    struct ui_event there = {.type = UI_PLACE, .x = 30, .y = 40};
    event_queue_put(&q, &there);
    assert_next(&q, place, true);
    assert_next(&q, there, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_not_told),
        cmocka_unit_test(all_that_is_pressed_is_told_once),
        cmocka_unit_test(differences_are_told),
        cmocka_unit_test(motion_after_it_is_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
