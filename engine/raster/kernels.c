/* Which kernels this processor gets. */
#include "raster/kernels.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "raster/kernels_impl.h"

static bool always(void)
{
    return true;
}

#ifdef __x86_64__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi");
}
#endif

/* Best first. */
static const struct {
    const struct kernels *kernels;
    bool (*supported)(void);
} levels[] = {
#if defined __x86_64__
    {&kernels_avx512, has_avx512},
    {&kernels_avx2, has_avx2},
    {&kernels_sse2, always},
#elif defined __aarch64__
    {&kernels_neon, always},
#endif
    {&kernels_none, always},
};

enum { LEVELS = sizeof levels / sizeof levels[0] };

static const struct kernels *chosen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void choose(void)
{
    const char *wanted = getenv("FBRUN_SIMD");
    if (wanted != NULL) {
        chosen = kernels_find(wanted);
        if (chosen != NULL)
            return;
        log_warning("FBRUN_SIMD=%s: expected none, sse2, avx2, avx512 or neon, and a processor "
                    "that has it; taking the best one",
                    wanted);
    }
    for (int i = 0; i < LEVELS && chosen == NULL; i++)
        if (levels[i].supported())
            chosen = levels[i].kernels;
}

const struct kernels *kernels_get(void)
{
    pthread_once(&once, choose);
    return chosen;
}

const struct kernels *kernels_find(const char *name)
{
    for (int i = 0; i < LEVELS; i++)
        if (strcmp(levels[i].kernels->name, name) == 0 && levels[i].supported())
            return levels[i].kernels;
    return NULL;
}
