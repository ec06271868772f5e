/* Memory for one drawing thread. */
#include "raster/scratch.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"
#include "pixel/surface.h"
#include "raster/area_kernels.h"

/* Zeroed, at a multiple of 64; NULL without memory. */
static void *take(size_t size)
{
    void *memory = aligned_alloc(SURFACE_ALIGNMENT, size_round_up(size, SURFACE_ALIGNMENT));
    return memory == NULL ? NULL : memset(memory, 0, size);
}

bool scratch_reserve(struct scratch *s, int width)
{
    if (width <= s->width)
        return true;
    /* At most SURFACE_MAX_SIDE + SCRATCH_PAD: nothing below can overflow. A multiple of 128 gives
     * each row of marks whole words. */
    const size_t stride = size_round_up((size_t)width + SCRATCH_PAD, (size_t)8 * AREA_BLOCK);
    struct scratch n = {
        .width = width,
        .stride = stride,
        .coverage = take(SCRATCH_ROWS * stride),
        .clip = take(SCRATCH_ROWS * stride),
        .area = take(SCRATCH_ROWS * stride * sizeof *n.area),
        .touched = take(SCRATCH_ROWS * stride / AREA_BLOCK),
        .pixels = take(stride * sizeof *n.pixels),
        .backdrop = take(stride * sizeof *n.backdrop),
    };
    if (n.coverage == NULL || n.clip == NULL || n.area == NULL || n.touched == NULL ||
        n.pixels == NULL || n.backdrop == NULL) {
        scratch_finish(&n);
        return error_set("no memory to draw rows of %d pixels", width);
    }
    scratch_finish(s);
    *s = n;
    return true;
}

void scratch_finish(struct scratch *s)
{
    free(s->coverage);
    free(s->clip);
    free(s->area);
    free(s->touched);
    free(s->pixels);
    free(s->backdrop);
    *s = (struct scratch){0};
}
