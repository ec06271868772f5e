/* The system calls that a process in the sandbox has: a list of what is allowed, so that what a new
 * kernel brings is refused until somebody has thought about it. */
#ifndef SANDBOX_CALLS_H
#define SANDBOX_CALLS_H

#include <stddef.h>
#include <stdint.h>

/* Allowed with any arguments. */
extern const int calls_free[];
extern const size_t calls_free_count;

enum { CALL_VALUES_MAX = 16, CALL_OWN_PROCESS = 1 };

/* Allowed if argument `argument`, of its lower 32 bits those in `mask`, is one of the values. What
 * has several conditions, which follow each other, has to meet all of them. */
struct call_condition {
    int call;
    int argument; /* from 0 */
    uint32_t mask;
    uint32_t values[CALL_VALUES_MAX];
    int count;       /* of values */
    int own_process; /* CALL_OWN_PROCESS: the process's id is the one value */
};
extern const struct call_condition calls_conditions[];
extern const size_t calls_condition_count;

/* What else ioctl has where somebody types at a terminal. */
extern const uint32_t calls_terminal[];
extern const size_t calls_terminal_count;

#endif
