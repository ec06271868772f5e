/* Which files a program is made of: the script, modules, and what loadfile and dofile read. The
 * screen process is told of them, if it wants to know, and watches them. */
#ifndef LUA_FILES_H
#define LUA_FILES_H

#include "lua/host_impl.h"

/* Before the script is read: goes back to the folder where fbrun was started, which may have been
 * replaced since, and notes the script's state. False with an error text. */
bool files_begin(struct host *h);

/* The script is missing, and may come while a fallback runs. */
void files_tell_script(struct host *h);

/* Once the screen process listens: tells of the script, and of whatever is read from now on. */
void files_open(struct host *h);

#endif
