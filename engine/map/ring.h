/* A queue of messages in memory that processes share: any number of writers and readers, each
 * message to one reader, in the order in which they were put. A message is bytes, also none.
 *
 * All is done under a robust lock (map/lock.h), and a message is put or taken by one store of a
 * position, after its bytes were copied. So a process that is killed at any moment leaves a ring
 * that the others go on with: what it was putting is there as a whole or not at all; what it was
 * taking is still there, or was taken. Positions and lengths are read once and checked; a ring that
 * another process has scribbled over is refused, and no byte beyond it is touched. */
#ifndef MAP_RING_H
#define MAP_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "map/futex.h"
#include "map/lock.h"
#include "map/part.h"

enum { RING_HEADER = 64, RING_LEAST = RING_HEADER + 16 };

struct ring {
    struct part part;
    struct lock lock;
    uint32_t capacity; /* bytes for messages, each of which takes 4 more, rounded up to 4 */
};

/* Opens the ring in `length` bytes at `position` of a file, as part_open does; makes one where
 * there are zeros. `r` must stay where it is until ring_close. RING_LEAST bytes at least, fewer
 * than 2 GiB. WAIT_FAILED with an error text, also when there is anything but a ring of this
 * length. ring_close is needed only after WAIT_DONE. */
enum wait_result ring_open(struct ring *r, int fd, uint64_t position, size_t length,
                           const struct patience *p);

/* A closed one is accepted. */
void ring_close(struct ring *r);

/* The longest message that it can hold. */
size_t ring_longest(const struct ring *r);

/* Puts a message, as soon as there is room for it. WAIT_FAILED with an error text, also when it is
 * longer than ring_longest. */
enum wait_result ring_put(struct ring *r, const void *bytes, size_t length,
                          const struct patience *p);

/* Takes the oldest message, as soon as there is one: *bytes is malloc'ed, the caller's, and not
 * NULL even if *length is 0. */
enum wait_result ring_take(struct ring *r, void **bytes, size_t *length, const struct patience *p);

#endif
