/* Which files a process has from inside of the sandbox. Half of the tests are Landlock's, the other
 * half the filter's, which refuses what Landlock would not: what counts is both together. */
#include "sandbox/landlock.h"

#include <sys/syscall.h>

#include "inside.h"

static int inherited; /* a descriptor that was open before */

static bool reads(const char *path)
{
    const int fd = open(path, O_RDONLY);
    char text[5];
    const bool ok = fd >= 0 && read(fd, text, 5) == 5 && memcmp(text, "text\n", 5) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

static void try_outside(void *data)
{
    (void)data;
    char path[64];
    const int folder = open("/etc", O_PATH | O_DIRECTORY);
    enter();
    DENIED(open("/etc/passwd", O_RDONLY));
    DENIED(open("/", O_RDONLY | O_DIRECTORY));
    DENIED(open(at(""), O_RDONLY | O_DIRECTORY));
    DENIED(open(at("outside"), O_RDONLY));
    DENIED(open(at("outside"), O_WRONLY));
    DENIED(open(at("own/../outside"), O_RDONLY));
    DENIED(open(at("own/link"), O_RDONLY));
    DENIED(open(at("state/../outside"), O_RDWR));
    DENIED(open("/tmp", O_TMPFILE | O_RDWR, 0600));
    DENIED(open("/tmp/fbrun-new", O_WRONLY | O_CREAT, 0600));
    snprintf(path, sizeof path, "/proc/self/root%s", at("outside"));
    DENIED(open(path, O_RDONLY));
    snprintf(path, sizeof path, "/proc/%d/mem", (int)parent);
    DENIED(open(path, O_RDWR));
    DENIED(open("/proc/self/mem", O_RDWR));
    DENIED(open("/proc/self/environ", O_RDONLY));
    DENIED(open("/proc/self/maps", O_RDONLY));
    DENIED(open("/proc/self", O_RDONLY | O_DIRECTORY));
    DENIED(open("/proc/sys/kernel/core_pattern", O_WRONLY));
    /* What was open before is no longer, and a folder opened to be looked into gives no rights. */
    expect(fcntl(inherited, F_GETFD) == -1 && errno == EBADF, "inherited", __LINE__);
    expect(fcntl(folder, F_GETFD) == -1 && errno == EBADF, "folder", __LINE__);
    const int again = open("/etc", O_PATH | O_DIRECTORY);
    DENIED(openat(again, "passwd", O_RDONLY));
    ALLOWED(chdir("/etc"));
    DENIED(open("passwd", O_RDONLY));
    _exit(failures);
}

static void files_outside_are_closed(void **state)
{
    (void)state;
    inherited = open("/etc/passwd", O_RDONLY);
    assert_true(inherited >= 0);
    run_inside(try_outside);
    close(inherited);
}

static void try_own(void *data)
{
    (void)data;
    enter();
    expect(reads(at("own/file")), "own/file", __LINE__);
    ALLOWED(open(at("own"), O_RDONLY | O_DIRECTORY));
    DENIED(open(at("own/file"), O_WRONLY));
    DENIED(open(at("own/file"), O_RDWR | O_APPEND));
    DENIED(open(at("own/new"), O_WRONLY | O_CREAT, 0600));
    REFUSED(open(at("own/file"), O_RDONLY | O_TRUNC));
    REFUSED(open(at("own/file"), O_ACCMODE | O_TRUNC));
    REFUSED(open(at("own/file"), O_ACCMODE));
    REFUSED(truncate(at("own/file"), 0));
    REFUSED(chmod(at("own/file"), 0777));
    REFUSED(fchmod(STDIN_FILENO, 0777));
    REFUSED(chown(at("own/file"), 0, 0));
    REFUSED(utimensat(AT_FDCWD, at("own/file"), NULL, 0));
    REFUSED(syscall(SYS_setxattr, at("own/file"), "user.a", "b", 1, 0));
    REFUSED(link(at("own/file"), at("state/link")));
    REFUSED(symlink("/etc", at("state/link")));
    REFUSED(mknod(at("state/node"), S_IFIFO | 0600, 0));
    REFUSED(syscall(SYS_openat2, AT_FDCWD, at("own/file"), NULL, 0));
    DENIED(unlink(at("own/file")));
    DENIED(mkdir(at("own/folder"), 0700));
    DENIED(rename(at("own/file"), at("own/other")));
    DENIED(rename(at("own/file"), at("state/file")));
    expect(reads(at("own/file")), "own/file", __LINE__);
    _exit(failures);
}

static void own_files_are_only_read(void **state)
{
    (void)state;
    run_inside(try_own);
}

static void try_state(void *data)
{
    (void)data;
    enter();
    const int fd = open(at("state/new"), O_RDWR | O_CREAT | O_TRUNC, 0644);
    ALLOWED(fd);
    ALLOWED(write(fd, "text\n", 5));
    ALLOWED(fsync(fd));
    ALLOWED(rename(at("state/new"), at("state/renamed")));
    expect(reads(at("state/renamed")), "renamed", __LINE__);
    ALLOWED(mkdir(at("state/folder"), 0700));
    ALLOWED(open(at("state/folder/new"), O_WRONLY | O_CREAT, 0600));
    ALLOWED(unlink(at("state/folder/new")));
    ALLOWED(rmdir(at("state/folder")));
    /* What another user would run as this one. */
    REFUSED(open(at("state/setuid"), O_WRONLY | O_CREAT, 04755));
    REFUSED(open(at("state/setuid"), O_WRONLY | O_CREAT, 02755));
    DENIED(rename(at("state/renamed"), at("outside")));
    DENIED(rename(at("state/renamed"), at("own/renamed")));
    DENIED(rename(at("outside"), at("state/outside")));
    ALLOWED(unlink(at("state/renamed")));
    _exit(failures);
}

static void state_is_changed(void **state)
{
    (void)state;
    run_inside(try_state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_outside_are_closed),
        cmocka_unit_test(own_files_are_only_read),
        cmocka_unit_test(state_is_changed),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
