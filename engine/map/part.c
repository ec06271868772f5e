/* Opening /proc/self/fd/N makes a new open file description of the same file, which dup would not.
 */
#include "map/part.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static bool fits(int fd, uint64_t position, size_t length)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return error_set_errno("shared memory");
    if (!S_ISREG(st.st_mode))
        return error_set("a file or shared memory expected, got a device or the like");
    const uint64_t size = (uint64_t)st.st_size;
    if (position > size || length > size - position)
        return error_set("%zu bytes at %" PRIu64 " of the file expected, it has %" PRIu64, length,
                         position, size);
    return position % 4 == 0 ||
           error_set("a place that is a multiple of 4 expected, got %" PRIu64, position);
}

static bool map(struct part *p, uint64_t position, size_t length)
{
    const size_t within = (size_t)(position % (uint64_t)sysconf(_SC_PAGESIZE));
    p->map_size = within + length; /* both are below the size of a file that is mapped already */
    p->map = mmap(NULL, p->map_size, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd,
                  (off_t)(position - within));
    if (p->map == MAP_FAILED) {
        p->map = NULL;
        return error_set_errno("cannot map %zu bytes", p->map_size);
    }
    p->position = position;
    p->bytes = (uint8_t *)p->map + within;
    p->length = length;
    return fault_watch(&p->fault, p->map, p->map_size);
}

bool part_open(struct part *p, int fd, uint64_t position, size_t length)
{
    *p = (struct part){.fd = -1};
    if (!fits(fd, position, length))
        return false;
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    p->fd = open(path, O_RDWR | O_CLOEXEC);
    if (p->fd < 0)
        return error_set_errno("cannot open the file once more, by way of %s", path);
    if (map(p, position, length))
        return true;
    part_close(p);
    return false;
}

void part_close(struct part *p)
{
    fault_unwatch(&p->fault);
    if (p->map != NULL)
        munmap(p->map, p->map_size);
    if (p->fd >= 0)
        close(p->fd);
    *p = (struct part){.fd = -1};
}

bool part_intact(const struct part *p)
{
    atomic_signal_fence(memory_order_seq_cst); /* the handler runs in the middle of an access */
    return !atomic_load(&p->fault.faulted) ||
           error_set("the mapped file has been cut short; %zu bytes at %" PRIu64 " are gone",
                     p->length, p->position);
}
