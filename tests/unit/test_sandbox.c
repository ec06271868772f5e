/* From inside of a real sandbox, everything that should not be possible is tried. */
#include "sandbox/sandbox.h"

#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <termios.h>

#include "inside.h"

static void try_others(void *data)
{
    (void)data;
    char byte;
    struct iovec mine = {&byte, 1}, theirs = {&byte, 1};
    const struct rlimit limit = {1, 1};
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    enter();
    REFUSED(kill(parent, 0));
    REFUSED(kill(0, 0));
    REFUSED(kill(-1, 0));
    REFUSED(kill(1, 0));
    REFUSED(syscall(SYS_tkill, parent, 0));
    REFUSED(syscall(SYS_tgkill, parent, parent, 0));
    REFUSED(syscall(SYS_rt_sigqueueinfo, parent, SIGUSR1, NULL));
    REFUSED(syscall(SYS_pidfd_open, parent, 0));
    REFUSED(syscall(SYS_pidfd_getfd, 0, 0, 0));
    REFUSED(syscall(SYS_pidfd_send_signal, 0, 0, NULL, 0));
    REFUSED(ptrace(PTRACE_ATTACH, parent, NULL, NULL));
    REFUSED(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    REFUSED(process_vm_readv(parent, &mine, 1, &theirs, 1, 0));
    REFUSED(process_vm_writev(parent, &mine, 1, &theirs, 1, 0));
    REFUSED(syscall(SYS_process_madvise, 0, NULL, 0, 0, 0));
    REFUSED(syscall(SYS_kcmp, parent, getpid(), 0, 0, 0));
    REFUSED(fcntl(STDOUT_FILENO, F_SETOWN, parent));
    REFUSED(fcntl(STDOUT_FILENO, F_SETSIG, SIGUSR1));
    REFUSED(syscall(SYS_prlimit64, parent, RLIMIT_CORE, &limit, NULL));
    REFUSED(setpriority(PRIO_PROCESS, (id_t)parent, 5));
    REFUSED(setpriority(PRIO_USER, 0, 5));
    REFUSED(sched_setaffinity(parent, sizeof set, &set));
    REFUSED(syscall(SYS_get_robust_list, parent, NULL, NULL));
    REFUSED(syscall(SYS_move_pages, parent, 0, NULL, NULL, NULL, 0));
    _exit(failures);
}

static void others_are_out_of_reach(void **state)
{
    (void)state;
    run_inside(try_others);
}

static int nothing(void *data)
{
    (void)data;
    return 0;
}

static void try_to_start(void *data)
{
    (void)data;
    static char stack[65536] __attribute__((aligned(16)));
    char *const arguments[] = {(char *)"true", NULL};
    uint64_t clone_args[11] = {0};
    enter();
    REFUSED(execve("/bin/true", arguments, NULL));
    REFUSED(syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, NULL, 0));
    REFUSED(clone(nothing, stack + sizeof stack, SIGCHLD, NULL));
    REFUSED(clone(nothing, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL));
    REFUSED(clone(nothing, stack + sizeof stack, CLONE_NEWUSER | SIGCHLD, NULL));
    REFUSED(syscall(SYS_clone3, clone_args, sizeof clone_args));
    REFUSED(unshare(CLONE_NEWUSER));
    REFUSED(unshare(CLONE_NEWNS));
    REFUSED(setns(STDOUT_FILENO, 0));
#ifdef SYS_fork
    REFUSED(syscall(SYS_fork));
#endif
    _exit(failures);
}

static void nothing_is_started(void **state)
{
    (void)state;
    run_inside(try_to_start);
}

