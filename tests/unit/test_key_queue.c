/* The queue must keep the order, stay within its bound, and never leave a key down for ever. */
#include "input/key_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct key_queue queue;

static int empty(void **state)
{
    (void)state;
    memset(&queue, 0, sizeof queue);
    return 0;
}

static void assert_next(uint32_t code, bool pressed)
{
    struct ui_event e;
    assert_true(key_queue_take(&queue, &e));
    assert_int_equal(e.type, INPUT_KEY);
    assert_int_equal(e.code, code);
    assert_int_equal(e.pressed, pressed);
}

static void assert_empty(void)
{
    struct ui_event e;
    assert_null(key_queue_first(&queue));
    assert_false(key_queue_take(&queue, &e));
}

static void ignores_what_is_no_news(void **state)
{
    (void)state;
    assert_empty();
    key_queue_put(&queue, KEY_CODES, true);
    key_queue_put(&queue, UINT32_MAX, true);
    key_queue_put(&queue, 30, false);
    assert_empty();
    key_queue_put(&queue, 30, true);
    key_queue_put(&queue, 30, true);
    assert_next(30, true);
    key_queue_put(&queue, 30, true);
    assert_empty();
}

static void keeps_the_order(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 1000; round++) {
        key_queue_put(&queue, round % 700, true);
        key_queue_put(&queue, KEY_CODES - 1, true);
        key_queue_put(&queue, round % 700, false);
        key_queue_put(&queue, KEY_CODES - 1, false);
        assert_int_equal(key_queue_first(&queue)->code, round % 700);
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
        key_queue_put(&queue, code, true);
    for (uint32_t code = 0; code < KEY_CODES; code++)
        key_queue_put(&queue, code, false);
    int events = 0;
    while (key_queue_take(&queue, &e)) {
        assert_int_equal(down[e.code], !e.pressed);
        down[e.code] = e.pressed;
        events++;
    }
    assert_int_equal(events, KEY_QUEUE_SIZE);
    for (uint32_t code = 0; code < KEY_CODES; code++)
        assert_false(down[code]);
    /* There is room again. */
    key_queue_put(&queue, 700, true);
    assert_next(700, true);
}

static void one_key_hit_often_fills_it_whole(void **state)
{
    (void)state;
    struct ui_event e;
    for (int i = 0; i < KEY_QUEUE_SIZE; i++) {
        key_queue_put(&queue, 30, true);
        key_queue_put(&queue, 30, false);
    }
    bool pressed = false;
    int events = 0;
    while (key_queue_take(&queue, &e)) {
        pressed = !pressed;
        assert_int_equal(e.pressed, pressed);
        events++;
    }
    assert_int_equal(events, KEY_QUEUE_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(ignores_what_is_no_news, empty),
        cmocka_unit_test_setup(keeps_the_order, empty),
        cmocka_unit_test_setup(presses_and_releases_stay_together_when_full, empty),
        cmocka_unit_test_setup(one_key_hit_often_fills_it_whole, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
