/* Any bytes as a filter list; what comes out is in range. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>

#include "canvas/filter_parse.h"

enum { SIZE_MAX_BYTES = 2048 };

static void check(const struct filter *f)
{
    if (!(f->sigma >= 0 && f->sigma <= FILTER_SIGMA_MAX) || !isfinite(f->dx) || !isfinite(f->dy))
        abort();
    for (int i = 0; i < 20; i++)
        if (!isfinite(f->matrix[i]))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct filter filters[FILTER_LIST_MAX];
    if (size > SIZE_MAX_BYTES)
        return -1;
    const int count = filter_parse((const char *)data, size, filters);
    if (count < -1 || count > FILTER_LIST_MAX)
        abort();
    for (int i = 0; i < count; i++)
        check(&filters[i]);
    return 0;
}