static void try_sockets(void *data)
{
    (void)data;
    int ends[2];
    struct sockaddr address = {.sa_family = AF_INET};
    enter();
    REFUSED(socket(AF_INET, SOCK_STREAM, 0));
    REFUSED(socket(AF_INET6, SOCK_DGRAM, 0));
    REFUSED(socket(AF_UNIX, SOCK_STREAM, 0));
    REFUSED(socket(AF_NETLINK, SOCK_RAW, 0));
    REFUSED(socket(AF_VSOCK, SOCK_STREAM, 0));
    REFUSED(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    REFUSED(bind(STDIN_FILENO, &address, sizeof address));
    REFUSED(connect(STDIN_FILENO, &address, sizeof address));
    REFUSED(listen(STDIN_FILENO, 1));
    REFUSED(accept4(STDIN_FILENO, NULL, NULL, 0));
    _exit(failures);
}

static void there_are_no_sockets(void **state)
{
    (void)state;
    run_inside(try_sockets);
}

/* The first instruction that was ever in these pages would be the last. */
static void try_code(void *data)
{
    (void)data;
    const int rwx = PROT_READ | PROT_WRITE | PROT_EXEC, rx = PROT_READ | PROT_EXEC;
    const int hidden = MAP_PRIVATE | MAP_ANONYMOUS;
    enter();
    const int file = open(at("state/code"), O_RDWR | O_CREAT, 0600);
    const int memory = memfd_create("code", 0);
    CHECK(file >= 0 && memory >= 0);
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, hidden, -1, 0);
    CHECK(page != MAP_FAILED);
#ifndef __s390__ /* where mmap's arguments cannot be looked at */
    REFUSED(mmap(NULL, 4096, rwx, hidden, -1, 0));
    REFUSED(mmap(NULL, 4096, rx, MAP_PRIVATE, file, 0));
    REFUSED(mmap(NULL, 4096, rx, MAP_SHARED, memory, 0));
#endif
    REFUSED(mprotect(page, 4096, rx));
    REFUSED(mprotect(page, 4096, rwx));
    REFUSED(syscall(SYS_pkey_mprotect, page, 4096, rx, -1));
    REFUSED(syscall(SYS_personality, 0x0400000)); /* READ_IMPLIES_EXEC */
    REFUSED(syscall(SYS_remap_file_pages, page, 4096, 0, 0, 0));
    ALLOWED(mprotect(page, 4096, PROT_READ));
    ALLOWED(munmap(page, 4096));
    _exit(failures);
}

static void no_code_is_added(void **state)
{
    (void)state;
    run_inside(try_code);
}

static void try_kernel(void *data)
{
    (void)data;
    struct { /* of capset */
        struct __user_cap_header_struct header;
        struct __user_cap_data_struct sets[2];
    } all = {{_LINUX_CAPABILITY_VERSION_3, 0}, {{~0U, ~0U, ~0U}, {~0U, ~0U, ~0U}}};
    char letter = 'x';
    enter();
    REFUSED(ioctl(STDIN_FILENO, TIOCSTI, &letter));
    REFUSED(ioctl(STDIN_FILENO, TIOCSCTTY, 0));
    REFUSED(syscall(SYS_ioctl, STDIN_FILENO, 0x100000000UL | TIOCSTI, &letter));
    REFUSED(syscall(SYS_io_uring_setup, 1, NULL));
    REFUSED(syscall(SYS_io_uring_enter, 0, 0, 0, 0, NULL, 0));
    REFUSED(syscall(SYS_bpf, 0, NULL, 0));
    REFUSED(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
    REFUSED(syscall(SYS_keyctl, 0, -3, 0));
    REFUSED(syscall(SYS_add_key, "user", "a", "b", 1, -3));
    REFUSED(syscall(SYS_request_key, "user", "a", NULL, 0));
    REFUSED(syscall(SYS_userfaultfd, 0));
    REFUSED(syscall(SYS_fanotify_init, 0, 0));
    REFUSED(mount("none", at("state"), "tmpfs", 0, NULL));
    REFUSED(umount2(at("state"), MNT_DETACH));
    REFUSED(syscall(SYS_fsopen, "tmpfs", 0));
    REFUSED(syscall(SYS_open_tree, AT_FDCWD, "/", 1));
    REFUSED(syscall(SYS_pivot_root, "/", "/"));
    REFUSED(chroot("/"));
    REFUSED(syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0));
    REFUSED(syscall(SYS_init_module, NULL, 0, ""));
    REFUSED(syscall(SYS_finit_module, 0, "", 0));
    REFUSED(syscall(SYS_reboot, 0, 0, 0, NULL));
    REFUSED(syscall(SYS_syslog, 3, NULL, 0));
    REFUSED(syscall(SYS_shmget, 0, 4096, 0600));
    REFUSED(syscall(SYS_msgget, 0, 0600));
    REFUSED(syscall(SYS_semget, 0, 1, 0600));
    REFUSED(syscall(SYS_mq_open, "/x", O_RDWR | O_CREAT, 0600, NULL));
    REFUSED(syscall(SYS_clock_settime, CLOCK_REALTIME, NULL));
    REFUSED(syscall(SYS_sethostname, NULL, 1));
    REFUSED(syscall(SYS_setuid, 0));
    REFUSED(syscall(SYS_setgid, 0));
    REFUSED(syscall(SYS_setgroups, 0, NULL));
    REFUSED(syscall(SYS_capset, &all.header, all.sets));
    REFUSED(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0));
    REFUSED(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
    REFUSED(prctl(PR_SET_MM, 0, 0, 0, 0));
    REFUSED(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL));
    REFUSED(syscall(SYS_landlock_create_ruleset, NULL, 0, 1));
    REFUSED(syscall(2000)); /* what a later kernel may bring */
    _exit(failures);
}

