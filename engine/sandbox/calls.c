/* Which calls there are differs between processors: those that not all of them have stand between
 * #ifdefs. What is missing here on purpose: sockets, starting processes and programs (a thread is
 * a clone with conditions), other processes' memory, descriptors and limits, changing owners, modes
 * and attributes of files (Landlock does not deny these), links, truncate(2) and creat(2) (nor
 * these before version 3), devices, namespaces, mounts, keys, bpf, io_uring, and openat2 and
 * clone3, whose arguments are in memory where a filter cannot look: libraries know how to do
 * without. */
#include "sandbox/calls.h"

#include <asm/ioctls.h>
#include <fcntl.h>
#include <linux/net.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

const int calls_free[] = {
    /* Open files. */
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_preadv,
    SYS_write,
    SYS_writev,
    SYS_pwrite64,
    SYS_pwritev,
    SYS_lseek,
    SYS_close,
    SYS_close_range,
    SYS_dup,
    SYS_dup3,
    SYS_fsync,
    SYS_fdatasync,
    SYS_ftruncate,
    SYS_fallocate,
#ifdef SYS_fadvise64
    SYS_fadvise64,
#endif
#ifdef SYS_dup2
    SYS_dup2,
#endif
#ifdef SYS_getdents
    SYS_getdents,
#endif
    SYS_getdents64,
#ifdef SYS__llseek /* of 32-bit processors, as all that follow in this part */
    SYS__llseek,
#endif
#ifdef SYS_ftruncate64
    SYS_ftruncate64,
#endif
#ifdef SYS_fadvise64_64
    SYS_fadvise64_64,
#endif
#ifdef SYS_arm_fadvise64_64
    SYS_arm_fadvise64_64,
#endif

    /* Files by name; Landlock decides which. */
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getcwd,
    SYS_chdir,
    SYS_fchdir,
    SYS_mkdirat,
    SYS_unlinkat,
    SYS_renameat2,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
#ifdef SYS_fstat
    SYS_fstat,
#endif
#ifdef SYS_newfstatat
    SYS_newfstatat,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
#ifdef SYS_access /* what the older processors had before there were the …at calls */
    SYS_access,
    SYS_stat,
    SYS_lstat,
    SYS_readlink,
    SYS_mkdir,
    SYS_rmdir,
    SYS_unlink,
    SYS_rename,
#endif
#ifdef SYS_fstat64
    SYS_stat64,
    SYS_lstat64,
    SYS_fstat64,
    SYS_fstatat64,
    SYS_statfs64,
    SYS_fstatfs64,
#endif

    /* The link to the screen process, which is connected already. */
    SYS_sendmsg,
    SYS_recvmsg,
    SYS_sendto,
    SYS_recvfrom,
    SYS_shutdown,
#ifdef SYS_send
    SYS_send,
    SYS_recv,
#endif

    /* Waiting. */
    SYS_ppoll,
    SYS_pselect6,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_pipe2,
    SYS_timerfd_create,
    SYS_timerfd_settime,
    SYS_inotify_init1,
    SYS_inotify_add_watch,
    SYS_inotify_rm_watch,
#ifdef SYS_poll
    SYS_poll,
    SYS_epoll_create,
    SYS_epoll_wait,
    SYS_eventfd,
    SYS_pipe,
    SYS_pause,
#endif
#ifdef SYS_select
    SYS_select,
#endif
#ifdef SYS__newselect
    SYS__newselect,
#endif

    /* Memory. */
    SYS_brk,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_msync,
    SYS_memfd_create,
#ifdef __s390__
    SYS_mmap, /* its arguments are in memory: here only mprotect can be held */
#endif

    /* Time. */
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_times,
    SYS_timer_create,
    SYS_timer_settime,
    SYS_timer_gettime,
    SYS_timer_getoverrun,
    SYS_timer_delete,
#ifdef SYS_time
    SYS_time,
#endif
#ifdef SYS_clock_gettime64 /* 64-bit times of 32-bit processors */
    SYS_clock_gettime64,
    SYS_clock_getres_time64,
    SYS_clock_nanosleep_time64,
    SYS_timer_settime64,
    SYS_timer_gettime64,
    SYS_timerfd_settime64,
    SYS_ppoll_time64,
    SYS_pselect6_time64,
    SYS_futex_time64,
#endif

    /* Threads and signals. */
    SYS_futex,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_set_tid_address,
    SYS_gettid,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getcpu,
    SYS_membarrier,
    SYS_exit,
    SYS_exit_group,
    SYS_restart_syscall,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigpending,
    SYS_rt_sigsuspend,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
#ifdef SYS_sigreturn
    SYS_sigreturn,
#endif

    /* Who and where we are. */
    SYS_getpid,
    SYS_getppid,
#ifdef SYS_getpgrp
    SYS_getpgrp,
#endif
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getresuid,
    SYS_getresgid,
#ifdef SYS_getuid32
    SYS_getuid32,
    SYS_geteuid32,
    SYS_getgid32,
    SYS_getegid32,
    SYS_getresuid32,
    SYS_getresgid32,
#endif
    SYS_getrandom,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_uname,
#ifdef SYS_getrlimit
    SYS_getrlimit,
#endif
#ifdef SYS_ugetrlimit
    SYS_ugetrlimit,
#endif
};
const size_t calls_free_count = sizeof calls_free / sizeof calls_free[0];

