/* The kernel's three calls, which the C library does not wrap. Version 1 (Linux 5.13) does for
 * files: that it lets them be truncated, and knows no sockets, is made up for by the filter
 * (sandbox/calls.c). What later versions can deny is denied as well. */
#include "sandbox/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

/* What headers of Linux 5.13 to 6.11 lack. */
#define FS_REFER           (UINT64_C(1) << 13) /* version 2 */
#define FS_TRUNCATE        (UINT64_C(1) << 14) /* version 3 */
#define FS_IOCTL_DEV       (UINT64_C(1) << 15) /* version 5 */
#define NET_BIND_TCP       (UINT64_C(1) << 0)  /* version 4 */
#define NET_CONNECT_TCP    (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT     (UINT64_C(1) << 0) /* version 6: abstract Unix sockets, */
#define SCOPE_SIGNAL       (UINT64_C(1) << 1) /* and signals, of processes outside */
#define FS_RIGHTS_OF_FIRST ((UINT64_C(1) << 13) - 1)

/* As version 6 has it; a kernel looks at what its version knows of. */
struct ruleset {
    uint64_t files, network, scopes;
};

static int version(void)
{
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool landlock_available(void)
{
    if (version() >= 1)
        return true;
    return error_set(errno == EOPNOTSUPP
                         ? "Landlock is built into this kernel, but off: its parameter lsm= has to "
                           "name landlock"
                         : "this kernel has no Landlock (Linux 5.13 and later do, if built with "
                           "CONFIG_SECURITY_LANDLOCK)");
}

bool landlock_begin(struct landlock *l)
{
    const int v = version();
    struct ruleset r = {.files = FS_RIGHTS_OF_FIRST};
    size_t size = sizeof r.files;
    if (v >= 2)
        r.files |= FS_REFER;
    if (v >= 3)
        r.files |= FS_TRUNCATE;
    if (v >= 4) {
        r.network = NET_BIND_TCP | NET_CONNECT_TCP;
        size += sizeof r.network;
    }
    if (v >= 5)
        r.files |= FS_IOCTL_DEV;
    if (v >= 6) {
        r.scopes = SCOPE_ABSTRACT | SCOPE_SIGNAL;
        size += sizeof r.scopes;
    }
    l->rights = r.files;
    l->fd = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
    return l->fd >= 0 || error_set_errno("Landlock");
}

/* The right to move something from folder to folder, FS_REFER, is no way around the others: the
 * kernel lets nothing gain rights by that. */
static uint64_t rights_to(bool folder, bool change)
{
    uint64_t rights = LANDLOCK_ACCESS_FS_READ_FILE;
    if (folder)
        rights |= LANDLOCK_ACCESS_FS_READ_DIR;
    if (change)
        rights |= LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
    if (change && folder)
        rights |= LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |
                  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | FS_REFER;
    return rights;
}

bool landlock_allow(struct landlock *l, const char *path, bool change)
{
    struct stat st;
    const int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return true;
    bool ok = fstat(fd, &st) == 0;
    const struct landlock_path_beneath_attr rule = {
        .allowed_access = rights_to(S_ISDIR(st.st_mode), change) & l->rights,
        .parent_fd = fd,
    };
    ok = ok && syscall(SYS_landlock_add_rule, l->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    if (!ok)
        error_set_errno("Landlock: %s", path);
    close(fd);
    return ok;
}

bool landlock_enforce(const struct landlock *l)
{
    return syscall(SYS_landlock_restrict_self, l->fd, 0) == 0 || error_set_errno("Landlock");
}

void landlock_finish(struct landlock *l)
{
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
}
