/* The test's hand in the machine, and its process 1: starts commands for the host, passes on what
 * they print and how they end. guest.lua is the other end of the line.
 *
 * The host sends, each followed by a newline and so many bytes as LENGTH says:
 *   start ID TTY LENGTH   command for the shell; TTY is the number of the VT that it is to be the
 *                         session of, 0 for none. Standard input is a pipe, or the VT.
 *   input ID LENGTH       bytes for its standard input
 *   close ID              end of its standard input
 *   signal ID NUMBER      to that process alone
 *   hello NUMBER          wants the same line back
 * The agent sends:
 *   ready                 once, when it listens
 *   started ID PID
 *   output ID STREAM LENGTH   and the bytes; STREAM is 1 or 2
 *   closed ID STREAM      the last process that had it open is gone
 *   exit ID STATUS        as waitpid gives it */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { MAX_COMMANDS = 64, MAX_LINE = 256, STREAMS = 3 };

struct command {
    unsigned id;          /* 0 if free */
    pid_t pid;            /* 0 when it is gone */
    int streams[STREAMS]; /* our ends of its standard input, output and error; -1 if closed */
};

static struct command commands[MAX_COMMANDS];
static int line_fd;

static void die(const char *what)
{
    fprintf(stderr, "agent: %s: %s\n", what, strerror(errno));
    exit(1); /* the kernel panics, and the host reads why in its log */
}

static void write_all(int fd, const void *data, size_t size)
{
    const char *bytes = data;
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            die("write to the host");
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    char text[MAX_LINE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    write_all(line_fd, text, (size_t)length);
}

static void read_all(void *data, size_t size)
{
    char *bytes = data;
    while (size > 0) {
        ssize_t count = read(line_fd, bytes, size);
        if (count < 0 && errno != EINTR)
            die("read from the host");
        if (count > 0) {
            bytes += count;
            size -= (size_t)count;
        }
    }
}

static char *read_text(size_t length)
{
    char *text = malloc(length + 1);
    if (text == NULL)
        die("malloc");
    read_all(text, length);
    text[length] = '\0';
    return text;
}

static struct command *find(unsigned id)
{
    for (size_t i = 0; i < MAX_COMMANDS; i++) {
        if (commands[i].id == id)
            return &commands[i];
    }
    return NULL;
}

/* Its place is free for another when it is gone and all of its output was passed on. */
static void forget_if_over(struct command *command)
{
    if (command->pid != 0 || command->streams[1] >= 0 || command->streams[2] >= 0)
        return;
    if (command->streams[0] >= 0)
        close(command->streams[0]);
    *command = (struct command){0};
}

static void close_stream(struct command *command, int stream)
{
    close(command->streams[stream]);
    command->streams[stream] = -1;
}

/* Passes on what is there now. True if there may be more. */
static bool pass_on(struct command *command, int stream)
{
    char bytes[4096];
    ssize_t count = read(command->streams[stream], bytes, sizeof bytes);
    if (count < 0)
        return errno == EINTR;
    if (count > 0) {
        say("output %u %d %zd\n", command->id, stream, count);
        write_all(line_fd, bytes, (size_t)count);
        return true;
    }
    say("closed %u %d\n", command->id, stream);
    close_stream(command, stream);
    return false;
}

static void become(const char *text, int tty, int ends[STREAMS])
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setsid();
    if (tty > 0) {
        char path[32];
        snprintf(path, sizeof path, "/dev/tty%d", tty);
        ends[0] = open(path, O_RDWR);
        if (ends[0] < 0 || ioctl(ends[0], TIOCSCTTY, 1) < 0)
            die(path);
    }
    for (int i = 0; i < STREAMS; i++)
        dup2(ends[i], i);
    execl("/bin/sh", "sh", "-c", text, (char *)NULL);
    die("/bin/sh");
}

