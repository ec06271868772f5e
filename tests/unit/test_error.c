/* The error text: one a thread, cut when it is long, and safe to wrap in itself. */
#include "base/error.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void text_of_a_fresh_thread_is_empty(void **state)
{
    (void)state;
    assert_string_equal(error_text(), "");
    assert_int_equal(error_code(), 0);
}

static void set(void **state)
{
    (void)state;
    assert_false(error_set("size is %d, expected %s", 3, "7"));
    assert_string_equal(error_text(), "size is 3, expected 7");
    assert_int_equal(error_code(), 0);
}

static void set_errno(void **state)
{
    (void)state;
    errno = ENOENT;
    assert_false(error_set_errno("cannot open %s", "x"));
    assert_string_equal(error_text(), "cannot open x: No such file or directory");
    assert_int_equal(error_code(), ENOENT);
    error_set("another");
    assert_int_equal(error_code(), 0);
}

static void prefix_keeps_the_code(void **state)
{
    (void)state;
    errno = EACCES;
    error_set_errno("cannot open x");
    assert_false(error_prefix("display %s", "file"));
    assert_string_equal(error_text(), "display file: cannot open x: Permission denied");
    assert_int_equal(error_code(), EACCES);
}

static void arguments_may_be_the_old_text(void **state)
{
    (void)state;
    error_set("inner");
    error_set("outer (%s)", error_text());
    assert_string_equal(error_text(), "outer (inner)");
}

static void long_text_is_cut(void **state)
{
    (void)state;
    char longer[3000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    error_set("%s", longer);
    assert_int_equal(strlen(error_text()), 1023);
    errno = EIO;
    error_set_errno("%s", longer);
    assert_int_equal(strlen(error_text()), 1023);
    error_prefix("start");
    assert_int_equal(strlen(error_text()), 1023);
    assert_int_equal(strncmp(error_text(), "start: xxx", 10), 0);
}

static void *set_in_thread(void *argument)
{
    (void)argument;
    error_set("of the other thread");
    return NULL;
}

static void threads_have_their_own(void **state)
{
    (void)state;
    error_set("of this thread");
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, set_in_thread, NULL), 0);
    pthread_join(thread, NULL);
    assert_string_equal(error_text(), "of this thread");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_a_fresh_thread_is_empty),
        cmocka_unit_test(set),
        cmocka_unit_test(set_errno),
        cmocka_unit_test(prefix_keeps_the_code),
        cmocka_unit_test(arguments_may_be_the_old_text),
        cmocka_unit_test(long_text_is_cut),
        cmocka_unit_test(threads_have_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
