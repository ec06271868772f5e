/* mmap(2) and what surrounds it. Files are opened without waiting, and looked at before they are
 * mapped, since the kernel's EINVAL, ENODEV and EACCES say too little. */
#include "map/map.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/size.h"

size_t map_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* Bytes of memory, and not of a file or a device, that the map may come to have. */
static size_t counted(const struct map *m, size_t length)
{
    const bool own = (m->flags & MAP_PRIVATE) != 0 && (m->prot & PROT_WRITE) != 0;
    return own || m->kind == MAP_OF_NAME ? m->skip + length : 0;
}

/* Pages are mapped whole, from the begin of the one that the first byte is in. */
static bool map_memory(struct map *m, const char *name)
{
    m->skip = (size_t)(m->offset % map_page_size());
    const size_t length = m->skip + m->length;
    if (!budget_take(counted(m, m->length)))
        return error_prefix("cannot map %zu bytes of %s", m->length, name);
    void *start = mmap(NULL, length, m->prot, m->flags, m->fd, (off_t)(m->offset - m->skip));
    if (start == MAP_FAILED) {
        error_set_errno("cannot map %zu bytes of %s", m->length, name);
    } else if (!fault_watch(&m->fault, start, size_round_up(length, map_page_size()))) {
        munmap(start, length);
        start = MAP_FAILED;
    }
    if (start == MAP_FAILED) {
        budget_give(counted(m, m->length));
        return false;
    }
    m->bytes = (uint8_t *)start + m->skip;
    return true;
}

void map_close(struct map *m)
{
    if (m->bytes != NULL) {
        fault_unwatch(&m->fault);
        munmap(m->bytes - m->skip, m->skip + m->length);
        budget_give(counted(m, m->length));
    }
    if (m->fd >= 0)
        close(m->fd);
    *m = (struct map){.fd = -1};
}

static void set_protection(struct map *m, const struct map_options *o)
{
    m->access = o->access;
    m->prot = o->access == MAP_ACCESS_READ ? PROT_READ : PROT_READ | PROT_WRITE;
    m->flags = o->access == MAP_ACCESS_COPY ? MAP_PRIVATE : MAP_SHARED;
    if (o->flags != 0) {
        m->prot = o->prot;
        m->flags = o->flags;
    }
}

/* The size of what m->fd is; *sized is false for what has none. */
static bool find_size(const struct map *m, const char *name, uint64_t *size, bool *sized)
{
    struct stat status;
    *sized = true;
    if (fstat(m->fd, &status) != 0)
        return error_set_errno("cannot map %s", name);
    if (S_ISDIR(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)) {
        const char *what = S_ISDIR(status.st_mode)    ? "a directory"
                           : S_ISFIFO(status.st_mode) ? "a pipe"
                                                      : "a socket";
        return error_set("cannot map %s: a file or device expected, it is %s", name, what);
    }
    *size = (uint64_t)status.st_size;
    if (S_ISBLK(status.st_mode)) {
        const off_t end = lseek(m->fd, 0, SEEK_END); /* of a copy of the caller's descriptor: */
        if (end < 0)                                 /* block devices are not read in order */
            return error_set_errno("cannot map %s", name);
        *size = (uint64_t)end;
    } else if (!S_ISREG(status.st_mode)) {
        *sized = false;
    }
    return true;
}

/* Decides m->length, and lets the file grow if that was asked for. */
static bool find_length(struct map *m, const char *name, const struct map_options *o)
{
    uint64_t size = 0, end;
    bool sized;
    if (!find_size(m, name, &size, &sized))
        return false;
    if (m->kind == MAP_OF_FILE && !sized)
        m->kind = MAP_OF_DEVICE;
    if (__builtin_add_overflow(o->offset, o->length, &end) || end > INT64_MAX)
        return error_set("cannot map %s: no file has %llu bytes from %llu on", name,
                         (unsigned long long)o->length, (unsigned long long)o->offset);
    if (sized && o->create && o->length > 0 && end > size) {
        if (ftruncate(m->fd, (off_t)end) != 0)
            return error_set_errno("cannot let %s grow to %llu bytes", name,
                                   (unsigned long long)end);
        size = end;
    }
    uint64_t length = o->length;
    if (!sized && length == 0)
        return error_set("cannot map %s: a device has no length, so one must be given", name);
    if (sized && size == 0)
        return error_set("cannot map %s: it is empty", name);
    if (sized && o->offset >= size)
        return error_set("cannot map %s: offset %llu is not before its end, it has %llu bytes",
                         name, (unsigned long long)o->offset, (unsigned long long)size);
    if (sized && end > size)
        return error_set("cannot map %s: %llu bytes from %llu on expected, it has %llu in all",
                         name, (unsigned long long)length, (unsigned long long)o->offset,
                         (unsigned long long)size);
    if (length == 0)
        length = size - o->offset;
    if (length > SIZE_MAX / 2)
        return error_set("cannot map %s: %llu bytes do not fit into memory", name,
                         (unsigned long long)length);
    m->length = (size_t)length;
    m->offset = o->offset;
    return true;
}

