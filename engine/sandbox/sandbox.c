/* The order: nothing gains privileges any more, which the two others ask for; descriptors; files,
 * while they can still be named; privileges; and last the filter, without the calls for all this.
 */
#include "sandbox/sandbox.h"

#include <limits.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "sandbox/filter.h"
#include "sandbox/landlock.h"

bool sandbox_available(void)
{
    return landlock_available() && filter_available();
}

/* Whatever else the process that started us had open. */
static bool close_all_but(int fd)
{
    const int last = fd > STDERR_FILENO ? fd : STDERR_FILENO;
    if ((last > STDERR_FILENO + 1 &&
         syscall(SYS_close_range, STDERR_FILENO + 1U, (unsigned)last - 1, 0) < 0) ||
        syscall(SYS_close_range, (unsigned)last + 1, UINT_MAX, 0) < 0)
        return error_set_errno("cannot close what is open");
    return true;
}

static bool restrict_files(const struct sandbox *s)
{
    struct landlock l;
    bool ok = landlock_begin(&l);
    for (int i = 0; ok && s->readable[i] != NULL; i++)
        ok = landlock_allow(&l, s->readable[i], false);
    for (int i = 0; ok && s->changeable[i] != NULL; i++)
        ok = landlock_allow(&l, s->changeable[i], true);
    ok = ok && landlock_enforce(&l);
    landlock_finish(&l);
    return ok;
}

/* What the bounding set and the ambient one hold would only come by execve(2), which is gone. */
static bool drop_privileges(void)
{
    enum { KEPT = 1 << CAP_DAC_READ_SEARCH };
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, sets) < 0)
        return error_set_errno("cannot find out the privileges");
    const __u32 kept = geteuid() == 0 ? sets[0].permitted & KEPT : 0;
    sets[0] = (struct __user_cap_data_struct){.effective = kept, .permitted = kept};
    sets[1] = (struct __user_cap_data_struct){0};
    return syscall(SYS_capset, &header, sets) == 0 || error_set_errno("cannot drop privileges");
}

bool sandbox_enter(const struct sandbox *s)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return error_set_errno("cannot give up new privileges");
    return close_all_but(s->fd) && restrict_files(s) && drop_privileges() &&
           filter_enforce(s->terminal);
}
