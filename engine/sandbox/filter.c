/* The lists of sandbox/calls.c as a program of classic BPF, which the kernel runs before each call
 * on its number and the values of its arguments (struct seccomp_data). It is long and plain: the
 * kernel remembers which calls pass whatever their arguments are, and skips it for these. */
#include "sandbox/filter.h"

#include <assert.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "sandbox/calls.h"

/* The one instruction set whose calls are meant; x86-64's kernel has those of i386 as well, under
 * numbers that mean something else. x32's, which has AUDIT_ARCH_X86_64 too, begin at 2^30: none of
 * them is in a list. */
#if defined __x86_64__ && !defined __ILP32__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __i386__
#define ARCHITECTURE AUDIT_ARCH_I386
#elif defined __aarch64__ && defined __AARCH64EL__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined __arm__ && defined __ARM_EABI__ && !defined __ARMEB__
#define ARCHITECTURE AUDIT_ARCH_ARM
#elif defined __s390x__
#define ARCHITECTURE AUDIT_ARCH_S390X
#elif defined __riscv && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#else
#define ARCHITECTURE 0
#endif

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
enum { LOWER_HALF = 4 };
#else
enum { LOWER_HALF = 0 };
#endif

enum {
    STEPS_MAX = 1024,
    PASS = SECCOMP_RET_ALLOW,
    REFUSE = SECCOMP_RET_ERRNO | EPERM,
    UNKNOWN = SECCOMP_RET_ERRNO | ENOSYS,
};

struct program {
    struct sock_filter steps[STEPS_MAX];
    unsigned short count;
};

static void add(struct program *p, struct sock_filter step)
{
    assert(p->count < STEPS_MAX);
    p->steps[p->count++] = step;
}

static void load(struct program *p, size_t offset)
{
    add(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void answer(struct program *p, uint32_t value)
{
    add(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value));
}

/* Goes on with the step after the next `skip` ones if what is loaded is not the value. */
static void unless_skip(struct program *p, uint32_t value, int skip)
{
    assert(skip <= UINT8_MAX);
    add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, (uint8_t)skip));
}

/* Skips the next `skip` steps if what is loaded is the value. */
static void if_skip(struct program *p, uint32_t value, int skip)
{
    assert(skip <= UINT8_MAX);
    add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, (uint8_t)skip, 0));
}

/* Goes on behind it if the condition is met. */
static void add_condition(struct program *p, const struct call_condition *c)
{
    const uint32_t own = (uint32_t)getpid();
    const uint32_t *values = c->own_process != 0 ? &own : c->values;
    const int count = c->own_process != 0 ? 1 : c->count;
    load(p, offsetof(struct seccomp_data, args) + 8 * (size_t)c->argument + LOWER_HALF);
    add(p, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, c->mask));
    for (int i = 0; i < count; i++)
        if_skip(p, values[i], count - i);
    answer(p, REFUSE);
}

/* The steps of one condition. */
static int length_of(const struct call_condition *c)
{
    return 3 + (c->own_process != 0 ? 1 : c->count);
}

/* The conditions of one call. Returns how many there are. */
static size_t add_conditions(struct program *p, const struct call_condition *first, size_t most)
{
    size_t count = 0;
    int length = 1;
    for (; count < most && first[count].call == first->call; count++)
        length += length_of(&first[count]);
    unless_skip(p, (uint32_t)first->call, length);
    for (size_t i = 0; i < count; i++)
        add_condition(p, &first[i]);
    answer(p, PASS);
    return count;
}

/* Some values of one call's argument, before the conditions that refuse others. */
static void add_terminal(struct program *p)
{
    enum { LENGTH_OF_ONE = 2, LOADS = 2 };
    unless_skip(p, SYS_ioctl, LENGTH_OF_ONE * (int)calls_terminal_count + LOADS);
    load(p, offsetof(struct seccomp_data, args[1]) + LOWER_HALF);
    for (size_t i = 0; i < calls_terminal_count; i++) {
        unless_skip(p, calls_terminal[i], 1);
        answer(p, PASS);
    }
    load(p, offsetof(struct seccomp_data, nr));
}

static void build(struct program *p, bool terminal)
{
    p->count = 0;
    load(p, offsetof(struct seccomp_data, arch));
    if_skip(p, ARCHITECTURE, 1);
    answer(p, SECCOMP_RET_KILL_PROCESS);
    load(p, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < calls_free_count; i++) {
        unless_skip(p, (uint32_t)calls_free[i], 1);
        answer(p, PASS);
    }
    if (terminal)
        add_terminal(p);
    for (size_t i = 0; i < calls_condition_count;)
        i += add_conditions(p, &calls_conditions[i], calls_condition_count - i);
    answer(p, UNKNOWN);
}

bool filter_available(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;
    if (ARCHITECTURE == 0)
        return error_set("the filter of system calls knows nothing of this processor");
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0 ||
           error_set("this kernel has no filters of system calls (Linux 4.14 and later do, if "
                     "built with CONFIG_SECCOMP_FILTER)");
}

bool filter_enforce(bool terminal)
{
    static struct program p;
    build(&p, terminal);
    const struct sock_fprog program = {.len = p.count, .filter = p.steps};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ==
               0 ||
           error_set_errno("the filter of system calls");
}
