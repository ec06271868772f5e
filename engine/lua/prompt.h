/* The prompt of -i: lines of standard input run as pieces of the program, one after the other, on
 * the live screen. */
#ifndef LUA_PROMPT_H
#define LUA_PROMPT_H

#include <stdbool.h>

struct host;
struct repeat;

/* True while there is a prompt, or will be one: the program does not end by itself. */
bool prompt_open(const struct host *h);

/* True if prompt_run has something to do. */
bool prompt_waits(const struct host *h);

/* Begins the prompt once there is a picture, runs what was typed, asks for more. False when the
 * frame's callbacks end here. */
bool prompt_run(struct host *h);

/* True of the owner of the jobs that run what was typed. */
bool prompt_owns(const void *owner);

/* The error that was reported last since the last line that was typed; NULL: no prompt yet. */
struct repeat *prompt_reported(const struct host *h);

/* Shows the line that is being typed again: another process may have written over it. */
void prompt_show_again(const struct host *h);

/* Before something is written while somebody may be typing, to this version or to the one that it
 * would replace: leaves the line. */
void prompt_step_aside(const struct host *h);

/* After it: shows the line again, if it was left. */
void prompt_step_back(const struct host *h);

/* Puts the terminal back. One that never began is accepted. */
void prompt_finish(struct host *h);

#endif