#define ANY UINT32_MAX
/* clang-format off */
#define ONE_OF(...)                                                                                \
    .values = {__VA_ARGS__},                                                                       \
    .count = sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)
/* clang-format on */

/* A file is truncated by who may write it only. Both access modes together are a third one, which
 * Landlock does not ask about. */
#define OPENED                                                                                     \
    ONE_OF(O_RDONLY, O_WRONLY, O_RDWR, O_WRONLY | O_TRUNC, O_RDWR | O_TRUNC),                      \
        .mask = O_ACCMODE | O_TRUNC
/* Nothing that another user's process would run as this one. */
#define MODE ONE_OF(0), .mask = 07000

/* FIONBIO and FIOCLEX are libuv's, TCGETS is isatty's. */
#define CONTROLS ONE_OF(TCGETS, FIONBIO, FIONREAD, FIOCLEX, FIONCLEX), .mask = ANY

/* No F_SETOWN, which has signals sent to others. */
#define FILE_CONTROLS                                                                              \
    ONE_OF(F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK,         \
           F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_ADD_SEALS, F_GET_SEALS),            \
        .mask = ANY

/* A thread as the C library makes it, and nothing else. s390's arguments are in another order. */
#define THREAD (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)
#define THREAD_MAY                                                                                 \
    (CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID |              \
     CLONE_DETACHED)
#ifdef __s390__
enum { CLONE_FLAGS = 1 };
#else
enum { CLONE_FLAGS = 0 };
#endif

const struct call_condition calls_conditions[] = {
    {SYS_openat, 2, OPENED},
    {SYS_openat, 3, MODE},
#ifdef SYS_open
    {SYS_open, 1, OPENED},
    {SYS_open, 2, MODE},
#endif
    {SYS_ioctl, 1, CONTROLS},
    {SYS_fcntl, 1, FILE_CONTROLS},
#ifdef SYS_fcntl64
    {SYS_fcntl64, 1, FILE_CONTROLS},
#endif

#ifdef SYS_mmap2
    {SYS_mmap2, 2, ONE_OF(0), .mask = PROT_EXEC},
#elif !defined __s390__
    {SYS_mmap, 2, ONE_OF(0), .mask = PROT_EXEC},
#endif
    {SYS_mprotect, 2, ONE_OF(0), .mask = PROT_EXEC},

    {SYS_clone, CLONE_FLAGS, ONE_OF(THREAD), .mask = (uint32_t)~THREAD_MAY},
    {SYS_kill, 0, ANY, .own_process = CALL_OWN_PROCESS},
    {SYS_tgkill, 0, ANY, .own_process = CALL_OWN_PROCESS},
    {SYS_prctl, 0, ONE_OF(PR_SET_NAME, PR_GET_NAME), .mask = ANY},
    {SYS_prlimit64, 0, ONE_OF(0), .mask = ANY},
    {SYS_getpgid, 0, ONE_OF(0), .mask = ANY},
    {SYS_setpriority, 0, ONE_OF(PRIO_PROCESS), .mask = ANY},
    {SYS_setpriority, 1, ONE_OF(0), .mask = ANY}, /* this thread */
#ifdef SYS_socketcall
    {SYS_socketcall, 0,
     ONE_OF(SYS_SEND, SYS_RECV, SYS_SENDTO, SYS_RECVFROM, SYS_SHUTDOWN, SYS_SENDMSG, SYS_RECVMSG),
     .mask = ANY},
#endif
};
const size_t calls_condition_count = sizeof calls_conditions / sizeof calls_conditions[0];

/* tcsetattr's, and what tells the window's size and who has the terminal. */
const uint32_t calls_terminal[] = {TCSETS, TCSETSW, TIOCGWINSZ, TIOCGPGRP};
const size_t calls_terminal_count = sizeof calls_terminal / sizeof calls_terminal[0];
