/* fbrun: which process does what. This one becomes the screen process; see engine/README.md. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "link/link.h"
#include "lua/host.h"
#include "sandbox/sandbox.h"
#include "screen/screen.h"
#include "screen/watcher.h"

static int run_script(int link, bool fallback, void *data)
{
    const struct options *o = data;
    struct host_options host = o->host;
    if (fallback)
        host.path = o->fallback;
    return host_run(&host, link);
}

/* Zeros that all script processes share, or NULL. */
static void *shared_memory(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory != MAP_FAILED ? memory : NULL;
}

/* Where a script process is started again and again, the next one knows what the last one said;
 * where somebody types, what he had typed. */
static void share(struct options *o)
{
    if (o->screen.restarts != 0)
        o->host.reported = shared_memory(sizeof *o->host.reported);
    if (o->host.prompt == PROMPT_TERMINAL)
        o->host.typed = shared_memory(HOST_TYPED_MAX);
}

static void prepare(void *data)
{
    const struct options *o = data;
    host_prepare(&o->host);
}

static int run_processes(struct options *o)
{
    if (o->host.sandbox && !sandbox_available()) {
        log_error("--sandbox: %s", error_text());
        return EXIT_FAILURE;
    }
    share(o);
    struct watcher *watcher = watcher_start(run_script, prepare, o);
    if (watcher == NULL) {
        log_error("%s", error_text());
        return EXIT_FAILURE;
    }
    int status = screen_run(&o->screen, watcher);
    watcher_finish(watcher);
    return status;
}

/* The screen's thread in --single-process. */
static struct {
    const struct screen_options *options;
    pthread_t thread;
    pid_t process;
    int link;       /* its end of the link */
    int script_end; /* the other one; -1 when the thread has ended */
    int status;
} server = {.script_end = -1};

static void *serve(void *data)
{
    (void)data;
    server.status = screen_serve(server.options, server.link);
    return NULL;
}

/* Where a script calls os.exit(): the display still has to be closed. libseat's own server is a
 * fork of this process, and ends with exit() as well. */
static void end_server(void)
{
    if (server.script_end < 0 || getpid() != server.process)
        return;
    shutdown(server.script_end, SHUT_RDWR);
    pthread_join(server.thread, NULL);
}

/* Everything in one process: the script has the main thread, and signals, as in its own process. */
static int run_single_process(struct options *o)
{
    int ends[2];
    if (!link_pair(ends)) {
        log_error("%s", error_text());
        return EXIT_FAILURE;
    }
    server.options = &o->screen;
    server.process = getpid();
    server.link = ends[0];
    server.script_end = ends[1];
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&server.thread, NULL, serve, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        log_error("cannot start the screen's thread: %s", strerror(error));
        close(ends[0]);
        close(ends[1]);
        return EXIT_FAILURE;
    }
    atexit(end_server);
    int status = host_run(&o->host, ends[1]);
    pthread_join(server.thread, NULL);
    server.script_end = -1;
    return server.status != 0 ? server.status : status;
}

/* A descriptor that happens to be 0, 1 or 2 must not be taken for a standard stream. */
static void open_standard_streams(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    open_standard_streams();
    struct options o;
    int status = options_parse(&o, argc, argv);
    if (status == OPTIONS_RUN && o.screen.prompt)
        terminal_keep();
    if (status == OPTIONS_RUN)
        status = o.single_process ? run_single_process(&o) : run_processes(&o);
    options_finish(&o);
    return status;
}
