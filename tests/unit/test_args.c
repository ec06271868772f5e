/* Arguments must be taken in every form that is allowed, and in no other. */
#include "lua/args.h"

#include <lauxlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua/host_impl.h"

static struct host host;

static int open_state(void **state)
{
    lua_State *L = luaL_newstate();
    if (L == NULL)
        return -1;
    *(struct host **)lua_getextraspace(L) = &host;
    *state = L;
    return 0;
}

static int close_state(void **state)
{
    lua_close(*state);
    free(host.numbers.values);
    host.numbers = (struct host_numbers){0};
    return 0;
}

/* Lua functions around the ones under test; what they return goes to the checks below. */

static int color(lua_State *L)
{
    lua_pushinteger(L, args_color(L, 1));
    return 1;
}

static int push_color(lua_State *L)
{
    args_push_color(L, (uint32_t)luaL_checkinteger(L, 1));
    return 1;
}

static int seconds(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)args_seconds(L, 1));
    return 1;
}

static int integer(lua_State *L)
{
    lua_pushinteger(L, args_integer(L, 1, -2, 5));
    return 1;
}

static int options(lua_State *L)
{
    static const char *const known[] = {"alpha", "src", NULL};
    lua_pushinteger(L, args_options(L, 1, "image", known));
    return 1;
}

/* An attribute's colour; -1 for a text that is none. */
static int attribute(lua_State *L)
{
    uint32_t value;
    lua_pushinteger(L, args_color_attribute(L, 1, "fill_style", &value) ? (lua_Integer)value : -1);
    return 1;
}

/* The sum of a list. */
static int numbers(lua_State *L)
{
    size_t count;
    lua_Number sum = 0;
    const double *values = args_numbers(L, 1, &count);
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    lua_pushinteger(L, (lua_Integer)sum);
    return 1;
}

static int option_number(lua_State *L)
{
    lua_Number value = 7;
    args_option_number(L, 1, "size", 2, &value);
    lua_pushinteger(L, (lua_Integer)value);
    return 1;
}

static int option_list(lua_State *L)
{
    lua_Number values[2] = {3, 4};
    args_option_list(L, 1, "anchor", 2, values);
    lua_pushinteger(L, (lua_Integer)(10 * values[0] + values[1]));
    return 1;
}

static const char *name_of(int i)
{
    return i == 0 ? "one" : "two";
}

static int bad_name(lua_State *L)
{
    return args_bad_name(L, 1, "three", 2, name_of);
}

/* Runs "return f(ARGUMENT)". */
static int call(lua_State *L, lua_CFunction f, const char *argument)
{
    lua_settop(L, 0);
    lua_register(L, "f", f);
    lua_pushfstring(L, "return f(%s)", argument);
    int status = luaL_loadstring(L, lua_tostring(L, -1));
    return status == LUA_OK ? lua_pcall(L, 0, 1, 0) : status;
}

static void gives(lua_State *L, lua_CFunction f, const char *argument, int64_t expected)
{
    assert_int_equal(call(L, f, argument), LUA_OK);
    assert_true(lua_isinteger(L, -1));
    assert_true(lua_tointeger(L, -1) == expected);
}

static void refuses(lua_State *L, lua_CFunction f, const char *argument, const char *expected)
{
    assert_int_equal(call(L, f, argument), LUA_ERRRUN);
    assert_non_null(strstr(lua_tostring(L, -1), expected));
}

static void takes_colours(void **state)
{
    lua_State *L = *state;
    gives(L, color, "0", 0xff000000);
    gives(L, color, "0xffffff", 0xffffffff);
    gives(L, color, "255.0", 0xff0000ff);
    gives(L, color, "0x100000000", 0);
    gives(L, color, "0x180123456", 0x80123456);
    gives(L, color, "0x1ffffffff", 0xffffffff);
    gives(L, color, "'#12345678'", 0x78123456);
}

