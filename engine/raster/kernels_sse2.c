/* x86-64's base level. */
#include <emmintrin.h>
#include <stdint.h>

#define LEVEL        kernels_sse2
#define LEVEL_NAME   "sse2"
#define VECTOR_BYTES 16

/* ((p + 128) * 257) >> 16 is color_divide_255 too, in three instructions instead of five. */
#define HAVE_DIVIDE_255
typedef uint16_t halves_sse2 __attribute__((vector_size(16)));

static inline halves_sse2 divide_255(halves_sse2 product)
{
    return (halves_sse2)_mm_mulhi_epu16((__m128i)(product + 128), _mm_set1_epi16(257));
}

#include "raster/kernels_vector.inc"
