/* The pixel loops. One source (kernels_vector.inc) is compiled once per instruction set;
 * kernels_get picks the best that the processor has. Every level gives the same bytes as "none",
 * which is plain C and the reference. FBRUN_SIMD=none|sse2|avx2|avx512|neon forces a level. */
#ifndef RASTER_KERNELS_H
#define RASTER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

struct area_kernels;
struct composite_kernels;
struct filter_kernels;
struct convex_kernels;
struct glyph_kernels;
struct gradient_kernels;
struct round_kernels;
struct sample_kernels;

struct kernels {
    const char *name; /* as FBRUN_SIMD spells it */

    const struct composite_kernels *composite; /* raster/composite_kernels.h */
    const struct filter_kernels *filter;       /* raster/filter_kernels.h */
    const struct area_kernels *area;           /* raster/area_kernels.h */
    const struct convex_kernels *convex;       /* raster/convex_kernels.h */
    const struct glyph_kernels *glyph;         /* raster/glyph_kernels.h */
    const struct gradient_kernels *gradient;   /* raster/gradient_kernels.h */
    const struct round_kernels *round;         /* raster/round_kernels.h */
    const struct sample_kernels *sample;       /* raster/sample_kernels.h */

    /* n pixels at d become `color` (premultiplied). n may be 0. */
    void (*fill)(uint32_t *d, size_t n, uint32_t color);
    /* n pixels at d become color_over(d, color). */
    void (*fill_over)(uint32_t *d, size_t n, uint32_t color);
    /* n pixels at d become those at s; the two do not overlap. */
    void (*copy)(uint32_t *d, const uint32_t *s, size_t n);
    /* n pixels at d become color_over(d, s); the two do not overlap. */
    void (*copy_over)(uint32_t *d, const uint32_t *s, size_t n);
};

/* The kernels in use: those of simd_level() (base/simd.h). */
const struct kernels *kernels_get(void);

/* The level of that name, or NULL if it is not built in or the processor lacks it. */
const struct kernels *kernels_find(const char *name);

#endif