static void refuses_what_is_no_colour(void **state)
{
    lua_State *L = *state;
    const char *kinds = "colour expected: 0xRRGGBB, rgba() or a CSS string; got ";
    char expected[128];
    const char *const cases[][2] = {
        {"", "no value"}, {"nil", "nil"}, {"true", "boolean"}, {"{}", "table"},
        {"-1", "-1"},     {"0.5", "0.5"}, {"1e300", "1e+300"}, {"math", "nil"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        strcpy(expected, kinds);
        strcat(expected, cases[i][1]);
        refuses(L, color, cases[i][0], expected);
    }
    refuses(L, color, "0x1000000",
            "colour 0x1000000 is above 0xffffff; for a translucent one use "
            "rgba(r, g, b, a)");
    refuses(L, color, "0x200000000", "colour 0x200000000 is above");
    refuses(L, color, "0x7fffffffffffffff", "colour 0x7FFFFFFFFFFFFFFF is above");
    refuses(L, color, "''", "'' is not a CSS colour");
}

static void pushes_colours_as_they_are_taken(void **state)
{
    lua_State *L = *state;
    gives(L, push_color, "0xff123456", 0x123456);
    gives(L, push_color, "0x80123456", 0x180123456);
    gives(L, push_color, "0", 0x100000000);
}

static void takes_time_spans(void **state)
{
    lua_State *L = *state;
    const int64_t century = INT64_C(100) * 366 * 86400 * 1000000000;
    gives(L, seconds, "0", 0);
    gives(L, seconds, "1.5", 1500000000);
    gives(L, seconds, "1e300", century);
    gives(L, seconds, "1/0", century);
    refuses(L, seconds, "0/0", "seconds expected, 0 or more; got NaN");
    refuses(L, seconds, "-0.001", "seconds expected, 0 or more; got -0.001");
    refuses(L, seconds, "nil", "number expected, got nil");
}

static void takes_whole_numbers_in_a_range(void **state)
{
    lua_State *L = *state;
    gives(L, integer, "-2", -2);
    gives(L, integer, "5.0", 5);
    refuses(L, integer, "-3", "-2 to 5 expected, got -3");
    refuses(L, integer, "6", "-2 to 5 expected, got 6");
    refuses(L, integer, "1.5", "number has no integer representation");
}

static void takes_known_options_only(void **state)
{
    lua_State *L = *state;
    gives(L, options, "", 0);
    gives(L, options, "nil", 0);
    gives(L, options, "{}", 1);
    gives(L, options, "{alpha=1, src=2}", 1);
    refuses(L, options, "{alhpa=1}", "unknown option 'alhpa'; image knows: alpha, src");
    refuses(L, options, "{5}", "unknown option '1'; image knows: alpha, src");
    refuses(L, options, "{[{}]=5}", "unknown option 'table: ");
    refuses(L, options, "5", "table expected, got number");
}

static void ignores_only_texts_that_are_no_colours(void **state)
{
    lua_State *L = *state;
    gives(L, attribute, "'red'", 0xffff0000);
    gives(L, attribute, "0x180000000", 0x80000000);
    gives(L, attribute, "'rod'", -1);
    gives(L, attribute, "''", -1);
    refuses(L, attribute, "nil", "TypeError: fill_style: colour expected: 0xRRGGBB");
    refuses(L, attribute, "{}", "CSS string; got table");
    refuses(L, attribute, "0x1000000", "TypeError: fill_style: colour 0x1000000 is above");
}

static void takes_lists_of_numbers(void **state)
{
    lua_State *L = *state;
    gives(L, numbers, "{}", 0);
    gives(L, numbers, "{1, 2.5, '3'}", 6);
    gives(L, numbers, "(function() local t = {} for i = 1, 200000 do t[i] = i end return t end)()",
          INT64_C(20000100000));
    gives(L, numbers, "{5}", 5); /* after a list whose memory is given back */
    refuses(L, numbers, "{1, {}}", "number expected as item 2 of the list, got table");
    refuses(L, numbers, "{'x'}", "number expected as item 1 of the list, got string");
    refuses(L, numbers, "5", "table expected, got number");
}

static void takes_options_with_their_ranges(void **state)
{
    lua_State *L = *state;
    gives(L, option_number, "{}", 7);
    gives(L, option_number, "{size=2}", 2);
    refuses(L, option_number, "{size=1}", "size=2.0 or more expected, got 1");
    refuses(L, option_number, "{size=0/0}", "size= a number expected, got ");
    refuses(L, option_number, "{size=true}", "size= a number expected, got boolean");
    gives(L, option_list, "{}", 34);
    gives(L, option_list, "{anchor={1, 2, 3}}", 12);
    refuses(L, option_list, "{anchor={1}}", "anchor= a list of 2 numbers expected");
    refuses(L, option_list, "{anchor={1, 0/0}}", "anchor= a list of 2 numbers expected");
    refuses(L, option_list, "{anchor=1}", "anchor= a list of 2 numbers expected");
}

static void lists_the_names_that_there_are(void **state)
{
    refuses(*state, bad_name, "5", "'three' is none of one, two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_colours, open_state, close_state),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_colour, open_state, close_state),
        cmocka_unit_test_setup_teardown(pushes_colours_as_they_are_taken, open_state, close_state),
        cmocka_unit_test_setup_teardown(takes_time_spans, open_state, close_state),
        cmocka_unit_test_setup_teardown(takes_whole_numbers_in_a_range, open_state, close_state),
        cmocka_unit_test_setup_teardown(takes_known_options_only, open_state, close_state),
        cmocka_unit_test_setup_teardown(ignores_only_texts_that_are_no_colours, open_state,
                                        close_state),
        cmocka_unit_test_setup_teardown(takes_lists_of_numbers, open_state, close_state),
        cmocka_unit_test_setup_teardown(takes_options_with_their_ranges, open_state, close_state),
        cmocka_unit_test_setup_teardown(lists_the_names_that_there_are, open_state, close_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
