/* Positions count bytes from the begin of the data, multiples of 4 below the capacity. Where they
 * are equal the ring is empty, so it is never filled to the last 4 bytes. */
#include "map/ring.h"

#include <inttypes.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { MAGIC = 0x46627231, PREFIX = 4 };

struct header {
    _Atomic uint32_t magic;    /* written last: what has none is made anew */
    _Atomic uint32_t capacity; /* of the data behind the header */
    _Atomic uint32_t head;     /* of the oldest message */
    _Atomic uint32_t tail;     /* where the next one goes */
    uint32_t lock[LOCK_SIZE / 4];
    struct event_words put, taken;
    uint32_t unused[4];
};
_Static_assert(sizeof(struct header) == RING_HEADER, "processes share this layout");

static struct header *header(const struct ring *r)
{
    return (struct header *)r->part.bytes;
}

static bool damaged(const char *what, uint32_t value)
{
    return error_set("the ring is damaged: its %s is %" PRIu32, what, value);
}

/* What a ring of this capacity has used between two positions. */
static uint32_t distance(const struct ring *r, uint32_t head, uint32_t tail)
{
    return tail >= head ? tail - head : tail + r->capacity - head;
}

/* Reads and checks the positions. The lock is held. */
static bool read_positions(const struct ring *r, uint32_t *head, uint32_t *tail)
{
    const struct header *h = header(r);
    const uint32_t magic = atomic_load(&h->magic), capacity = atomic_load(&h->capacity);
    *head = atomic_load(&h->head);
    *tail = atomic_load(&h->tail);
    if (!part_intact(&r->part))
        return false;
    if (magic != MAGIC)
        return damaged("mark", magic);
    if (capacity != r->capacity)
        return damaged("capacity", capacity);
    if (*head % 4 != 0 || *head >= r->capacity)
        return damaged("first position", *head);
    if (*tail % 4 != 0 || *tail >= r->capacity)
        return damaged("last position", *tail);
    return true;
}

/* How many bytes from `at` on come before the data's end. */
static size_t until_end(const struct ring *r, uint32_t at, size_t length)
{
    return length < r->capacity - at ? length : r->capacity - at;
}

static void copy_in(struct ring *r, uint32_t at, const void *bytes, size_t length)
{
    uint8_t *data = r->part.bytes + RING_HEADER;
    const size_t first = until_end(r, at, length);
    if (length == 0)
        return; /* NULL is no message either */
    memcpy(data + at, bytes, first);
    memcpy(data, (const uint8_t *)bytes + first, length - first);
}

static void copy_out(const struct ring *r, uint32_t at, void *bytes, size_t length)
{
    const uint8_t *data = r->part.bytes + RING_HEADER;
    const size_t first = until_end(r, at, length);
    memcpy(bytes, data + at, first);
    memcpy((uint8_t *)bytes + first, data, length - first);
}

static uint32_t advance(const struct ring *r, uint32_t at, uint32_t by)
{
    return at + by < r->capacity ? at + by : at + by - r->capacity;
}

/* What a message takes in the ring. */
static uint32_t room_for(uint32_t length)
{
    return PREFIX + (length + 3) / 4 * 4;
}

size_t ring_longest(const struct ring *r)
{
    return r->capacity - 2 * PREFIX;
}

/* Makes a ring of zeros, or sees that there is this one. The lock is held. */
static bool make(struct ring *r)
{
    struct header *h = header(r);
    if (atomic_load(&h->magic) == 0) {
        atomic_store(&h->capacity, r->capacity);
        atomic_store(&h->head, 0);
        atomic_store(&h->tail, 0);
        atomic_store(&h->magic, MAGIC);
    }
    const uint32_t magic = atomic_load(&h->magic), capacity = atomic_load(&h->capacity);
    if (!part_intact(&r->part))
        return false;
    if (magic != MAGIC)
        return error_set("a ring or zeros expected, got bytes that are neither");
    if (capacity != r->capacity)
        return error_set("there is a ring of %zu bytes expected, got one of %" PRIu64,
                         (size_t)r->capacity + RING_HEADER, (uint64_t)capacity + RING_HEADER);
    return true;
}

