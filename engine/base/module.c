/* dlopen(3). Libraries are never closed: some register handlers that would outlive their code. */
#include "base/module.h"

#include <dlfcn.h>
#include <string.h>

#include "base/error.h"

bool module_open(const char *name, const struct module_function *functions, size_t count)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return error_set("cannot open a library: %s", dlerror());
    for (size_t i = 0; i < count; i++)
        if (dlsym(library, functions[i].name) == NULL)
            return error_set("%s has no function %s", name, functions[i].name);
    for (size_t i = 0; i < count; i++) {
        void *address = dlsym(library, functions[i].name);
        memcpy(functions[i].pointer, &address, sizeof address);
    }
    return true;
}
