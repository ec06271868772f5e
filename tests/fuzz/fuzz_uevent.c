/* Any bytes as a datagram with news of devices. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "display/uevent.h"

enum { SIZE_MAX_BYTES = 1024 };

/* Each text must end inside its array. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct uevent e;
    if (size > SIZE_MAX_BYTES)
        return -1;
    bool ok = uevent_parse((const char *)data, size, &e);
    if (ok && (e.action[0] == '\0' || e.subsystem[0] == '\0'))
        abort();
    if (memchr(e.action, '\0', sizeof e.action) == NULL ||
        memchr(e.subsystem, '\0', sizeof e.subsystem) == NULL ||
        memchr(e.device, '\0', sizeof e.device) == NULL)
        abort();
    return 0;
}