static void the_kernel_is_asked_for_little(void **state)
{
    (void)state;
    run_inside(try_kernel);
}

/* Its modes may be set, and nothing be typed into it. Standard input is none here. */
static void try_terminal(void *data)
{
    (void)data;
    struct termios modes = {0};
    struct winsize size;
    char letter = 'x';
    int number = 0;
    close(STDIN_FILENO);
    CHECK(open("/dev/null", O_RDONLY) == STDIN_FILENO);
    enter_with(true);
    REFUSED(ioctl(STDIN_FILENO, TIOCSTI, &letter));
    REFUSED(ioctl(STDIN_FILENO, TIOCSCTTY, 0));
    REFUSED(ioctl(STDIN_FILENO, TIOCSPGRP, &number));
    REFUSED(ioctl(STDIN_FILENO, TIOCSETD, &number));
    REFUSED(syscall(SYS_ioctl, STDIN_FILENO, 0x100000000UL | TIOCSTI, &letter));
    CHECK(ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == -1 && errno == ENOTTY);
    CHECK(tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) == -1 && errno == ENOTTY);
    ALLOWED(getpgrp());
    _exit(failures);
}

static void a_terminal_is_no_way_out(void **state)
{
    (void)state;
    run_inside(try_terminal);
}

static void enter_and_wait(void *data)
{
    (void)data;
    enter();
    for (;;)
        pause();
}

/* The number in hexadecimal after a line's name in /proc/PID/status. */
static unsigned long long status_of(pid_t process, const char *name)
{
    char path[64], line[256];
    unsigned long long number = ~0ULL;
    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            number = strtoull(line + strlen(name), NULL, 16);
    fclose(f);
    return number;
}

/* Seen from outside: inside there is neither a call nor a file that tells. */
static void privileges_are_dropped(void **state)
{
    (void)state;
    int ends[2];
    char byte;
    skip_without_kernel();
    assert_int_equal(pipe(ends), 0);
    const pid_t inside = start(enter_and_wait, NULL);
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 0); /* it has closed its end, and goes on with the */
    close(ends[0]);                               /* rest, of which the filter is the last */
    while (status_of(inside, "Seccomp:") != SECCOMP_MODE_FILTER)
        ;
    const unsigned long long kept = geteuid() == 0 ? 1ULL << CAP_DAC_READ_SEARCH : 0;
    assert_true((status_of(inside, "CapPrm:") & ~kept) == 0);
    assert_true((status_of(inside, "CapEff:") & ~kept) == 0);
    assert_true(status_of(inside, "CapInh:") == 0);
    assert_true(status_of(inside, "CapAmb:") == 0);
    assert_true(status_of(inside, "NoNewPrivs:") == 1);
    kill(inside, SIGKILL);
    wait_for(inside);
}

/* What a program needs. */

static void *in_thread(void *data)
{
    int *refused = data;
    *refused = is_refused(socket(AF_INET, SOCK_STREAM, 0)) && open("/etc/passwd", O_RDONLY) == -1 &&
               errno == EACCES;
    return data;
}

