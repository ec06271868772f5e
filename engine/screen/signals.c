/* Which signals are listened to, and what a SIGHUP means. */
#include "screen/signals.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.h"

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
enum { COUNT = sizeof numbers / sizeof numbers[0] };

/* nohup does that for SIGHUP, and means it. Shells do it for SIGINT of every background job, where
 * it says nothing about a SIGINT that somebody sends on purpose. */
static bool ignored_by_starter(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static bool has_terminal(void)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct signals *s = handle->data;
    s->call(s->data, number);
}

bool signals_watch(struct signals *s, uv_loop_t *loop, bool prompt,
                   void (*call)(void *data, int number), void *data)
{
    *s = (struct signals){.call = call, .data = data, .terminal = has_terminal()};
    int error = 0;
    for (int i = 0; i < COUNT && error == 0; i++) {
        if (numbers[i] == SIGINT && prompt) {
            signal(SIGINT, SIG_IGN);
            continue;
        }
        if (numbers[i] == SIGHUP && ignored_by_starter(SIGHUP))
            continue;
        error = uv_signal_init(loop, &s->handles[i]);
        s->handles[i].data = s;
        if (error == 0)
            error = uv_signal_start(&s->handles[i], on_signal, numbers[i]);
    }
    return error == 0 || error_set("cannot wait for signals: %s", uv_strerror(error));
}

bool signals_hung_up(const struct signals *s)
{
    return s->terminal && !has_terminal();
}
