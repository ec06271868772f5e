/* How the API's functions and the callbacks are called, as scripts/README.md has it. */
#ifndef LUA_SIGNATURES_H
#define LUA_SIGNATURES_H

struct signature {
    const char *name; /* as it is typed */
    const char *text; /* what README.md says between backquotes */
};

/* In the order of the alphabet, ended by a name of NULL. */
extern const struct signature signatures[];

#endif
