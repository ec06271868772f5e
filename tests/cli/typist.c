/* Somebody at a terminal: runs a program on a pseudo terminal and does what standard input says, a
 * step a line, with C's \r, \n, \t, \e, \\ and \003 in the texts:
 *   see TEXT    waits until the program has written it, behind what was seen before
 *   type TEXT   types it
 *   raw         waits until the terminal's modes are not those of the beginning
 *   cooked      waits until they are
 *   kill N      sends signal N to the program alone
 *   run COMMAND runs a command of the shell
 * Then it waits for the end of the program and of all that it has started, and prints what was
 * written, the status, and whether the modes are those of the beginning. usage: typist PROGRAM… */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { WRITTEN_MAX = 1 << 20, PATIENCE = 200 /* seconds, for all of it */ };

static int master, terminal;
static int alive[2]; /* is open for writing as long as one of the program's processes runs */
static struct termios before;
static char written[WRITTEN_MAX];
static size_t size, seen;
static time_t deadline;

static void fail(const char *what)
{
    printf("%s\n(typist: %s: %s)\n", written, what, strerror(errno));
    fflush(stdout);
    _exit(EXIT_FAILURE);
}

/* Takes what was written within so many milliseconds. */
static void take(int milliseconds)
{
    struct pollfd readable = {.fd = master, .events = POLLIN};
    if (time(NULL) > deadline) {
        errno = ETIME;
        fail("what should come does not come");
    }
    if (poll(&readable, 1, milliseconds) <= 0)
        return;
    const ssize_t got = read(master, written + size, sizeof written - 1 - size);
    if (got > 0)
        size += (size_t)got;
}

static bool is_over(void)
{
    struct pollfd over = {.fd = alive[0], .events = POLLIN};
    return poll(&over, 1, 0) != 0;
}

static void see(const char *text)
{
    for (;;) {
        const bool was_over = is_over();
        for (size_t before = size + 1; was_over && before != size;) {
            before = size;
            take(0);
        }
        const char *found = strstr(written + seen, text);
        if (found != NULL) {
            seen = (size_t)(found - written) + strlen(text);
            return;
        }
        if (was_over) {
            errno = ESRCH;
            fail(text);
        }
        take(1000);
    }
}

static bool modes_are_as_before(void)
{
    struct termios now;
    if (tcgetattr(terminal, &now) != 0)
        fail("modes");
    return now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag &&
           now.c_lflag == before.c_lflag && now.c_cflag == before.c_cflag &&
           memcmp(now.c_cc, before.c_cc, sizeof now.c_cc) == 0;
}

/* Replaces C's escapes in place. */
static void unescape(char *text)
{
    static const char letters[] = "rnte\\", meanings[] = "\r\n\t\033\\";
    char *to = text;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '\\') {
            *to++ = *p;
        } else if (p[1] >= '0' && p[1] <= '3') {
            char *end;
            *to++ = (char)strtol((const char[]){p[1], p[2], p[3], '\0'}, &end, 8);
            p += 3;
        } else {
            p++;
            const char *letter = strchr(letters, *p);
            *to++ = letter != NULL ? meanings[letter - letters] : *p;
        }
    }
    *to = '\0';
}

static void do_step(char *line, pid_t program)
{
    line[strcspn(line, "\n")] = '\0';
    char *text = line + strcspn(line, " ");
    if (*text != '\0')
        *text++ = '\0';
    unescape(text);
    if (strcmp(line, "see") == 0) {
        see(text);
    } else if (strcmp(line, "type") == 0) {
        if (write(master, text, strlen(text)) != (ssize_t)strlen(text))
            fail("typing");
    } else if (strcmp(line, "kill") == 0) {
        kill(program, atoi(text));
    } else if (strcmp(line, "run") == 0) {
        if (system(text) != 0)
            fail("running");
    } else if (strcmp(line, "raw") == 0 || strcmp(line, "cooked") == 0) {
        while (modes_are_as_before() != (line[0] == 'c'))
            take(10);
    } else {
        fail("no such step");
    }
}

static pid_t start(char **program)
{
    const pid_t pid = fork();
    if (pid != 0)
        return pid;
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(terminal, fd);
    close(terminal);
    close(master);
    close(alive[0]);
    signal(SIGINT, SIG_DFL);
    execvp(program[0], program);
    _exit(127);
}

/* In a session of its own, which has the terminal, as a shell does without job control. */
static int play(char **program)
{
    deadline = time(NULL) + PATIENCE;
    if (setsid() < 0 || ioctl(terminal, TIOCSCTTY, 0) != 0 || pipe(alive) != 0)
        fail("session");
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    const pid_t pid = start(program);
    close(alive[1]);
    char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL)
        do_step(line, pid);
    while (!is_over())
        take(50);
    int status;
    waitpid(pid, &status, 0);
    take(0);
    printf("%s\nstatus %d\nmodes %s\n", written,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
           modes_are_as_before() ? "as before" : "changed");
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (argc < 2 || master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        fail("no terminal");
    terminal = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0 || tcgetattr(terminal, &before) != 0)
        fail("no terminal");
    const struct winsize window = {.ws_row = 24, .ws_col = 80};
    ioctl(terminal, TIOCSWINSZ, &window);
    const pid_t pid = fork();
    if (pid == 0)
        exit(play(argv + 1));
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
