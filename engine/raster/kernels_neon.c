/* AArch64, where NEON is always there. */
#include <arm_neon.h>

#define LEVEL        kernels_neon
#define LEVEL_NAME   "neon"
#define VECTOR_BYTES 16

#include "raster/kernels_vector.inc"
