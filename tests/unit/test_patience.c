/* When the screen process gives a script process up. */
#include "screen/patience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct rig {
    uv_loop_t loop;
    struct patience patience;
    int asked;
};

static void count(void *data)
{
    struct rig *rig = data;
    rig->asked++;
}

static void never(void *data)
{
    (void)data;
    fail();
}

static const struct patience_calls calls = {.ask = count, .late = never};

static void rig_open(struct rig *rig, uint64_t limit)
{
    *rig = (struct rig){.asked = 0};
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    patience_open(&rig->patience, &rig->loop, limit, &calls, rig);
}

static void rig_close(struct rig *rig)
{
    uv_close((uv_handle_t *)&rig->patience.timer, NULL);
    uv_run(&rig->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
}

static bool waits(const struct rig *rig)
{
    return uv_is_active((const uv_handle_t *)&rig->patience.timer) != 0;
}

/* A script process answers before it runs the script, which may hang. */
static void loading_ends_with_a_frame(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, 1000);
    patience_begin(&rig.patience);
    assert_int_equal(rig.asked, 1);
    patience_answered(&rig.patience);
    patience_told(&rig.patience);
    assert_true(waits(&rig));
    assert_int_equal(rig.asked, 1);
    patience_frame(&rig.patience, false);
    assert_false(waits(&rig));
    rig_close(&rig);
}

static void a_page_at_rest_is_asked_when_it_is_told_something(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, 1000);
    patience_begin(&rig.patience);
    patience_frame(&rig.patience, false);
    patience_told(&rig.patience);
    patience_told(&rig.patience);
    assert_int_equal(rig.asked, 2);
    assert_true(waits(&rig));
    patience_answered(&rig.patience);
    assert_false(waits(&rig));
    patience_frame(&rig.patience, true); /* it moves from now on */
    assert_true(waits(&rig));
    patience_rest(&rig.patience);
    assert_false(waits(&rig));
    rig_close(&rig);
}

static void without_a_limit_nobody_is_asked(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, 0);
    patience_begin(&rig.patience);
    patience_frame(&rig.patience, true);
    patience_told(&rig.patience);
    assert_int_equal(rig.asked, 0);
    assert_false(waits(&rig));
    assert_int_equal(patience_to_load(&rig.patience), 0);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loading_ends_with_a_frame),
        cmocka_unit_test(a_page_at_rest_is_asked_when_it_is_told_something),
        cmocka_unit_test(without_a_limit_nobody_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
