/* A lock that processes share and that outlives any of them: whoever gets it next is told that the
 * last owner died while holding it.
 *
 * Each object that has the lock open gets a number, 1 to LOCK_USERS, and the shared word holds the
 * owner's, so that taking and releasing a free lock is one store. What the number stands for the
 * kernel knows: a byte of the file far beyond its end, locked for as long as the object is open
 * (fcntl(2), F_OFD_SETLK; owned by its open file description, which goes with the process, also by
 * SIGKILL). Whoever waits looks every 100 ms whether the owner's byte is still locked. So nothing
 * that another process writes into the words does more than it could by holding the lock: a wait,
 * or a report of a death. What was weighed against it:
 * - a robust mutex of glibc's keeps pointers in the shared memory, which its unlock writes through;
 * - FUTEX_LOCK_PI keeps the owner's thread id there. Ids are used again, and mean other threads in
 *   other PID namespaces; when an owner dies while nobody waits, nobody is told for sure. The
 *   kernel's robust lists are glibc's already, and qemu-user has none;
 * - a byte locked anew each time needs no numbers, but four system calls a message of a ring. */
#ifndef MAP_LOCK_H
#define MAP_LOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "map/futex.h"
#include "map/part.h"

enum {
    LOCK_SIZE = 16,  /* bytes of the words; all zeros are a lock that nobody holds */
    LOCK_USERS = 250 /* objects that can have it open at a time */
};

struct lock {
    struct part *part; /* not owned; one lock a part, whose descriptor has the byte */
    struct lock_words *words;
    uint32_t number;
    bool held; /* by this object */
};

/* Opens the lock in the LOCK_SIZE bytes from `offset`, a multiple of 4 that fits the part, on. It
 * is open until the part is closed; if it is held then, that is a death. False with an error text
 * when LOCK_USERS have it open already. */
bool lock_open(struct lock *l, struct part *part, size_t offset);

/* Waits for the lock, which this object must not hold. WAIT_DONE: it does now, and *died says
 * whether the last owner ended without having released it. WAIT_FAILED with an error text. */
enum wait_result lock_acquire(struct lock *l, const struct patience *p, bool *died);

/* Releases the lock, which this object must hold. */
void lock_release(struct lock *l);

#endif
