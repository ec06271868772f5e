/* Memory faults on mapped files and devices. A mapped file that another process cuts short, or a
 * device that goes away, raises SIGBUS at the access. A range that is watched survives that: the
 * handler puts a page of zeros at the fault, marks the range, and the access goes on. Whoever uses
 * the range tests the mark afterwards. This costs nothing per byte and needs no unwinding.
 * A SIGBUS outside every watched range goes to whoever handled it before, as a rule the kernel,
 * which ends the process. A system call that is handed such memory fails with EFAULT instead. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct fault_slot;

struct fault_range {
    void *start;         /* page-aligned start of the mapping; NULL: not watched */
    atomic_bool faulted; /* set by the handler, cleared by fault_watch and fault_forget */
    /* The pages that the handler put zeros at lie from `lowest` to before `highest`; meaningless
     * unless `faulted`. */
    atomic_uintptr_t lowest, highest;
    struct fault_slot *slot; /* the range's place in the handler's table; private */
};

/* Watches the mapping of `length` bytes at `start` until fault_unwatch; `range` must stay where it
 * is for as long. Installs the handler at the first call. Any thread may call it. False with an
 * error text when there is no memory for the table; the range is then zeroed. */
bool fault_watch(struct fault_range *range, void *start, size_t length);

/* The watched mapping is at another place or has another length now. Cannot fail. */
void fault_move(struct fault_range *range, void *start, size_t length);

/* The pages of zeros have been replaced: the mark is cleared. */
void fault_forget(struct fault_range *range);

/* Stops watching; call it before munmap. A zeroed or unwatched range is accepted. */
void fault_unwatch(struct fault_range *range);

#endif
