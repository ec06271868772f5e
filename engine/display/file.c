/* A plain file mapped as a framebuffer: it holds the bytes that a device of that format, size and
 * stride would hold. Whoever has the file can cut it short at any time, so the mapping is watched
 * (base/fault.h), and its disk space is taken beforehand. */
#include "display/display_impl.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/size.h"
#include "display/rows.h"

struct file_display {
    struct display base;
    char *path;
    int fd;
    off_t file_size; /* bytes; may be more than is mapped */
    struct rows rows;
    size_t size; /* bytes mapped: stride * height */
    uint8_t *map;
    struct fault_range fault;
};

static struct file_display *file_of(struct display *d)
{
    assert(d->impl == &display_file);
    return (struct file_display *)d;
}

static bool file_write(struct display *d, const struct surface *s, struct rect from, int x, int y)
{
    struct file_display *f = file_of(d);
    rows_write(&f->rows, f->map, s, from, x, y);
    return true;
}

/* What is written between a new end of the file and the end of that page is lost without a fault,
 * so the size is asked for too. */
static bool check_mapping(struct file_display *f)
{
    struct stat st;
    if (fstat(f->fd, &st) != 0)
        return error_set_errno("file:%s: cannot examine the file", f->path);
    if ((uintmax_t)st.st_size < f->size)
        return error_set("file:%s: the file was cut from %jd to %jd bytes while it was mapped",
                         f->path, (intmax_t)f->file_size, (intmax_t)st.st_size);
    if (atomic_load(&f->fault.faulted))
        return error_set("file:%s: part of the file was gone while it was mapped", f->path);
    return true;
}

static bool file_end(struct display *d, const struct rect *damage, int count)
{
    (void)damage;
    (void)count;
    return check_mapping(file_of(d));
}

static bool file_read_back(struct display *d, struct surface *s)
{
    struct file_display *f = file_of(d);
    return rows_read(&f->rows, f->map, s) && check_mapping(f);
}

static bool file_close(struct display *d)
{
    struct file_display *f = file_of(d);
    fault_unwatch(&f->fault);
    if (f->map != NULL)
        munmap(f->map, f->size);
    if (f->fd >= 0)
        close(f->fd);
    rows_finish(&f->rows);
    free(f->path);
    free(f);
    return true;
}

/* Sets everything that the settings say: size, format, stride. */
static bool configure(struct file_display *f, const char *settings, bool dither)
{
    enum { SIZE, FORMAT, STRIDE, COUNT };
    struct display_setting set[COUNT] = {
        [SIZE] = {.key = "size"}, [FORMAT] = {.key = "format"}, [STRIDE] = {.key = "stride"}};
    int width = DISPLAY_DEFAULT_WIDTH, height = DISPLAY_DEFAULT_HEIGHT;
    if (!display_settings_parse(settings, set, COUNT) ||
        !display_setting_size(&set[SIZE], &width, &height))
        return false;
    const char *format = set[FORMAT].value[0] != '\0' ? set[FORMAT].value : "XRGB8888";
    struct pixel_format pixels;
    if (!pixel_format_from_name(format, &pixels))
        return false;
    size_t row_bytes = pixel_format_row_bytes(&pixels, width), stride = row_bytes;
    if (!display_setting_number(&set[STRIDE], &stride))
        return false;
    if (stride < row_bytes)
        return error_set("stride=%zu is too small: %d pixels of %s have %zu bytes", stride, width,
                         pixel_format_name(&pixels), row_bytes);
    if (!size_multiply(stride, (size_t)height, &f->size) || f->size > PTRDIFF_MAX)
        return error_set("stride=%zu is too large: %d such rows do not fit this machine's memory",
                         stride, height);
    if (!rows_init(&f->rows, &pixels, width, height, stride, dither, NULL))
        return false;
    f->base = (struct display){
        .impl = &display_file,
        .width = width,
        .height = height,
        .alignment = converter_alignment(f->rows.converter),
        .buffers = 1,
        .period = CLOCK_SECOND / 60,
        .ends_when_still = true,
        .memory = {.fd = -1, .stride = stride, .format = pixels},
    };
    return true;
}

/* Opens the file or creates it. To open a device or a pipe may already have an effect, so what is
 * there is examined first. */
static bool open_file(struct file_display *f, bool *created)
{
    f->fd = open(f->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    *created = f->fd >= 0;
    if (*created)
        return true;
    struct stat st;
    if (errno != EEXIST || stat(f->path, &st) != 0)
        return error_set_errno("cannot create the file");
    if (!S_ISREG(st.st_mode))
        return error_set("expected a plain file, but it is %s", S_ISDIR(st.st_mode) ? "a directory"
                                                                : S_ISFIFO(st.st_mode) ? "a pipe"
                                                                : S_ISSOCK(st.st_mode)
                                                                    ? "a socket"
                                                                    : "a device");
    f->fd = open(f->path, O_RDWR | O_CLOEXEC);
    return f->fd >= 0 || error_set_errno("cannot open the file");
}

/* Gives the file the bytes that it lacks, and all of them disk space: a mapping of a hole on a
 * full disk faults. A file that cannot have them is as it was. */
static bool take_space(struct file_display *f)
{
    struct stat st;
    if (fstat(f->fd, &st) != 0)
        return error_set_errno("cannot examine the file");
    bool grows = (uintmax_t)st.st_size < f->size;
    f->file_size = grows ? (off_t)f->size : st.st_size;
    int error;
    do
        error = posix_fallocate(f->fd, 0, (off_t)f->size);
    while (error == EINTR);
    if (error == 0)
        return true;
    if (grows && ftruncate(f->fd, st.st_size) != 0)
        log_warning("cannot cut %s back to %jd bytes", f->path, (intmax_t)st.st_size);
    errno = error;
    return error_set_errno("no space for the file's %zu bytes", f->size);
}

static bool map_file(struct file_display *f)
{
    void *map = mmap(NULL, f->size, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
    if (map == MAP_FAILED)
        return error_set_errno("cannot map the file's %zu bytes", f->size);
    f->map = map;
    f->base.has_memory = true;
    f->base.memory.fd = f->fd;
    return fault_watch(&f->fault, map, size_round_up(f->size, (size_t)sysconf(_SC_PAGESIZE)));
}

static struct display *file_open(const char *path, const char *settings,
                                 const struct display_options *options)
{
    if (path == NULL) {
        error_set("a path is missing: file:PATH");
        return NULL;
    }
    struct file_display *f = calloc(1, sizeof *f);
    if (f == NULL) {
        error_set("no memory for the display");
        return NULL;
    }
    f->base.impl = &display_file;
    f->fd = -1;
    f->path = strdup(path);
    bool created = false;
    if (f->path == NULL)
        error_set("no memory for the path");
    else if (configure(f, settings, options->dither) && open_file(f, &created) && take_space(f) &&
             map_file(f))
        return &f->base;
    if (created)
        unlink(path);
    file_close(&f->base);
    return NULL;
}

const struct display_impl display_file = {
    .name = "file",
    .help = "file:PATH[,size=WxH,format=XRGB8888,stride=BYTES]\n"
            "                                a plain file mapped as a framebuffer",
    .open = file_open,
    .close = file_close,
    .read = file_read_back,
    .write = file_write,
    .end = file_end,
};
