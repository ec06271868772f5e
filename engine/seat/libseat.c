/* A session from libseat: of seatd, of logind, or of the server that libseat brings along, which
 * it forks for us ("builtin"). libseat sets the modes of the VT itself.
 *
 * libseat tries the three in this order by itself, but does not say which one it was, and would
 * let its own server take a VT that another program uses. So each is asked for by name. */
#include "seat/seat_impl.h"

#define LOG_MODULE "seat"
#include "base/error.h"
#include "base/log.h"

#ifdef FBRUN_HAVE_LIBSEAT

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libseat.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/module.h"

/* How long to wait for the permission to use the devices, which comes at once as a rule; after that
 * it is one more event. And for the server's end. */
enum { ENABLE_MS = 1000, END_MS = 1000 };

/* The library is opened on first use (base/module.h): these of its functions, which begin with
 * "libseat_". */
/* clang-format off */
#define FUNCTIONS(X) \
    X(open_seat) X(disable_seat) X(close_seat) X(switch_session) X(get_fd) X(dispatch) \
    X(open_device) X(close_device) X(set_log_handler) X(set_log_level)
/* clang-format on */

#define POINTER(name)  __typeof__(libseat_##name) *(name);
#define FUNCTION(name) {"libseat_" #name, &libseat.name},

static struct {
    FUNCTIONS(POINTER)
} libseat;

static bool open_library(void)
{
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    return module_open("libseat.so.1", functions, sizeof functions / sizeof functions[0]);
}

struct libseat_session {
    struct session base;
    struct libseat *seat;
    pid_t server;    /* libseat's own; 0: none */
    bool enabled;    /* as libseat has told us */
    bool unanswered; /* a disable that libseat waits for the answer to */
    bool is_logind;  /* which does not wait for answers */
};

static void on_enable(struct libseat *seat, void *data)
{
    (void)seat;
    struct libseat_session *s = data;
    /* libseat 0.7 tells what came from a server at once in reverse order. A server enables nobody
     * who owes it an answer, so this is older than the disable. */
    if (!s->unanswered || s->is_logind)
        s->enabled = true;
}

static void on_disable(struct libseat *seat, void *data)
{
    (void)seat;
    struct libseat_session *s = data;
    s->enabled = false;
    s->unanswered = true;
}

static const struct libseat_seat_listener listener = {
    .enable_seat = on_enable,
    .disable_seat = on_disable,
};

__attribute__((format(printf, 2, 0))) static void on_log(enum libseat_log_level level,
                                                         const char *format, va_list args)
{
    (void)level;
    char text[512];
    vsnprintf(text, sizeof text, format, args);
    log_debug("%s", text);
}

/* libseat's own server is a fork of this process, with all that this process had open: the watcher
 * and the script process would not notice our death before its end. So it closes what it does not
 * know, from a list, since a process with threads may not read folders in a fork. It also gets a
 * name, to survive `killall fbrun`, and leaves all signals to us but those it uses for VTs. */
static struct {
    bool running; /* a fork now is libseat's */
    int report;   /* where the server writes its process number */
    int fds[512];
    int count;
} forking;

static void be_server(void)
{
    if (!forking.running)
        return;
    prctl(PR_SET_NAME, "fbrun-seat");
    pid_t self = getpid();
    ssize_t written = write(forking.report, &self, sizeof self);
    (void)written;
    for (int i = 0; i < forking.count; i++)
        close(forking.fds[i]);
}

static void list_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    forking.count = 0;
    if (folder == NULL)
        return;
    const int room = sizeof forking.fds / sizeof forking.fds[0];
    struct dirent *entry;
    while (forking.count < room && (entry = readdir(folder)) != NULL) {
        long fd = strtol(entry->d_name, NULL, 10);
        if (fd > STDERR_FILENO && fd != dirfd(folder))
            forking.fds[forking.count++] = (int)fd;
    }
    closedir(folder);
}

static void open_builtin(struct libseat_session *s)
{
    static bool prepared;
    int report[2];
    if (!prepared && pthread_atfork(NULL, NULL, be_server) != 0)
        return;
    prepared = true;
    if (pipe2(report, O_CLOEXEC) < 0)
        return;
    forking.report = report[1];
    list_fds();
    /* What stdio still holds must not be written once by each process. */
    fflush(NULL);
    /* The server inherits this: signals that go to all processes of a terminal are for us. */
    sigset_t mask, before;
    sigfillset(&mask);
    sigdelset(&mask, SIGUSR1);
    sigdelset(&mask, SIGUSR2);
    pthread_sigmask(SIG_SETMASK, &mask, &before);
    forking.running = true;
    s->seat = libseat.open_seat(&listener, s);
    forking.running = false;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    ssize_t size;
    do
        size = read(report[0], &s->server, sizeof s->server);
    while (size < 0 && errno == EINTR);
    if (size != sizeof s->server)
        s->server = 0;
    close(report[0]);
}

