/* x86-64 with AVX-512 F, BW, VL and VBMI (Ice Lake, Zen 4 and later). */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "pixel/color.h"

#define LEVEL        kernels_avx512
#define LEVEL_NAME   "avx512"
#define VECTOR_BYTES 64

/* As in kernels_sse2.c. */
#define HAVE_DIVIDE_255
typedef uint16_t halves_avx512 __attribute__((vector_size(64)));

static inline halves_avx512 divide_255(halves_avx512 product)
{
    return (halves_avx512)_mm512_mulhi_epu16((__m512i)(product + 128), _mm512_set1_epi16(257));
}

/* With one colour, what becomes of a byte depends on that byte alone, and VBMI looks up 64 bytes
 * in a 256-entry table with two instructions. Full screen 1920x1080, 50 %: 1.06 times memset,
 * against 1.67 with the arithmetic. The table costs 6 ns, as much as about 64 pixels. */
#define HAVE_FILL_OVER
static void vector_fill_over(uint32_t *d, size_t n, uint32_t color)
{
    const uint32_t below = 255 - (color >> 24);
    _Alignas(64) uint8_t table[256];
    for (uint32_t i = 0; i < 256; i++)
        table[i] = (uint8_t)color_divide_255(i * below);
    const __m512i table0 = _mm512_load_si512(table);
    const __m512i table1 = _mm512_load_si512(table + 64);
    const __m512i table2 = _mm512_load_si512(table + 128);
    const __m512i table3 = _mm512_load_si512(table + 192);
    const __m512i source = _mm512_set1_epi32((int)color);
    for (; n > 0; n -= n < 16 ? n : 16, d += 16) {
        const __mmask16 mask = n < 16 ? (__mmask16)((1u << n) - 1) : 0xffff;
        const __m512i v = _mm512_maskz_loadu_epi32(mask, d);
        const __m512i low = _mm512_permutex2var_epi8(table0, v, table1);
        const __m512i high = _mm512_permutex2var_epi8(table2, v, table3);
        const __m512i scaled = _mm512_mask_blend_epi8(_mm512_movepi8_mask(v), low, high);
        _mm512_mask_storeu_epi32(d, mask, _mm512_add_epi8(source, scaled));
    }
}

#include "raster/kernels_vector.inc"
