/* Every entry knows the watches on its way: each folder itself (it may be moved or deleted), the
 * contents of those that hold a symbolic link, the file, or the first name that is missing, and the
 * file itself. Whatever happens to one of these, the way is walked anew, and what it leads to now
 * is compared with what was seen last.
 *
 * A folder that somebody is in (the script is, in its own) does not tell of its deletion. So when a
 * file is gone and does not come back at once, each folder on its way is also watched by its name.
 *
 * A writer has settled when nothing came for a moment. One that has written and not yet closed the
 * file, has emptied it or taken it away, is in the middle of something and gets longer. */
#include "base/file_watch.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

enum {
    SETTLED = 25,   /* milliseconds without news */
    WRITING = 300,  /* the same, in the middle of something */
    AT_MOST = 2000, /* from the first news on, whatever comes */
    LINKS_MAX = 40, /* symbolic links on a way, as the kernel has it */
    ENTRIES_MAX = 4096,
    BUCKETS = 1024,
};

enum {
    OF_FOLDER = IN_MOVE_SELF | IN_DELETE_SELF,
    OF_NAMES = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE,
    OF_FILE = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | OF_FOLDER,
};

/* A watch of the kernel's, which is everybody's who asks for the same file or folder. */
struct watched {
    struct watched *next;
    int watch;
    int uses; /* steps */
};

/* One watch on an entry's way. */
struct step {
    int watch;
    char *name; /* in that folder; NULL: whatever happens there */
};

struct entry {
    struct entry *next;
    uint32_t owners;
    struct file_state seen;
    struct step *steps;
    int count, capacity;
    bool folder;
    bool touched; /* something happened on its way */
    bool writing; /* written, and not closed since */
    bool changed; /* to be told */
    char path[];
};

struct file_watch {
    int inotify, timer, epoll;
    struct entry *entries;
    int count;
    struct watched *watched[BUCKETS]; /* by `watch`; the kernel counts up, so they fill evenly */
    uint64_t first, last;             /* news that have not settled, CLOCK_MONOTONIC; 0: none */
};

struct file_state file_state_of(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return (struct file_state){0};
    return (struct file_state){
        .device = st.st_dev,
        .inode = st.st_ino,
        .size = (uint64_t)st.st_size,
        .modified = (uint64_t)st.st_mtim.tv_sec * CLOCK_SECOND + (uint64_t)st.st_mtim.tv_nsec,
    };
}

static bool same_state(const struct file_state *a, const struct file_state *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified == b->modified;
}

static struct watched **find_watched(struct file_watch *w, int watch)
{
    struct watched **place = &w->watched[watch % BUCKETS];
    while (*place != NULL && (*place)->watch != watch)
        place = &(*place)->next;
    return place;
}

static void release(struct file_watch *w, int watch)
{
    struct watched **place = find_watched(w, watch), *end = *place;
    if (end == NULL || --end->uses > 0)
        return;
    *place = end->next;
    free(end);
    inotify_rm_watch(w->inotify, watch); /* it may be gone with its file */
}

/* What happens to `path`, from now on; -1 without memory or watches. To be released. */
static int use(struct file_watch *w, const char *path, uint32_t mask)
{
    int watch = inotify_add_watch(w->inotify, path, mask | IN_MASK_ADD);
    if (watch < 0)
        return -1;
    struct watched **place = find_watched(w, watch);
    if (*place == NULL)
        *place = calloc(1, sizeof **place);
    if (*place == NULL) {
        inotify_rm_watch(w->inotify, watch);
        return -1;
    }
    (*place)->watch = watch;
    (*place)->uses++;
    return watch;
}

/* A way that is not walked to its end for want of memory or watches is noticed by what there is. */
static void add_step(struct file_watch *w, struct entry *e, const char *path, uint32_t mask,
                     const char *name)
{
    if (e->count == e->capacity) {
        int capacity = e->capacity == 0 ? 8 : 2 * e->capacity;
        struct step *steps = realloc(e->steps, (size_t)capacity * sizeof *steps);
        if (steps == NULL)
            return;
        e->steps = steps;
        e->capacity = capacity;
    }
    char *copy = name != NULL ? strdup(name) : NULL;
    int watch = name == NULL || copy != NULL ? use(w, path, mask) : -1;
    if (watch < 0) {
        free(copy);
        return;
    }
    e->steps[e->count++] = (struct step){watch, copy};
}

/* A path being walked: `at` is where we are, `rest` what is still to go. */
struct way {
    char at[PATH_MAX];
    char rest[PATH_MAX];
    int links;
    bool by_name; /* watch every folder by its name as well */
};

/* Takes the first name off the rest; false at its end. */
static bool next_name(struct way *way, char name[NAME_MAX + 1])
{
    char *p = way->rest;
    p += strspn(p, "/");
    size_t length = strcspn(p, "/");
    if (length == 0 || length > NAME_MAX)
        return false;
    memcpy(name, p, length);
    name[length] = '\0';
    p += length;
    p += strspn(p, "/");
    memmove(way->rest, p, strlen(p) + 1);
    return true;
}

