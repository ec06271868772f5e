/* Libraries that are opened on first use. What a program is linked with is loaded at each of its
 * starts, with all that it needs in turn: libinput and libseat take 7 ms of a start, and headless
 * runs use neither. */
#ifndef BASE_MODULE_H
#define BASE_MODULE_H

#include <stdbool.h>
#include <stddef.h>

struct module_function {
    const char *name;
    void *pointer; /* the function pointer that gets its address */
};

/* Opens the library of this name (as in its SONAME) for the rest of the process's life and fills in
 * all the functions' pointers, or none. Opening it again is cheap. False with an error text. */
bool module_open(const char *name, const struct module_function *functions, size_t count);

#endif
