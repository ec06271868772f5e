/* Any bytes as a framebuffer driver's description of itself. What is accepted must lie inside the
 * mapping. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "display/fbdev_mode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fb_fix_screeninfo fix;
    struct fb_var_screeninfo var;
    struct fbdev_overrides overrides = {0};
    struct fbdev_mode m;
    if (size < sizeof fix + sizeof var + 1)
        return -1;
    memcpy(&fix, data, sizeof fix);
    memcpy(&var, data + sizeof fix, sizeof var);
    overrides.one_buffer = data[sizeof fix + sizeof var] & 1;
    fbdev_mode_may_grow(&fix, &var);
    if (!fbdev_mode_read(&fix, &var, &overrides, &m))
        return 0;
    size_t rows = (size_t)(m.height - 1) * m.stride + pixel_format_row_bytes(&m.format, m.width);
    for (int i = 0; i < m.buffers; i++)
        if (rows > m.map_length || m.starts[i] > m.map_length - rows)
            abort();
    if (m.visible > m.map_length - rows || m.width < 1 || m.height < 1 || m.period < 1 ||
        !pixel_format_check(&m.format))
        abort();
    return 0;
}
