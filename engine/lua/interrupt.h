/* SIGINT, SIGTERM and SIGHUP in the script process. A program whose loop still turns sees the
 * request between two frames. One that does not come back within 300 ms is stopped by an error that
 * a hook raises in whatever coroutine is running, again at every instruction until nothing of the
 * program runs any more, so that no pcall can hold it. Ctrl-C at a prompt stops what was typed
 * there in the same way, but at once, and the program's own code only if that does not come back.
 * State is global, as signal handlers are. */
#ifndef LUA_INTERRUPT_H
#define LUA_INTERRUPT_H

#include <lua.h>
#include <stdbool.h>

struct host;

/* Installs the handlers for this host, the only one of the process. False with an error text. */
bool interrupt_start(struct host *h);

/* From now on the signals are ignored: the process is about to end. */
void interrupt_stop(void);

/* True once a signal has asked for the end. */
bool interrupt_asked(void);

/* True once Ctrl-C was typed at a prompt. If it has stopped script code, it is forgotten with that.
 */
bool interrupt_broken(void);

/* Forgets it. */
void interrupt_mend(void);

/* True while the code that runs is to come back, for whatever reason. */
bool interrupt_stops(void);

/* The loop has turned: nothing needs stopping. */
void interrupt_turned(void);

/* From now on a program has this many milliseconds instead of 300, also after a signal that comes
 * later. */
void interrupt_grant(int milliseconds);

/* Script code begins to run, what was typed at a prompt or the program's own: it has this many
 * seconds (0: any number), then it is stopped in the same way. What does not come back from a C
 * function or a finalizer a second later ends the process. */
void interrupt_begin(double seconds, bool at_prompt);

/* It has come back, or waits in present(), where Ctrl-C has not stopped it. True if it was to be
 * stopped, for whatever reason but the program's end. */
bool interrupt_end(bool waits);

/* 128 + the signal when the hook had to be used, else 0. */
int interrupt_status(void);

/* Called when L (NULL: no script code) becomes the running coroutine: the hook follows. */
void interrupt_follow(lua_State *L);

#endif
