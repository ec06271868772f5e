/* What the files of the fuzzer of drawing calls share. */
#ifndef TESTS_FUZZ_CONTEXT_H
#define TESTS_FUZZ_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "canvas/context2d.h"
#include "canvas/quick.h"

enum { CANVASES = 3 };

extern struct scene *scene;
extern struct context2d contexts[CANVASES];
extern struct quick quicks[CANVASES]; /* on the same canvases */

/* From the input; behind its end, zeros. */
uint8_t byte(void);
unsigned pick(unsigned count); /* 0 to count - 1 */
double number(void);
const char *bytes(size_t most, size_t *length); /* up to that many, as they are */

/* fuzz_context_text.c's calls, and what goes around them. */
void fonts(struct context2d *c);
void text_attributes(struct context2d *c);
void texts(struct context2d *c);
void quick_texts(struct context2d *c);
void picture_calls(struct context2d *c);
void pictures_start(void);
void pictures_finish(void);

#endif
