/* A folder for each script, so that none finds what another one has left. Its name is the script's
 * path as it was given: what a symbolic link on the way leads to may be replaced by the next
 * release, which is still the same program. */
#include "lua/state_dir.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

/* The absolute path from `folder`, without ".", ".." and doubled slashes, and without the first
 * one; malloc'ed or NULL. */
static char *clean_path(const char *folder, const char *path)
{
    char *joined, *clean, *at;
    if (asprintf(&joined, "%s/%s", path[0] == '/' ? "" : folder, path) < 0)
        return NULL;
    clean = at = malloc(strlen(joined) + 1);
    char *rest = joined;
    for (char *part; clean != NULL && (part = strsep(&rest, "/")) != NULL;) {
        if (part[0] == '\0' || strcmp(part, ".") == 0)
            continue;
        if (strcmp(part, "..") == 0) {
            while (at > clean && *--at != '/')
                ;
        } else {
            at += sprintf(at, "%s%s", at > clean ? "/" : "", part);
        }
    }
    if (clean != NULL)
        *at = '\0';
    free(joined);
    return clean;
}

static bool stays(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '_' || (c == '.' && !first);
}

/* malloc'ed or NULL. */
static char *escape(const char *path)
{
    char *name = malloc(4 * strlen(path) + 1), *at = name;
    for (const char *p = path; name != NULL && *p != '\0'; p++) {
        if (stays(*p, p == path))
            *at++ = *p;
        else if (*p == '/')
            *at++ = '-';
        else
            at += sprintf(at, "\\x%02x", (unsigned)(unsigned char)*p);
    }
    if (name != NULL)
        *at = '\0';
    return name;
}

/* Of code that comes from the command line or standard input, the folder where it was started and
 * what it is. */
static char *name_of(const struct host_options *o)
{
    char *path = clean_path(o->start_dir, o->path != NULL ? o->path : o->chunk + 1);
    char *name = path != NULL ? escape(path) : NULL;
    free(path);
    return name;
}

/* What the variable holds if that is an absolute path; else NULL. */
static const char *folder_in(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] == '/' ? value : NULL;
}

/* The path; malloc'ed. NULL with an error text. */
static char *find(const struct host_options *o)
{
    const char *unit = folder_in("STATE_DIRECTORY"), *state = folder_in("XDG_STATE_HOME");
    const char *home = folder_in("HOME");
    if (unit != NULL)
        return strndup(unit, strcspn(unit, ":"));
    if (state == NULL && home == NULL) {
        error_set("neither $XDG_STATE_HOME nor $HOME is a folder's absolute path");
        return NULL;
    }
    char *path = NULL, *name = name_of(o);
    if (name == NULL || asprintf(&path, "%s%s/fbrun/%s", state != NULL ? state : home,
                                 state != NULL ? "" : "/.local/state", name) < 0) {
        error_set("no memory for its path");
        path = NULL;
    }
    free(name);
    return path;
}

/* Makes the folder and those above it, for this user only. False with an error text. */
static bool make(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700); /* whatever is wrong with it, the last one tells */
        *slash = '/';
    }
    struct stat st;
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return error_set_errno("%s", path);
    if (stat(path, &st) < 0)
        return error_set_errno("%s", path);
    return S_ISDIR(st.st_mode) || error_set("%s is no folder", path);
}

char *state_dir_make(const struct host_options *o)
{
    char *path = find(o);
    if (path != NULL && make(path))
        return path;
    free(path);
    error_prefix("state_dir");
    return NULL;
}
