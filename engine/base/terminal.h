/* The terminal that fbrun was started on, as termios(3) has it, when a prompt changes its modes. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

/* Remembers the modes of standard input, if it is a terminal. To be called before forks. */
void terminal_keep(void);

/* Puts these back, if there are any and the terminal is still ours: a shell that has taken it since
 * has modes of its own. */
void terminal_restore(void);

/* True if standard input is a virtual terminal of this machine's own console. */
bool terminal_is_console(void);

#endif
