/* Counts the bytes that a process has allocated, for those who look from outside: loaded with
 * LD_PRELOAD, it keeps the count (8 bytes) at a fixed address, where /proc/PID/mem shows it for
 * each process. glibc's allocator does the work; these are its own names for it. */
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PLACE ((void *)0x7e0000000000)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static atomic_long *allocated; /* private memory: a fork goes on with a count of its own */

__attribute__((constructor)) static void begin(void)
{
    void *place = mmap(PLACE, sizeof *allocated, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    allocated = place == MAP_FAILED ? NULL : place;
}

static void *count(void *block)
{
    if (allocated != NULL)
        *allocated += (long)malloc_usable_size(block);
    return block;
}

static void discount(void *block)
{
    if (allocated != NULL)
        *allocated -= (long)malloc_usable_size(block);
}

void *malloc(size_t size)
{
    return count(__libc_malloc(size));
}

void *calloc(size_t nmemb, size_t size)
{
    return count(__libc_calloc(nmemb, size));
}

void *realloc(void *ptr, size_t size)
{
    discount(ptr);
    void *moved = __libc_realloc(ptr, size);
    count(moved == NULL && size > 0 ? ptr : moved);
    return moved;
}

void *memalign(size_t alignment, size_t size)
{
    return count(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memptr, size_t alignment, size_t size)
{
    *memptr = memalign(alignment, size);
    return *memptr == NULL ? ENOMEM : 0;
}

void free(void *ptr)
{
    discount(ptr);
    __libc_free(ptr);
}
