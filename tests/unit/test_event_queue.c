/* The queue must keep the order, stay within its bound, and never leave a key down for ever. */
#include "input/event_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct event_queue queue;

static int empty(void **state)
{
    (void)state;
    memset(&queue, 0, sizeof queue);
    return 0;
}

static void put(const struct ui_event e)
{
    event_queue_put(&queue, &e);
}

static void put_key(uint32_t code, bool pressed)
{
    put((struct ui_event){.type = UI_KEY, .code = code, .pressed = pressed});
}

static void assert_next(uint32_t code, bool pressed)
{
    struct ui_event e;
    assert_true(event_queue_take(&queue, &e));
    assert_int_equal(e.type, UI_KEY);
    assert_int_equal(e.code, code);
    assert_int_equal(e.pressed, pressed);
}

static void assert_empty(void)
{
    struct ui_event e;
    assert_null(event_queue_first(&queue));
    assert_false(event_queue_take(&queue, &e));
}

static void ignores_what_is_no_news(void **state)
{
    (void)state;
    assert_empty();
    put_key(KEY_CODES, true);
    put_key(UINT32_MAX, true);
    put_key(30, false);
    assert_empty();
    put_key(30, true);
    put_key(30, true);
    assert_next(30, true);
    put_key(30, true);
    assert_empty();
}

static void keeps_the_order(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 1000; round++) {
        put_key(round % 700, true);
        put_key(KEY_CODES - 1, true);
        put_key(round % 700, false);
        put_key(KEY_CODES - 1, false);
        assert_int_equal(event_queue_first(&queue)->code, round % 700);
        assert_next(round % 700, true);
        assert_next(KEY_CODES - 1, true);
        assert_next(round % 700, false);
        assert_next(KEY_CODES - 1, false);
    }
    assert_empty();
}

/* However many keys go down before anybody looks, each that is seen pressed is seen released. */
static void presses_and_releases_stay_together_when_full(void **state)
{
    (void)state;
    struct ui_event e;
    bool down[KEY_CODES] = {false};
    for (uint32_t code = 0; code < KEY_CODES; code++)
        put_key(code, true);
    for (uint32_t code = 0; code < KEY_CODES; code++)
        put_key(code, false);
    int events = 0;
    while (event_queue_take(&queue, &e)) {
        assert_int_equal(down[e.code], !e.pressed);
        down[e.code] = e.pressed;
        events++;
    }
    assert_int_equal(events, EVENT_QUEUE_SIZE);
    for (uint32_t code = 0; code < KEY_CODES; code++)
        assert_false(down[code]);
    /* There is room again. */
    put_key(700, true);
    assert_next(700, true);
}

static void one_key_hit_often_fills_it_whole(void **state)
{
    (void)state;
    struct ui_event e;
    for (int i = 0; i < EVENT_QUEUE_SIZE; i++) {
        put_key(30, true);
        put_key(30, false);
    }
    bool pressed = false;
    int events = 0;
    while (event_queue_take(&queue, &e)) {
        pressed = !pressed;
        assert_int_equal(e.pressed, pressed);
        events++;
    }
    assert_int_equal(events, EVENT_QUEUE_SIZE);
}

static struct ui_event next(void)
{
    struct ui_event e;
    assert_true(event_queue_take(&queue, &e));
    return e;
}

/* A slow reader is told where things are, not where they have been. */
static void motion_is_summed_up(void **state)
{
    (void)state;
    for (int i = 1; i <= 1000; i++) {
        put((struct ui_event){.type = UI_PLACE, .x = (float)i, .y = 7});
        put((struct ui_event){.type = UI_MOVE, .x = 1, .y = -1});
        put((struct ui_event){.type = UI_WHEEL, .y = 0.5F});
    }
    struct ui_event e = next();
    assert_int_equal(e.type, UI_PLACE);
    assert_true(e.x == 1000 && e.y == 7);
    e = next();
    assert_int_equal(e.type, UI_MOVE);
    assert_true(e.x == 1000 && e.y == -1000);
    e = next();
    assert_int_equal(e.type, UI_WHEEL);
    assert_true(e.x == 0 && e.y == 500);
    assert_empty();
}

