/* How much memory a program may have in all (--max-memory): Lua's own and that of pixels. Counted
 * for the process, since that is what runs out. Every function may be called by any thread. */
#ifndef BASE_BUDGET_H
#define BASE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

/* From now on at most so many bytes; 0: no limit, which is the start. */
void budget_limit(size_t bytes);

/* Counts so many bytes more. False with an error text, and nothing counted, if these are beyond the
 * limit. */
bool budget_take(size_t bytes);

/* They are free again. */
void budget_give(size_t bytes);

/* What is counted now. */
size_t budget_used(void);

#endif
