/* Surface memory: sizes checked once, here, so that no drawing code has to. */
#include "pixel/surface.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/size.h"

enum {
    PIXELS_MAX = 1 << 28, /* 1 GiB of pixels: what a 32-bit process can at most map */
    PIXELS_PER_LINE = SURFACE_ALIGNMENT / (int)sizeof(uint32_t),
};

static atomic_size_t in_use; /* of the budget */

int surface_stride(int width)
{
    return (int)size_round_up((size_t)width, PIXELS_PER_LINE);
}

bool surface_size(int64_t width, int64_t height, size_t *bytes)
{
    if (width < 1 || height < 1 || width > SURFACE_MAX_SIDE || height > SURFACE_MAX_SIDE ||
        width * height > PIXELS_MAX)
        return error_set("size must be 1 to %d pixels a side and at most %d pixels in all, "
                         "got %" PRId64 "x%" PRId64,
                         SURFACE_MAX_SIDE, PIXELS_MAX, width, height);
    size_t row = (size_t)surface_stride((int)width) * sizeof(uint32_t);
    if (!size_multiply(row, (size_t)height, bytes))
        return error_set("a surface of %" PRId64 "x%" PRId64 " does not fit this machine's memory",
                         width, height);
    return true;
}

/* From this size on, memory comes straight from the kernel, which has it zeroed already. */
enum { LARGE = 1 << 20 }; /* bytes */

static size_t size_in_bytes(const struct surface *s)
{
    return (size_t)s->stride * (size_t)s->height * sizeof *s->pixels;
}

/* NULL without memory. */
static uint32_t *allocate(size_t bytes)
{
    if (bytes >= LARGE) {
        void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return pages == MAP_FAILED ? NULL : pages;
    }
    uint32_t *pixels = aligned_alloc(SURFACE_ALIGNMENT, bytes);
    if (pixels != NULL)
        memset(pixels, 0, bytes);
    return pixels;
}

bool surface_init(struct surface *s, int width, int height)
{
    *s = (struct surface){0};
    size_t bytes = 0;
    if (!surface_size(width, height, &bytes))
        return false;
    if (!budget_take(bytes))
        return error_prefix("a surface of %dx%d", width, height);
    uint32_t *pixels = allocate(bytes);
    if (pixels == NULL) {
        budget_give(bytes);
        return error_set("no memory for a surface of %dx%d (%zu bytes)", width, height, bytes);
    }
    atomic_fetch_add(&in_use, bytes);
    *s = (struct surface){
        .pixels = pixels,
        .width = width,
        .height = height,
        .stride = surface_stride(width),
    };
    return true;
}

void surface_finish(struct surface *s)
{
    budget_give(size_in_bytes(s));
    atomic_fetch_sub(&in_use, size_in_bytes(s));
    if (size_in_bytes(s) >= LARGE)
        munmap(s->pixels, size_in_bytes(s));
    else
        free(s->pixels);
    *s = (struct surface){0};
}

size_t surface_bytes_in_use(void)
{
    return atomic_load(&in_use);
}

/* A fault a page costs more than drawing on it: 3.7 MB took 11 ms in a virtual machine, and 2.7 ms
 * in one call (which kernels before 5.14 refuse; the faults then come later, as they would have).
 * There, the first touch of a page that is mapped already is dear as well. */
void surface_warm_up(const struct surface *s)
{
    if (size_in_bytes(s) < LARGE)
        return;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *first = (char *)((uintptr_t)s->pixels & ~(uintptr_t)(page - 1));
    const char *end = (const char *)s->pixels + size_in_bytes(s);
    madvise(first, (size_t)(end - first), MADV_POPULATE_WRITE);
    for (const char *p = (const char *)s->pixels; p < end; p += page)
        (void)*(const volatile char *)p;
}

struct rect surface_bounds(const struct surface *s)
{
    return (struct rect){0, 0, s->width, s->height};
}
