/* Everything here is text of the kernel's: numbers in hexadecimal, one or three a line. */
#include "map/register_place.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

enum { UIO_MAPS = 5 }; /* the kernel's MAX_UIO_MAPS */

static uint64_t page_size(void)
{
    return (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool read_number(const char *folder, int map, const char *name, uint64_t *number)
{
    char path[PATH_MAX], line[64], *end;
    const int length = snprintf(path, sizeof path, "%s/maps/map%d/%s", folder, map, name);
    if (length < 0 || length >= (int)sizeof path || !file_read_line(path, line, sizeof line))
        return false;
    errno = 0;
    *number = strtoull(line, &end, 16);
    return errno == 0 && *end == '\0';
}

struct uio_map {
    uint64_t address, size, offset;
};

/* False where there is no such map. */
static bool read_map(const char *folder, int map, struct uio_map *m)
{
    if (!read_number(folder, map, "addr", &m->address) ||
        !read_number(folder, map, "size", &m->size))
        return false;
    if (!read_number(folder, map, "offset", &m->offset))
        m->offset = 0; /* kernels before 2.6.32 */
    return m->offset < m->size && m->size <= UINT64_MAX - m->address;
}

/* The address within the map, from its first register on. mmap's offset chooses a map by whole
 * pages and always begins at its first one. */
static void set_place(struct register_place *place, int map, const struct uio_map *m,
                      uint64_t within)
{
    const uint64_t page = page_size();
    place->offset = (uint64_t)map * page;
    place->skip = m->address % page + m->offset + within;
    place->size = m->size - m->offset - within;
}

bool register_place_uio(struct register_place *place, const char *folder, uint64_t address)
{
    struct uio_map m;
    if (!read_map(folder, 0, &m))
        return error_set("this UIO device has no memory");
    if (address < m.size - m.offset) {
        set_place(place, 0, &m, address);
        return true;
    }
    for (int i = 0; i < UIO_MAPS && read_map(folder, i, &m); i++) {
        const uint64_t first = m.address + m.offset;
        if (address >= first && address < m.address + m.size) {
            set_place(place, i, &m, address - first);
            return true;
        }
    }
    read_map(folder, 0, &m);
    return error_set("0x%" PRIx64 " is neither in the %" PRIu64 " bytes of this UIO device's map 0 "
                     "nor a physical address that a map of it has",
                     address, m.size - m.offset);
}

/* The number at the end of a PCI resource file's name, "resource3" or "resource3_wc", or -1. */
static int resource_number(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    int number, end = 0;
    if (sscanf(name, "resource%1d%n", &number, &end) != 1 || end == 0)
        return -1;
    return name[end] == '\0' || strcmp(name + end, "_wc") == 0 ? number : -1;
}

bool register_place_pci(struct register_place *place, const char *path)
{
    static const uint64_t ports = 0x100; /* the kernel's IORESOURCE_IO */
    const int number = resource_number(path);
    const char *slash = strrchr(path, '/');
    char list[PATH_MAX];
    const int folder = slash != NULL ? (int)(slash - path) + 1 : 0;
    const int length = snprintf(list, sizeof list, "%.*sresource", folder, path);
    if (number < 0 || length >= (int)sizeof list)
        return true;
    FILE *file = fopen(list, "re");
    if (file == NULL)
        return true;
    uint64_t first = 0, last = 0, flags = 0;
    bool found = true;
    for (int i = 0; found && i <= number; i++)
        found = fscanf(file, "%" SCNx64 " %" SCNx64 " %" SCNx64, &first, &last, &flags) == 3;
    fclose(file);
    if (found && (flags & ports) != 0)
        return error_set("%s: I/O ports 0x%" PRIx64 " to 0x%" PRIx64 " cannot be mapped, only "
                         "memory can",
                         path, first, last);
    if (found)
        place->skip += first % page_size();
    return true;
}
