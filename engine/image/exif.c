/* One number out of the first directory of a TIFF file. */
#include "image/exif.h"

#include <stdbool.h>

enum { ENTRY = 12, ORIENTATION = 0x0112, TYPE_SHORT = 3 };

static uint32_t number(const uint8_t *p, int bytes, bool little)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | p[little ? bytes - 1 - i : i];
    return value;
}

int exif_orientation(const uint8_t *tiff, size_t size)
{
    if (size < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M'))
        return 1;
    const bool little = tiff[0] == 'I';
    const size_t directory = number(tiff + 4, 4, little);
    if (number(tiff + 2, 2, little) != 42 || directory > size - 2)
        return 1;
    const uint8_t *entry = tiff + directory + 2;
    size_t left = size - directory - 2;
    for (uint32_t n = number(entry - 2, 2, little); n > 0 && left >= ENTRY; n--) {
        if (number(entry, 2, little) == ORIENTATION && number(entry + 2, 2, little) == TYPE_SHORT) {
            const uint32_t value = number(entry + 8, 2, little);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
        entry += ENTRY;
        left -= ENTRY;
    }
    return 1;
}
