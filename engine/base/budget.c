/* One number; whoever takes first gets it. */
#include "base/budget.h"

#include <stdatomic.h>

#include "base/error.h"

static atomic_size_t used, limit;

void budget_limit(size_t bytes)
{
    atomic_store(&limit, bytes);
}

bool budget_take(size_t bytes)
{
    size_t most = atomic_load(&limit);
    size_t before = atomic_fetch_add(&used, bytes);
    if (most == 0 || (before <= most && bytes <= most - before))
        return true;
    atomic_fetch_sub(&used, bytes);
    return error_set("not enough memory: %zu bytes more than the %zu that --max-memory allows",
                     bytes - (before < most ? most - before : 0), most);
}

void budget_give(size_t bytes)
{
    atomic_fetch_sub(&used, bytes);
}

size_t budget_used(void)
{
    return atomic_load(&used);
}
