/* Reading grows with what arrives, since a pipe does not tell its size and a file may lie.
 * Replacing writes a file beside the old one and renames it over it, which the kernel does whole
 * or not at all. */
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum {
    FIRST_READ = 16384, /* bytes; most scripts come in one read */
    NAME_TRIES = 100,
};

/* Reads all of fd into a buffer of at most limit + 1 bytes: the one beyond the limit shows that
 * there is more, and is the place of the NUL when there is not. */
static bool read_all(int fd, const char *name, size_t limit, char **data, size_t *size)
{
    char *buffer = NULL;
    size_t capacity = 0, used = 0;
    while (used <= limit) {
        if (used == capacity) {
            capacity = capacity == 0 ? FIRST_READ : 2 * capacity;
            if (capacity > limit + 1)
                capacity = limit + 1;
            char *larger = realloc(buffer, capacity);
            if (larger == NULL) {
                free(buffer);
                return error_set("cannot read %s: no memory for %zu bytes", name, capacity);
            }
            buffer = larger;
        }
        ssize_t n = read(fd, buffer + used, capacity - used);
        if (n == 0) {
            buffer[used] = '\0';
            *data = buffer;
            *size = used;
            return true;
        }
        if (n > 0) {
            used += (size_t)n;
        } else if (errno != EINTR) {
            error_set_errno("cannot read %s", name);
            free(buffer);
            return false;
        }
    }
    free(buffer);
    return error_set("cannot read %s: it is longer than %zu bytes", name, limit);
}

/* What is no regular file. */
static const char *kind(mode_t mode)
{
    return S_ISDIR(mode) ? "a directory" : "a device, pipe or socket";
}

bool file_read(const char *path, size_t limit, char **data, size_t *size)
{
    assert(limit < SIZE_MAX / 2);
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", limit, data, size);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return error_set_errno("cannot read %s", path);
    bool ok = read_all(fd, path, limit, data, size); /* EISDIR says what a folder is */
    close(fd);
    return ok;
}

bool file_read_regular(const char *path, size_t limit, char **data, size_t *size)
{
    assert(limit < SIZE_MAX / 2);
    /* Opening a pipe would wait for its writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return error_set_errno("cannot read %s", path);
    struct stat status;
    bool ok = fstat(fd, &status) == 0 || error_set_errno("cannot read %s", path);
    if (ok && !S_ISREG(status.st_mode))
        ok = error_set("cannot read %s: it is %s, not a regular file", path, kind(status.st_mode));
    ok = ok && read_all(fd, path, limit, data, size);
    close(fd);
    return ok;
}

bool file_read_line(const char *path, char *line, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = fd >= 0 ? read(fd, line, size - 1) : 0;
    if (fd >= 0)
        close(fd);
    line[length > 0 ? length : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    for (size_t end = strlen(line); end > 0 && strchr(" \t\r", line[end - 1]) != NULL; end--)
        line[end - 1] = '\0';
    return line[0] != '\0';
}

/* Creates the stand-in of r->path with the mode that open(2) makes of the umask, which mkostemp
 * would not give. O_EXCL makes a name that somebody guessed harmless. Returns the fd or -1. */
static int create_temporary(struct file_replace *r)
{
    for (int i = 0; i < NAME_TRIES; i++) {
        if (asprintf(&r->temporary, "%s.%ld-%d", r->path, (long)getpid(), i) < 0) {
            r->temporary = NULL;
            errno = ENOMEM;
            return -1;
        }
        int fd = open(r->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        free(r->temporary);
        r->temporary = NULL;
        if (errno != EEXIST)
            break;
    }
    return -1;
}

bool file_replace_begin(struct file_replace *r, const char *path)
{
    *r = (struct file_replace){0};
    /* A link stays and the file that it leads to is replaced, as with an editor that writes in
     * place. What does not exist yet, or is a link to nothing, is taken at its name. */
    r->path = realpath(path, NULL);
    if (r->path == NULL && errno == ENOENT && path[0] != '\0')
        r->path = strdup(path);
    if (r->path == NULL)
        return error_set_errno("cannot write %s", path);

    struct stat old;
    bool exists = stat(r->path, &old) == 0;
    if (exists && !S_ISREG(old.st_mode)) {
        /* Else root could rename a picture over /dev/null. */
        file_replace_abort(r);
        return error_set("cannot write %s: it is %s, not a regular file", path, kind(old.st_mode));
    }
    int fd = create_temporary(r);
    if (fd >= 0 && exists)
        fchmod(fd, old.st_mode & 0777); /* where that cannot be, the umask's mode will do */
    r->stream = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (r->stream != NULL)
        return true;
    error_set_errno("cannot write %s", path);
    if (fd >= 0)
        close(fd);
    file_replace_abort(r);
    return false;
}

/* Makes the rename last. Some file systems cannot sync a folder; the rename is then as safe as it
 * gets, and to report failure after it would be wrong. */
static void sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    int fd = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

bool file_replace_commit(struct file_replace *r)
{
    bool failed_before = ferror(r->stream);
    bool ok = fflush(r->stream) == 0 && fsync(fileno(r->stream)) == 0 && !failed_before &&
              rename(r->temporary, r->path) == 0;
    if (ok) {
        sync_folder_of(r->path);
        free(r->temporary);
        r->temporary = NULL; /* it is the file now */
    } else if (failed_before) {
        error_set("cannot write %s: an earlier write failed", r->path);
    } else {
        error_set_errno("cannot write %s", r->path);
    }
    file_replace_abort(r);
    return ok;
}

void file_replace_abort(struct file_replace *r)
{
    if (r->stream != NULL)
        fclose(r->stream);
    if (r->temporary != NULL)
        unlink(r->temporary);
    free(r->temporary);
    free(r->path);
    *r = (struct file_replace){0};
}
