/* Editing a line on a terminal, with history and completion, by libedit: editline(3). */
#ifndef LUA_LINE_EDITOR_H
#define LUA_LINE_EDITOR_H

#include <stddef.h>

struct line_editor;

/* Reads one byte of the terminal: 0 to 255, or one of those below: at its end, to give the line up,
 * or to show it anew. May wait. */
typedef int line_editor_byte(void *data);
enum { LINE_EDITOR_END = -1, LINE_EDITOR_CANCEL = -2, LINE_EDITOR_REDRAW = -3 };

/* Opens libedit now, if it is there, and not on first use. */
void line_editor_open_library(void);

/* Takes over the terminal on standard input and output; everything is to be called in the same
 * thread. NULL with an error text if there is no libedit or it does not like the terminal. */
struct line_editor *line_editor_create(line_editor_byte *byte, void *data);

/* Puts the terminal's modes back. NULL is accepted. */
void line_editor_destroy(struct line_editor *e);

/* Shows `prompt` and reads a line, without its newline, which is remembered, in the state folder
 * of the XDG Base Directory Specification too. malloc'ed. NULL at the end of input. errno is 0, or
 * EINTR when `byte` has given the line up, of which this then is what there was. */
char *line_editor_read(struct line_editor *e, const char *prompt);

#endif
