/* Waiting for 32-bit words of memory that processes share, by Linux's futex(2). The words are in
 * the processor's byte order, aligned to 4 bytes, and read and written with <stdatomic.h>, whose
 * default order is sequentially consistent.
 * Every wait is bounded: by its deadline, by the end that somebody asks for, and, where it stands
 * for another process's promise to wake us, by a nap's length, since that process may be killed
 * before it does. */
#ifndef MAP_FUTEX_H
#define MAP_FUTEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* How long to wait. */
struct patience {
    uint64_t deadline;         /* of clock_monotonic(); UINT64_MAX: none */
    bool (*interrupted)(void); /* asked every 100 ms and after each signal; NULL: never */
};

enum wait_result {
    WAIT_DONE,
    WAIT_TIMEOUT,
    WAIT_INTERRUPTED,
    WAIT_FAILED, /* with an error text */
};

/* Until this many nanoseconds from now; UINT64_MAX: for ever. */
struct patience patience_for(uint64_t nanoseconds, bool (*interrupted)(void));

/* WAIT_DONE while there is time left, else WAIT_TIMEOUT or WAIT_INTERRUPTED. */
enum wait_result patience_left(const struct patience *p);

/* Waits until the word is woken, as long as it has the expected value. WAIT_DONE when it was woken
 * or has another value; it may rarely come without either, so look at the word again. */
enum wait_result futex_wait(_Atomic uint32_t *word, uint32_t expected, const struct patience *p);

/* Wakes at most `count` of those who wait for the word, in any process; returns how many. */
int futex_wake(_Atomic uint32_t *word, int count);

/* Something that happens again and again, in shared memory; all zeros at first. Whatever others
 * write here, the worst is a wait of a nap's length, or a call that wakes nobody. */
struct event_words {
    _Atomic uint32_t turn;    /* how often it happened */
    _Atomic uint32_t waiters; /* how many wait, and those who were killed while they did */
};

/* Waits for the event unless it has happened since `turn` was read from it. WAIT_DONE also after
 * 100 ms without it: look whether what you wait for is there, and wait again. */
enum wait_result event_nap(struct event_words *e, uint32_t turn, const struct patience *p);

/* It happened: wakes at most `count` of those who wait. */
void event_happened(struct event_words *e, int count);

#endif
