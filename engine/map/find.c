/* A file's bytes are read into a buffer that stays in the cache, and are searched there: to have
 * 1 GB copied so takes 0.06 s, and to touch its pages for the first time where it is mapped 0.4 s.
 * What cannot be read so is searched where it is mapped. */
#include "map/find.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "map/search.h"

enum {
    BUFFER = 256 << 10, /* bytes */
    NEEDLE = 16 << 10,  /* longer ones are searched for where the map is */
    WORTH = 1 << 20,    /* bytes; below it that is quicker as well */
};

static bool is_read(const struct map *m, size_t length, size_t size)
{
    return m->fd >= 0 && m->access != MAP_ACCESS_COPY &&
           (m->kind == MAP_OF_FILE || m->kind == MAP_OF_NAME) && length >= WORTH && size <= NEEDLE;
}

static bool read_whole(const struct map *m, uint8_t *buffer, size_t length, size_t at)
{
    for (size_t done = 0; done < length;) {
        const ssize_t n =
            pread(m->fd, buffer + done, length - done, (off_t)(m->offset + at + done));
        if (n <= 0)
            return false; /* cut short, or a file that can only be mapped */
        done += (size_t)n;
    }
    return true;
}

static int64_t search(const uint8_t *bytes, size_t length, size_t at, const uint8_t *needle,
                      size_t size, bool last)
{
    const uint8_t *found = (last ? search_last : search_first)(bytes, length, needle, size);
    return found == NULL ? -1 : (int64_t)at + (found - bytes);
}

/* Buffer by buffer, each with the bytes of the one before that a match may begin, or end, in.
 * Leaves in *from and *to what could not be read. */
static int64_t search_file(const struct map *m, uint8_t *buffer, size_t *from, size_t *to,
                           const uint8_t *needle, size_t size, bool last)
{
    for (;;) {
        const size_t left = *to - *from, length = left < BUFFER ? left : BUFFER;
        const size_t at = last ? *to - length : *from;
        if (!read_whole(m, buffer, length, at))
            return -1;
        const int64_t found = search(buffer, length, at, needle, size, last);
        if (found >= 0 || length == left) {
            *to = *from;
            return found;
        }
        if (last)
            *to = at + size - 1;
        else
            *from = at + length - (size - 1);
    }
}

int64_t map_find(const struct map *m, size_t from, size_t to, const uint8_t *needle, size_t size,
                 bool last)
{
    assert(from <= to && to <= m->length);
    if (size == 0)
        return (int64_t)(last ? to : from);
    uint8_t *buffer = is_read(m, to - from, size) ? malloc(BUFFER) : NULL;
    if (buffer != NULL) {
        const int64_t found = search_file(m, buffer, &from, &to, needle, size, last);
        free(buffer);
        if (found >= 0)
            return found;
    }
    return search(m->bytes + from, to - from, from, needle, size, last);
}
