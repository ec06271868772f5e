/* The kernels of each level that this processor family can have. */
#include "raster/kernels.h"

#include <stdatomic.h>
#include <string.h>

#include "base/simd.h"
#include "raster/kernels_impl.h"

static const struct kernels *const levels[SIMD_LEVELS] = {
    [SIMD_NONE] = &kernels_none,
#if defined __x86_64__
    [SIMD_SSE2] = &kernels_sse2,
    [SIMD_AVX2] = &kernels_avx2,
    [SIMD_AVX512] = &kernels_avx512,
#elif defined __aarch64__
    [SIMD_NEON] = &kernels_neon,
#endif
};

/* Asked for each few rows of pixels, so the answer is kept: with a pthread_once each time it
 * was 1.3 % of a page of text and cards, in a profile. */
const struct kernels *kernels_get(void)
{
    static const struct kernels *_Atomic chosen;
    const struct kernels *k = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (k == NULL) {
        k = levels[simd_level()];
        atomic_store_explicit(&chosen, k, memory_order_relaxed);
    }
    return k;
}

const struct kernels *kernels_find(const char *name)
{
    for (int i = 0; i < SIMD_LEVELS; i++)
        if (simd_supported((enum simd_level)i) && strcmp(simd_name((enum simd_level)i), name) == 0)
            return levels[i];
    return NULL;
}