static void try_work(void *data)
{
    (void)data;
    enter();
    pthread_t thread;
    int refused = 0;
    CHECK(pthread_create(&thread, NULL, in_thread, &refused) == 0);
    CHECK(pthread_join(thread, NULL) == 0 && refused);
    struct timespec time;
    ALLOWED(clock_gettime(CLOCK_MONOTONIC, &time));
    ALLOWED(eventfd(0, EFD_CLOEXEC));
    ALLOWED(inotify_init1(IN_CLOEXEC));
    ALLOWED(kill(getpid(), 0));
    ALLOWED(raise(SIGCONT));
    ALLOWED(prctl(PR_SET_NAME, "other"));
    ALLOWED(setpriority(PRIO_PROCESS, 0, 19)); /* whatever it is now */
    ALLOWED(poll(NULL, 0, 0));
    ALLOWED(fcntl(memfd_create("sealed", MFD_ALLOW_SEALING), F_ADD_SEALS, F_SEAL_SHRINK));
    CHECK(malloc(64 << 20) != NULL);
    _exit(failures);
}

static void work_goes_on(void **state)
{
    (void)state;
    run_inside(try_work);
}

static void abort_inside(void *data)
{
    (void)data;
    prctl(PR_SET_DUMPABLE, 0);
    enter();
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void abort_aborts(void **state)
{
    (void)state;
    skip_without_kernel();
    const int status = wait_for(start(abort_inside, NULL));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

#if defined __x86_64__ && !defined __ILP32__

static void call_as_i386(void *data)
{
    (void)data;
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGSEGV, SIG_DFL); /* cmocka has a handler */
    enter();
    int result = 20; /* getpid; on x86-64 it is writev, which is allowed */
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
}

static void call_as_x32(void *data)
{
    (void)data;
    enter();
    REFUSED(syscall(0x40000000 | SYS_getpid));
    REFUSED(syscall(0x40000000 | SYS_write, 1, "", 0));
    _exit(failures);
}

static void other_instruction_sets_are_no_way_out(void **state)
{
    (void)state;
    run_inside(call_as_x32);
    const int status = wait_for(start(call_as_i386, NULL));
    assert_true(WIFSIGNALED(status));
    /* SIGSEGV where the kernel was built without i386's calls. */
    assert_true(WTERMSIG(status) == SIGSYS || WTERMSIG(status) == SIGSEGV);
}

#endif

/* A kernel without the call, as far as this process can tell. */
static void without(int number, int error)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = 4, .filter = steps};
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

static void look_at_old_kernels(void *data)
{
    (void)data;
    without(SYS_landlock_create_ruleset, EOPNOTSUPP);
    CHECK(!sandbox_available() && strstr(error_text(), "lsm=") != NULL);
    without(SYS_landlock_create_ruleset, ENOSYS);
    CHECK(!sandbox_available() && strstr(error_text(), "CONFIG_SECURITY_LANDLOCK") != NULL);
}

static void look_without_filters(void *data)
{
    (void)data;
    without(SYS_seccomp, ENOSYS);
    CHECK(!sandbox_available() && strstr(error_text(), "CONFIG_SECCOMP_FILTER") != NULL);
}

static void a_kernel_that_cannot_is_told(void **state)
{
    (void)state;
    run_inside(look_at_old_kernels);
    run_inside(look_without_filters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_are_out_of_reach),
        cmocka_unit_test(nothing_is_started),
        cmocka_unit_test(there_are_no_sockets),
        cmocka_unit_test(no_code_is_added),
        cmocka_unit_test(the_kernel_is_asked_for_little),
        cmocka_unit_test(a_terminal_is_no_way_out),
        cmocka_unit_test(privileges_are_dropped),
        cmocka_unit_test(work_goes_on),
        cmocka_unit_test(abort_aborts),
#if defined __x86_64__ && !defined __ILP32__
        cmocka_unit_test(other_instruction_sets_are_no_way_out),
#endif
        cmocka_unit_test(a_kernel_that_cannot_is_told),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
