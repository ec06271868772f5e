/* A list that is looked through for each file that is loaded: programs have few at a time. */
#define LOG_MODULE "lua"
#include "lua/live_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file_watch.h"
#include "base/log.h"
#include "lua/watch.h"

enum { MOST = 1024 }; /* so that the list stays short where they have many */

bool live_files_have(const struct host *h, const char *path)
{
    for (const struct live_file *f = h->live_files; f != NULL; f = f->next)
        if (strcmp(f->path, path) == 0)
            return true;
    return false;
}

void live_file_watch(struct host *h, struct live_file *f, const char *path,
                     void (*changed)(struct host *h, struct live_file *f))
{
    if (!h->options->watched || h->live_file_count >= MOST)
        return;
    char *absolute = watch_path(path);
    if (absolute == NULL || !watch_begin(h, absolute)) {
        log_debug("%s", error_text());
        free(absolute);
        return;
    }
    *f = (struct live_file){.next = h->live_files, .path = absolute, .changed = changed};
    h->live_files = f;
    h->live_file_count++;
}

void live_file_unwatch(struct host *h, struct live_file *f)
{
    if (f->path == NULL)
        return;
    struct live_file **place = &h->live_files;
    while (*place != f)
        place = &(*place)->next;
    *place = f->next;
    h->live_file_count--;
    watch_end(h, f->path);
    free(f->path);
    *f = (struct live_file){0};
}

/* One that is gone may come back, and is not worth a word: programs delete what they have shown. */
void live_files_changed(struct host *h, const char *path)
{
    if (file_state_of(path).inode == 0)
        return;
    for (struct live_file *f = h->live_files; f != NULL; f = f->next)
        if (strcmp(f->path, path) == 0)
            f->changed(h, f);
}
