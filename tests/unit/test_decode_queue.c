/* Decoding beside the thread that asks. What is decoded are files that are no pictures, so that a
 * build without any decoder has the same tests. */
#include "image/decode_queue.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

static const struct image_options plain;

static int event; /* counts wake-ups */

static void wake(void *data)
{
    assert_ptr_equal(data, &event);
    const uint64_t one = 1;
    assert_int_equal(write(event, &one, sizeof one), sizeof one);
}

static struct decode_queue *set_up_queue(void)
{
    event = eventfd(0, EFD_CLOEXEC);
    struct decode_queue *q = decode_queue_create(wake, &event);
    assert_non_null(q);
    return q;
}

static void tear_down_queue(struct decode_queue *q)
{
    decode_queue_destroy(q);
    close(event);
}

static struct decode_job *add_text(struct decode_queue *q, const char *text)
{
    struct decode_job *job = decode_queue_add(q, "bytes", text, strlen(text), &plain);
    assert_non_null(job);
    return job;
}

static void an_unused_queue_ends(void **state)
{
    (void)state;
    decode_queue_destroy(NULL);
    decode_job_destroy(NULL);
    tear_down_queue(set_up_queue());
}

static void a_failure_keeps_its_text_and_code(void **state)
{
    (void)state;
    struct decode_queue *q = set_up_queue();
    struct image image;
    struct decode_job *job = decode_queue_add(q, "/no such file", NULL, 0, &plain);
    assert_false(decode_job_take(job, &image));
    assert_string_equal(error_text(), "cannot read /no such file: No such file or directory");
    assert_int_equal(error_code(), ENOENT);
    assert_true(decode_job_is_over(job));
    decode_job_destroy(job);
    tear_down_queue(q);
}

static void bytes_are_copied(void **state)
{
    (void)state;
    struct decode_queue *q = set_up_queue();
    struct image image;
    char text[] = "first";
    struct decode_job *job = add_text(q, text);
    memset(text, 'x', sizeof text);
    assert_false(decode_job_take(job, &image));
    assert_string_equal(error_text(), "bytes: expected a PNG, JPEG, GIF, WebP or SVG, but it "
                                      "begins with \"first\"");
    decode_job_destroy(job);
    job = decode_queue_add(q, "bytes", "", 0, &plain);
    assert_false(decode_job_take(job, &image));
    assert_string_equal(error_text(), "bytes: expected a picture, but it is empty");
    decode_job_destroy(job);
    tear_down_queue(q);
}

static void every_job_that_ends_wakes(void **state)
{
    (void)state;
    enum { JOBS = 50 };
    struct decode_queue *q = set_up_queue();
    struct decode_job *jobs[JOBS];
    uint64_t count = 0;
    for (int i = 0; i < JOBS; i++)
        jobs[i] = add_text(q, "text");
    while (count < JOBS) {
        uint64_t more;
        assert_int_equal(read(event, &more, sizeof more), sizeof more);
        count += more;
    }
    assert_int_equal(count, JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_true(decode_job_is_over(jobs[i]));
        decode_job_destroy(jobs[i]);
    }
    tear_down_queue(q);
}

/* In all three states, from the back, from the front and mixed; sanitizers and valgrind look on. */
static void jobs_are_given_up(void **state)
{
    (void)state;
    enum { JOBS = 40 };
    for (int round = 0; round < 20; round++) {
        struct decode_queue *q = set_up_queue();
        struct decode_job *jobs[JOBS];
        struct image image;
        for (int i = 0; i < JOBS; i++)
            jobs[i] = add_text(q, "text");
        if (round % 2 == 1)
            assert_false(decode_job_take(jobs[round], &image));
        for (int i = 0; i < JOBS; i++)
            decode_job_destroy(jobs[round % 4 < 2 ? i : JOBS - 1 - i]);
        tear_down_queue(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unused_queue_ends), cmocka_unit_test(a_failure_keeps_its_text_and_code),
        cmocka_unit_test(bytes_are_copied),     cmocka_unit_test(every_job_that_ends_wakes),
        cmocka_unit_test(jobs_are_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
