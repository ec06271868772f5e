/* A seccomp filter: which system calls there are, and with which arguments. */
#ifndef SANDBOX_FILTER_H
#define SANDBOX_FILTER_H

#include <stdbool.h>

/* False with an error text that says why there is none on this kernel or processor. */
bool filter_available(void);

/* Holds all threads of this process to the calls of sandbox/calls.c, with `terminal` those for its
 * modes among them. Needs no_new_privs. False with an error text. */
bool filter_enforce(bool terminal);

#endif
