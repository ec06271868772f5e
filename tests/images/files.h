/* For the programs that compare decoders with others: the files of a folder, and failures. */
#ifndef FILES_H
#define FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "image/decode.h"

static int files_compared, files_failed;

/* A line about what differs (printf format). */
#define files_fail(...) (printf(__VA_ARGS__), putchar('\n'), files_failed++)

static inline bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcasecmp(name + n - m, end) == 0;
}

static inline void *read_or_exit(const char *path, size_t *size)
{
    char *data;
    if (!file_read(path, 1 << 28, &data, size)) {
        puts(error_text());
        exit(2);
    }
    return data;
}

/* Calls `visit` for every file whose name ends like that, folders in folders included. */
static inline void for_files(const char *folder, const char *end, void (*visit)(const char *path))
{
    struct dirent **names;
    const int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[4096];
        struct stat status;
        const int length = snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        const bool hidden = names[i]->d_name[0] == '.';
        free(names[i]);
        if (hidden || length >= (int)sizeof path || stat(path, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            for_files(path, end, visit);
        else if (ends_in(path, end))
            visit(path);
    }
    if (count >= 0)
        free(names);
}

/* As a program's result. Fewer files than that would prove too little. */
static inline int files_result(int least)
{
    printf("%d files compared, %d failures\n", files_compared, files_failed);
    return files_failed > 0 || files_compared < least;
}

#endif
