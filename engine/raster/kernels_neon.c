/* AArch64, where NEON is always there. */
#define LEVEL        kernels_neon
#define LEVEL_NAME   "neon"
#define VECTOR_BYTES 16

#include "raster/kernels_vector.inc"
