/* Where in a file a device's registers are, and how many there are: sysfs knows. */
#ifndef MAP_REGISTER_PLACE_H
#define MAP_REGISTER_PLACE_H

#include <stdbool.h>
#include <stdint.h>

struct register_place {
    uint64_t offset; /* for mmap: a multiple of the page size */
    uint64_t skip;   /* bytes from there to the first one that is wanted */
    uint64_t size;   /* how many bytes there are from that one on; UINT64_MAX: nobody says */
};

/* In a UIO device whose maps are described in `folder`: maps/mapN/addr, size and offset, as the
 * kernel's uio-howto explains them. `address` is an offset into map 0, or a physical address. False
 * with an error text. */
bool register_place_uio(struct register_place *place, const char *folder, uint64_t address);

/* Corrects the place in a file at `path` if that is the resource file of a PCI device, by the list
 * of addresses in the file "resource" beside it: what is smaller than a page may begin within one.
 * False with an error text if the resource is I/O ports. */
bool register_place_pci(struct register_place *place, const char *path);

#endif
