/* Bytes as text, as `od -x` prints them. */
#ifndef MAP_DUMP_H
#define MAP_DUMP_H

#include <stddef.h>
#include <stdint.h>

enum { DUMP_LINE_MAX = 80 };

/* Calls line(data, text) for each line, which ends with a newline: the offset in octal digits and
 * eight 16-bit words of the machine's byte order; a "*" for lines that are as the one before; the
 * end's offset. `offset` is the first byte's. */
void dump(const uint8_t *bytes, size_t length, uint64_t offset,
          void (*line)(void *data, const char *text), void *data);

#endif
