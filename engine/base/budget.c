/* One number; whoever takes first gets it. */
#include "base/budget.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/size.h"

static atomic_size_t used, limit;
static atomic_bool refused;
static _Thread_local unsigned refusals;

void budget_limit(size_t bytes)
{
    atomic_store(&limit, bytes);
}

bool budget_take(size_t bytes)
{
    const size_t most = atomic_load(&limit);
    size_t before = atomic_load(&used);
    /* Never added to be taken off again: what others ask for meanwhile would be refused too. */
    while (most == 0 || (before <= most && bytes <= most - before))
        if (atomic_compare_exchange_weak(&used, &before, before + bytes))
            return true;
    atomic_store(&refused, true);
    refusals++;
    return error_set("not enough memory: %zu bytes more than the %zu that --max-memory allows",
                     bytes - (before < most ? most - before : 0), most);
}

void budget_give(size_t bytes)
{
    atomic_fetch_sub(&used, bytes);
}

bool budget_has(size_t bytes)
{
    const size_t most = atomic_load(&limit), now = atomic_load(&used);
    return most == 0 || (now <= most && bytes <= most - now);
}

size_t budget_used(void)
{
    return atomic_load(&used);
}

void *budget_resize(void *block, size_t old, size_t size)
{
    if (size > old && !budget_take(size - old))
        return NULL;
    void *moved = realloc(block, size > 0 ? size : 1); /* 0 would free it */
    if (moved == NULL && size > old)
        budget_give(size - old);
    else if (moved != NULL && size < old)
        budget_give(old - size);
    if (moved == NULL)
        error_set("no memory for %zu bytes", size);
    return moved;
}

void budget_free(void *block, size_t size)
{
    if (block != NULL)
        budget_give(size);
    free(block);
}

void *budget_aligned(size_t alignment, size_t size)
{
    if (size > PTRDIFF_MAX - alignment) {
        error_set("no memory for %zu bytes", size);
        return NULL;
    }
    if (!budget_take(size))
        return NULL;
    void *block = aligned_alloc(alignment, size_round_up(size, alignment));
    if (block == NULL) {
        budget_give(size);
        error_set("no memory for %zu bytes", size);
    }
    return block;
}

void *budget_library_allocate(size_t size)
{
    void *block = malloc(size > 0 ? size : 1);
    if (block == NULL)
        error_set("no memory for %zu bytes", size);
    else
        atomic_fetch_add(&used, malloc_usable_size(block));
    return block;
}

void budget_library_free(void *block)
{
    budget_give(malloc_usable_size(block));
    free(block);
}

bool budget_short(void)
{
    const size_t most = atomic_load(&limit);
    return most != 0 && atomic_load(&used) > most - most / 4;
}

bool budget_refused(void)
{
    return atomic_load_explicit(&refused, memory_order_relaxed) && atomic_exchange(&refused, false);
}

unsigned budget_refusals(void)
{
    return refusals;
}
