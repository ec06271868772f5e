/* A mapping: bytes of a file, a device, or shared memory, as memory of this process. The file may
 * be cut short and the device may go away at any time: an access to what is no longer there reads
 * zeros and marks the map (base/fault.h), so whoever touched `bytes` asks map_faulted afterwards,
 * and map_recover makes the next access to the same place fail as well. */
#ifndef MAP_MAP_H
#define MAP_MAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum map_access {
    MAP_ACCESS_READ,
    MAP_ACCESS_WRITE, /* what is written reaches the file and other maps of it */
    MAP_ACCESS_COPY,  /* what is written stays here */
};

enum map_kind {
    MAP_OF_FILE,   /* a regular file */
    MAP_OF_DEVICE, /* what has no size of its own to change */
    MAP_OF_MEMORY, /* memory of this process alone */
    MAP_OF_NAME,   /* POSIX shared memory */
};

struct map {
    uint8_t *bytes;  /* NULL: closed */
    size_t length;   /* bytes, 1 or more */
    uint64_t offset; /* of the first byte in the file */
    size_t skip;     /* bytes before it in its page, which are mapped as well */
    enum map_access access;
    enum map_kind kind;
    int fd; /* its own; -1: none */
    int prot, flags;
    bool lost; /* map_lose was called */
    struct fault_range fault;
};

struct map_options {
    uint64_t offset;        /* bytes; any */
    uint64_t length;        /* bytes; 0: to the file's end */
    enum map_access access; /* decides prot and flags, unless those are given */
    int prot, flags;        /* as mmap(2) has them; flags 0: of `access` */
    bool create;            /* make the file if there is none, and let it grow to offset + length */
    bool sync;              /* O_SYNC, which makes /dev/mem uncached */
};

/* All functions return false with an error text (and errno as its code where there is one) when the
 * world does not allow it. A struct map that is all zero but for fd = -1 is closed. It must not
 * move while it is open. */

/* Maps the file or device at the path. */
bool map_open(struct map *m, const char *path, const struct map_options *options);

/* The same of an open file, which stays the caller's; `name` is for messages. */
bool map_open_fd(struct map *m, int fd, const char *name, const struct map_options *options);

/* Maps `length` zeros (1 or more) that only this process has. */
bool map_anonymous(struct map *m, uint64_t length);

/* True if shared memory can have the name: 1 to 254 bytes without a slash, but for one at its
 * begin, which stands for nothing. */
bool map_name_is_good(const char *name);

/* Maps POSIX shared memory by name, which every process that may can do as
 * well. Length 0: all that there is. With create it
 * is made if there is none, and grows to `length` if it is shorter. */
bool map_shared(struct map *m, const char *name, uint64_t length, bool create,
                enum map_access access);

/* Removes the name of shared memory; maps of it stay. */
bool map_unlink(const char *name);

/* Unmaps; closed already is fine. What was written is not lost, but may not be on disk yet. */
void map_close(struct map *m);

/* True if an access since the last map_recover hit what is no longer there. */
static inline bool map_faulted(const struct map *m)
{
    /* The compiler must have made every access before the mark is read. */
    atomic_signal_fence(memory_order_seq_cst);
    return atomic_load_explicit(&m->fault.faulted, memory_order_relaxed);
}

/* Reads a byte of each page of these bytes, which are in the map, so that a part that is no longer
 * there marks the map before anything is done with the rest. Of devices, where to read may do
 * something, none. */
void map_touch(const struct map *m, size_t offset, size_t length);

/* Puts the mapping back where the handler put zeros, and sets an error text that says what is
 * wrong. Always false. */
bool map_recover(struct map *m);

/* What is mapped is there no longer, for a reason that the kernel does not tell: every access from
 * now on counts as one that hit what is gone. */
void map_lose(struct map *m);

/* Gives the map another length, 1 or more, and, where it is a file's, the file another end. Its
 * bytes may move. Only for MAP_OF_FILE with MAP_ACCESS_WRITE and MAP_OF_MEMORY. */
bool map_resize(struct map *m, uint64_t length);

/* Writes `length` bytes at `offset`, which are in the map, to the disk. Fails also when the file
 * has become too short to hold them. */
bool map_flush(struct map *m, size_t offset, size_t length);

/* The size in bytes of the file or device as it is now; the map's own if there is none. */
bool map_file_size(const struct map *m, uint64_t *size);

/* madvise(2) for the pages that hold these bytes of the map. */
bool map_advise(struct map *m, int advice, size_t offset, size_t length);

/* Bytes of a page. */
size_t map_page_size(void);

#endif
