/* Compares two bytes of the needle with 128 places at once, and the whole needle only where both
 * are right. Which two is decided by a sample of what is searched: those that are rarest there,
 * since a pair that is everywhere rules nothing out. Where whole comparisons come to more than a
 * share of what was passed, the bytes are of the kind that makes this quadratic, and a search that
 * is linear for all of them does the rest: the C library's memmem, and backwards Knuth, Morris and
 * Pratt's. */
#include "map/search.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"

#if defined(__x86_64__)
#define TARGET_AVX2 __attribute__((target("avx2")))
#endif

enum {
    BLOCK = 128, /* places */
    RUNS = 64,
    RUN = 64,               /* a sample of the bytes is so many runs of so many, from all over */
    SMALL = 4 * RUNS * RUN, /* bytes; below it the sample is not worth its time */
    PATIENCE = 4096,        /* bytes that may be compared in vain, plus as many as were passed */
};

typedef uint8_t vector __attribute__((vector_size(32)));
typedef uint64_t words __attribute__((vector_size(32)));

struct needle {
    const uint8_t *bytes;
    size_t size;
    size_t first, second; /* places in it of the two bytes */
};

/* How often each byte is in a sample. Places at equal distances would all be the same one of bytes
 * that repeat, such as records; the golden ratio's multiples are spread over all and have no
 * period. */
static void count_sample(const uint8_t *bytes, size_t length, unsigned counts[256])
{
    for (unsigned i = 0; i < RUNS; i++) {
        const uint32_t fraction = i * UINT32_C(0x9e3779b9);
        const double place = (double)(length - RUN) * (fraction * 0x1p-32);
        for (size_t k = 0; k < RUN; k++)
            counts[bytes[(size_t)place + k]]++;
    }
}

/* The two places of the needle with the rarest bytes; the same one twice if it is one byte. */
static void choose(struct needle *n, const uint8_t *bytes, size_t length)
{
    unsigned counts[256] = {0};
    count_sample(bytes, length, counts);
    n->first = n->second = 0;
    for (size_t i = 1; i < n->size; i++) {
        if (counts[n->bytes[i]] < counts[n->bytes[n->first]])
            n->first = i;
    }
    if (n->size > 1)
        n->second = n->first == 0 ? 1 : 0;
    for (size_t i = 0; i < n->size; i++) {
        const uint8_t byte = n->bytes[i];
        if (i != n->first && counts[byte] < counts[n->bytes[n->second]])
            n->second = i;
    }
}

/* One of the places from `place` on, BLOCK of them, may be a match. */
static inline __attribute__((always_inline)) bool
block_may_match(const uint8_t *first, const uint8_t *second, uint8_t a, uint8_t b, vector *hits)
{
    vector any = {0};
    for (int i = 0; i < BLOCK / (int)sizeof(vector); i++) {
        vector x, y;
        memcpy(&x, first + (size_t)i * sizeof x, sizeof x);
        memcpy(&y, second + (size_t)i * sizeof y, sizeof y);
        hits[i] = (vector)(x == a) & (vector)(y == b);
        any |= hits[i];
    }
    const words w = (words)any;
    return (w[0] | w[1] | w[2] | w[3]) != 0;
}

/* The match at one of a block's places that `hits` names, from the end if `backward`. *spent is
 * raised by the bytes that were compared. */
static const uint8_t *match_in_block(const struct needle *n, const uint8_t *place,
                                     const vector *hits, bool backward, size_t *spent)
{
    uint8_t flags[BLOCK];
    memcpy(flags, hits, sizeof flags);
    for (int k = 0; k < BLOCK; k++) {
        const int i = backward ? BLOCK - 1 - k : k;
        if (flags[i] == 0)
            continue;
        if (memcmp(place + i, n->bytes, n->size) == 0)
            return place + i;
        *spent += n->size;
    }
    return NULL;
}

/* Goes over `count` places, whole blocks of them as long as that pays. Returns a match or NULL;
 * *passed is then how many places are done. */