/* Takes m->fd over. */
static bool map_descriptor(struct map *m, const char *name, const struct map_options *o)
{
    set_protection(m, o);
    if (find_length(m, name, o) && map_memory(m, name))
        return true;
    map_close(m);
    return false;
}

bool map_open(struct map *m, const char *path, const struct map_options *o)
{
    *m = (struct map){.fd = -1, .kind = MAP_OF_FILE};
    int flags = O_CLOEXEC | O_NOCTTY | O_NONBLOCK; /* a pipe without a writer would wait */
    flags |= o->access == MAP_ACCESS_WRITE ? O_RDWR : O_RDONLY;
    flags |= o->create ? O_CREAT : 0;
    flags |= o->sync ? O_SYNC : 0;
    m->fd = open(path, flags, 0666);
    if (m->fd < 0)
        return error_set_errno("cannot map %s", path);
    return map_descriptor(m, path, o);
}

bool map_open_fd(struct map *m, int fd, const char *name, const struct map_options *o)
{
    *m = (struct map){.kind = MAP_OF_FILE};
    m->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (m->fd < 0)
        return error_set_errno("cannot map %s", name);
    return map_descriptor(m, name, o);
}

bool map_anonymous(struct map *m, uint64_t length)
{
    *m = (struct map){.fd = -1, .kind = MAP_OF_MEMORY, .access = MAP_ACCESS_WRITE};
    if (length > SIZE_MAX / 2)
        return error_set("cannot map %llu bytes: they do not fit into memory",
                         (unsigned long long)length);
    m->length = (size_t)length;
    m->prot = PROT_READ | PROT_WRITE;
    m->flags = MAP_PRIVATE | MAP_ANONYMOUS;
    return map_memory(m, "memory");
}

/* "/name", as shm_open wants it. */
static bool shared_name(char *buffer, size_t size, const char *name)
{
    const char *bare = name[0] == '/' ? name + 1 : name;
    if (bare[0] == '\0' || strchr(bare, '/') != NULL || strlen(bare) > 254 ||
        strcmp(bare, ".") == 0 || strcmp(bare, "..") == 0)
        return error_set("a name of 1 to 254 bytes without a slash expected, got '%.60s'", name);
    snprintf(buffer, size, "/%s", bare);
    return true;
}

bool map_name_is_good(const char *name)
{
    char path[256];
    return shared_name(path, sizeof path, name);
}

bool map_shared(struct map *m, const char *name, uint64_t length, bool create,
                enum map_access access)
{
    char path[256];
    *m = (struct map){.fd = -1, .kind = MAP_OF_NAME};
    if (!shared_name(path, sizeof path, name))
        return false;
    const int flags = access == MAP_ACCESS_WRITE ? O_RDWR : O_RDONLY;
    m->fd = shm_open(path, flags | (create ? O_CREAT : 0), 0600); /* it sets FD_CLOEXEC */
    if (m->fd < 0)
        return error_set_errno("cannot map shared memory %s", path);
    const struct map_options o = {.length = length, .access = access, .create = create};
    return map_descriptor(m, path, &o);
}

bool map_unlink(const char *name)
{
    char path[256];
    if (!shared_name(path, sizeof path, name))
        return false;
    return shm_unlink(path) == 0 || error_set_errno("cannot remove shared memory %s", path);
}

/* Maps `length` bytes at `at` from the file once more. Somewhere else first: a driver that refuses
 * leaves a hole where MAP_FIXED would have put them. */
static bool map_again(const struct map *m, uint8_t *at, size_t length)
{
    const off_t offset = (off_t)(m->offset - m->skip + (size_t)(at - (m->bytes - m->skip)));
    void *fresh = mmap(NULL, length, m->prot, m->flags, m->fd, offset);
    if (fresh == MAP_FAILED)
        return false;
    if (mremap(fresh, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, at) != MAP_FAILED)
        return true;
    munmap(fresh, length);
    return false;
}

void map_lose(struct map *m)
{
    m->lost = true;
    atomic_store(&m->fault.faulted, true);
}

