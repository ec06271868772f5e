/* AArch64, where NEON is always there. */
#include <arm_neon.h>

#define LEVEL        kernels_neon
#define LEVEL_NAME   "neon"
#define VECTOR_BYTES 16

#include "raster/vector.inc"

#include "raster/area_vector.inc"

#include "raster/composite_vector.inc"

#include "raster/filter_vector.inc"

#include "raster/sink_vector.inc"

#include "raster/convex_vector.inc"

#include "raster/round_vector.inc"

#include "raster/gradient_vector.inc"

#include "raster/sample_vector.inc"

#include "raster/kernels_vector.inc"