static inline __attribute__((always_inline)) const uint8_t *
scan(const struct needle *n, const uint8_t *bytes, size_t count, bool backward, size_t *passed)
{
    const uint8_t a = n->bytes[n->first], b = n->bytes[n->second];
    size_t spent = 0, done = 0;
    while (count - done >= BLOCK && spent <= done + PATIENCE) {
        const uint8_t *place = bytes + (backward ? count - done - BLOCK : done);
        vector hits[BLOCK / sizeof(vector)];
        if (block_may_match(place + n->first, place + n->second, a, b, hits)) {
            const uint8_t *match = match_in_block(n, place, hits, backward, &spent);
            if (match != NULL)
                return match;
        }
        done += BLOCK;
    }
    *passed = done;
    return NULL;
}

#ifdef TARGET_AVX2
TARGET_AVX2 static const uint8_t *scan_avx2(const struct needle *n, const uint8_t *bytes,
                                            size_t count, bool backward, size_t *passed)
{
    return backward ? scan(n, bytes, count, true, passed) : scan(n, bytes, count, false, passed);
}
#endif

static const uint8_t *scan_plain(const struct needle *n, const uint8_t *bytes, size_t count,
                                 bool backward, size_t *passed)
{
    return scan(n, bytes, count, backward, passed);
}

/* What scan() left. */
static const uint8_t *quick(const uint8_t *bytes, size_t length, const uint8_t *needle, size_t size,
                            bool backward, size_t *passed)
{
    struct needle n = {.bytes = needle, .size = size};
    *passed = 0;
    if (length < SMALL || size > length)
        return NULL;
    choose(&n, bytes, length);
#ifdef TARGET_AVX2
    if (simd_level() >= SIMD_AVX2)
        return scan_avx2(&n, bytes, length - size + 1, backward, passed);
#endif
    return scan_plain(&n, bytes, length - size + 1, backward, passed);
}

const uint8_t *search_first(const uint8_t *bytes, size_t length, const uint8_t *needle, size_t size)
{
    size_t passed;
    if (size == 0)
        return bytes;
    if (size == 1)
        return memchr(bytes, *needle, length);
    const uint8_t *match = quick(bytes, length, needle, size, false, &passed);
    return match != NULL ? match : memmem(bytes + passed, length - passed, needle, size);
}

/* Both strings are read from their ends. `borders[i]` is the length of the longest proper prefix of
 * the first i + 1 bytes that also ends them. */
static const uint8_t *last_linear(const uint8_t *bytes, size_t length, const uint8_t *needle,
                                  size_t size, size_t *borders)
{
    const uint8_t *last = needle + size - 1;
    borders[0] = 0;
    for (size_t i = 1, k = 0; i < size; i++) {
        while (k > 0 && last[-(ptrdiff_t)i] != last[-(ptrdiff_t)k])
            k = borders[k - 1];
        k += last[-(ptrdiff_t)i] == last[-(ptrdiff_t)k];
        borders[i] = k;
    }
    for (size_t i = length, k = 0; i > 0; i--) {
        const uint8_t byte = bytes[i - 1];
        while (k > 0 && byte != last[-(ptrdiff_t)k])
            k = borders[k - 1];
        k += byte == last[-(ptrdiff_t)k];
        if (k == size)
            return bytes + i - 1;
    }
    return NULL;
}

/* For needles that there is no memory for a table of. */
static const uint8_t *last_plain(const uint8_t *bytes, size_t length, const uint8_t *needle,
                                 size_t size)
{
    for (size_t i = length - size + 1; i > 0; i--) {
        if (memcmp(bytes + i - 1, needle, size) == 0)
            return bytes + i - 1;
    }
    return NULL;
}

const uint8_t *search_last(const uint8_t *bytes, size_t length, const uint8_t *needle, size_t size)
{
    size_t passed;
    if (size == 0)
        return bytes + length;
    if (size > length)
        return NULL;
    if (size == 1)
        return memrchr(bytes, *needle, length);
    const uint8_t *match = quick(bytes, length, needle, size, true, &passed);
    if (match != NULL)
        return match;
    size_t *borders = size > SIZE_MAX / sizeof *borders ? NULL : malloc(size * sizeof *borders);
    match = borders != NULL ? last_linear(bytes, length - passed, needle, size, borders)
                            : last_plain(bytes, length - passed, needle, size);
    free(borders);
    return match;
}
