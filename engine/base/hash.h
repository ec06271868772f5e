/* 128-bit content keys. Two things with the same key are taken to be the same thing, so a key
 * must be wide enough that chance never makes two alike: 128 bits from two independent
 * multiply-fold lanes (the mixing step of wyhash). Keys are compared only among the processes of
 * one run and never stored, so byte order does not matter. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stdint.h>

struct key {
    uint64_t a, b;
};

static inline bool key_equal(struct key x, struct key y)
{
    return x.a == y.a && x.b == y.b;
}

/* The 128-bit product of x and y, folded to 64 bits by exclusive or; made of four 32-bit products
 * for 32-bit processors. */
static inline uint64_t hash_fold_portable(uint64_t x, uint64_t y)
{
    uint64_t xl = (uint32_t)x, xh = x >> 32, yl = (uint32_t)y, yh = y >> 32;
    uint64_t ll = xl * yl, lh = xl * yh, hl = xh * yl, hh = xh * yh;
    uint64_t middle = (ll >> 32) + (uint32_t)lh + (uint32_t)hl;
    uint64_t low = (middle << 32) | (uint32_t)ll;
    return low ^ (hh + (lh >> 32) + (hl >> 32) + (middle >> 32));
}

/* The same, by the processor's own wide product where there is one. */
static inline uint64_t hash_fold(uint64_t x, uint64_t y)
{
#ifdef __SIZEOF_INT128__
    unsigned __int128 product = (unsigned __int128)x * y;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    return hash_fold_portable(x, y);
#endif
}

/* The key of "what k stands for, then x and y". Order matters. The odd constants are arbitrary
 * random ones; they keep zero words from cancelling the product. */
static inline struct key key_mix(struct key k, uint64_t x, uint64_t y)
{
    return (struct key){
        .a = hash_fold(k.a ^ x ^ UINT64_C(0x9e3779b97f4a7c15), y ^ UINT64_C(0xd6e8feb86659fd93)),
        .b = hash_fold(k.b ^ y ^ UINT64_C(0xa0761d6478bd642f), x ^ UINT64_C(0xe7037ed1a0b428db)),
    };
}

#endif
