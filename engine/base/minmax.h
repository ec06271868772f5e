/* The smaller and the larger of two numbers: ints, for which C has no function, and doubles, for
 * which it has calls that know what to do with NaN. Here NaN gives b. */
#ifndef BASE_MINMAX_H
#define BASE_MINMAX_H

static inline int int_min(int a, int b)
{
    return a < b ? a : b;
}

static inline int int_max(int a, int b)
{
    return a > b ? a : b;
}

static inline double double_min(double a, double b)
{
    return a < b ? a : b;
}

static inline double double_max(double a, double b)
{
    return a > b ? a : b;
}

#endif
