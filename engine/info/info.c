/* --info: the list of screens, and what its parts share. */
#include "info/info.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/digits.h"
#include "base/error.h"
#include "info/info_impl.h"

static int compare_numbers(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int info_devices(const char *folder, const char *prefix, int numbers[INFO_DEVICES_MAX])
{
    DIR *entries = opendir(folder);
    size_t length = strlen(prefix);
    int count = 0;
    for (struct dirent *e; entries != NULL && (e = readdir(entries)) != NULL;) {
        int64_t number;
        if (strncmp(e->d_name, prefix, length) != 0 || count == INFO_DEVICES_MAX)
            continue;
        const char *end = digits_parse(e->d_name + length, &number);
        if (end != NULL && *end == '\0' && number < INFO_DEVICES_MAX)
            numbers[count++] = (int)number;
    }
    if (entries != NULL)
        closedir(entries);
    qsort(numbers, (size_t)count, sizeof numbers[0], compare_numbers);
    return count;
}

bool info_write(FILE *out, bool json)
{
    struct utsname kernel;
    struct info_writer *w = info_writer_create(out, json);
    if (w == NULL)
        return false;
    info_text(w, "fbrun", "%s", FBRUN_VERSION);
    if (uname(&kernel) == 0)
        info_text(w, "kernel", "%s %s %s", kernel.sysname, kernel.release, kernel.machine);
    info_fbdev(w);
#ifdef FBRUN_HAVE_DRM
    info_drm(w);
#endif
    return info_writer_finish(w);
}
