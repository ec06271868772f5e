/* The path is checked where it is used, since bind(2) and connect(2) would cut it short. */
#include "screen/control_socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"

enum { WAITING_MAX = 16, PATIENCE = 5 }; /* connections that are not accepted yet; seconds */

/* A folder that somebody else could have made, or can write to, proves nothing. */
static bool check_folder(const char *path, bool make)
{
    struct stat st;
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST)
        return error_set_errno("cannot make the folder %s", path);
    if (lstat(path, &st) != 0)
        return (errno == ENOENT && !make) || error_set_errno("%s", path);
    if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0)
        return true;
    return error_set("%s: expected a folder of this user's alone (mode 0700)", path);
}

static char *own_path(bool make)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char *folder, *path;
    const int made = runtime != NULL && runtime[0] == '/'
                         ? asprintf(&folder, "%s/fbrun", runtime)
                         : asprintf(&folder, "/tmp/fbrun-%ld", (long)geteuid());
    if (made < 0)
        return NULL;
    if (!check_folder(folder, make) || asprintf(&path, "%s/control", folder) < 0)
        path = NULL;
    free(folder);
    return path;
}

static char *absolute_path(const char *relative)
{
    char *here = get_current_dir_name(), *path;
    if (here == NULL || asprintf(&path, "%s/%s", here, relative) < 0)
        path = NULL;
    free(here);
    return path;
}

char *control_path(const char *path, bool make)
{
    enum { LENGTH_MAX = sizeof((struct sockaddr_un *)NULL)->sun_path - 1 };
    if (path != NULL && path[0] == '\0') {
        error_set("expected the path of a socket, got an empty one");
        return NULL;
    }
    error_set("no memory for the path of a socket");
    char *whole = path == NULL     ? own_path(make)
                  : path[0] == '/' ? strdup(path)
                                   : absolute_path(path);
    if (whole == NULL || strlen(whole) <= LENGTH_MAX)
        return whole;
    error_set("expected the path of a socket, at most %d bytes, got %zu: %s", LENGTH_MAX,
              strlen(whole), whole);
    free(whole);
    return NULL;
}

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strnlen(path, sizeof address.sun_path - 1));
    return address;
}

static bool bind_to(int fd, const struct sockaddr_un *address)
{
    return bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
}

/* Removes a socket whose program has died. False with an error text if something else is there. */
static bool remove_stale(const struct sockaddr_un *address)
{
    const char *path = address->sun_path;
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT || error_set_errno("%s", path);
    if (!S_ISSOCK(st.st_mode))
        return error_set("%s is there already, and is no socket", path);
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_set_errno("no socket");
    const bool stale = connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
                       errno == ECONNREFUSED;
    close(fd);
    if (!stale)
        return error_set("the socket %s is in use by another program; --control=PATH takes another",
                         path);
    return unlink(path) == 0 || error_set_errno("%s", path);
}

int control_listen(const char *path, struct stat *file)
{
    const struct sockaddr_un address = address_of(path);
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* The file gets the socket's own mode: at no time anybody else can open it. */
    bool ok = (fd >= 0 && fchmod(fd, 0600) == 0) || error_set_errno("no socket");
    if (ok && !bind_to(fd, &address)) {
        ok = errno == EADDRINUSE ? remove_stale(&address)
                                 : error_set_errno("cannot make the socket %s", path);
        ok = ok && (bind_to(fd, &address) || error_set_errno("cannot make the socket %s", path));
    }
    if (ok && lstat(path, file) == 0 && listen(fd, WAITING_MAX) == 0)
        return fd;
    if (ok)
        error_set_errno("cannot listen at %s", path);
    if (fd >= 0)
        close(fd);
    return -1;
}

void control_unlink(const char *path, const struct stat *file)
{
    struct stat now;
    if (lstat(path, &now) == 0 && now.st_dev == file->st_dev && now.st_ino == file->st_ino)
        unlink(path);
}

int control_connect(const char *path)
{
    const struct sockaddr_un address = address_of(path);
    const struct timeval patience = {.tv_sec = PATIENCE};
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        error_set_errno("no socket");
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    if (errno == ENOENT || errno == ECONNREFUSED)
        error_set("no fbrun answers at %s; it does if it was started with --control", path);
    else
        error_set_errno("cannot reach an fbrun at %s", path);
    close(fd);
    return -1;
}
