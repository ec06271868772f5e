/* Figures of frames whose times are known. */
#include "lua/frame_times.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { PERIOD = 10 };

static struct frame_times f;

static int start_afresh(void **state)
{
    (void)state;
    memset(&f, 0, sizeof f);
    return 0;
}

static void add(uint64_t due, uint64_t begin, uint64_t script, uint64_t raster)
{
    const struct frame_time t = {due, begin, script, raster};
    frame_times_add(&f, &t, PERIOD);
}

static void nothing_is_known_before_the_first_frame(void **state)
{
    (void)state;
    const struct frame_summary s = frame_times_summary(&f);
    assert_int_equal(frame_times_kept(&f), 0);
    assert_int_equal(s.whole.p50 + s.whole.max + s.script.p99 + s.raster.p90, 0);
    assert_true(frame_times_rate(&f, 0) == 0);
}

/* A period that went by counts, whether the frame began late or took long. */
static void what_was_not_ready_in_time_is_dropped(void **state)
{
    (void)state;
    add(0, 0, 500, 500); /* the first one loads the program */
    assert_int_equal(f.dropped, 0);
    add(1000, 1000, 4, 5);
    assert_int_equal(f.dropped, 0);
    add(1010, 1010, 4, 6);
    assert_int_equal(f.dropped, 1);
    add(1020, 1025, 4, 6);
    assert_int_equal(f.dropped, 2);
    add(1030, 1030, 29, 10);
    assert_int_equal(f.dropped, 5);
}

static void percentiles_are_of_the_nearest_rank(void **state)
{
    (void)state;
    for (uint64_t i = 100; i > 0; i--)
        add(0, 0, i, 1000 * i);
    const struct frame_summary s = frame_times_summary(&f);
    assert_int_equal(s.script.p50, 50);
    assert_int_equal(s.script.p90, 90);
    assert_int_equal(s.script.p95, 95);
    assert_int_equal(s.script.p99, 99);
    assert_int_equal(s.script.max, 100);
    assert_int_equal(s.raster.p50, 50000);
    assert_int_equal(s.whole.p99, 99099);
}

static void one_frame_is_every_percentile(void **state)
{
    (void)state;
    add(0, 0, 3, 4);
    const struct frame_summary s = frame_times_summary(&f);
    assert_int_equal(s.whole.p50, 7);
    assert_int_equal(s.whole.p99, 7);
    assert_int_equal(s.whole.max, 7);
}

static void only_the_last_frames_are_kept(void **state)
{
    (void)state;
    add(0, 0, 1000, 0);
    for (uint64_t i = 1; i <= FRAME_TIMES; i++)
        add(i, i, i, 0);
    assert_int_equal(frame_times_kept(&f), FRAME_TIMES);
    assert_int_equal(frame_times_summary(&f).script.max, FRAME_TIMES);
    assert_int_equal(frame_times_back(&f, 0)->script, FRAME_TIMES);
    assert_int_equal(frame_times_back(&f, FRAME_TIMES - 1)->script, 1);
}

static void the_rate_is_that_of_the_last_second(void **state)
{
    (void)state;
    const uint64_t second = 1000000000;
    add(0, 0, 1, 1);
    add(0, 5 * second, 1, 1);
    assert_true(frame_times_rate(&f, 5 * second) == 0);
    add(0, 5 * second + second / 4, 1, 1);
    add(0, 5 * second + second / 2, 1, 1);
    assert_true(fabs(frame_times_rate(&f, 5 * second + second / 2) - 4) < 1e-9);
    assert_true(frame_times_rate(&f, 6 * second + second / 2) == 0); /* the last one alone */
    assert_true(frame_times_rate(&f, 9 * second) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_known_before_the_first_frame, start_afresh),
        cmocka_unit_test_setup(what_was_not_ready_in_time_is_dropped, start_afresh),
        cmocka_unit_test_setup(percentiles_are_of_the_nearest_rank, start_afresh),
        cmocka_unit_test_setup(one_frame_is_every_percentile, start_afresh),
        cmocka_unit_test_setup(only_the_last_frames_are_kept, start_afresh),
        cmocka_unit_test_setup(the_rate_is_that_of_the_last_second, start_afresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
