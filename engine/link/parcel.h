/* Bytes of any number that go from one process to another as a memfd. */
#ifndef LINK_PARCEL_H
#define LINK_PARCEL_H

#include <stdbool.h>
#include <stddef.h>

enum { PARCEL_MAX = 16 << 20 }; /* bytes */

/* A file with these bytes, which nobody can change any more. Returns its descriptor, the caller's,
 * or -1 with an error text. */
int parcel_create(const void *bytes, size_t size);

/* True if fd is such a file, of PARCEL_MAX bytes at most: then whoever sent it cannot make it grow
 * any more. */
bool parcel_is_whole(int fd);

/* Reads what the other process sent into *bytes (malloc'ed, the caller's), and closes fd in any
 * case. False with an error text if it is no such file, or has more than PARCEL_MAX bytes. */
bool parcel_take(int fd, char **bytes, size_t *size);

#endif
