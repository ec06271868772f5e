/* Content keys of many words at once. */
#ifndef SCENE_KEY_WORDS_H
#define SCENE_KEY_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "base/rect.h"

/* The key of "what k stands for, then these bytes", two words a mix. For a whole array: bytes
 * between fields would be hashed too. */
static inline struct key key_words(struct key k, const void *data, size_t bytes)
{
    const unsigned char *p = data;
    k = key_mix(k, bytes, 0);
    uint64_t w[2];
    for (; bytes >= sizeof w; p += sizeof w, bytes -= sizeof w) {
        memcpy(w, p, sizeof w);
        k = key_mix(k, w[0], w[1]);
    }
    if (bytes > 0) {
        w[0] = w[1] = 0;
        memcpy(w, p, bytes);
        k = key_mix(k, w[0], w[1]);
    }
    return k;
}

/* The same for another key. */
static inline struct key key_join(struct key k, struct key other)
{
    return key_mix(k, other.a, other.b);
}

static inline uint64_t key_pair(int a, int b)
{
    return (uint64_t)(uint32_t)a << 32 | (uint32_t)b;
}

static inline struct key key_rect(struct key k, struct rect r)
{
    return key_mix(k, key_pair(r.x0, r.y0), key_pair(r.x1, r.y1));
}

static inline struct key key_doubles(struct key k, double a, double b)
{
    const double pair[2] = {a, b};
    uint64_t w[2];
    memcpy(w, pair, sizeof w);
    return key_mix(k, w[0], w[1]);
}

#endif
