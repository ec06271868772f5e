/* Sealed, so that what is checked is what is read. */
#include "link/parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

int parcel_create(const void *bytes, size_t size)
{
    int fd = memfd_create("fbrun-parcel", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    bool ok = fd >= 0 && size <= PARCEL_MAX;
    for (size_t at = 0; ok && at < size;) {
        ssize_t written = write(fd, (const char *)bytes + at, size - at);
        ok = written > 0 || (written < 0 && errno == EINTR);
        at += written > 0 ? (size_t)written : 0;
    }
    if (ok && fcntl(fd, F_ADD_SEALS, SEALS) == 0)
        return fd;
    error_set_errno("no shared memory of %zu bytes", size);
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool read_all(int fd, char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t got = pread(fd, bytes + at, size - at, (off_t)at);
        if (got == 0 || (got < 0 && errno != EINTR))
            return error_set_errno("cannot read what the other process sent");
        at += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* Its size in bytes, or -1 if it is none. */
static off_t size_of(int fd)
{
    struct stat st;
    const int seals = fcntl(fd, F_GET_SEALS);
    const bool ok =
        seals >= 0 && (seals & SEALS) == SEALS && fstat(fd, &st) == 0 && st.st_size <= PARCEL_MAX;
    return ok ? st.st_size : -1;
}

bool parcel_is_whole(int fd)
{
    return size_of(fd) >= 0;
}

bool parcel_take(int fd, char **bytes, size_t *size)
{
    const off_t found = size_of(fd);
    bool ok = found >= 0;
    *bytes = NULL;
    if (!ok) {
        error_set("what the other process sent is not what was expected");
    } else {
        *size = (size_t)found;
        *bytes = malloc(*size + 1);
        ok = *bytes != NULL ? read_all(fd, *bytes, *size)
                            : error_set("no memory for %zu bytes", *size);
    }
    close(fd);
    if (!ok)
        free(*bytes);
    return ok;
}
