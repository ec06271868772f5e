/* Memory of masks. */
#include "raster/mask.h"

#include <stdint.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/size.h"

bool mask_init(struct mask *m, struct rect box)
{
    *m = (struct mask){.box = box};
    if (rect_empty(box))
        return true;
    const size_t stride = size_round_up((size_t)(box.x1 - box.x0), 64);
    size_t bytes;
    if (!size_multiply(stride, (size_t)(box.y1 - box.y0), &bytes))
        bytes = SIZE_MAX; /* nobody has that */
    if ((m->coverage = budget_aligned(64, bytes)) == NULL)
        return error_prefix("a mask of %dx%d pixels", box.x1 - box.x0, box.y1 - box.y0);
    memset(m->coverage, 0, bytes);
    m->stride = stride;
    return true;
}

void mask_finish(struct mask *m)
{
    budget_free(m->coverage, m->stride * (size_t)(m->box.y1 - m->box.y0));
    *m = (struct mask){0};
}
