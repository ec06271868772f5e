/* What the prompt shows of a function is what README.md says, and of every function. */
#include "lua/signatures.h"

#include <lauxlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "lua/names.h"

static const struct signature *find(const char *name)
{
    const struct signature *s = signatures;
    while (s->name != NULL && strcmp(s->name, name) != 0)
        s++;
    return s->name != NULL ? s : NULL;
}

static void they_stand_in_the_readme(void **state)
{
    (void)state;
    char *text;
    size_t size;
    assert_true(file_read(README, 1 << 20, &text, &size));
    for (const struct signature *s = signatures; s->name != NULL; s++) {
        if (strstr(text, s->text) == NULL)
            fail_msg("scripts/README.md does not say %s", s->text);
        const size_t length = strlen(s->name);
        assert_memory_equal(s->text, s->name, length);
        assert_int_equal(s->text[length], '(');
        assert_true(s[1].name == NULL || strcmp(s->name, s[1].name) < 0);
    }
    free(text);
}

static void every_function_has_one(void **state)
{
    (void)state;
    struct host h = {.L = luaL_newstate()};
    *(struct host **)lua_getextraspace(h.L) = &h;
    names_open(&h);
    host_push_fb(&h, h.L);
    for (lua_pushnil(h.L); lua_next(h.L, -2) != 0; lua_pop(h.L, 1))
        if (lua_isfunction(h.L, -1) && find(lua_tostring(h.L, -2)) == NULL)
            fail_msg("no signature of %s", lua_tostring(h.L, -2));
    for (const char *const *name = names_callbacks; *name != NULL; name++)
        if (strcmp(*name, "message") != 0 && find(*name) == NULL)
            fail_msg("no signature of %s", *name);
    lua_close(h.L);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_stand_in_the_readme),
        cmocka_unit_test(every_function_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
