/* Which vector instructions to use. Code that is compiled once per level asks here, so that
 * FBRUN_SIMD=none|sse2|avx2|avx512|neon forces one level everywhere. */
#ifndef BASE_SIMD_H
#define BASE_SIMD_H

#include <stdbool.h>

/* Each x86-64 level has what the ones before it have. */
enum simd_level {
    SIMD_NONE, /* what every processor of the family has */
    SIMD_NEON, /* AArch64, always */
    SIMD_SSE2, /* x86-64, always */
    SIMD_AVX2,
    SIMD_AVX512, /* F, BW, VL and VBMI: Ice Lake, Zen 4 and later */
    SIMD_LEVELS,
};

/* The level to use: the processor's best, or what FBRUN_SIMD asks for. Decided at the first call
 * (any thread); a level that is unknown or that the processor lacks is then reported and ignored.
 */
enum simd_level simd_level(void);

/* True if this processor has the level. */
bool simd_supported(enum simd_level level);

/* As FBRUN_SIMD spells it. */
const char *simd_name(enum simd_level level);

#endif