static void touch(uint32_t id, bool pressed)
{
    put((struct ui_event){.type = UI_TOUCH, .code = id, .pressed = pressed});
}

static void fingers_move_apart(void **state)
{
    (void)state;
    touch(1, true);
    touch(2, true);
    for (int i = 0; i < 1000; i++)
        for (uint32_t id = 1; id <= 3; id++) /* 3 is not down */
            put((struct ui_event){.type = UI_TOUCH_MOVE, .code = id, .x = (float)i});
    touch(1, false);
    put((struct ui_event){.type = UI_TOUCH_MOVE, .code = 2, .x = 5});
    touch(2, false);
    next();
    next();
    for (uint32_t id = 1; id <= 2; id++) {
        struct ui_event e = next();
        assert_int_equal(e.code, id);
        assert_true(e.x == 999);
    }
    assert_int_equal(next().pressed, false);
    assert_true(next().x == 5); /* not merged across the release */
    assert_int_equal(next().code, 2);
    assert_empty();
}

/* A press counts where the pointer was then. */
static void motion_stays_on_its_side_of_a_press(void **state)
{
    (void)state;
    put((struct ui_event){.type = UI_PLACE, .x = 1});
    put((struct ui_event){.type = UI_BUTTON, .code = 1, .pressed = true});
    put((struct ui_event){.type = UI_PLACE, .x = 2});
    assert_true(next().x == 1);
    assert_int_equal(next().type, UI_BUTTON);
    assert_true(next().x == 2);
}

static void repetitions_do_not_pile_up(void **state)
{
    (void)state;
    const struct ui_event again = {.type = UI_KEY, .code = 30, .pressed = true, .repeated = true};
    put(again); /* it is not down */
    assert_empty();
    put_key(30, true);
    for (int i = 0; i < 1000; i++)
        put(again);
    put_key(30, false);
    assert_false(next().repeated);
    assert_true(next().repeated);
    assert_false(next().pressed);
    assert_empty();
}

/* Whatever floods it, all that is seen to begin is seen to end. */
static void everything_ends_when_full(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 300; round++) {
        put((struct ui_event){.type = round % 2 != 0 ? UI_MOVE : UI_WHEEL, .x = 1});
        for (uint32_t id = 0; id <= UI_TOUCHES + 1; id++)
            touch(id, round % 2 == 0);
        for (uint32_t button = 0; button <= UI_BUTTONS + 1; button++)
            put((struct ui_event){.type = UI_BUTTON, .code = button, .pressed = round % 3 == 0});
    }
    for (uint32_t code = 0; code <= UI_TOUCHES; code++) {
        touch(code, false);
        put((struct ui_event){.type = UI_BUTTON, .code = code});
    }
    int down = 0, events = 0;
    struct ui_event e;
    while (event_queue_take(&queue, &e)) {
        events++;
        if (e.type == UI_TOUCH || e.type == UI_BUTTON)
            down += e.pressed ? 1 : -1;
    }
    assert_int_equal(down, 0);
    assert_in_range(events, 200, EVENT_QUEUE_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(ignores_what_is_no_news, empty),
        cmocka_unit_test_setup(keeps_the_order, empty),
        cmocka_unit_test_setup(presses_and_releases_stay_together_when_full, empty),
        cmocka_unit_test_setup(one_key_hit_often_fills_it_whole, empty),
        cmocka_unit_test_setup(motion_is_summed_up, empty),
        cmocka_unit_test_setup(fingers_move_apart, empty),
        cmocka_unit_test_setup(motion_stays_on_its_side_of_a_press, empty),
        cmocka_unit_test_setup(repetitions_do_not_pile_up, empty),
        cmocka_unit_test_setup(everything_ends_when_full, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
