/* Lines of standard input, read by a thread of its own, so that the program goes on meanwhile: from
 * a terminal with a prompt and an editor, else as they are. */
#ifndef LUA_LINE_READER_H
#define LUA_LINE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_MAX_BYTES = 1 << 20 }; /* of a line; what is longer is cut */

struct line_reader;

/* Starts the thread, which calls `wake` with `data` when line_reader_take has something. With
 * `terminal` standard input is one; where there is an editor, its first line begins with `half`,
 * without control characters. NULL with an error text. */
struct line_reader *line_reader_start(bool terminal, const char *half, void (*wake)(void *data),
                                      void *data);

/* Asks for a line; only when there was an answer to the question before. `prompt`, static, is shown
 * on a terminal. */
void line_reader_ask(struct line_reader *r, const char *prompt);

/* The line that is being typed is given up; the question becomes this one. */
void line_reader_restart(struct line_reader *r, const char *prompt);

/* Something else was written to the terminal: shows the question, and what was typed, once more. */
void line_reader_redraw(struct line_reader *r);

enum line_result { LINE_NOTHING, LINE_READ, LINE_END };

/* Takes the answer, if it has come: LINE_READ with a line without its newline (malloc'ed, with a
 * NUL behind it that *size does not count), or LINE_END. */
enum line_result line_reader_take(struct line_reader *r, char **line, size_t *size);

/* True if line_reader_take has something. */
bool line_reader_has(struct line_reader *r);

/* True if more has come than was asked for. To be called only while no question waits. */
bool line_reader_is_fed(struct line_reader *r);

/* Waits until line_reader_take has something, or until then (CLOCK_MONOTONIC, nanoseconds). True if
 * it has a line. */
bool line_reader_await(struct line_reader *r, uint64_t until);

/* Ends the thread and puts the terminal back. Returns what was half typed, if that is known:
 * malloc'ed, or NULL. NULL is accepted. */
char *line_reader_finish(struct line_reader *r);

#endif