enum wait_result ring_open(struct ring *r, int fd, uint64_t position, size_t length,
                           const struct patience *p)
{
    *r = (struct ring){.part.fd = -1};
    if (length < RING_LEAST || length > INT32_MAX) {
        error_set("a ring of %d to %" PRId32 " bytes expected, got %zu", RING_LEAST, INT32_MAX,
                  length);
        return WAIT_FAILED;
    }
    if (!part_open(&r->part, fd, position, length))
        return WAIT_FAILED;
    r->capacity = (uint32_t)(length - RING_HEADER) / 4 * 4;
    bool died;
    enum wait_result result = lock_open(&r->lock, &r->part, offsetof(struct header, lock))
                                  ? lock_acquire(&r->lock, p, &died)
                                  : WAIT_FAILED;
    if (result == WAIT_DONE) {
        if (!make(r))
            result = WAIT_FAILED;
        lock_release(&r->lock);
    }
    if (result != WAIT_DONE)
        ring_close(r);
    return result;
}

void ring_close(struct ring *r)
{
    part_close(&r->part);
    *r = (struct ring){.part.fd = -1};
}

/* Tries something under the lock until it is done; in between waits for `event`. `attempt` says
 * WAIT_TIMEOUT if it cannot be done now. */
static enum wait_result repeat(struct ring *r, enum wait_result (*attempt)(struct ring *, void *),
                               void *what, struct event_words *event, const struct patience *p)
{
    for (;;) {
        bool died; /* no matter: every step leaves a whole ring */
        const enum wait_result lock = lock_acquire(&r->lock, p, &died);
        if (lock != WAIT_DONE)
            return lock;
        const uint32_t turn = atomic_load(&event->turn);
        const enum wait_result done = attempt(r, what);
        lock_release(&r->lock);
        if (done != WAIT_TIMEOUT)
            return done;
        const enum wait_result slept = event_nap(event, turn, p);
        if (slept != WAIT_DONE)
            return slept;
    }
}

struct message {
    const void *put;
    void *taken;
    size_t length;
};

static enum wait_result try_put(struct ring *r, void *what)
{
    const struct message *m = what;
    const uint32_t length = (uint32_t)m->length;
    struct header *h = header(r);
    uint32_t head, tail;
    if (!read_positions(r, &head, &tail))
        return WAIT_FAILED;
    if (room_for(length) > r->capacity - PREFIX - distance(r, head, tail))
        return WAIT_TIMEOUT;
    copy_in(r, tail, &length, PREFIX);
    copy_in(r, advance(r, tail, PREFIX), m->put, length);
    if (!part_intact(&r->part))
        return WAIT_FAILED;
    atomic_store(&h->tail, advance(r, tail, room_for(length)));
    return WAIT_DONE;
}

enum wait_result ring_put(struct ring *r, const void *bytes, size_t length,
                          const struct patience *p)
{
    if (length > ring_longest(r)) {
        error_set("a message of at most %zu bytes expected, got %zu", ring_longest(r), length);
        return WAIT_FAILED;
    }
    struct message m = {.put = bytes, .length = length};
    struct header *h = header(r);
    const enum wait_result result = repeat(r, try_put, &m, &h->taken, p);
    if (result == WAIT_DONE)
        event_happened(&h->put, 1);
    return result;
}

static enum wait_result try_take(struct ring *r, void *what)
{
    struct message *m = what;
    struct header *h = header(r);
    uint32_t head, tail, length;
    if (!read_positions(r, &head, &tail))
        return WAIT_FAILED;
    if (head == tail)
        return WAIT_TIMEOUT;
    copy_out(r, head, &length, PREFIX);
    const uint32_t used = distance(r, head, tail);
    if (length > ring_longest(r) || room_for(length) > used) {
        damaged("oldest message's length", length);
        return WAIT_FAILED;
    }
    m->taken = malloc((size_t)length + 1);
    if (m->taken == NULL) {
        error_set("no memory for a message of %" PRIu32 " bytes", length);
        return WAIT_FAILED;
    }
    copy_out(r, advance(r, head, PREFIX), m->taken, length);
    if (!part_intact(&r->part)) {
        free(m->taken);
        return WAIT_FAILED;
    }
    m->length = length;
    atomic_store(&h->head, advance(r, head, room_for(length)));
    return WAIT_DONE;
}

enum wait_result ring_take(struct ring *r, void **bytes, size_t *length, const struct patience *p)
{
    struct message m = {0};
    struct header *h = header(r);
    const enum wait_result result = repeat(r, try_take, &m, &h->put, p);
    if (result != WAIT_DONE)
        return result;
    *bytes = m.taken;
    *length = m.length;
    event_happened(&h->taken, INT_MAX); /* what waits may need more room than this gave */
    return WAIT_DONE;
}
