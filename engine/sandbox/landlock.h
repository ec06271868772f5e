/* A Landlock ruleset: which files there are. */
#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct landlock {
    int fd;
    uint64_t rights; /* to files, of all that this kernel knows */
};

/* False with an error text that says why this kernel has none. */
bool landlock_available(void);

/* Begins with no file at all. False with an error text. */
bool landlock_begin(struct landlock *l);

/* Adds the file, or the folder with all below it: to be read, and with `change` to be written,
 * made and removed; never to be executed. What cannot be found is passed over. False with an error
 * text. */
bool landlock_allow(struct landlock *l, const char *path, bool change);

/* Holds this thread, and what it starts, to the rules. False with an error text. */
bool landlock_enforce(const struct landlock *l);

void landlock_finish(struct landlock *l);

#endif
