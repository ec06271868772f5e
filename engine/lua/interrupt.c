/* The handlers call three things only, which are safe there: timer_settime, uv_async_send and
 * lua_sethook. */
#include "lua/interrupt.h"

#include <errno.h>
#include <lauxlib.h>
#include <signal.h>
#include <time.h>

#include "base/error.h"
#include "lua/host_impl.h"

enum { PATIENCE = 300 };

static const int requests[] = {SIGINT, SIGTERM, SIGHUP};

static struct host *volatile served;
static volatile sig_atomic_t asked;    /* the signal */
static volatile sig_atomic_t hooked;   /* the hook is in use */
static volatile sig_atomic_t patience; /* milliseconds for the loop to turn */
static timer_t timer;

static void stop(lua_State *L, lua_Debug *ar)
{
    for (int level = 0; lua_getstack(L, level, ar); level++) {
        lua_getinfo(L, "Sl", ar);
        if (ar->currentline > 0) {
            lua_pushfstring(L, "%s:%d: interrupted", ar->short_src, ar->currentline);
            lua_error(L);
        }
    }
    lua_pushliteral(L, "interrupted");
    lua_error(L);
}

/* lua_sethook may be called from a signal handler (lua.c does it): it only sets fields that the
 * interpreter reads at its next instruction. */
static void hook(lua_State *L)
{
    lua_sethook(L, stop, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

static void set_timer(int milliseconds)
{
    struct itimerspec when = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L},
    };
    timer_settime(timer, 0, &when, NULL);
}

static void end_asked(int signal)
{
    int saved = errno;
    asked = signal;
    set_timer(patience);
    loop_wake(&served->loop);
    errno = saved;
}

static void patience_ended(int signal)
{
    (void)signal;
    hooked = 1;
    lua_State *L = served->running;
    if (L != NULL)
        hook(L);
}

bool interrupt_start(struct host *h)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) < 0)
        return error_set_errno("timer");
    served = h;
    asked = hooked = 0;
    patience = PATIENCE;
    struct sigaction action = {.sa_handler = patience_ended, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    action.sa_handler = end_asked;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        sigaction(requests[i], &action, NULL);
    return true;
}

void interrupt_stop(void)
{
    if (served == NULL)
        return;
    /* The request to end comes twice and more: as a message and as a signal from the screen
     * process, and from the terminal. A late one must not turn a clean end into a death. */
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        signal(requests[i], SIG_IGN);
    timer_delete(timer);
    signal(SIGALRM, SIG_IGN);
    served = NULL;
}

bool interrupt_asked(void)
{
    return asked != 0;
}

void interrupt_turned(void)
{
    set_timer(0);
}

void interrupt_grant(int milliseconds)
{
    patience = milliseconds;
    if (asked != 0)
        set_timer(milliseconds);
}

int interrupt_status(void)
{
    return hooked ? 128 + (int)asked : 0;
}

void interrupt_follow(lua_State *L)
{
    if (hooked && L != NULL)
        hook(L);
}
