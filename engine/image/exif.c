/* One number out of the first directory of a TIFF file, and what it says of pixels. */
#include "image/exif.h"

#include "base/minmax.h"

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

bool exif_is_turned(int orientation)
{
    return orientation >= 5;
}

/* All rows of a pixel come before the next pixel's, since in a turned picture they are neighbours;
 * not more of them at a time than pixels are in a line of the cache. */
void exif_place(const struct surface *rows, int first, int count, int orientation,
                const struct surface *to)
{
    enum { BATCH = 16 };
    const int o = orientation, width = rows->width;
    const int height = exif_is_turned(o) ? to->width : to->height;
    const bool mirror_x = o == 2 || o == 3 || o == 7 || o == 8;
    const bool mirror_y = o == 3 || o == 4 || o == 6 || o == 7;
    for (int begin = 0; begin < count; begin += BATCH) {
        const int end = int_min(begin + BATCH, count);
        for (int x = 0; x < width; x++) {
            for (int y = begin; y < end; y++) {
                const int across = mirror_x ? width - 1 - x : x;
                const int down = mirror_y ? height - 1 - (first + y) : first + y;
                *(exif_is_turned(o) ? surface_at(to, down, across) : surface_at(to, across, down)) =
                    *surface_at(rows, x, y);
            }
        }
    }
}
