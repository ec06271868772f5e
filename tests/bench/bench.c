/* Measures the figures that the engine is held to, and prints them as a table. The exit status is
 * 1 if one is missed. */
#include "bench.h"

#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"
#include "raster/kernels.h"

static int missed;

static double seconds(void (*run)(void *), void *data)
{
    const uint64_t start = clock_monotonic();
    run(data);
    return (double)(clock_monotonic() - start) / (double)CLOCK_SECOND;
}

static void keep_best(double *best, double t)
{
    *best = t < *best ? t : *best;
}

struct bench_times bench_race(void (*ours)(void *), void (*peer)(void *), void *data)
{
    struct bench_times best = {1e9, 1e9};
    const uint64_t end = clock_monotonic() + CLOCK_SECOND / 2;
    for (int round = 0; round < 10 || clock_monotonic() < end; round++) {
        if (round % 2 == 0)
            keep_best(&best.ours, seconds(ours, data));
        keep_best(&best.peer, seconds(peer, data));
        if (round % 2 == 1)
            keep_best(&best.ours, seconds(ours, data));
    }
    return best;
}

static const char *verdict(double figure, double limit)
{
    if (figure <= limit)
        return "ok";
    missed++;
    return "MISSED";
}

void bench_ratio(const char *name, struct bench_times times, double limit)
{
    const double ratio = times.ours / times.peer;
    printf("%-52s %8.4f %8.4f %8.3f %8.2f  %s\n", name, times.ours * 1e3, times.peer * 1e3, ratio,
           limit, verdict(ratio, limit));
}

void bench_value(const char *name, double value, const char *unit, double limit)
{
    printf("%-52s %8s %8s %5.2f %-2s %5.0f %-2s  %s\n", name, "", "", value, unit, limit, unit,
           verdict(value, limit));
}

int main(void)
{
    printf("kernels: %s; times are the minimum of many rounds\n", kernels_get()->name);
    printf("%-52s %8s %8s %8s %8s\n", "", "ms", "peer ms", "ratio", "limit");
    setvbuf(stdout, NULL, _IOLBF, 0);
    bench_scene();
    bench_script();
#ifdef FBRUN_HAVE_JPEG
    bench_image();
#endif
#ifdef FBRUN_HAVE_PIXMAN
    bench_convert();
#else
    printf("pixman was not found: nothing to compare conversion to RGB565 with\n");
#endif
    return missed == 0 ? 0 : 1;
}
