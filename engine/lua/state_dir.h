/* state_dir: the folder that a program may write to, in the sandbox too. */
#ifndef LUA_STATE_DIR_H
#define LUA_STATE_DIR_H

#include "lua/host.h"

/* Makes the folder, if it is not there yet, and returns its absolute path, which the caller frees.
 * It is the first of $STATE_DIRECTORY, which systemd makes for a unit with StateDirectory=; else
 * one of the script's own in the folder fbrun below $XDG_STATE_HOME (XDG Base Directory
 * Specification), by default ~/.local/state, called as the script's path, escaped as by
 * systemd-escape(1) --path. NULL with an error text. */
char *state_dir_make(const struct host_options *options);

#endif
