/* Every job is done once, and jobs do run at the same time. */
#include "scene/pool.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { JOBS_MAX = 2000 };

struct counts {
    atomic_int done[JOBS_MAX];
    int plain[JOBS_MAX]; /* each is written by one thread and read after the run */
};

static void count_job(void *data, int i, int thread)
{
    (void)thread;
    struct counts *c = data;
    atomic_fetch_add_explicit(&c->done[i], 1, memory_order_relaxed);
    c->plain[i]++;
}

static void check_run(struct pool *p, int jobs)
{
    static struct counts c;
    memset(&c, 0, sizeof c);
    pool_run(p, jobs, count_job, &c);
    for (int i = 0; i < JOBS_MAX; i++) {
        assert_int_equal(atomic_load(&c.done[i]), i < jobs);
        assert_int_equal(c.plain[i], i < jobs);
    }
}

static void no_pool_does_all_jobs(void **state)
{
    (void)state;
    pool_destroy(NULL);
    check_run(NULL, 0);
    check_run(NULL, 1);
    check_run(NULL, 100);
}

static void every_job_is_done_once(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 9; threads++) {
        struct pool *p = pool_create(threads);
        assert_non_null(p);
        assert_int_equal(pool_threads(p), threads);
        for (int jobs = 0; jobs <= 40; jobs++)
            check_run(p, jobs);
        check_run(p, JOBS_MAX);
        for (int round = 0; round < 200; round++)
            check_run(p, 3);
        pool_destroy(p);
    }
}

static void the_number_of_threads_is_bounded(void **state)
{
    (void)state;
    struct pool *p = pool_create(0);
    assert_non_null(p);
    assert_in_range(pool_threads(p), 1, 64);
    pool_destroy(p);
    p = pool_create(100000);
    assert_non_null(p);
    assert_in_range(pool_threads(p), 1, 64);
    check_run(p, 500);
    pool_destroy(p);
}

static void a_pool_may_end_without_a_run(void **state)
{
    (void)state;
    for (int round = 0; round < 50; round++)
        pool_destroy(pool_create(4));
}

/* Job 0 waits for job 1: it only ends if another thread does that meanwhile. */
struct meeting {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool arrived[2];
};

static void meet(void *data, int i, int thread)
{
    (void)thread;
    struct meeting *m = data;
    pthread_mutex_lock(&m->mutex);
    m->arrived[i] = true;
    pthread_cond_broadcast(&m->changed);
    while (!m->arrived[1 - i])
        pthread_cond_wait(&m->changed, &m->mutex);
    pthread_mutex_unlock(&m->mutex);
}

static void jobs_run_at_the_same_time(void **state)
{
    (void)state;
    struct pool *p = pool_create(2);
    assert_non_null(p);
    for (int round = 0; round < 100; round++) {
        struct meeting m = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                            .changed = PTHREAD_COND_INITIALIZER};
        pool_run(p, 2, meet, &m);
        assert_true(m.arrived[0] && m.arrived[1]);
    }
    pool_destroy(p);
}

/* Whose number is in use while its job runs. */
struct numbers {
    atomic_bool busy[POOL_THREADS_MAX];
    atomic_int wrong;
    int threads;
};

static void use_number(void *data, int i, int thread)
{
    struct numbers *n = data;
    (void)i;
    if (thread < 0 || thread >= n->threads || atomic_exchange(&n->busy[thread], true)) {
        atomic_fetch_add(&n->wrong, 1);
        return;
    }
    sched_yield(); /* gives another job the chance to come with the same number */
    atomic_store(&n->busy[thread], false);
}

static void no_two_jobs_at_a_time_have_the_same_thread(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct pool *p = pool_create(threads);
        assert_non_null(p);
        struct numbers n = {.threads = threads};
        pool_run(p, JOBS_MAX, use_number, &n);
        pool_run(NULL, 3, use_number, &n);
        assert_int_equal(atomic_load(&n.wrong), 0);
        pool_destroy(p);
    }
}

static pthread_t caller;
static atomic_int unblocked;

static void check_signals(void *data, int i, int thread)
{
    meet(data, i, thread);
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    if (!pthread_equal(pthread_self(), caller) && !sigismember(&blocked, SIGINT))
        atomic_fetch_add(&unblocked, 1);
}

static void workers_take_no_signals(void **state)
{
    (void)state;
    caller = pthread_self();
    struct pool *p = pool_create(2);
    assert_non_null(p);
    struct meeting m = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    pool_run(p, 2, check_signals, &m);
    assert_int_equal(atomic_load(&unblocked), 0);
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, NULL, &mine);
    assert_false(sigismember(&mine, SIGINT));
    pool_destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_pool_does_all_jobs),
        cmocka_unit_test(every_job_is_done_once),
        cmocka_unit_test(the_number_of_threads_is_bounded),
        cmocka_unit_test(a_pool_may_end_without_a_run),
        cmocka_unit_test(jobs_run_at_the_same_time),
        cmocka_unit_test(no_two_jobs_at_a_time_have_the_same_thread),
        cmocka_unit_test(workers_take_no_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
