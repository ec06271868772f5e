/* A library must give all that is asked of it, or an error that names what is missing. */
#include "base/module.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

static pid_t (*process)(void);
static pid_t (*parent)(void);

static void functions_are_found(void **state)
{
    (void)state;
    const struct module_function functions[] = {{"getpid", &process}, {"getppid", &parent}};
    for (int i = 0; i < 2; i++) {
        process = parent = NULL;
        assert_true(module_open("libc.so.6", functions, 2));
        assert_int_equal(process(), getpid());
        assert_int_equal(parent(), getppid());
    }
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    const struct module_function functions[] = {{"getpid", &process}, {"no_such", &parent}};
    process = NULL;
    assert_false(module_open("libc.so.6", functions, 2));
    assert_string_equal(error_text(), "libc.so.6 has no function no_such");
    assert_null(process); /* all or nothing */
    assert_false(module_open("libnone.so.1", functions, 2));
    assert_non_null(strstr(error_text(), "libnone.so.1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_found),
        cmocka_unit_test(what_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
