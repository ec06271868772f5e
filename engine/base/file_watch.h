/* Files whose changes somebody wants to hear of, by way of inotify. A file is its path, whatever
 * that leads to: it may be written, renamed over, missing for a while, or reached by a folder or a
 * symbolic link that is replaced as a whole. A change is told once its writer has settled. */
#ifndef BASE_FILE_WATCH_H
#define BASE_FILE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* What tells two versions of a file apart; all zero: there is none. */
struct file_state {
    uint64_t device, inode, size;
    uint64_t modified; /* nanoseconds since 1970 */
};

struct file_state file_state_of(const char *path);

struct file_watch;

/* NULL with an error text. */
struct file_watch *file_watch_create(void);

/* NULL is accepted. */
void file_watch_destroy(struct file_watch *w);

/* Readable when file_watch_take should be called; nothing wakes it up while no watched file
 * changes. It belongs to the watch. */
int file_watch_fd(const struct file_watch *w);

/* Watches the file or folder at an absolute path, which need not exist, for `owner` (one bit). In a
 * folder every entry counts, but not what is below these. `seen`: what the owner knows of it; if
 * that is old already, it has changed. False with an error text. */
bool file_watch_add(struct file_watch *w, const char *path, const struct file_state *seen,
                    uint32_t owner);

/* That owner does not watch this path any more. */
void file_watch_remove(struct file_watch *w, const char *path, uint32_t owner);

/* That owner watches nothing any more. */
void file_watch_drop(struct file_watch *w, uint32_t owner);

/* What `from` watches is `to`'s from now on, and what `to` watched is not. */
void file_watch_hand_over(struct file_watch *w, uint32_t from, uint32_t to);

/* The path of a file that has changed and settled, each once; NULL: no further one. Valid until the
 * next call of any function here. */
const char *file_watch_take(struct file_watch *w);

#endif
