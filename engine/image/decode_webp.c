/* WebP: to come. */
#include "image/decode_impl.h"

#include "base/error.h"

static bool decode(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without libwebp");
}

const struct image_decoder webp_decoder = {.name = "WebP", .probe = decode, .decode = decode};