/* It puts the VT back before it ends. */
static void wait_for_server(pid_t server)
{
    for (int waited = 0; waited < END_MS; waited += 5) {
        if (waitpid(server, NULL, WNOHANG) != 0)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    log_debug("libseat's server (process %d) does not end", (int)server);
}

static void libseat_close(struct session *base)
{
    struct libseat_session *s = (struct libseat_session *)base;
    if (s->seat != NULL) {
        /* A seat that is closed with a disable unanswered ends the server of libseat 0.7, seatd
         * itself too, by a failed assertion. */
        libseat.dispatch(s->seat, 0);
        if (s->unanswered)
            libseat.disable_seat(s->seat);
        libseat.close_seat(s->seat);
    }
    if (s->server > 0)
        wait_for_server(s->server);
    free(s);
}

static enum seat_event libseat_events(struct session *base)
{
    struct libseat_session *s = (struct libseat_session *)base;
    if (base->fd < 0)
        return SEAT_NOTHING;
    /* libseat 0.7 does not see the end of the connection when it may not wait. */
    struct pollfd connection = {.fd = base->fd, .events = POLLIN};
    bool lost = poll(&connection, 1, 0) > 0 && (connection.revents & ~POLLIN) != 0;
    if (libseat.dispatch(s->seat, 0) < 0 || lost) {
        base->active = false;
        base->fd = -1;
        error_set("the session is lost: %s has ended", base->name);
        return SEAT_LOST;
    }
    if (s->enabled != base->active) {
        base->active = s->enabled;
        return s->enabled ? SEAT_ENABLE : SEAT_DISABLE;
    }
    if (!s->enabled)
        base->impl->confirm_disable(base); /* it came and went before anybody was told */
    return SEAT_NOTHING;
}

static void libseat_confirm(struct session *base)
{
    struct libseat_session *s = (struct libseat_session *)base;
    if (s->unanswered && base->fd >= 0)
        libseat.disable_seat(s->seat);
    s->unanswered = false;
}

static bool libseat_switch(struct session *base, int vt)
{
    struct libseat_session *s = (struct libseat_session *)base;
    return libseat.switch_session(s->seat, vt) == 0 ||
           error_set_errno("%s does not show VT %d", base->name, vt);
}

static int libseat_open(struct session *base, const char *path, int *fd)
{
    struct libseat_session *s = (struct libseat_session *)base;
    errno = 0; /* with logind it is not always set */
    int id = libseat.open_device(s->seat, path, fd);
    if (id < 0 && errno == 0)
        errno = EPERM;
    return id;
}

static void libseat_close_id(struct session *base, int id)
{
    struct libseat_session *s = (struct libseat_session *)base;
    libseat.close_device(s->seat, id);
}

static const struct session_impl libseat_session = {
    .dispatch = libseat_events,
    .confirm_disable = libseat_confirm,
    .switch_vt = libseat_switch,
    .open_device = libseat_open,
    .close_device = libseat_close_id,
    .close = libseat_close,
};

/* The server's answer may be there already, or come when we read. */
static void wait_for_enable(struct libseat_session *s)
{
    uint64_t now, end = clock_monotonic() + ENABLE_MS * (CLOCK_SECOND / 1000);
    while (!s->enabled && (now = clock_monotonic()) < end)
        if (libseat.dispatch(s->seat, (int)((end - now) / 1000000) + 1) < 0)
            break;
}

static struct session *open_from(const char *name)
{
    struct libseat_session *s = calloc(1, sizeof *s);
    if (s == NULL) {
        error_set("no memory for a session");
        return NULL;
    }
    bool builtin = strcmp(name, "builtin") == 0;
    s->is_logind = strcmp(name, "logind") == 0;
    setenv("LIBSEAT_BACKEND", name, 1);
    if (builtin)
        open_builtin(s);
    else
        s->seat = libseat.open_seat(&listener, s);
    if (s->seat != NULL)
        wait_for_enable(s);
    /* Its own server has nobody to wait for: no permission at once means none ever. */
    if (s->seat == NULL || (builtin && !s->enabled)) {
        libseat_close(&s->base);
        error_set("libseat has no session to give");
        return NULL;
    }
    s->base = (struct session){.impl = &libseat_session, .name = name, .active = s->enabled};
    s->base.fd = libseat.get_fd(s->seat);
    return &s->base;
}

struct session *session_open_libseat(bool builtin)
{
    static const char *const names[] = {"seatd", "logind", "builtin"};
    const int count = sizeof names / sizeof names[0];
    if (!open_library())
        return NULL;
    const char *value = getenv("LIBSEAT_BACKEND");
    char *forced = value != NULL ? strdup(value) : NULL;
    struct session *s = NULL;
    libseat.set_log_handler(on_log);
    libseat.set_log_level(LIBSEAT_LOG_LEVEL_DEBUG);
    error_set("libseat has no session to give");
    for (int i = 0; i < count && s == NULL; i++) {
        if (forced != NULL && strcmp(forced, names[i]) != 0)
            continue;
        if (strcmp(names[i], "builtin") == 0 && !builtin)
            continue;
        s = open_from(names[i]);
    }
    if (forced != NULL)
        setenv("LIBSEAT_BACKEND", forced, 1);
    else
        unsetenv("LIBSEAT_BACKEND");
    free(forced);
    return s;
}

#else

struct session *session_open_libseat(bool builtin)
{
    (void)builtin;
    error_set("this fbrun was built without libseat");
    return NULL;
}

#endif
