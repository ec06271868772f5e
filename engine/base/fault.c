/* The handler may run at any moment in any thread, so it takes no lock and calls nothing but mmap
 * and sigaction. It reads a fixed table of slots, each guarded by a sequence number that is odd
 * while the slot is being written: a slot seen changing is not the one whose memory is in use. */
#include "base/fault.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

enum { SLOT_COUNT = 64 };

struct slot {
    atomic_uint sequence;
    atomic_uintptr_t start, end; /* both 0 while the slot is free */
    _Atomic(struct fault_range *) range;
};

static struct slot slots[SLOT_COUNT];
/* Of all writers; the handler never waits. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction previous;
static uintptr_t page_size; /* 0 until the handler is installed */

/* The watched range that holds the address, or NULL. */
static struct fault_range *find(uintptr_t address)
{
    for (int i = 0; i < SLOT_COUNT; i++) {
        struct slot *s = &slots[i];
        unsigned sequence = atomic_load(&s->sequence);
        uintptr_t start = atomic_load(&s->start), end = atomic_load(&s->end);
        struct fault_range *range = atomic_load(&s->range);
        if (address >= start && address < end && sequence % 2 == 0 &&
            atomic_load(&s->sequence) == sequence)
            return range;
    }
    return NULL;
}

/* Puts a page of zeros at the address. mmap is a bare system call in every libc; calling it
 * through syscall(2) instead would need another form for nearly every processor. */
static bool replace_page(uintptr_t address)
{
    void *page = (void *)(address & ~(page_size - 1));
    return mmap(page, page_size, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0) == page;
}

static void handle(int signal, siginfo_t *info, void *context)
{
    (void)context;
    int saved = errno;
    uintptr_t address = (uintptr_t)info->si_addr;
    bool sent = info->si_code <= 0; /* by kill(2): there is no address */
    struct fault_range *range = sent ? NULL : find(address);
    if (range != NULL && replace_page(address)) {
        atomic_store(&range->faulted, true);
    } else {
        /* The access happens again on return and finds the disposition that was there before us;
         * a signal that was sent has to be sent again. */
        sigaction(signal, &previous, NULL);
        if (sent)
            raise(signal);
    }
    errno = saved;
}

/* Called with the lock held. */
static void install(void)
{
    if (page_size != 0)
        return;
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, NULL, &previous); /* known before the handler can run */
    sigaction(SIGBUS, &action, NULL);
}

/* Called with the lock held. */
static void set_slot(struct slot *s, struct fault_range *range, uintptr_t start, uintptr_t end)
{
    atomic_fetch_add(&s->sequence, 1);
    atomic_store(&s->start, start);
    atomic_store(&s->end, end);
    atomic_store(&s->range, range);
    atomic_fetch_add(&s->sequence, 1);
}

bool fault_watch(struct fault_range *range, void *start, size_t length)
{
    pthread_mutex_lock(&lock);
    install();
    int i = 0;
    while (i < SLOT_COUNT && atomic_load(&slots[i].range) != NULL)
        i++;
    bool found = i < SLOT_COUNT;
    if (found) {
        *range = (struct fault_range){.start = start, .slot = i};
        set_slot(&slots[i], range, (uintptr_t)start, (uintptr_t)start + length);
    } else {
        *range = (struct fault_range){0};
    }
    pthread_mutex_unlock(&lock);
    return found || error_set("at most %d mappings can be watched at a time", SLOT_COUNT);
}

void fault_unwatch(struct fault_range *range)
{
    if (range->start == NULL)
        return;
    pthread_mutex_lock(&lock);
    set_slot(&slots[range->slot], NULL, 0, 0);
    pthread_mutex_unlock(&lock);
    range->start = NULL;
}
