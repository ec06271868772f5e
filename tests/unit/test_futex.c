/* Waits end when they must: by waking, by the deadline, by a request, and not before. */
#include "map/futex.h"

#include "base/clock.h"
#include "processes.h"

static _Atomic uint32_t *words; /* of two pages that all children share */
static bool stop_asked;

static bool asked(void)
{
    return stop_asked;
}

static void another_value_is_not_waited_for(void **state)
{
    (void)state;
    const struct patience p = patience_for(UINT64_MAX, NULL);
    words[0] = 5;
    assert_int_equal(futex_wait(&words[0], 4, &p), WAIT_DONE);
    assert_int_equal(futex_wake(&words[0], INT32_MAX), 0);
}

static void deadlines_and_requests_end_a_wait(void **state)
{
    (void)state;
    const uint64_t before = clock_monotonic();
    struct patience p = patience_for(CLOCK_SECOND / 4, NULL); /* more than a nap */
    words[0] = 0;
    assert_int_equal(futex_wait(&words[0], 0, &p), WAIT_TIMEOUT);
    assert_true(clock_monotonic() - before >= CLOCK_SECOND / 4);
    p = patience_for(0, NULL);
    assert_int_equal(futex_wait(&words[0], 0, &p), WAIT_TIMEOUT);
    assert_int_equal(patience_left(&p), WAIT_TIMEOUT);

    p = patience_for(UINT64_MAX, asked);
    assert_int_equal(patience_left(&p), WAIT_DONE);
    stop_asked = true;
    assert_int_equal(futex_wait(&words[0], 0, &p), WAIT_INTERRUPTED);
    struct event_words e = {0};
    assert_int_equal(event_nap(&e, 0, &p), WAIT_INTERRUPTED);
    assert_int_equal(e.waiters, 0);
    stop_asked = false;
}

/* Two processes take turns: each sees the other's step, as often as there are steps. */
static void take_turns(void *argument)
{
    const uint32_t mine = *(uint32_t *)argument;
    const struct patience p = patience_for(UINT64_MAX, NULL);
    for (int i = 0; i < 500; i++) {
        while (atomic_load(&words[1]) % 2 != mine)
            CHECK(futex_wait(&words[1], 1 - mine + (atomic_load(&words[1]) & ~1u), &p) ==
                  WAIT_DONE);
        atomic_fetch_add(&words[1], 1);
        futex_wake(&words[1], 1);
    }
}

static void another_process_wakes(void **state)
{
    (void)state;
    uint32_t first = 0, second = 1;
    words[1] = 0;
    pid_t a = start(take_turns, &first), b = start(take_turns, &second);
    assert_ends_well(a);
    assert_ends_well(b);
    assert_int_equal(words[1], 1000);
}

static void make_it_happen(void *argument)
{
    struct event_words *e = argument;
    while (atomic_load(&e->waiters) == 0)
        ;
    event_happened(e, 1);
}

static void events_wake_who_waits(void **state)
{
    (void)state;
    struct event_words *e = (struct event_words *)&words[2];
    const struct patience p = patience_for(UINT64_MAX, NULL);
    pid_t child = start(make_it_happen, e);
    while (atomic_load(&e->turn) == 0)
        assert_int_equal(event_nap(e, 0, &p), WAIT_DONE);
    assert_ends_well(child);
    assert_int_equal(e->waiters, 0);
    assert_int_equal(event_nap(e, 0, &p), WAIT_DONE); /* it has happened since */

    /* A count that somebody scribbled, or a killed waiter's, costs a call and no more. */
    e->waiters = UINT32_MAX;
    event_happened(e, 1);
    assert_int_equal(e->turn, 2);
}

int main(void)
{
    words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_value_is_not_waited_for),
        cmocka_unit_test(deadlines_and_requests_end_a_wait),
        cmocka_unit_test(another_process_wakes),
        cmocka_unit_test(events_wake_who_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
