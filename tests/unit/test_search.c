/* First and last occurrences, compared with trying every place; long enough for the vector loops,
 * with needles at all distances from the ends, and the bytes that make searches slow. */
#include "map/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LENGTH = 40000 };

static uint8_t bytes[LENGTH];
static uint32_t state_of_random = 1;

static uint32_t random_number(uint32_t below)
{
    state_of_random = state_of_random * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(state_of_random >> 8) * below) >> 24);
}

static const uint8_t *slow(size_t length, const uint8_t *needle, size_t size, bool last)
{
    const uint8_t *found = NULL;
    for (size_t i = 0; i + size <= length; i++) {
        if (memcmp(bytes + i, needle, size) != 0)
            continue;
        found = bytes + i;
        if (!last)
            break;
    }
    return found;
}

static void compare(size_t length, const uint8_t *needle, size_t size)
{
    assert_ptr_equal(search_first(bytes, length, needle, size), slow(length, needle, size, false));
    assert_ptr_equal(search_last(bytes, length, needle, size), slow(length, needle, size, true));
}

static void nothing_and_too_much(void **state)
{
    (void)state;
    const uint8_t needle[] = "abc";
    assert_ptr_equal(search_first(bytes, 10, needle, 0), bytes);
    assert_ptr_equal(search_last(bytes, 10, needle, 0), bytes + 10);
    assert_null(search_first(bytes, 2, needle, 3));
    assert_null(search_last(bytes, 2, needle, 3));
    assert_null(search_first(bytes, 0, needle, 1));
    assert_null(search_last(bytes, 0, needle, 1));
}

/* A few byte values only, so that parts of needles are everywhere. */
static void random_bytes(void **state)
{
    (void)state;
    for (uint32_t values = 2; values <= 256; values *= 2) {
        for (size_t i = 0; i < LENGTH; i++)
            bytes[i] = (uint8_t)random_number(values);
        for (int i = 0; i < 60; i++) {
            const size_t size = 1 + random_number(i % 2 == 0 ? 12 : 300);
            const size_t length = LENGTH - random_number(i % 3 == 0 ? LENGTH : 300);
            uint8_t needle[300];
            memcpy(needle, bytes + random_number((uint32_t)(LENGTH - size)), size);
            compare(length, needle, size);
            needle[random_number((uint32_t)size)] ^= 1;
            compare(length, needle, size);
        }
    }
}

static void every_place_near_the_ends(void **state)
{
    (void)state;
    const uint8_t needle[] = "a needle of 19 bytes";
    const size_t size = sizeof needle - 1;
    memset(bytes, ' ', LENGTH);
    for (size_t i = 0; i < 300; i++) {
        const size_t places[] = {i, LENGTH - size - i};
        for (int k = 0; k < 2; k++) {
            memcpy(bytes + places[k], needle, size);
            assert_ptr_equal(search_first(bytes, LENGTH, needle, size), bytes + places[k]);
            assert_ptr_equal(search_last(bytes, LENGTH, needle, size), bytes + places[k]);
            assert_null(search_first(bytes, places[k] + size - 1, needle, size));
            assert_null(search_last(bytes + places[k] + 1, LENGTH - places[k] - 1, needle, size));
            memset(bytes + places[k], ' ', size);
        }
    }
}

/* Every place is nearly a match: a search that tried each would need 2^36 comparisons. */
static void bytes_that_are_all_alike(void **state)
{
    (void)state;
    enum { LONG = 1 << 19, HALF = LONG / 2 };
    uint8_t *many = malloc(LONG), *needle = malloc(HALF);
    if (many == NULL || needle == NULL)
        abort();
    memset(many, 'a', LONG);
    memset(needle, 'a', HALF);
    needle[HALF / 2] = 'b';
    many[LONG - 1] = many[0] = 'b';
    assert_null(search_first(many, LONG, needle, HALF));
    assert_null(search_last(many, LONG, needle, HALF));
    many[HALF] = 'b';
    assert_ptr_equal(search_first(many, LONG, needle, HALF), many + HALF - HALF / 2);
    assert_ptr_equal(search_last(many, LONG, needle, HALF), many + HALF - HALF / 2);
    free(many);
    free(needle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_too_much),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(every_place_near_the_ends),
        cmocka_unit_test(bytes_that_are_all_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
