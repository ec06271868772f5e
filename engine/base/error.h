/* The text of the last failure, one per thread. The leaf that knows why something failed sets the
 * text and returns failure in one line (`return error_set("…")`); only the top of a process (main,
 * cli/, screen/, lua/) shows it. The habit is Plan 9's werrstr and SDL's SDL_SetError. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

/* Sets this thread's error text (printf format, cut at 1023 bytes), clears the code, and returns
 * false so that a bool function can return the call. */
bool error_set(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As error_set, but keeps errno as the code and appends ": " and its text. */
bool error_set_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Puts "prefix: " (printf format) before the text that is already set; the code stays. */
bool error_prefix(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sets text and code to what error_text and error_code gave, here or in another thread; false. */
bool error_restore(const char *kept_text, int kept_code);

/* This thread's last error text; never NULL, valid until the next error call of the thread. */
const char *error_text(void);

/* The errno kept by error_set_errno, or 0. */
int error_code(void);

#endif
