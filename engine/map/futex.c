/* A signal does not always end a wait: it may come just before, or to another thread. So waits are
 * made of short ones. */
#include "map/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

static const uint64_t nap = CLOCK_SECOND / 10;

struct patience patience_for(uint64_t nanoseconds, bool (*interrupted)(void))
{
    const uint64_t now = clock_monotonic();
    return (struct patience){
        .deadline = nanoseconds < UINT64_MAX - now ? now + nanoseconds : UINT64_MAX,
        .interrupted = interrupted,
    };
}

enum wait_result patience_left(const struct patience *p)
{
    if (p->interrupted != NULL && p->interrupted())
        return WAIT_INTERRUPTED;
    return p->deadline == UINT64_MAX || clock_monotonic() < p->deadline ? WAIT_DONE : WAIT_TIMEOUT;
}

/* WAIT_DONE: woken, or another value; WAIT_TIMEOUT: a nap is over, or it was disturbed. */
static enum wait_result wait_once(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline)
{
    const uint64_t now = clock_monotonic();
    const uint64_t left = deadline > now ? deadline - now : 0;
    /* The kernel's old timespec, which SYS_futex takes on processors of 32 bits too. */
    const struct {
        long seconds, nanoseconds;
    } timeout = {.nanoseconds = (long)(left < nap ? left : nap)};
    if (syscall(SYS_futex, word, FUTEX_WAIT, expected, &timeout, NULL, 0) == 0 || errno == EAGAIN)
        return WAIT_DONE;
    if (errno == ETIMEDOUT || errno == EINTR)
        return WAIT_TIMEOUT;
    error_set_errno("cannot wait for a word of mapped memory");
    return WAIT_FAILED;
}

enum wait_result futex_wait(_Atomic uint32_t *word, uint32_t expected, const struct patience *p)
{
    enum wait_result result = WAIT_DONE;
    while (atomic_load(word) == expected) {
        result = patience_left(p);
        if (result != WAIT_DONE)
            break;
        result = wait_once(word, expected, p->deadline);
        if (result != WAIT_TIMEOUT)
            break;
        result = WAIT_DONE;
    }
    return result;
}

int futex_wake(_Atomic uint32_t *word, int count)
{
    const long woken = syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0);
    return woken > 0 ? (int)woken : 0;
}

enum wait_result event_nap(struct event_words *e, uint32_t turn, const struct patience *p)
{
    enum wait_result result = patience_left(p);
    if (result != WAIT_DONE)
        return result;
    atomic_fetch_add(&e->waiters, 1);
    result = wait_once(&e->turn, turn, p->deadline);
    atomic_fetch_sub(&e->waiters, 1);
    return result == WAIT_TIMEOUT ? WAIT_DONE : result;
}

void event_happened(struct event_words *e, int count)
{
    atomic_fetch_add(&e->turn, 1);
    if (atomic_load(&e->waiters) != 0)
        futex_wake(&e->turn, count);
}
