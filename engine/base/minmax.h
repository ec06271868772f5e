/* The smaller and the larger of two ints, which C has for floating point only. */
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

#endif