/* Goes through the symbolic link whose target is given; false if that is too much. */
static bool follow(struct way *way, const char *target)
{
    char rest[PATH_MAX];
    int length = snprintf(rest, sizeof rest, "%s/%s", target, way->rest);
    if (++way->links > LINKS_MAX || length < 0 || (size_t)length >= sizeof rest)
        return false;
    memcpy(way->rest, rest, (size_t)length + 1);
    if (target[0] == '/')
        way->at[0] = '\0';
    return true;
}

static void go_up(struct way *way)
{
    char *slash = strrchr(way->at, '/');
    if (slash != NULL)
        *slash = '\0';
}

/* One name further; false when the way ends here. */
static bool walk_step(struct file_watch *w, struct entry *e, struct way *way)
{
    char name[NAME_MAX + 1], target[PATH_MAX];
    if (!next_name(way, name))
        return false;
    if (strcmp(name, ".") == 0)
        return true;
    if (strcmp(name, "..") == 0) {
        go_up(way);
        return true;
    }
    const char *folder = way->at[0] != '\0' ? way->at : "/";
    size_t length = strlen(way->at);
    if (length + 1 + strlen(name) >= sizeof way->at)
        return false;
    bool last = way->rest[0] == '\0';
    char before[PATH_MAX];
    memcpy(before, folder, strlen(folder) + 1);
    way->at[length] = '/';
    memcpy(way->at + length + 1, name, strlen(name) + 1);
    ssize_t size = readlink(way->at, target, sizeof target - 1);
    struct stat st;
    bool there = size >= 0 || lstat(way->at, &st) == 0;
    if (last || size >= 0 || !there || way->by_name)
        add_step(w, e, before, OF_NAMES | IN_ONLYDIR, name);
    if (size >= 0) {
        target[size] = '\0';
        way->at[length] = '\0';
        return follow(way, target);
    }
    if (there && !last)
        add_step(w, e, way->at, OF_FOLDER | IN_ONLYDIR, NULL);
    if (there && last) {
        e->folder = S_ISDIR(st.st_mode);
        add_step(w, e, way->at, e->folder ? OF_FILE | OF_NAMES : OF_FILE, NULL);
    }
    return there;
}

static void free_steps(struct file_watch *w, struct step *steps, int count)
{
    for (int i = 0; i < count; i++) {
        free(steps[i].name);
        release(w, steps[i].watch);
    }
    free(steps);
}

/* Watches all of the way to an entry as it is now, and nothing of the way as it was. */
static void walk(struct file_watch *w, struct entry *e, bool by_name)
{
    struct step *before = e->steps;
    int count = e->count;
    struct way way = {.by_name = by_name};
    e->steps = NULL;
    e->count = e->capacity = 0;
    e->folder = false;
    memcpy(way.rest, e->path, strlen(e->path) + 1);
    while (walk_step(w, e, &way))
        ;
    free_steps(w, before, count);
}

