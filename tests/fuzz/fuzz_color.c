/* Any bytes as a colour string. */
#include "fuzz.h"

#include "canvas/color.h"

enum { SIZE_MAX_BYTES = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t color;
    if (size > SIZE_MAX_BYTES)
        return -1;
    color_parse((const char *)data, size, &color);
    return 0;
}
