/* Who finds a dead owner's number first takes the byte of it, so that nobody can get the number
 * meanwhile, and then writes DIED in its place. */
#include "map/lock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>

#include "base/error.h"

struct lock_words {
    struct event_words released;
    _Atomic uint32_t owner; /* 0, a number, or DIED; anything else is taken for DIED */
    uint32_t unused;
};
_Static_assert(sizeof(struct lock_words) == LOCK_SIZE, "processes share this layout");

#define DIED UINT32_MAX

/* A lock is taken for so long without a system call: others hold it for less than that. */
enum { SPINS = 100 };

/* Locks or unlocks (F_WRLCK, F_UNLCK) the byte of a number. Locks are at multiples of 4, so each
 * has 256 bytes. False with errno. */
static bool set_byte(const struct lock *l, uint32_t number, short type)
{
    const size_t offset = (size_t)((uint8_t *)l->words - l->part->bytes);
    const uint64_t begin = UINT64_C(1) << 62;
    struct flock range = {
        .l_type = type,
        .l_whence = SEEK_SET,
        .l_start = (off_t)(begin + (l->part->position + offset) * 64 + number),
        .l_len = 1,
    };
    return fcntl(l->part->fd, F_OFD_SETLK, &range) == 0;
}

bool lock_open(struct lock *l, struct part *part, size_t offset)
{
    *l = (struct lock){.part = part, .words = (struct lock_words *)(part->bytes + offset)};
    do {
        if (++l->number > LOCK_USERS)
            return error_set("a lock is opened at most %d times, and this one is", LOCK_USERS);
        if (set_byte(l, l->number, F_WRLCK))
            break;
        if (errno != EAGAIN && errno != EACCES)
            return error_set_errno("cannot lock a byte of the file");
    } while (true);
    /* Who had the number before died with the lock. */
    uint32_t mine = l->number;
    atomic_compare_exchange_strong(&l->words->owner, &mine, DIED);
    return part_intact(part);
}

static bool take(struct lock *l, bool *died)
{
    uint32_t owner = atomic_load(&l->words->owner);
    if (owner >= 1 && owner <= LOCK_USERS && owner != l->number)
        return false;
    *died = owner != 0;
    return atomic_compare_exchange_strong(&l->words->owner, &owner, l->number);
}

/* True if the owner was found to be dead: the lock is free now. */
static bool bury(struct lock *l)
{
    uint32_t owner = atomic_load(&l->words->owner);
    if (owner < 1 || owner > LOCK_USERS || owner == l->number || !set_byte(l, owner, F_WRLCK))
        return false;
    const uint32_t number = owner;
    const bool dead = atomic_compare_exchange_strong(&l->words->owner, &owner, DIED);
    set_byte(l, number, F_UNLCK);
    return dead;
}

static void pause_shortly(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#endif
}

static bool spin(struct lock *l, bool *died)
{
    for (int i = 0; i < SPINS; i++) {
        if (take(l, died))
            return true;
        pause_shortly();
    }
    return false;
}

enum wait_result lock_acquire(struct lock *l, const struct patience *p, bool *died)
{
    assert(!l->held);
    struct event_words *released = &l->words->released;
    for (;;) {
        const uint32_t turn = atomic_load(&released->turn);
        if (spin(l, died))
            break;
        const enum wait_result result = event_nap(released, turn, p);
        if (result == WAIT_FAILED || result == WAIT_INTERRUPTED)
            return result;
        const bool nobody = atomic_load(&released->turn) == turn;
        if (!(nobody && bury(l)) && result == WAIT_TIMEOUT)
            return result;
    }
    l->held = part_intact(l->part);
    return l->held ? WAIT_DONE : WAIT_FAILED;
}

void lock_release(struct lock *l)
{
    assert(l->held);
    l->held = false;
    atomic_store(&l->words->owner, 0);
    event_happened(&l->words->released, 1);
}
