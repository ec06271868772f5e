/* Emulators: qemu-user 7.2 hands a guest of the other byte order a SIGBUS with the halves of
 * si_addr swapped, and one of 32 bits the host's address (0x1000 too much), so nothing that
 * survives a shrinking file can work there. Tests of that ask here and skip(). */
#ifndef SIGBUS_H
#define SIGBUS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile sigbus_expected; /* set before the fault, whatever the optimiser thinks */

static inline void sigbus_compare(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    _exit(info->si_addr == sigbus_expected ? 42 : 1);
}

/* Reads, in a child, a mapped page that its file no longer has. */
static inline bool sigbus_tells_address(void)
{
    pid_t child = fork();
    if (child == 0) {
        char name[] = "/tmp/fbrun-sigbus-XXXXXX";
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        int fd = mkstemp(name);
        if (fd < 0 || unlink(name) != 0 || ftruncate(fd, (off_t)page) != 0)
            _exit(2);
        volatile char *map = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED || ftruncate(fd, 0) != 0)
            _exit(2);
        struct sigaction action = {.sa_sigaction = sigbus_compare, .sa_flags = SA_SIGINFO};
        sigaction(SIGBUS, &action, NULL);
        sigbus_expected = (void *)map;
        map[0];
        _exit(3);
    }
    int status;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 42;
}

#endif
