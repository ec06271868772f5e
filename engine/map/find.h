/* Where bytes occur in a map. */
#ifndef MAP_FIND_H
#define MAP_FIND_H

#include "map/map.h"

/* Where `size` bytes occur first, or last, among the map's bytes from `from` to `to`, as an offset
 * in the map; -1: nowhere. As search.h otherwise; map_faulted is to be asked afterwards. */
int64_t map_find(const struct map *m, size_t from, size_t to, const uint8_t *needle, size_t size,
                 bool last);

#endif