static void set_timer(struct file_watch *w, uint64_t when)
{
    const struct itimerspec at = {.it_value = {.tv_sec = (time_t)(when / CLOCK_SECOND),
                                               .tv_nsec = (long)(when % CLOCK_SECOND)}};
    timerfd_settime(w->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

/* When what came is to be told, if nothing else comes. */
static uint64_t settled_at(const struct file_watch *w)
{
    bool writing = false;
    for (const struct entry *e = w->entries; e != NULL; e = e->next)
        writing |= e->touched && e->writing;
    uint64_t millisecond = CLOCK_SECOND / 1000;
    uint64_t at = w->last + (writing ? WRITING : SETTLED) * millisecond;
    uint64_t latest = w->first + AT_MOST * millisecond;
    return at < latest ? at : latest;
}

static void touch(struct file_watch *w, struct entry *e, uint32_t mask)
{
    e->touched = true;
    if ((mask & IN_MODIFY) != 0)
        e->writing = true;
    else if ((mask & (IN_CLOSE_WRITE | OF_NAMES)) != 0)
        e->writing = false;
    w->last = clock_monotonic();
    if (w->first == 0)
        w->first = w->last;
}

static void take_event(struct file_watch *w, const struct inotify_event *event)
{
    bool lost = (event->mask & IN_Q_OVERFLOW) != 0; /* then anything may have happened */
    if ((event->mask & IN_IGNORED) != 0)
        return; /* the watch ended, with its file or by us */
    for (struct entry *e = w->entries; e != NULL; e = e->next) {
        bool hit = lost;
        for (int i = 0; i < e->count && !hit; i++) {
            const struct step *s = &e->steps[i];
            bool last = i == e->count - 1;
            if (s->watch != event->wd)
                continue;
            if (s->name != NULL)
                hit = event->len > 0 && strcmp(s->name, event->name) == 0;
            else /* a folder on the way, or the goal */
                hit = last ? event->len == 0 || e->folder : (event->mask & OF_FOLDER) != 0;
        }
        if (hit)
            touch(w, e, event->mask);
    }
}

static void read_events(struct file_watch *w)
{
    _Alignas(struct inotify_event) char buffer[8192];
    ssize_t size;
    while ((size = read(w->inotify, buffer, sizeof buffer)) > 0) {
        for (ssize_t at = 0; at < size;) {
            const struct inotify_event *event = (const void *)(buffer + at);
            take_event(w, event);
            at += (ssize_t)(sizeof *event + event->len);
        }
        for (struct entry *e = w->entries; e != NULL; e = e->next)
            if (e->touched) /* a new file has to be watched while it is written */
                walk(w, e, false);
    }
}

/* The news have settled: finds out what they come to. */
static void compare(struct file_watch *w)
{
    bool again = false;
    for (struct entry *e = w->entries; e != NULL; e = e->next) {
        if (!e->touched)
            continue;
        struct file_state state = file_state_of(e->path);
        bool emptied = state.size == 0 && e->seen.size != 0 && !e->folder; /* or gone */
        if (emptied && !e->writing) {
            e->writing = again = true; /* what it is emptied for comes soon */
            continue;
        }
        if (state.inode == 0) {
            walk(w, e, true);
            state = file_state_of(e->path);
        }
        e->changed |= e->folder || !same_state(&state, &e->seen);
        e->seen = state;
        e->touched = e->writing = false;
    }
    if (again)
        set_timer(w, settled_at(w));
    else
        w->first = 0;
}

struct file_watch *file_watch_create(void)
{
    struct file_watch *w = calloc(1, sizeof *w);
    if (w == NULL) {
        error_set("no memory to watch files");
        return NULL;
    }
    w->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event readable = {.events = EPOLLIN};
    if (w->inotify >= 0 && w->timer >= 0 && w->epoll >= 0 &&
        epoll_ctl(w->epoll, EPOLL_CTL_ADD, w->inotify, &readable) == 0 &&
        epoll_ctl(w->epoll, EPOLL_CTL_ADD, w->timer, &readable) == 0)
        return w;
    error_set_errno("cannot watch files");
    file_watch_destroy(w);
    return NULL;
}

/* Removes the entries that nobody watches any more. */
static void sweep(struct file_watch *w)
{
    for (struct entry **place = &w->entries; *place != NULL;) {
        struct entry *e = *place;
        if (e->owners != 0) {
            place = &e->next;
            continue;
        }
        *place = e->next;
        w->count--;
        free_steps(w, e->steps, e->count);
        free(e);
    }
}

void file_watch_destroy(struct file_watch *w)
{
    if (w == NULL)
        return;
    file_watch_drop(w, UINT32_MAX);
    if (w->inotify >= 0)
        close(w->inotify);
    if (w->timer >= 0)
        close(w->timer);
    if (w->epoll >= 0)
        close(w->epoll);
    free(w);
}

int file_watch_fd(const struct file_watch *w)
{
    return w->epoll;
}

static struct entry *find(const struct file_watch *w, const char *path)
{
    for (struct entry *e = w->entries; e != NULL; e = e->next)
        if (strcmp(e->path, path) == 0)
            return e;
    return NULL;
}

bool file_watch_add(struct file_watch *w, const char *path, const struct file_state *seen,
                    uint32_t owner)
{
    struct entry *e = find(w, path);
    if (e == NULL) {
        size_t size = strlen(path) + 1;
        if (path[0] != '/' || size > PATH_MAX)
            return error_set("cannot watch %.100s: not an absolute path", path);
        if (w->count == ENTRIES_MAX)
            return error_set("cannot watch %.100s: %d files are watched already", path,
                             ENTRIES_MAX);
        e = calloc(1, sizeof *e + size);
        if (e == NULL)
            return error_set("no memory to watch %.100s", path);
        memcpy(e->path, path, size);
        e->next = w->entries;
        w->entries = e;
        w->count++;
        walk(w, e, false);
    }
    e->owners |= owner;
    e->seen = *seen;
    struct file_state state = file_state_of(path); /* after the watch, so that none is missed */
    if (!same_state(&state, seen)) {
        touch(w, e, 0);
        set_timer(w, settled_at(w));
    }
    return true;
}

void file_watch_remove(struct file_watch *w, const char *path, uint32_t owner)
{
    struct entry *e = find(w, path);
    if (e != NULL)
        e->owners &= ~owner;
    sweep(w);
}

void file_watch_drop(struct file_watch *w, uint32_t owner)
{
    for (struct entry *e = w->entries; e != NULL; e = e->next)
        e->owners &= ~owner;
    sweep(w);
}

void file_watch_hand_over(struct file_watch *w, uint32_t from, uint32_t to)
{
    for (struct entry *e = w->entries; e != NULL; e = e->next)
        e->owners = (e->owners & ~(from | to)) | ((e->owners & from) != 0 ? to : 0);
    sweep(w);
}

const char *file_watch_take(struct file_watch *w)
{
    uint64_t expirations;
    read_events(w);
    if (read(w->timer, &expirations, sizeof expirations) > 0 || w->first != 0) {
        if (w->first != 0 && clock_monotonic() >= settled_at(w))
            compare(w);
        else if (w->first != 0)
            set_timer(w, settled_at(w));
    }
    for (struct entry *e = w->entries; e != NULL; e = e->next)
        if (e->changed) {
            e->changed = false;
            return e->path;
        }
    return NULL;
}
