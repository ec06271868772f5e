/* A folder of its own for a test's files, under $TMPDIR or /tmp, removed with all that is in it. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch_folder[PATH_MAX];

/* As a cmocka setup function: 0, or -1 when the folder cannot be made. */
static inline int scratch_make(void **state)
{
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(scratch_folder, sizeof scratch_folder, "%s/fbrun-test-XXXXXX",
             parent != NULL ? parent : "/tmp");
    return mkdtemp(scratch_folder) != NULL ? 0 : -1;
}

/* The path of `name` in the folder; the last four stay valid. */
static inline const char *scratch_path(const char *name)
{
    static char paths[4][PATH_MAX + 256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder, name);
    return path;
}

/* Calls remove(3) on everything in the folder if `empty`; returns how many entries there were. */
static inline int scratch_entries(int empty)
{
    DIR *folder = opendir(scratch_folder);
    int count = 0;
    for (struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        count++;
        if (empty)
            remove(scratch_path(e->d_name));
    }
    if (folder != NULL)
        closedir(folder);
    return count;
}

/* As a cmocka teardown function. */
static inline int scratch_remove(void **state)
{
    (void)state;
    scratch_entries(1);
    return rmdir(scratch_folder);
}

#endif
