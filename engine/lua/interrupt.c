/* The handlers call three things only, which are safe there: timer_settime, uv_async_send and
 * lua_sethook. Ctrl-C at a prompt has a timer of its own: --max-time goes on meanwhile. */
#include "lua/interrupt.h"

#include <errno.h>
#include <lauxlib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "lua/host_impl.h"

enum { PATIENCE = 300 };

static const int requests[] = {SIGINT, SIGTERM, SIGHUP};

static struct host *volatile served;
static volatile sig_atomic_t asked;    /* the signal */
static volatile sig_atomic_t hooked;   /* the hook is in use */
static volatile sig_atomic_t patience; /* milliseconds for the loop to turn */
static volatile sig_atomic_t broken;   /* Ctrl-C at a prompt */
static volatile sig_atomic_t typed;    /* what runs was typed there */
static volatile sig_atomic_t limited;  /* the timer runs for interrupt_begin */
static volatile sig_atomic_t late;     /* that was not enough */
static timer_t timer, break_timer;

static void stop(lua_State *L, lua_Debug *ar)
{
    if (!hooked) { /* it was about something that is over */
        lua_sethook(L, NULL, 0, 0);
        return;
    }
    const char *why =
        asked != 0 || broken ? "interrupted" : "it took longer than --max-time allows";
    for (int level = 0; lua_getstack(L, level, ar); level++) {
        lua_getinfo(L, "Sl", ar);
        if (ar->currentline > 0) {
            lua_pushfstring(L, "%s:%d: %s", ar->short_src, ar->currentline, why);
            lua_error(L);
        }
    }
    lua_pushstring(L, why);
    lua_error(L);
}

/* lua_sethook may be called from a signal handler (lua.c does it): it only sets fields that the
 * interpreter reads at its next instruction. */
static void hook(lua_State *L)
{
    lua_sethook(L, stop, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

static void write_text(const char *text, size_t size)
{
    ssize_t written = write(STDERR_FILENO, text, size);
    (void)written; /* there is nobody to tell */
}

static void set_timer(timer_t which, int milliseconds)
{
    struct itimerspec when = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L},
    };
    timer_settime(which, 0, &when, NULL);
}

static void end_asked(int signal)
{
    int saved = errno;
    asked = signal;
    limited = late = 0;
    set_timer(timer, patience);
    loop_wake(&served->loop);
    errno = saved;
}

/* The loop has not turned since Ctrl-C, or need not be waited for. */
static void break_running(int signal)
{
    (void)signal;
    lua_State *L = served->running;
    if (!broken || L == NULL)
        return;
    hooked = 1;
    hook(L);
}

static void break_asked(int signal)
{
    int saved = errno;
    broken = 1;
    if (typed)
        break_running(signal);
    else
        set_timer(break_timer, PATIENCE);
    loop_wake(&served->loop);
    errno = saved;
}

/* A hook cannot run: the process goes. Lua's stack is read where a signal finds it, which may be in
 * the middle of something; what could come of that comes anyway. */
static _Noreturn void give_up(void)
{
    static const char text[] =
        "fbrun: the script was killed: it took longer than --max-time allows";
    char place[192] = "\n";
    lua_Debug ar;
    lua_State *L = served->running;
    for (int level = 0; L != NULL && lua_getstack(L, level, &ar); level++)
        if (lua_getinfo(L, "Sl", &ar) != 0 && ar.currentline > 0) {
            snprintf(place, sizeof place, ", in %s:%d\n", ar.short_src, ar.currentline);
            break;
        }
    struct repeat *reported = served->options->reported;
    if (reported == NULL || repeat_is_told(repeat_count(reported, place, strlen(place)))) {
        write_text(text, sizeof text - 1);
        write_text(place, strlen(place));
    }
    _exit(128 + SIGKILL); /* as a shell has it; a death by signal would be told once more */
}

static void patience_ended(int signal)
{
    (void)signal;
    if (late)
        give_up();
    if (limited) {
        late = 1;
        set_timer(timer, 1000);
    }
    hooked = 1;
    lua_State *L = served->running;
    if (L != NULL)
        hook(L);
}

static bool create_timer(timer_t *which, int signal)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal};
    return timer_create(CLOCK_MONOTONIC, &event, which) == 0 || error_set_errno("timer");
}

bool interrupt_start(struct host *h)
{
    if (!create_timer(&timer, SIGALRM) || !create_timer(&break_timer, SIGVTALRM))
        return false;
    served = h;
    asked = hooked = broken = typed = limited = late = 0;
    patience = PATIENCE;
    struct sigaction action = {.sa_handler = patience_ended, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    action.sa_handler = break_running;
    sigaction(SIGVTALRM, &action, NULL);
    action.sa_handler = end_asked;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        sigaction(requests[i], &action, NULL);
    action.sa_handler = break_asked;
    if (h->options->prompt == PROMPT_TERMINAL)
        sigaction(SIGINT, &action, NULL);
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
    timer_delete(break_timer);
    signal(SIGALRM, SIG_IGN);
    signal(SIGVTALRM, SIG_IGN);
    served = NULL;
}

bool interrupt_broken(void)
{
    return broken != 0;
}

void interrupt_mend(void)
{
    broken = 0;
    if (asked == 0)
        hooked = 0;
}

bool interrupt_asked(void)
{
    return asked != 0;
}

bool interrupt_stops(void)
{
    return asked != 0 || hooked;
}

void interrupt_turned(void)
{
    set_timer(timer, 0);
    set_timer(break_timer, 0);
}

void interrupt_grant(int milliseconds)
{
    patience = milliseconds;
    if (asked != 0)
        set_timer(timer, milliseconds);
}

int interrupt_status(void)
{
    return hooked && asked != 0 ? 128 + (int)asked : 0;
}

void interrupt_begin(double seconds, bool at_prompt)
{
    typed = at_prompt;
    if (asked != 0)
        return;
    if (broken && !at_prompt) /* each has its time */
        set_timer(break_timer, PATIENCE);
    if (seconds == 0)
        return;
    limited = 1;
    set_timer(timer, (int)(seconds * 1000));
}

/* A signal that comes here in between has set the timer for itself; then it has turned, and is seen
 * by interrupt_asked. What is hooked too late finds out in stop(). */
bool interrupt_end(bool waits)
{
    typed = 0;
    if (limited) {
        limited = 0;
        set_timer(timer, asked != 0 ? patience : 0);
        late = 0;
    }
    if (asked != 0)
        return false;
    const bool was_hooked = hooked;
    if (was_hooked && !waits)
        broken = 0;
    hooked = 0;
    return was_hooked;
}

void interrupt_follow(lua_State *L)
{
    if (hooked && L != NULL)
        hook(L);
}