bool map_recover(struct map *m)
{
    uint64_t size;
    if (m->lost)
        return error_set("what was mapped has been replaced; map it again");
    uint8_t *const lowest = (uint8_t *)atomic_load(&m->fault.lowest);
    const size_t length = (size_t)(atomic_load(&m->fault.highest) - (uintptr_t)lowest);
    /* Pages of a private copy that lie behind the file's end are gone as well, so nothing that
     * still counts is replaced. Where this fails zeros stay, and so does the mark. */
    if (m->fd < 0 || map_again(m, lowest, length))
        fault_forget(&m->fault);
    if (m->kind != MAP_OF_DEVICE && map_file_size(m, &size) && size < m->offset + m->length)
        return error_set("the file was cut short: it has %llu bytes, this map needs %llu",
                         (unsigned long long)size, (unsigned long long)m->offset + m->length);
    return error_set(m->kind == MAP_OF_DEVICE
                         ? "the device is gone or does not answer, or a driver has taken it"
                         : "the file or its device cannot be read, or there is no space for it");
}

bool map_resize(struct map *m, uint64_t length)
{
    uint64_t end, old_size = 0;
    assert((m->kind == MAP_OF_FILE && m->access == MAP_ACCESS_WRITE) || m->kind == MAP_OF_MEMORY);
    if (length > SIZE_MAX / 2 || __builtin_add_overflow(m->offset, length, &end) || end > INT64_MAX)
        return error_set("cannot resize to %llu bytes: they do not fit into memory",
                         (unsigned long long)length);
    const size_t before = counted(m, m->length), after = counted(m, (size_t)length);
    if (after > before && !budget_take(after - before))
        return error_prefix("cannot resize to %llu bytes", (unsigned long long)length);
    if (m->fd >= 0 && (!map_file_size(m, &old_size) || ftruncate(m->fd, (off_t)end) != 0))
        return error_set_errno("cannot resize the file to %llu bytes", (unsigned long long)end);
    const size_t mapped = m->skip + (size_t)length;
    uint8_t *start = mremap(m->bytes - m->skip, m->skip + m->length, mapped, MREMAP_MAYMOVE);
    if (start == MAP_FAILED) {
        error_set_errno("cannot map %llu bytes", (unsigned long long)length);
        budget_give(after > before ? after - before : 0);
        if (m->fd >= 0 && end > old_size && ftruncate(m->fd, (off_t)old_size) != 0)
            return false; /* it stays longer, which harms nobody */
        return false;
    }
    m->bytes = start + m->skip;
    m->length = (size_t)length;
    budget_give(before > after ? before - after : 0);
    fault_move(&m->fault, start, size_round_up(mapped, map_page_size()));
    return true;
}

bool map_flush(struct map *m, size_t offset, size_t length)
{
    assert(offset <= m->length && length <= m->length - offset);
    uint64_t size;
    if (length == 0 || m->access != MAP_ACCESS_WRITE)
        return true;
    /* What lies behind the file's end in its last page would be lost without a word. */
    if (m->kind == MAP_OF_FILE) {
        if (!map_file_size(m, &size))
            return false;
        if (size < m->offset + offset + length)
            return error_set("cannot flush: the file was cut short, it has %llu bytes",
                             (unsigned long long)size);
    }
    const size_t skip = (m->skip + offset) % map_page_size();
    return msync(m->bytes + offset - skip, length + skip, MS_SYNC) == 0 ||
           error_set_errno("cannot flush");
}

void map_touch(const struct map *m, size_t offset, size_t length)
{
    assert(offset <= m->length && length <= m->length - offset);
    const volatile uint8_t *at = m->bytes + offset;
    const size_t page = map_page_size();
    if (m->kind == MAP_OF_DEVICE || length == 0)
        return;
    for (size_t i = 0; i < length; i += page)
        (void)at[i];
    (void)at[length - 1];
}

bool map_file_size(const struct map *m, uint64_t *size)
{
    bool sized;
    *size = m->length;
    if (m->fd < 0)
        return true;
    if (!find_size(m, "its file", size, &sized))
        return false;
    if (!sized)
        *size = m->offset + m->length;
    return true;
}

bool map_advise(struct map *m, int advice, size_t offset, size_t length)
{
    assert(offset <= m->length && length <= m->length - offset);
    if (length == 0)
        return true;
    const size_t skip = (m->skip + offset) % map_page_size();
    return madvise(m->bytes + offset - skip, length + skip, advice) == 0 ||
           error_set_errno("madvise");
}
