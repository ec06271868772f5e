/* The watcher forks script processes and does not exec anything: it forked itself before the screen
 * process had a device, a thread or a lock, so there is nothing to inherit that an exec would have
 * to drop; the script process saves the cost of dynamic linking, is the same program even after an
 * upgrade on disk, and starts under an emulator as well.
 *
 * Being their parent, the watcher alone can signal script processes without ever hitting a process
 * that got the same number later: a number is free only after waitpid. */
#include "screen/watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/terminal.h"
#include "link/packet.h"

/* What the screen process asks for. */
enum request_type { SPAWN = 1, SIGNAL, RESCUE, FINISH };

struct request {
    uint32_t type;
    uint32_t id;
    int32_t signal;
    int32_t fallback; /* SPAWN: the other program */
    struct seat_rescue rescue;
};

struct watcher {
    pid_t pid;
    int fd;
};

/* More than one at a time only while one replaces another. */
enum { CHILDREN_MAX = 8 };

struct child {
    uint32_t id;
    pid_t pid; /* 0: a free place */
};

/* The state of the watcher process itself. */
struct watch {
    int fd;                    /* to the screen process */
    pid_t screen;              /* which is our parent as long as it lives */
    int tty;                   /* the console to put back; -1: none */
    struct seat_rescue rescue; /* and how */
    watcher_child *run;
    void *data;
    sigset_t mask; /* of blocked signals, before the watcher blocked them all */
    struct child children[CHILDREN_MAX];
};

static struct child *find_child(struct watch *w, uint32_t id)
{
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (w->children[i].pid != 0 && w->children[i].id == id)
            return &w->children[i];
    return NULL;
}

static void report(struct watch *w, uint32_t id, int status)
{
    const struct watcher_event event = {.id = id, .status = status};
    const struct iovec part = {(void *)&event, sizeof event};
    /* Nothing helps if this fails: a screen process that is gone is noticed where we read. */
    packet_send(w->fd, &part, 1, -1);
}

/* When memory runs out, the kernel is to take the script process, which is replaced, and not the
 * screen process, whose picture would go. Any process may make itself a better victim. */
static void volunteer(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t written = write(fd, "900", 3);
    (void)written; /* then it is as good a victim as the others */
    close(fd);
}

/* The script process, from its first instruction to its last. */
static _Noreturn void be_child(struct watch *w, int link, bool fallback, pid_t parent)
{
    close(w->fd);
    if (w->tty >= 0)
        close(w->tty);
    prctl(PR_SET_NAME, "fbrun-script");
    volunteer();
    /* Even a watcher that is killed leaves no script behind. It may be gone already. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &w->mask, NULL);
    exit(w->run(link, fallback, w->data));
}

static void spawn(struct watch *w, uint32_t id, int link, bool fallback)
{
    struct child *place = NULL;
    for (int i = 0; i < CHILDREN_MAX && place == NULL; i++)
        if (w->children[i].pid == 0)
            place = &w->children[i];
    pid_t self = getpid();
    pid_t pid = -1;
    errno = EAGAIN;
    if (place != NULL)
        pid = fork();
    if (pid == 0)
        be_child(w, link, fallback, self);
    close(link);
    if (pid > 0) {
        *place = (struct child){.id = id, .pid = pid};
        return;
    }
    log_error("cannot start a script process: %s", strerror(errno));
    report(w, id, W_EXITCODE(EXIT_FAILURE, 0));
}

/* A script process that had a prompt, and was killed, has left the terminal as it needed it. */
static void restore_terminal(const struct watch *w)
{
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (w->children[i].pid != 0)
            return; /* it may have a prompt now */
    terminal_restore();
}

/* Reports the script processes that have ended. */
static void reap(struct watch *w)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < CHILDREN_MAX; i++)
            if (w->children[i].pid == pid) {
                w->children[i].pid = 0;
                restore_terminal(w);
                report(w, w->children[i].id, status);
            }
}

/* Returns how many there were. */
static int kill_children(struct watch *w)
{
    int count = 0;
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (w->children[i].pid != 0) {
            kill(w->children[i].pid, SIGKILL);
            count++;
        }
    return count;
}

/* The screen process died. Its descriptors are closed one after the other, and a console that is
 * put back while the card is still open may stay black: so its end is waited for, with a bound. */
static void put_console_back(const struct watch *w)
{
    if (w->tty < 0)
        return;
    for (int waited = 0; getppid() == w->screen && waited < 5000; waited += 5)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    seat_rescue_run(&w->rescue, w->tty);
}

/* `tty` becomes the watcher's; -1: none. */
static void set_rescue(struct watch *w, const struct seat_rescue *rescue, int tty)
{
    if (w->tty >= 0)
        close(w->tty);
    w->tty = tty;
    w->rescue = *rescue;
}

