/* x86-64 with AVX2. */
#include <immintrin.h>
#include <stdint.h>

#define LEVEL        kernels_avx2
#define LEVEL_NAME   "avx2"
#define VECTOR_BYTES 32

/* As in kernels_sse2.c. */
#define HAVE_DIVIDE_255
typedef uint16_t halves_avx2 __attribute__((vector_size(32)));

static inline halves_avx2 divide_255(halves_avx2 product)
{
    return (halves_avx2)_mm256_mulhi_epu16((__m256i)(product + 128), _mm256_set1_epi16(257));
}

#include "raster/kernels_vector.inc"
