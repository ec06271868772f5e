/* What the parts of `bench` share. A part measures through the engine's real interfaces, each
 * figure against its peer in the same run, and prints one row a figure. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>

struct bench_times {
    double ours, peer; /* seconds, the best of all rounds */
};

/* Calls ours(data) and peer(data) in turn, and in the other order every second round, for about
 * half a second. Machines have slow moments but no fast ones, so the minimum is the figure. */
struct bench_times bench_race(void (*ours)(void *data), void (*peer)(void *data), void *data);

/* Prints a row for a figure that is held to `limit` times its peer. */
void bench_ratio(const char *name, struct bench_times times, double limit);

/* Prints a row for a figure that has a limit of its own, such as 20 "ns". */
void bench_value(const char *name, double value, const char *unit, double limit);

/* The parts, in the order of the table. */
void bench_scene(void);
void bench_script(void);
void bench_image(void);   /* needs libjpeg */
void bench_convert(void); /* needs pixman */

#endif
