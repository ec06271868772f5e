/* What a process may still do once it has entered: use the files that it was given, its memory, its
 * threads, and the descriptors that it has. Landlock (landlock(7)) holds it to the files, a seccomp
 * filter (seccomp(2)) to the calls, and neither can be left again. Where the kernel lacks one of
 * the two there is no sandbox at all. */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include <stdbool.h>

struct sandbox {
    /* Paths of files and folders, these with all that is below them; NULL at the end. What
     * is not there is passed over. Symbolic links are followed here, once; those below a folder
     * lead out of it to no avail. */
    const char *const *readable;
    const char *const *changeable; /* read, written, made, removed */
    int fd;                        /* stays open, as 0, 1 and 2 do, and no other; -1: none */
    bool terminal;                 /* the modes of a terminal that is open may be set */
};

/* True if this kernel can. False with an error text that names what it lacks. */
bool sandbox_available(void);

/* Enters, for good; to be called before there are threads. From then on the process has
 *   - of files: those. Whether others exist, their size and date is no secret to it, nor is what
 *     happens in folders that the user can read, names included (inotify(7));
 *   - of calls: those of sandbox/calls.c. What is not there answers ENOSYS, as on an older kernel,
 *     what is there and refused EPERM; a call of another instruction set ends the process;
 *   - no memory that can be executed but what is mapped already: open libraries before;
 *   - no privileges, and no way to get any by executing. The user stays, since his files do; root
 *     goes on reading what others have closed to him (CAP_DAC_READ_SEARCH), among those files.
 * False with an error text; the process may then be half in, and should end. */
bool sandbox_enter(const struct sandbox *sandbox);

#endif
