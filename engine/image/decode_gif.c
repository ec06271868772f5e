/* GIF: to come. */
#include "image/decode_impl.h"

#include "base/error.h"

static bool decode(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without giflib");
}

const struct image_decoder gif_decoder = {.name = "GIF", .probe = decode, .decode = decode};
