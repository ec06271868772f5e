/* Sorting is left to whoever asks: a frame only writes down what it took. */
#include "lua/frame_times.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/minmax.h"

void frame_times_add(struct frame_times *f, const struct frame_time *t, uint64_t period)
{
    const uint64_t ready = t->begin + t->script + t->raster;
    if (f->count > 0 && ready > t->due)
        f->dropped += (ready - t->due) / period;
    f->ring[f->count++ % FRAME_TIMES] = *t;
}

int frame_times_kept(const struct frame_times *f)
{
    return f->count < FRAME_TIMES ? (int)f->count : FRAME_TIMES;
}

const struct frame_time *frame_times_back(const struct frame_times *f, int before)
{
    return &f->ring[(f->count - 1 - (uint64_t)before) % FRAME_TIMES];
}

double frame_times_rate(const struct frame_times *f, uint64_t now)
{
    int n = 0;
    while (n < frame_times_kept(f) && frame_times_back(f, n)->begin + CLOCK_SECOND >= now)
        n++;
    if (n < 2)
        return 0;
    const uint64_t span = frame_times_back(f, 0)->begin - frame_times_back(f, n - 1)->begin;
    return span == 0 ? 0 : (n - 1) * ((double)CLOCK_SECOND / (double)span);
}

static int compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t percentile(const uint64_t *sorted, int n, int percent)
{
    return sorted[int_max((n * percent + 99) / 100, 1) - 1];
}

/* Sorts the values. */
static struct frame_percentiles percentiles(uint64_t *values, int n)
{
    if (n == 0)
        return (struct frame_percentiles){0};
    qsort(values, (size_t)n, sizeof *values, compare);
    return (struct frame_percentiles){
        .p50 = percentile(values, n, 50),
        .p90 = percentile(values, n, 90),
        .p95 = percentile(values, n, 95),
        .p99 = percentile(values, n, 99),
        .max = values[n - 1],
    };
}

struct frame_summary frame_times_summary(const struct frame_times *f)
{
    uint64_t whole[FRAME_TIMES], script[FRAME_TIMES], raster[FRAME_TIMES];
    const int n = frame_times_kept(f);
    for (int i = 0; i < n; i++) {
        script[i] = f->ring[i].script;
        raster[i] = f->ring[i].raster;
        whole[i] = script[i] + raster[i];
    }
    return (struct frame_summary){
        .whole = percentiles(whole, n),
        .script = percentiles(script, n),
        .raster = percentiles(raster, n),
    };
}
