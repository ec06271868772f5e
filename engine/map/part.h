/* A part of a file that processes share, mapped for a lock or a ring: with a descriptor and a
 * mapping of its own, so that it outlives the map that it was made from, and a lock on the
 * descriptor is this object's alone. Shared memory is a file too (shm_open, memfd_create). */
#ifndef MAP_PART_H
#define MAP_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct part {
    int fd;            /* -1: not open */
    uint64_t position; /* in the file */
    uint8_t *bytes;    /* what is there */
    size_t length;
    void *map; /* whole pages around it */
    size_t map_size;
    struct fault_range fault;
};

/* Maps `length` bytes at `position` of the file that `fd` is a descriptor of, which stays the
 * caller's; the file must be one that may be written. The position must be a multiple of 4 that
 * fits the file. `p` must stay where it is until part_close. False with an error text; part_close
 * is then not needed. */
bool part_open(struct part *p, int fd, uint64_t position, size_t length);

/* A closed one is accepted. */
void part_close(struct part *p);

/* False with an error text once an access found that the file had been cut short. */
bool part_intact(const struct part *p);

#endif