static void start(unsigned id, int tty, const char *text)
{
    struct command *command = find(0);
    if (command == NULL) {
        errno = ENFILE;
        die("start");
    }
    int ends[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
        int pair[2];
        if (pipe2(pair, O_CLOEXEC) < 0)
            die("pipe");
        ends[i] = pair[i == 0 ? 0 : 1];
        command->streams[i] = pair[i == 0 ? 1 : 0];
        if (i > 0)
            fcntl(command->streams[i], F_SETFL, O_NONBLOCK);
    }
    command->id = id;
    command->pid = fork();
    if (command->pid < 0)
        die("fork");
    if (command->pid == 0)
        become(text, tty, ends);
    for (int i = 0; i < STREAMS; i++)
        close(ends[i]);
    say("started %u %d\n", id, command->pid);
}

static void obey(const char *text)
{
    unsigned id = 0;
    int number = 0;
    size_t length = 0;
    if (sscanf(text, "start %u %d %zu", &id, &number, &length) == 3) {
        char *command = read_text(length);
        start(id, number, command);
        free(command);
    } else if (sscanf(text, "input %u %zu", &id, &length) == 2) {
        char *bytes = read_text(length);
        struct command *command = find(id);
        if (command != NULL && command->streams[0] >= 0 &&
            write(command->streams[0], bytes, length) < 0)
            close_stream(command, 0);
        free(bytes);
    } else if (sscanf(text, "close %u", &id) == 1) {
        struct command *command = find(id);
        if (command != NULL && command->streams[0] >= 0)
            close_stream(command, 0);
    } else if (sscanf(text, "signal %u %d", &id, &number) == 2) {
        struct command *command = find(id);
        if (command != NULL && command->pid > 0)
            kill(command->pid, number);
    } else if (sscanf(text, "hello %d", &number) == 1) {
        say("hello %d\n", number);
    }
}

static void collect(void)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (size_t i = 0; i < MAX_COMMANDS; i++) {
            struct command *command = &commands[i];
            if (command->id == 0 || command->pid != pid)
                continue;
            for (int stream = 1; stream < STREAMS; stream++) {
                while (command->streams[stream] >= 0 && pass_on(command, stream))
                    ;
            }
            say("exit %u %d\n", command->id, status);
            command->pid = 0;
            forget_if_over(command);
        }
    }
}

static int open_line(const char *path)
{
    int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios settings;
    if (fd < 0 || tcgetattr(fd, &settings) < 0)
        die(path);
    cfmakeraw(&settings);
    cfsetspeed(&settings, B115200);
    if (tcsetattr(fd, TCSANOW, &settings) < 0)
        die(path);
    return fd;
}

/* Takes a byte at a time: what follows a line is not ours to read. */
static void read_line(void)
{
    static char text[MAX_LINE];
    static size_t length;
    char byte;
    read_all(&byte, 1);
    if (byte != '\n' && length < sizeof text - 1) {
        text[length++] = byte;
        return;
    }
    text[length] = '\0';
    length = 0;
    obey(text);
}

int main(int argc, char *argv[])
{
    line_fd = open_line(argc > 1 ? argv[1] : "/dev/ttyS1");
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    signal(SIGPIPE, SIG_IGN);
    int signal_fd = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signal_fd < 0)
        die("signalfd");
    say("ready\n");
    for (;;) {
        struct pollfd waits[2 + 2 * MAX_COMMANDS] = {{.fd = line_fd, .events = POLLIN},
                                                     {.fd = signal_fd, .events = POLLIN}};
        for (size_t i = 0; i < MAX_COMMANDS; i++) {
            for (int stream = 1; stream < STREAMS; stream++) {
                int fd = commands[i].id != 0 ? commands[i].streams[stream] : -1;
                waits[2 * i + 1 + (size_t)stream] = (struct pollfd){.fd = fd, .events = POLLIN};
            }
        }
        if (poll(waits, 2 + 2 * MAX_COMMANDS, -1) < 0 && errno != EINTR)
            die("poll");
        for (size_t i = 0; i < MAX_COMMANDS; i++) {
            for (int stream = 1; stream < STREAMS; stream++) {
                if (waits[2 * i + 1 + (size_t)stream].revents != 0) {
                    pass_on(&commands[i], stream);
                    forget_if_over(&commands[i]);
                }
            }
        }
        if (waits[1].revents != 0) {
            struct signalfd_siginfo info;
            while (read(signal_fd, &info, sizeof info) > 0)
                ;
            collect();
        }
        if (waits[0].revents != 0)
            read_line();
    }
}
