/* The Unix socket (unix(7), SOCK_SEQPACKET) by which other programs reach a running fbrun, with
 * --control: where it is, and both of its ends. Only its user, and root, can open it. */
#ifndef SCREEN_CONTROL_SOCKET_H
#define SCREEN_CONTROL_SOCKET_H

#include <stdbool.h>
#include <sys/stat.h>

/* Where the socket is: `path` made absolute, or if that is NULL the user's own place,
 * $XDG_RUNTIME_DIR/fbrun/control, and /tmp/fbrun-UID/control where that variable names no absolute
 * path. The user's folder is made with `make`, and refused unless it is this user's alone.
 * malloc'ed, the caller's; NULL with an error text, also when it is too long for a socket. */
char *control_path(const char *path, bool make);

/* Listens at `path`, with mode 0600, and sets *file to what is there then. A socket that nobody
 * answers any more is replaced; anything else there is an error. Returns a non-blocking descriptor,
 * or -1 with an error text. */
int control_listen(const char *path, struct stat *file);

/* Removes what control_listen made, unless something else is there by now. */
void control_unlink(const char *path, const struct stat *file);

/* Connects to the fbrun that listens at `path`, and waits for it no longer than 5 seconds. Returns
 * the descriptor, or -1 with an error text. */
int control_connect(const char *path);

#endif
