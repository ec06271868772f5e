/* SVG: to come. */
#include "image/decode_impl.h"

#include "base/error.h"

static bool decode(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without librsvg");
}

const struct image_decoder svg_decoder = {.name = "SVG", .probe = decode, .decode = decode};
