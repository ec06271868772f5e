/* Files that pictures and fonts were loaded from: when one changes, what was made from it is made
 * anew and takes the old one's place, in the program that runs. */
#ifndef LUA_LIVE_FILES_H
#define LUA_LIVE_FILES_H

#include "lua/host_impl.h"

/* Part of an object that comes from a file. All zero: not watched. */
struct live_file {
    struct live_file *next;
    char *path; /* absolute */
    void (*changed)(struct host *h, struct live_file *f);
};

/* Has `changed` called, between two frames, whenever the file at `path` is another one and has
 * settled. Does nothing if the program's files are not watched (host_options.watched), if there are
 * many such files, or if the kernel watches no more: the object then stays what it is. To be called
 * before the file is read, so that no change is missed. */
void live_file_watch(struct host *h, struct live_file *f, const char *path,
                     void (*changed)(struct host *h, struct live_file *f));

/* Before the object goes; a zeroed one is accepted. */
void live_file_unwatch(struct host *h, struct live_file *f);

/* True if one of them is the file at this absolute path. */
bool live_files_have(const struct host *h, const char *path);

/* The file at this absolute path has changed. */
void live_files_changed(struct host *h, const char *path);

#endif
