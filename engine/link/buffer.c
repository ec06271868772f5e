/* The file holds the surface's rows and then the keys, each at a multiple of 64 bytes. */
#include "link/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/size.h"

/* Without these the script process could make the file shorter, and the screen process would die
 * of SIGBUS while it copies. */
enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL };

/* Lays out everything but fd and map. False with an error text when the size is not accepted. */
static bool lay_out(struct link_buffer *b, int64_t width, int64_t height, int tile_width,
                    int tile_height, size_t *keys_at)
{
    size_t pixels;
    if (!surface_size(width, height, &pixels))
        return false;
    *b = (struct link_buffer){
        .fd = -1,
        .surface = {.width = (int)width,
                    .height = (int)height,
                    .stride = surface_stride((int)width)},
        .grid = tile_grid_make((int)width, (int)height, tile_width, tile_height),
    };
    *keys_at = size_round_up(pixels, SURFACE_ALIGNMENT);
    size_t keys;
    if (!size_multiply((size_t)tile_grid_count(&b->grid), sizeof *b->keys, &keys) ||
        !size_add(*keys_at, keys, &b->size))
        return error_set("a screen of %dx%d pixels does not fit the memory", (int)width,
                         (int)height);
    return true;
}

static bool map(struct link_buffer *b, size_t keys_at)
{
    b->map = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
    if (b->map == MAP_FAILED) {
        b->map = NULL;
        return error_set_errno("cannot map the screen's %zu bytes", b->size);
    }
    b->surface.pixels = b->map;
    b->keys = (struct key *)((char *)b->map + keys_at);
    return true;
}

/* A fresh file with its size fixed. Its pages are reserved now, so that a machine that has too
 * little memory says so here and not by SIGBUS in the middle of a frame. */
static bool make_file(struct link_buffer *b)
{
    b->fd = memfd_create("fbrun-frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (b->fd < 0)
        return error_set_errno("no shared memory for the screen");
    int failed;
    do
        failed = fallocate(b->fd, 0, 0, (off_t)b->size);
    while (failed != 0 && errno == EINTR);
    if (failed != 0)
        return error_set_errno("no shared memory of %zu bytes for the screen", b->size);
    if (fcntl(b->fd, F_ADD_SEALS, SEALS) != 0)
        return error_set_errno("cannot fix the size of the screen's shared memory");
    return true;
}

bool link_buffer_create(struct link_buffer *b, int width, int height, int tile_width,
                        int tile_height)
{
    *b = (struct link_buffer){.fd = -1};
    size_t keys_at;
    if (lay_out(b, width, height, tile_width, tile_height, &keys_at) && make_file(b) &&
        map(b, keys_at))
        return true;
    link_buffer_finish(b);
    return false;
}

/* The file must be as long as the message says it is, and stay so. */
static bool check_file(const struct link_buffer *b)
{
    struct stat st;
    if (fstat(b->fd, &st) != 0)
        return error_set_errno("cannot examine the screen's buffer");
    if (st.st_size < 0 || (uintmax_t)st.st_size != b->size)
        return error_set("the screen's buffer has %jd bytes instead of %zu", (intmax_t)st.st_size,
                         b->size);
    int seals = fcntl(b->fd, F_GET_SEALS);
    if (seals < 0 || (seals & SEALS) != SEALS)
        return error_set("the screen's buffer could change its size");
    return true;
}

bool link_buffer_open(struct link_buffer *b, const struct link_message *setup)
{
    const struct link_setup *s = &setup->setup;
    size_t keys_at = 0;
    bool ok = true;
    *b = (struct link_buffer){.fd = -1};
    if (s->tile_width < 1 || s->tile_height < 1)
        ok = error_set("tiles of %dx%d pixels, not at least 1x1", (int)s->tile_width,
                       (int)s->tile_height);
    ok = ok && lay_out(b, s->width, s->height, s->tile_width, s->tile_height, &keys_at);
    b->fd = setup->fd;
    ok = ok && check_file(b) && map(b, keys_at);
    if (!ok)
        link_buffer_finish(b);
    return ok;
}

void link_buffer_finish(struct link_buffer *b)
{
    if (b->map != NULL)
        munmap(b->map, b->size);
    if (b->fd >= 0)
        close(b->fd);
    *b = (struct link_buffer){.fd = -1};
}
