/* A mapping with the device's own memory type: O_SYNC asks /dev/mem for uncached memory, UIO and
 * PCI give that anyway. */
#include "map/registers.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "map/register_place.h"

static bool is_mem(const struct stat *st)
{
    return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 1);
}

/* Opening and mapping. */

static int open_file(const char *path, bool *writable)
{
    *writable = true;
    int fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 || (errno != EACCES && errno != EROFS))
        return fd;
    *writable = false;
    return open(path, O_RDONLY | O_SYNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static bool cannot_open(const char *path)
{
    if (errno != EACCES && errno != EPERM)
        return error_set_errno("cannot open %s", path);
    if (strcmp(path, "/dev/mem") == 0)
        return error_set_errno(
            "cannot open %s: it takes root (CAP_SYS_RAWIO), and a kernel that is "
            "not locked down (/sys/kernel/security/lockdown)",
            path);
    return error_set_errno("cannot open %s: run as root, or let a udev rule give it to your group",
                           path);
}

static bool cannot_map(const char *path, uint64_t address, size_t length, const struct stat *st)
{
    if (errno == EPERM && is_mem(st))
        return error_set_errno(
            "the kernel does not let %s map %zu bytes at 0x%" PRIx64 ": they are RAM, or a driver "
            "has them (CONFIG_STRICT_DEVMEM, CONFIG_IO_STRICT_DEVMEM); unbind the driver, boot "
            "with iomem=relaxed, or map the device's /sys/bus/pci/devices/ID/resourceN instead",
            path, length, address);
    if (errno == EINVAL && strncmp(path, "/sys/", strlen("/sys/")) == 0)
        return error_set_errno(
            "the kernel does not let %s be mapped while a driver has it (CONFIG_IO_STRICT_DEVMEM); "
            "unbind the driver, or boot with iomem=relaxed",
            path);
    if (errno == ENODEV)
        return error_set_errno("%s cannot be mapped", path);
    return error_set_errno("cannot map %zu bytes at 0x%" PRIx64 " of %s", length, address, path);
}

/* Where in the file the address is, by the kind of file. */
static bool find_place(struct register_place *place, const char *path, const struct stat *st,
                       uint64_t address, const char *sysfs)
{
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    *place = (struct register_place){address - address % page, address % page, UINT64_MAX};
    if (S_ISREG(st->st_mode)) {
        const uint64_t size = (uint64_t)st->st_size;
        place->size = address < size ? size - address : 0;
        return register_place_pci(place, path);
    }
    if (!S_ISCHR(st->st_mode))
        return error_set("%s: a device of memory (/dev/mem, /dev/uio0), a PCI resource or a plain "
                         "file expected",
                         path);
    char folder[256];
    snprintf(folder, sizeof folder, "%.128s/dev/char/%u:%u", sysfs, major(st->st_rdev),
             minor(st->st_rdev));
    char maps[288];
    snprintf(maps, sizeof maps, "%s/maps", folder);
    if (access(maps, F_OK) == 0)
        return register_place_uio(place, folder, address);
    return true;
}

/* The kernel's offsets are signed, and mappings of sizes below half the memory. */
static bool check_place(const struct register_place *place, const char *path, uint64_t address,
                        size_t length)
{
    if (length == 0 || length > PTRDIFF_MAX || place->skip > PTRDIFF_MAX - length)
        return error_set("a length of 1 or more bytes that can be mapped expected, got %zu",
                         length);
    if (length > place->size)
        return error_set("%zu bytes at 0x%" PRIx64 " of %s expected, there are %" PRIu64, length,
                         address, path, place->size);
    if (address > UINT64_MAX - length || place->offset > INT64_MAX - place->skip - length)
        return error_set("%zu bytes at 0x%" PRIx64 ": that is beyond any memory", length, address);
    return true;
}

static bool map(struct registers *r, int fd, const char *path, uint64_t address, size_t length,
                const char *sysfs)
{
    struct stat st;
    struct register_place place;
    if (fstat(fd, &st) < 0)
        return error_set_errno("cannot map %s", path);
    if (!find_place(&place, path, &st, address, sysfs) ||
        !check_place(&place, path, address, length))
        return false;
    r->map_size = (size_t)place.skip + length;
    const int protection = r->writable ? PROT_READ | PROT_WRITE : PROT_READ;
    void *mapped = mmap(NULL, r->map_size, protection, MAP_SHARED, fd, (off_t)place.offset);
    if (mapped == MAP_FAILED)
        return cannot_map(path, address, length, &st);
    r->map = mapped;
    r->bytes = (uint8_t *)mapped + place.skip;
    r->address = address;
    r->length = length;
    return fault_watch(&r->fault, r->map, r->map_size);
}

bool registers_open(struct registers *r, const char *path, uint64_t address, size_t length,
                    const char *sysfs)
{
    *r = (struct registers){0};
    snprintf(r->name, sizeof r->name, "%s", path);
    int fd = open_file(path, &r->writable);
    if (fd < 0)
        return cannot_open(path);
    const bool ok = map(r, fd, path, address, length, sysfs);
    close(fd); /* the mapping stays */
    if (!ok)
        registers_close(r);
    return ok;
}

void registers_close(struct registers *r)
{
    fault_unwatch(&r->fault);
    if (r->map != NULL)
        munmap(r->map, r->map_size);
    r->map = NULL;
    r->bytes = NULL;
}

/* Accesses. */

bool registers_has(const struct registers *r, uint64_t offset, int width)
{
    const size_t size = (size_t)width / 8;
    if (width != 8 && width != 16 && width != 32 && width != 64)
        return error_set("a width of 8, 16, 32 or 64 bits expected, got %d", width);
    if (width > REGISTERS_WIDEST)
        return error_set("%d bits at once are more than this processor can; its widest access has "
                         "%d",
                         width, REGISTERS_WIDEST);
    if (offset > r->length || size > r->length - offset)
        return error_set("%zu byte%s at 0x%" PRIx64 " are not within the %zu bytes that are mapped",
                         size, size == 1 ? "" : "s", offset, r->length);
    if ((uintptr_t)(r->bytes + offset) % size != 0)
        return error_set("0x%" PRIx64 " is misaligned: a register of %d bits is at an address that "
                         "is a multiple of %zu",
                         r->address + offset, width, size);
    return true;
}

static bool intact(const struct registers *r, uint64_t offset)
{
    atomic_signal_fence(memory_order_seq_cst); /* the handler runs in the middle of an access */
    return !atomic_load(&r->fault.faulted) ||
           error_set(
               "%s is gone: the device was removed, a driver has taken it, or the file was cut "
               "short (at 0x%" PRIx64 ")",
               r->name, r->address + offset);
}

static uint64_t load(const volatile uint8_t *at, int width)
{
    switch (width) {
    case 8:
        return *at;
    case 16:
        return *(const volatile uint16_t *)at;
    case 32:
        return *(const volatile uint32_t *)at;
    default:
        return *(const volatile uint64_t *)at;
    }
}

static void store(volatile uint8_t *at, int width, uint64_t value)
{
    switch (width) {
    case 8:
        *at = (uint8_t)value;
        break;
    case 16:
        *(volatile uint16_t *)at = (uint16_t)value;
        break;
    case 32:
        *(volatile uint32_t *)at = (uint32_t)value;
        break;
    default:
        *(volatile uint64_t *)at = value;
    }
}

static bool fits(int width, uint64_t value)
{
    return width == 64 || value >> width == 0 ||
           error_set("0x%" PRIx64 " has more than the register's %d bits", value, width);
}

bool registers_read(const struct registers *r, uint64_t offset, int width, uint64_t *value)
{
    if (!registers_has(r, offset, width) || !intact(r, offset))
        return false;
    *value = load(r->bytes + offset, width);
    return intact(r, offset);
}

bool registers_write(const struct registers *r, uint64_t offset, int width, uint64_t value)
{
    if (!registers_has(r, offset, width) || !fits(width, value) || !intact(r, offset))
        return false;
    if (!r->writable)
        return error_set("%s may only be read", r->name);
    store(r->bytes + offset, width, value);
    return intact(r, offset);
}

bool registers_change(const struct registers *r, uint64_t offset, int width, uint64_t mask,
                      uint64_t value)
{
    uint64_t old;
    return registers_has(r, offset, width) && fits(width, mask) &&
           registers_read(r, offset, width, &old) &&
           registers_write(r, offset, width, (old & ~mask) | (value & mask));
}

enum wait_result registers_poll(const struct registers *r, uint64_t offset, int width,
                                uint64_t mask, uint64_t value, const struct patience *p)
{
    const uint64_t most = CLOCK_SECOND / 1000;
    struct timespec pause = {0};
    if (!registers_has(r, offset, width) || !fits(width, mask) || !fits(width, value))
        return WAIT_FAILED;
    if ((value & ~mask) != 0) {
        error_set("0x%" PRIx64 " has bits that the mask 0x%" PRIx64 " has not", value, mask);
        return WAIT_FAILED;
    }
    for (uint64_t reads = 1;; reads++) {
        uint64_t got;
        const enum wait_result left = patience_left(p);
        if (!registers_read(r, offset, width, &got))
            return WAIT_FAILED;
        if ((got & mask) == value)
            return WAIT_DONE;
        if (left != WAIT_DONE) /* found out before that read, so it was a last look */
            return left;
        if (reads < 100)
            continue;
        pause.tv_nsec = (long)(reads * 1000 < most ? reads * 1000 : most);
        nanosleep(&pause, NULL);
    }
}

uint64_t registers_mask(int width, int64_t lo, int64_t hi)
{
    if (lo < 0 || hi < lo || hi >= width) {
        error_set("bits lo to hi of 0 to %d expected, got %" PRId64 " to %" PRId64, width - 1, lo,
                  hi);
        return 0;
    }
    return (UINT64_MAX >> (63 - (hi - lo))) << lo;
}
