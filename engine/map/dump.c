/* The format is POSIX's for od -x, with seven octal digits at least. */
#include "map/dump.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PER_LINE = 16 };

static void print_line(char text[DUMP_LINE_MAX], const uint8_t *bytes, size_t count,
                       uint64_t offset)
{
    uint8_t padded[PER_LINE] = {0};
    memcpy(padded, bytes, count);
    int used = snprintf(text, DUMP_LINE_MAX, "%07" PRIo64, offset);
    for (size_t i = 0; i < count; i += 2) {
        uint16_t word;
        memcpy(&word, padded + i, sizeof word);
        used += snprintf(text + used, (size_t)(DUMP_LINE_MAX - used), " %04x", word);
    }
    snprintf(text + used, (size_t)(DUMP_LINE_MAX - used), "\n");
}

void dump(const uint8_t *bytes, size_t length, uint64_t offset,
          void (*line)(void *data, const char *text), void *data)
{
    char text[DUMP_LINE_MAX];
    bool starred = false;
    for (size_t i = 0; i < length; i += PER_LINE) {
        const size_t count = length - i < PER_LINE ? length - i : PER_LINE;
        const bool same =
            i > 0 && count == PER_LINE && memcmp(bytes + i, bytes + i - PER_LINE, PER_LINE) == 0;
        if (!same) {
            print_line(text, bytes + i, count, offset + i);
            line(data, text);
        } else if (!starred) {
            line(data, "*\n");
        }
        starred = same;
    }
    snprintf(text, sizeof text, "%07" PRIo64 "\n", offset + length);
    line(data, text);
}
