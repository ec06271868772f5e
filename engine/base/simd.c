/* Asks the processor once, and the environment. */
#include "base/simd.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const char *const names[SIMD_LEVELS] = {
    [SIMD_NONE] = "none", [SIMD_NEON] = "neon",     [SIMD_SSE2] = "sse2",
    [SIMD_AVX2] = "avx2", [SIMD_AVX512] = "avx512",
};

static enum simd_level chosen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

bool simd_supported(enum simd_level level)
{
    switch (level) {
    case SIMD_NONE:
        return true;
#if defined __aarch64__
    case SIMD_NEON:
        return true;
#elif defined __x86_64__
    case SIMD_SSE2:
        return true;
    case SIMD_AVX2:
        return __builtin_cpu_supports("avx2");
    case SIMD_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi");
#endif
    default:
        return false;
    }
}

const char *simd_name(enum simd_level level)
{
    return names[level];
}

static void choose(void)
{
    const char *wanted = getenv("FBRUN_SIMD");
    for (int i = 0; i < SIMD_LEVELS; i++) {
        if (!simd_supported((enum simd_level)i))
            continue;
        chosen = (enum simd_level)i;
        if (wanted != NULL && strcmp(wanted, names[i]) == 0)
            return;
    }
    if (wanted != NULL)
        log_warning("FBRUN_SIMD=%s: expected none, sse2, avx2, avx512 or neon, and a processor "
                    "that has it; taking the best one",
                    wanted);
}

enum simd_level simd_level(void)
{
    pthread_once(&once, choose);
    return chosen;
}
