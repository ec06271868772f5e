/* Key names. */
#include "input/keys.h"

const char *key_name(uint32_t code)
{
    (void)code;
    return "unknown";
}
