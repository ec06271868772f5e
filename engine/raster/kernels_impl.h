/* For the files that implement kernels: one table a level. */
#ifndef RASTER_KERNELS_IMPL_H
#define RASTER_KERNELS_IMPL_H

#include "raster/kernels.h"

/* memcpy knows the machine better than we do, at every level. */
void kernel_copy(uint32_t *d, const uint32_t *s, size_t n);

extern const struct kernels kernels_none;
extern const struct kernels kernels_sse2;
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512;
extern const struct kernels kernels_neon;

#endif