/* Does what the screen process asked for; false when it asked for the end, or is gone. */
static bool serve(struct watch *w)
{
    struct request request;
    const struct iovec part = {&request, sizeof request};
    struct packet p;
    enum packet_result result = packet_receive(w->fd, &part, 1, &p);
    if (result == PACKET_NOTHING)
        return true;
    if (result != PACKET_RECEIVED) {
        /* It was killed, or crashed. What it changed on the terminal is put back here. */
        int killed = kill_children(w);
        put_console_back(w);
        log_error("the screen process died%s", killed > 0 ? "; its script process was killed" : "");
        return false;
    }
    if (request.type == SPAWN && p.fd >= 0) {
        spawn(w, request.id, p.fd, request.fallback != 0);
    } else if (request.type == SIGNAL) {
        struct child *child = find_child(w, request.id);
        if (child != NULL)
            kill(child->pid, request.signal);
    } else if (request.type == RESCUE) {
        set_rescue(w, &request.rescue, p.fd);
    } else if (request.type == FINISH) {
        kill_children(w);
        return false;
    }
    return true;
}

/* SIGCHLD needs a handler to interrupt ppoll, but nothing is to be done in it. */
static void on_child(int number)
{
    (void)number;
}

/* All signals are blocked: what reaches the watcher because it shares a terminal with the screen
 * process must not end it, and what is sent to a new script process waits until that is ready. */
static void watch(struct watch *w)
{
    prctl(PR_SET_NAME, "fbrun-watcher");
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = on_child}, NULL);
    sigset_t waiting;
    sigfillset(&waiting);
    sigdelset(&waiting, SIGCHLD);
    bool more = true;
    while (more) {
        /* SIGCHLD is let in only here, so that none comes between the look and the wait. */
        struct pollfd readable = {.fd = w->fd, .events = POLLIN};
        int ready = ppoll(&readable, 1, NULL, &waiting);
        reap(w);
        if (ready > 0)
            more = serve(w);
    }
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
    terminal_restore();
}

struct watcher *watcher_start(watcher_child *run, watcher_prepare *prepare, void *data)
{
    struct watcher *w = malloc(sizeof *w);
    int ends[2];
    if (w == NULL) {
        error_set("no memory for the watcher");
        return NULL;
    }
    if (!packet_pair(ends))
        goto fail;
    struct watch state = {.fd = ends[1], .screen = getpid(), .tty = -1, .run = run, .data = data};
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &state.mask);
    /* What stdio still holds must not be written once by each process. */
    fflush(NULL);
    w->pid = fork();
    if (w->pid == 0) {
        free(w);
        close(ends[0]);
        if (prepare != NULL)
            prepare(data);
        watch(&state);
        _exit(EXIT_SUCCESS);
    }
    if (w->pid < 0)
        error_set_errno("cannot start the watcher process");
    sigprocmask(SIG_SETMASK, &state.mask, NULL);
    close(ends[1]);
    w->fd = ends[0];
    if (w->pid > 0)
        return w;
    close(w->fd);

fail:
    free(w);
    return NULL;
}

static bool ask(struct watcher *w, const struct request *request, int fd)
{
    const struct iovec part = {(void *)request, sizeof *request};
    return packet_send(w->fd, &part, 1, fd) || error_set_errno("the watcher process is gone");
}

bool watcher_spawn(struct watcher *w, uint32_t id, int link, bool fallback)
{
    return ask(w, &(struct request){.type = SPAWN, .id = id, .fallback = fallback}, link);
}

bool watcher_signal(struct watcher *w, uint32_t id, int signal)
{
    return ask(w, &(struct request){.type = SIGNAL, .id = id, .signal = signal}, -1);
}

bool watcher_rescue(struct watcher *w, const struct seat_rescue *rescue, int tty)
{
    return ask(w, &(struct request){.type = RESCUE, .rescue = *rescue}, tty);
}

int watcher_fd(const struct watcher *w)
{
    return w->fd;
}

int watcher_receive(struct watcher *w, struct watcher_event *event)
{
    const struct iovec part = {event, sizeof *event};
    struct packet p;
    switch (packet_receive(w->fd, &part, 1, &p)) {
    case PACKET_RECEIVED:
        return 1;
    case PACKET_NOTHING:
        return 0;
    default:
        error_set("the watcher process is gone");
        return -1;
    }
}

void watcher_finish(struct watcher *w)
{
    if (w == NULL)
        return;
    ask(w, &(struct request){.type = FINISH}, -1);
    close(w->fd);
    while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    free(w);
}
