/* AArch64, where NEON is always there. */
#include <stdint.h>

#define LEVEL        kernels_neon
#define LEVEL_NAME   "neon"
#define VECTOR_BYTES 16

#include "raster/kernels_vector.inc"
