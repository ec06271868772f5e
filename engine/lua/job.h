/* Jobs: the host's calls of script functions, each in a coroutine of its own. A job that calls
 * present() waits until the frame was shown and is then resumed. */
#ifndef LUA_JOB_H
#define LUA_JOB_H

#include "lua/host_impl.h"

enum job_result {
    JOB_DONE,
    JOB_WAITS,  /* in present() */
    JOB_FAILED, /* reported; unless there is a prompt, host->over and host->status are set */
};

/* Calls the function below the `nargs` arguments on top of the main state, and pops them. `owner`
 * stands for what is called (an address of static storage, or of the function).
 * *truth, unless NULL, is set to whether the function returned a true value. */
enum job_result job_call(struct host *h, const void *owner, int nargs, bool *truth);

/* As job_call; the owner is a userdata, which stands below the function, is popped too, and lives
 * as long as the job. */
enum job_result job_call_owned(struct host *h, int nargs);

/* As job_call, but present() raises an error in it. */
enum job_result job_call_now(struct host *h, const void *owner, int nargs, bool *truth);

/* Resumes each job that waits, once, oldest first, but those that have not waited for a frame yet.
 * False when one failed; those behind it are ended with the program, but with a prompt they go on.
 */
bool job_resume_all(struct host *h);

/* True while a job of that owner waits in present(). */
bool job_waits(const struct host *h, const void *owner);

/* True when L is the coroutine that a job, running or waiting, began with. */
bool job_is_base(const struct host *h, lua_State *L);

/* Ends a job of that owner that waits in present(), as an error would. True if there was one. */
bool job_drop(struct host *h, const void *owner);

/* Frees the records of jobs that still wait; their coroutines go with the Lua state. */
void job_finish(struct host *h);

#endif
