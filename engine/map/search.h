/* Where bytes occur in others: Python's find and rfind. */
#ifndef MAP_SEARCH_H
#define MAP_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* The first and the last occurrence of `size` bytes at `needle` among the `length` bytes at
 * `bytes`, or NULL. No bytes occur at the begin and at the end. The time is in proportion to
 * length + size whatever the bytes are. `bytes` may change meanwhile; what is found may then be
 * gone, or overlooked. */
const uint8_t *search_first(const uint8_t *bytes, size_t length, const uint8_t *needle,
                            size_t size);
const uint8_t *search_last(const uint8_t *bytes, size_t length, const uint8_t *needle, size_t size);

#endif
