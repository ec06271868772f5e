/* How much memory a program may have in all (--max-memory). Whoever allocates what a script can
 * make grow without bound takes it from here: Lua, pixels, paths, lists of commands, caches.
 * Counted for the process, since that is what runs out. Arrays and arenas take what they grow by,
 * never what a single call needs, so that counting costs nothing. Every function may be called by
 * any thread. */
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

/* As realloc and free, for memory that is counted: `old` is the size that the block has now, 0 for
 * none. `size` is above 0. NULL with an error text without memory; the block is then as it was. */
void *budget_resize(void *block, size_t old, size_t size);
void budget_free(void *block, size_t size);

/* The same for a new block at a multiple of `alignment`, a power of two. budget_free frees it, with
 * the size that was asked for. */
void *budget_aligned(size_t alignment, size_t size);

/* As malloc and free, for blocks whose size is not known when they are freed, as those of
 * libraries: the heap knows it. budget_release takes NULL too. */
void *budget_allocate(size_t size);
void budget_release(void *block);

/* As budget_allocate, but counted beyond the limit too: for what libraries ask for once and would
 * do without for ever, if it were refused. Freed by budget_release. */
void *budget_allocate_always(size_t size);

/* True if so many bytes more may be taken now. */
bool budget_has(size_t bytes);

/* What is counted now. */
size_t budget_used(void);

/* True if more than three quarters are in use: what is kept only to be quicker is then given back.
 * Never without a limit. */
bool budget_short(void);

/* True if budget_take has refused something since this was called last. */
bool budget_refused(void);

/* How often budget_take has refused something to this thread: who compares it knows whether that is
 * why something failed. */
unsigned budget_refusals(void);

#endif
