/* Files: read one, or the line that a small one of the kernel's holds, or replace one so that a
 * crash leaves the old file or the new one. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Reads the file at `path`, or standard input when path is "-", into *data (malloc'ed, with a NUL
 * after the last byte that *size does not count; the caller frees it). False with an error text
 * that names the path when it cannot be read or is longer than `limit` bytes (a limit is less than
 * half of SIZE_MAX). */
bool file_read(const char *path, size_t limit, char **data, size_t *size);

/* As file_read, but only a regular file, whose end is sure to come: what else has this path (a
 * folder, a pipe, a device) is refused, and "-" is a name like any other. */
bool file_read_regular(const char *path, size_t limit, char **data, size_t *size);

/* Reads the first line of a small file, such as one in sysfs, without white space at its end, into
 * `line` of `size` bytes, which cut it. False and "", without an error text, when it cannot be read
 * or is empty. */
bool file_read_line(const char *path, char *line, size_t size);

struct file_replace {
    FILE *stream;    /* write the new content here */
    char *path;      /* the file to replace */
    char *temporary; /* its stand-in, beside it */
};

/* Begins to replace the file at `path`, or to make it, by way of a temporary file beside it.
 * Symbolic links are followed, so that they stay. An old file's permissions are kept. What is
 * there but is no regular file is refused. False with an error text; nothing is left open. */
bool file_replace_begin(struct file_replace *r, const char *path);

/* Flushes, syncs and renames the temporary over the path. On failure the old file is untouched,
 * the temporary is gone, and false with an error text comes back. */
bool file_replace_commit(struct file_replace *r);

/* Gives up: the old file is untouched, the temporary is gone. A zeroed struct is accepted. */
void file_replace_abort(struct file_replace *r);

#endif
