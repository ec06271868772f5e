/* The kernels of each level that this processor family can have. */
#include "raster/kernels.h"

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

const struct kernels *kernels_get(void)
{
    return levels[simd_level()];
}

const struct kernels *kernels_find(const char *name)
{
    for (int i = 0; i < SIMD_LEVELS; i++)
        if (simd_supported((enum simd_level)i) && strcmp(simd_name((enum simd_level)i), name) == 0)
            return levels[i];
    return NULL;
}
