/* Which level is used, with and without a wish. */
#include "base/simd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static enum simd_level best(void)
{
    enum simd_level level = SIMD_NONE;
    for (int i = 0; i < SIMD_LEVELS; i++)
        if (simd_supported((enum simd_level)i))
            level = (enum simd_level)i;
    return level;
}

/* The level is decided once, so each wish needs a process of its own. */
static enum simd_level level_for(const char *wish)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        close(STDERR_FILENO);
        setenv("FBRUN_SIMD", wish, 1);
        _exit((int)simd_level());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return (enum simd_level)WEXITSTATUS(status);
}

static void every_level_that_is_there_can_be_forced(void **state)
{
    (void)state;
    assert_true(simd_supported(SIMD_NONE));
    for (int i = 0; i < SIMD_LEVELS; i++) {
        enum simd_level level = (enum simd_level)i;
        assert_int_equal(level_for(simd_name(level)), simd_supported(level) ? level : best());
    }
}

static void an_unknown_level_is_ignored(void **state)
{
    (void)state;
    assert_int_equal(level_for("mmx"), best());
    assert_int_equal(level_for(""), best());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_that_is_there_can_be_forced),
        cmocka_unit_test(an_unknown_level_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
