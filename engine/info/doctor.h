/* --doctor: why a screen cannot be used, and the command that mends it. */
#ifndef INFO_DOCTOR_H
#define INFO_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

/* Examines this machine for the user who runs the program and writes a line a finding ("ok: ",
 * "note: " or "problem: ") to `out`, which stays the caller's; below a finding stands what mends
 * it ("  fix: COMMAND", "   or: COMMAND"). Devices are opened for it, and nothing is changed.
 * True if there is a screen that this user can use now, and all could be written. */
bool doctor_run(FILE *out);

#endif
