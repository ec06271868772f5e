/* Keys must be the same by either kind of multiplication, and must not collide for what commands
 * look like. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint64_t edges[] = {
    0,
    1,
    2,
    UINT32_MAX - 1,
    UINT32_MAX,
    UINT64_C(1) << 32,
    (UINT64_C(1) << 32) + 1,
    UINT64_C(1) << 63,
    UINT64_MAX - 1,
    UINT64_MAX,
};
enum { EDGES = sizeof edges / sizeof edges[0] };

/* A plain 64-bit generator (Steele and Vigna's splitmix64), seed fixed. */
static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* By hand: (2^64 - 1)^2 is 2^128 - 2^65 + 1, so the halves are 2^64 - 2 and 1. */
static void fold_of_known_products(void **state)
{
    (void)state;
    assert_true(hash_fold(UINT64_MAX, UINT64_MAX) == (UINT64_MAX - 1) + 1);
    assert_true(hash_fold(UINT64_C(1) << 63, 2) == 1);
    assert_true(hash_fold(3, 5) == 15);
    assert_true(hash_fold(0, UINT64_MAX) == 0);
}

static void portable_fold_is_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < EDGES; i++)
        for (int j = 0; j < EDGES; j++)
            assert_true(hash_fold(edges[i], edges[j]) == hash_fold_portable(edges[i], edges[j]));
    uint64_t seed = 1;
    for (int i = 0; i < 1000000; i++) {
        uint64_t x = next_random(&seed), y = next_random(&seed);
        assert_true(hash_fold(x, y) == hash_fold_portable(x, y));
    }
}

static int compare_keys(const void *x, const void *y)
{
    const struct key *a = x, *b = y;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static int compare_words(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* Small structured inputs, as commands have them: 64 operations over 128 x 128 coordinates. Not
 * only the keys differ, each half does: by chance one of 2^20 64-bit words repeats once in 2^25
 * runs. */
static void small_inputs_do_not_collide(void **state)
{
    (void)state;
    enum { OPERATIONS = 64, SIDE = 128, COUNT = OPERATIONS * SIDE * SIDE };
    struct key *keys = malloc(COUNT * sizeof *keys);
    uint64_t *halves = malloc(COUNT * sizeof *halves);
    assert_true(keys && halves);
    for (int i = 0; i < COUNT; i++) {
        struct key operation = key_mix((struct key){0}, (uint64_t)(i / (SIDE * SIDE)), 0);
        keys[i] = key_mix(operation, (uint64_t)(i / SIDE % SIDE), (uint64_t)(i % SIDE));
    }
    qsort(keys, COUNT, sizeof *keys, compare_keys);
    for (int i = 1; i < COUNT; i++)
        assert_false(key_equal(keys[i - 1], keys[i]));
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < COUNT; i++)
            halves[i] = half == 0 ? keys[i].a : keys[i].b;
        qsort(halves, COUNT, sizeof *halves, compare_words);
        int repeated = 0;
        for (int i = 1; i < COUNT; i++)
            repeated += halves[i - 1] == halves[i];
        assert_int_equal(repeated, 0);
    }
    free(keys);
    free(halves);
}

static void order_matters(void **state)
{
    (void)state;
    struct key k = {1, 2};
    assert_false(key_equal(key_mix(k, 3, 4), key_mix(k, 4, 3)));
    assert_false(key_equal(key_mix(key_mix(k, 1, 1), 2, 2), key_mix(key_mix(k, 2, 2), 1, 1)));
    assert_false(key_equal(key_mix(k, 0, 0), k));
}

static int count_bits(uint64_t x)
{
    int n = 0;
    for (; x != 0; x &= x - 1)
        n++;
    return n;
}

/* One input bit changes about half of the 128 key bits: 64 on average over many tries. */
static void one_bit_spreads(void **state)
{
    (void)state;
    enum { TRIES = 1000 };
    uint64_t seed = 2;
    for (int bit = 0; bit < 256; bit++) {
        int changed = 0;
        for (int i = 0; i < TRIES; i++) {
            uint64_t in[4], flipped[4];
            for (int j = 0; j < 4; j++)
                in[j] = next_random(&seed);
            memcpy(flipped, in, sizeof in);
            flipped[bit / 64] ^= UINT64_C(1) << bit % 64;
            struct key a = key_mix((struct key){in[0], in[1]}, in[2], in[3]);
            struct key b = key_mix((struct key){flipped[0], flipped[1]}, flipped[2], flipped[3]);
            changed += count_bits(a.a ^ b.a) + count_bits(a.b ^ b.b);
        }
        /* A bit of k feeds one half only. */
        int expected = bit < 128 ? 32 : 64;
        assert_in_range(changed, TRIES * (expected - 2), TRIES * (expected + 2));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold_of_known_products),
        cmocka_unit_test(portable_fold_is_the_same),
        cmocka_unit_test(small_inputs_do_not_collide),
        cmocka_unit_test(order_matters),
        cmocka_unit_test(one_bit_spreads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
