/* Which VT there is, what it is like, and whether a program uses it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/major.h>
#include <linux/vt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "seat/seat_impl.h"

int terminal_open(int vt)
{
    char path[32];
    snprintf(path, sizeof path, "/dev/tty%d", vt);
    /* Opening a terminal whose last user is just closing it fails with EIO for a moment. Members of
     * group tty may write but not read, which is enough to hide the cursor. */
    const int flags = O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    for (int i = 0; i < 50; i++) {
        int fd = open(path, O_RDWR | flags);
        if (fd < 0 && errno == EACCES)
            fd = open(path, O_WRONLY | flags);
        if (fd >= 0 || (errno != EIO && errno != EINTR))
            return fd;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    return -1;
}

/* What /sys says, for those who may not open /dev/tty0. */
static int shown_by_sysfs(void)
{
    char line[32];
    int vt = 0;
    bool known = file_read_line("/sys/class/tty/tty0/active", line, sizeof line) &&
                 sscanf(line, "tty%3d", &vt) == 1;
    return known ? vt : 0;
}

int terminal_shown(void)
{
    /* A container sees its host's /sys, but is not given the host's VTs. */
    if (access("/dev/tty0", F_OK) != 0)
        return 0;
    struct vt_stat state = {0};
    int fd = terminal_open(0);
    int vt = fd >= 0 && ioctl(fd, VT_GETSTATE, &state) == 0 ? state.v_active : shown_by_sysfs();
    if (fd >= 0)
        close(fd);
    return vt >= 1 && vt <= MAX_NR_CONSOLES ? vt : 0;
}

/* Fills in what the descriptor tells. Not a VT after all: closes it. */
static void look(struct terminal *c)
{
    int mode = KD_TEXT, keyboard = K_UNICODE;
    if (c->tty < 0)
        return;
    if (ioctl(c->tty, KDGETMODE, &mode) < 0 || ioctl(c->tty, KDGKBMODE, &keyboard) < 0) {
        terminal_close(c);
        return;
    }
    c->graphics = mode == KD_GRAPHICS;
    /* Any other mode was left by a program that died; in it no key would reach the console. */
    c->keyboard = keyboard == K_XLATE ? K_XLATE : K_UNICODE;
}

void terminal_find_shown(struct terminal *c)
{
    *c = (struct terminal){.tty = -1, .vt = terminal_shown()};
    if (c->vt != 0)
        c->tty = terminal_open(c->vt);
    look(c);
}

void terminal_find_own(struct terminal *c)
{
    *c = (struct terminal){.tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
    unsigned device = 0;
    /* /dev/tty has a number of its own; this asks for the terminal that it stands for. */
    if (c->tty >= 0 && ioctl(c->tty, TIOCGDEV, &device) == 0 && major(device) == TTY_MAJOR &&
        minor(device) >= 1 && minor(device) <= MAX_NR_CONSOLES) {
        c->vt = (int)minor(device);
        look(c);
    } else {
        terminal_close(c);
    }
}

void terminal_show(const struct terminal *c)
{
    if (c->tty < 0 || terminal_shown() == c->vt || ioctl(c->tty, VT_ACTIVATE, c->vt) < 0)
        return;
    /* VT_WAITACTIVE would have no bound, and the owner of the other VT may refuse. */
    for (int i = 0; i < 100 && terminal_shown() != c->vt; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

void terminal_close(struct terminal *c)
{
    if (c->tty >= 0)
        close(c->tty);
    *c = (struct terminal){.tty = -1};
}

int terminal_lock(void)
{
    int fd = terminal_open(0);
    for (int i = 0; i < 200 && fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    return fd;
}

static bool is_screen(const char *path)
{
    return strncmp(path, "/dev/dri/card", 13) == 0 || strncmp(path, "/dev/fb", 7) == 0;
}

/* Whether the process has a screen open, whose path goes to `found`. */
static bool holds_screen(const char *pid, char *found, size_t size)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *folder = opendir(path);
    if (folder == NULL) /* somebody else's, or gone */
        return false;
    struct dirent *entry;
    bool holds = false;
    while (!holds && (entry = readdir(folder)) != NULL) {
        ssize_t length = readlinkat(dirfd(folder), entry->d_name, found, size - 1);
        found[length > 0 ? length : 0] = '\0';
        holds = is_screen(found);
    }
    closedir(folder);
    return holds;
}

bool terminal_holder(char *who, size_t size)
{
    DIR *folder = opendir("/proc");
    if (folder == NULL)
        return false;
    struct dirent *entry;
    bool found = false;
    while (!found && (entry = readdir(folder)) != NULL) {
        char screen[64], name[32];
        long pid = strtol(entry->d_name, NULL, 10);
        found = pid > 0 && pid != getpid() && holds_screen(entry->d_name, screen, sizeof screen);
        if (found) {
            char path[32];
            snprintf(path, sizeof path, "/proc/%ld/comm", pid);
            file_read_line(path, name, sizeof name);
            snprintf(who, size, "%s (process %ld), which has %s open", name, pid, screen);
        }
    }
    closedir(folder);
    return found;
}
