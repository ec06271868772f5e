#include "lua/interrupt.h"

#include <lauxlib.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "lua/host_impl.h"

enum { PATIENCE = 300 }; /* milliseconds for the loop to turn */

static struct host *volatile served;
static volatile sig_atomic_t asked;  /* the signal */
static volatile sig_atomic_t hooked; /* the hook is in use */
static timer_t timer;
static struct sigaction old_int, old_term, old_alarm;

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

static void set_timer(unsigned milliseconds)
{
    struct itimerspec when = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L},
    };
    timer_settime(timer, 0, &when, NULL);
}

static void end_asked(int signal)
{
    asked = signal;
    set_timer(PATIENCE);
    loop_wake(&served->loop);
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
    struct sigaction action = {.sa_handler = patience_ended, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    sigaction(SIGALRM, &action, &old_alarm);
    action.sa_handler = end_asked;
    sigaction(SIGINT, &action, &old_int);
    sigaction(SIGTERM, &action, &old_term);
    return true;
}

void interrupt_stop(void)
{
    if (served == NULL)
        return;
    /* Ctrl-C comes twice, from the terminal and from the screen process. When the first one has
     * been obeyed, a late second one must not turn a clean end into a death. */
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGINT, asked ? &ignore : &old_int, NULL);
    sigaction(SIGTERM, asked ? &ignore : &old_term, NULL);
    timer_delete(timer);
    sigaction(SIGALRM, &old_alarm, NULL);
    served = NULL;
}

bool interrupt_asked(void)
{
    return asked != 0;
}

void interrupt_turned(unsigned milliseconds)
{
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
