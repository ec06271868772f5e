/* A hint is of use only when it is right: near names, and nothing for other errors. */
#include "lua/hint.h"

#include <lauxlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void counts_slips(void **state)
{
    (void)state;
    assert_int_equal(hint_distance("", ""), 0);
    assert_int_equal(hint_distance("", "fill"), 4);
    assert_int_equal(hint_distance("fill", "fill"), 0);
    assert_int_equal(hint_distance("fil", "fill"), 1);
    assert_int_equal(hint_distance("filll", "fill"), 1);
    assert_int_equal(hint_distance("full", "fill"), 1);
    assert_int_equal(hint_distance("flil", "fill"), 1);
    assert_int_equal(hint_distance("ifll", "fill"), 1);
    assert_int_equal(hint_distance("flli", "fill"), 2);
    assert_int_equal(hint_distance("abc", "xyz"), 3);
}

static void gives_up_on_long_names(void **state)
{
    (void)state;
    char name[HINT_NAME_MAX + 2];
    memset(name, 'a', sizeof name);
    name[HINT_NAME_MAX + 1] = '\0';
    assert_int_equal(hint_distance(name, "a"), HINT_NAME_MAX);
    assert_int_equal(hint_distance("a", name), HINT_NAME_MAX);
    name[HINT_NAME_MAX] = '\0';
    assert_int_equal(hint_distance(name, name), 0);
}

static void leaves_other_errors_alone(void **state)
{
    (void)state;
    static const char *const messages[] = {
        "",
        "x.lua:1: oops",
        "attempt to call a",
        "attempt to call a nil value",
        "attempt to call a nil value (global 'fill') and more",
        "attempt to call a nil value (field 'fill')",
        "attempt to call a nil value (method 'fill')",
        "attempt to call a nil value (global 'fill'",
        "attempt to call a nil value (global '')",
        "attempt to index a nil value (global 'fill')",
    };
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        hint_push(L, messages[i]);
        assert_int_equal(lua_gettop(L), 1);
        assert_string_equal(lua_tostring(L, 1), "");
        lua_settop(L, 0);
    }
    lua_close(L);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_slips),
        cmocka_unit_test(gives_up_on_long_names),
        cmocka_unit_test(leaves_other_errors_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
