/* How much memory a program may have in all (--max-memory). Whoever allocates what a script can
 * make grow without bound takes it from here: Lua, pixels, paths, lists of commands, caches.
 * Counted for the process, since that is what runs out. Arrays and arenas take what they grow by,
 * never what a single call needs, so that counting costs nothing. Every function may be called by
 * any thread.
 * Which one: budget_resize, budget_aligned and budget_free for memory of our own;
 * budget_library_… for what FreeType and HarfBuzz ask for; budget_take and budget_give for what
 * neither allocates (pixels, maps), and for an estimate of what work will take. */
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

/* Blocks of our own, whose size their owner knows. What a script makes grow is refused at the
 * limit; who gets NULL fails with that error. */

/* As realloc: `old` is the size that the block has now; NULL, of 0 bytes, becomes a new one. NULL
 * with an error text without memory; the block is then as it was. */
void *budget_resize(void *block, size_t old, size_t size);

/* A new block at a multiple of `alignment`, a power of two. */
void *budget_aligned(size_t alignment, size_t size);

/* Frees either, with the size that was asked for last. Of NULL nothing is counted. */
void budget_free(void *block, size_t size);

/* Blocks of libraries, which free them without saying how large they are: as much is counted as the
 * heap has set aside. They are not refused for the limit, since a library asks once and would do
 * without for ever; others wait until there is room again. NULL with an error text only where there
 * is no memory at all. */
void *budget_library_allocate(size_t size);
void budget_library_free(void *block); /* NULL is accepted */

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
