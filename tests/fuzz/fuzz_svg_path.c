/* Any bytes as SVG path data; what comes out is finite, and can be asked for points. */
#include "fuzz.h"

#include <stdlib.h>

#include "canvas/path_hit.h"
#include "canvas/svg_path.h"

enum { SIZE_MAX_BYTES = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct path path = {0};
    if (size > SIZE_MAX_BYTES)
        return -1;
    if (!svg_path_parse((const char *)data, size, &path) || !path_is_finite(&path))
        abort();
    path_hit(&path, false, 3, 4);
    path_finish(&path);
    return 0;
}
