/* The handler may run at any moment in any thread, so it takes no lock and calls nothing but mmap
 * and sigaction. It reads a table of slots, each guarded by a sequence number that is odd while the
 * slot is being written: a slot seen changing is not the one whose memory is in use. The table
 * grows by chunks, which are never moved or freed, since a script may map thousands of files; that
 * the handler then looks at thousands of slots costs less than its fault does. */
#include "base/fault.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

struct fault_slot {
    atomic_uint sequence;
    atomic_uintptr_t start, end; /* both 0 while the slot is free */
    _Atomic(struct fault_range *) range;
    struct fault_slot *next_free;
};

enum { CHUNK_SLOTS = 64 };

struct chunk {
    struct fault_slot slots[CHUNK_SLOTS];
    struct chunk *next; /* set before the chunk is published */
};

static _Atomic(struct chunk *) chunks; /* the newest first */
/* Of all writers; the handler never waits. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct fault_slot *free_slots; /* guarded by the lock */
static struct sigaction previous;
static uintptr_t page_size; /* 0 until the handler is installed */

/* The watched range that holds the address, or NULL. */
static struct fault_range *find(uintptr_t address)
{
    for (struct chunk *c = atomic_load(&chunks); c != NULL; c = c->next) {
        for (int i = 0; i < CHUNK_SLOTS; i++) {
            struct fault_slot *s = &c->slots[i];
            unsigned sequence = atomic_load(&s->sequence);
            uintptr_t start = atomic_load(&s->start), end = atomic_load(&s->end);
            struct fault_range *range = atomic_load(&s->range);
            if (address >= start && address < end && sequence % 2 == 0 &&
                atomic_load(&s->sequence) == sequence)
                return range;
        }
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

/* Marks the range, and widens what is known to be replaced by the page at the address. Two threads
 * may do so at once. */
static void mark(struct fault_range *range, uintptr_t address)
{
    const uintptr_t page = address & ~(page_size - 1);
    uintptr_t lowest = atomic_load(&range->lowest), highest = atomic_load(&range->highest);
    while (page < lowest && !atomic_compare_exchange_weak(&range->lowest, &lowest, page)) {
    }
    while (page + page_size > highest &&
           !atomic_compare_exchange_weak(&range->highest, &highest, page + page_size)) {
    }
    atomic_store(&range->faulted, true);
}

static void handle(int signal, siginfo_t *info, void *context)
{
    (void)context;
    int saved = errno;
    uintptr_t address = (uintptr_t)info->si_addr;
    bool sent = info->si_code <= 0; /* by kill(2): there is no address */
    struct fault_range *range = sent ? NULL : find(address);
    if (range != NULL && replace_page(address)) {
        mark(range, address);
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
static void set_slot(struct fault_slot *s, struct fault_range *range, void *start, size_t length)
{
    atomic_fetch_add(&s->sequence, 1);
    atomic_store(&s->start, (uintptr_t)start);
    atomic_store(&s->end, (uintptr_t)start + length);
    atomic_store(&s->range, range);
    atomic_fetch_add(&s->sequence, 1);
}

/* Called with the lock held. NULL: no memory. */
static struct fault_slot *take_slot(void)
{
    if (free_slots == NULL) {
        struct chunk *c = calloc(1, sizeof *c);
        if (c == NULL)
            return NULL;
        for (int i = CHUNK_SLOTS - 1; i >= 0; i--) {
            c->slots[i].next_free = free_slots;
            free_slots = &c->slots[i];
        }
        c->next = atomic_load(&chunks);
        atomic_store(&chunks, c);
    }
    struct fault_slot *s = free_slots;
    free_slots = s->next_free;
    return s;
}

bool fault_watch(struct fault_range *range, void *start, size_t length)
{
    pthread_mutex_lock(&lock);
    install();
    *range = (struct fault_range){.lowest = UINTPTR_MAX};
    struct fault_slot *s = take_slot();
    if (s != NULL) {
        range->start = start;
        range->slot = s;
        set_slot(s, range, start, length);
    }
    pthread_mutex_unlock(&lock);
    return s != NULL || error_set("no memory to watch one more mapping");
}

void fault_move(struct fault_range *range, void *start, size_t length)
{
    pthread_mutex_lock(&lock);
    range->start = start;
    set_slot(range->slot, range, start, length);
    pthread_mutex_unlock(&lock);
}

void fault_forget(struct fault_range *range)
{
    atomic_store(&range->faulted, false);
    atomic_store(&range->lowest, UINTPTR_MAX);
    atomic_store(&range->highest, 0);
}

void fault_unwatch(struct fault_range *range)
{
    if (range->start == NULL)
        return;
    pthread_mutex_lock(&lock);
    set_slot(range->slot, NULL, NULL, 0);
    range->slot->next_free = free_slots;
    free_slots = range->slot;
    pthread_mutex_unlock(&lock);
    range->start = NULL;
}
