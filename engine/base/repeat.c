/* Texts are told apart by their keys. */
#include "base/repeat.h"

uint32_t repeat_count(struct repeat *r, const char *text, size_t size)
{
    struct key key = {0};
    for (size_t i = 0; i < size; i++)
        key = key_mix(key, (unsigned char)text[i], i);
    if (!key_equal(r->key, key) || r->count == UINT32_MAX)
        r->count = 0;
    r->key = key;
    return ++r->count;
}

bool repeat_is_told(uint32_t count)
{
    return (count & (count - 1)) == 0;
}
