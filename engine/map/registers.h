/* Device registers in memory: a piece of physical memory (/dev/mem), of a device that the kernel's
 * UIO hands to programs (/dev/uioN), of a PCI device's resource
 * (/sys/bus/pci/devices/ID/resourceN), or of a plain file. Each access is one load or store of
 * exactly its width, as a device counts them; a width that the address is no multiple of is
 * refused. The processor's byte order. */
#ifndef MAP_REGISTERS_H
#define MAP_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "map/futex.h"

/* The widest access that is one access on this processor, in bits. */
enum { REGISTERS_WIDEST = sizeof(void *) * 8 };

struct registers {
    volatile uint8_t *bytes; /* NULL: closed */
    uint64_t address;        /* as it was asked for */
    size_t length;
    bool writable;
    void *map; /* whole pages around it */
    size_t map_size;
    struct fault_range fault;
    char name[64]; /* of the file, cut: for error texts */
};

/* Maps `length` bytes, 1 or more, at `address`. That is a physical address in /dev/mem; in
 * /dev/uioN an offset into its first map, or a physical address that one of its maps has; in other
 * files an offset. The address need not be one of a page. What may only be read is mapped for
 * reading. `sysfs` is "/sys"; tests have another. `r` must stay where it is until registers_close.
 * False with an error text that says what helps; nothing is left open. */
bool registers_open(struct registers *r, const char *path, uint64_t address, size_t length,
                    const char *sysfs);

/* A closed one is accepted. */
void registers_close(struct registers *r);

/* True if there is such a register: what the accesses below check. */
bool registers_has(const struct registers *r, uint64_t offset, int width);

/* Reads or writes the register of `width` bits, 8, 16, 32 or 64, at an offset from the address.
 * False with an error text: misaligned, past the end, too wide for the processor or a value for the
 * width, not writable, or the device is gone. */
bool registers_read(const struct registers *r, uint64_t offset, int width, uint64_t *value);
bool registers_write(const struct registers *r, uint64_t offset, int width, uint64_t value);

/* Reads, replaces the bits of the mask by those of `value`, and writes: two accesses. */
bool registers_change(const struct registers *r, uint64_t offset, int width, uint64_t mask,
                      uint64_t value);

/* Reads until the bits of the mask are those of `value`: at first without a break, then more and
 * more seldom, down to every millisecond. WAIT_FAILED with an error text. */
enum wait_result registers_poll(const struct registers *r, uint64_t offset, int width,
                                uint64_t mask, uint64_t value, const struct patience *p);

/* The bits lo to hi, 0 to width - 1, of a register as a mask; 0 with an error text if those are
 * none. */
uint64_t registers_mask(int width, int64_t lo, int64_t hi);

#endif
