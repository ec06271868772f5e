/* What the random tests share: numbers that are the same on every machine, and failures that name
 * the seed with which they can be run again. */
#ifndef SEED_H
#define SEED_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            seed_fail(__LINE__, #condition);                                                       \
    } while (0)

static uint64_t seed, seed_state;

static inline _Noreturn void seed_fail(int line, const char *what)
{
    fprintf(stderr, "seed %" PRIu64 ", line %d: %s\n%s\n", seed, line, what, error_text());
    exit(EXIT_FAILURE);
}

/* Steele, Lea and Flood's splitmix64. */
static inline uint64_t random_bits(void)
{
    uint64_t z = seed_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 to n - 1. */
static inline int pick(int n)
{
    return (int)(random_bits() % (uint64_t)n);
}

/* Calls run() once for each of the seeds 1 to `seeds`, or for the one that is given as argument. */
static inline int seed_main(int argc, char **argv, int seeds, void (*run)(void))
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t last = argc > 1 ? first : (uint64_t)seeds;
    for (seed = first; seed <= last; seed++) {
        seed_state = seed;
        run();
    }
    return EXIT_SUCCESS;
}

#endif
