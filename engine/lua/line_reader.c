/* What the two threads share is guarded by a mutex; an eventfd ends the reader's wait for a byte.
 */
#include "lua/line_reader.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "lua/line_editor.h"

struct line_reader {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed, came; /* a question, an answer */
    void (*wake)(void *data);
    void *data;
    bool terminal;
    int event; /* readable while `restart`, `redraw` or `finish` is to be looked at */

    /* Guarded. */
    const char *prompt;
    char *line; /* the answer */
    size_t size;
    bool wanted; /* a question has no answer yet */
    bool answered;
    bool ended; /* the answer is the end */
    bool restart, redraw, finish;

    /* The thread's own. */
    struct line_editor *editor;
    char bytes[4096]; /* read ahead, but not on a terminal, where a script may want to read too */
    size_t at, count;
};

/* Takes back what made `event` readable. The mutex is held. */
static void forget_event(struct line_reader *r)
{
    uint64_t count;
    const ssize_t size = read(r->event, &count, sizeof count);
    (void)size; /* it only has to become unreadable */
    r->restart = r->redraw = false;
}

/* What the event is about. */
static int take_event(struct line_reader *r)
{
    pthread_mutex_lock(&r->mutex);
    const bool redraw = r->redraw && !r->restart && !r->finish;
    if (redraw)
        forget_event(r);
    pthread_mutex_unlock(&r->mutex);
    return redraw ? LINE_EDITOR_REDRAW : LINE_EDITOR_CANCEL;
}

/* A line_editor_byte. */
static int read_byte(void *data)
{
    struct line_reader *r = data;
    while (r->at == r->count) {
        struct pollfd ready[2] = {{.fd = r->event, .events = POLLIN},
                                  {.fd = STDIN_FILENO, .events = POLLIN}};
        if (poll(ready, 2, -1) < 0)
            continue;
        if (ready[0].revents != 0)
            return take_event(r);
        const ssize_t got = read(STDIN_FILENO, r->bytes, r->terminal ? 1 : sizeof r->bytes);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return LINE_EDITOR_END;
        r->at = 0;
        r->count = (size_t)got;
    }
    return (unsigned char)r->bytes[r->at++];
}

/* Puts a byte at the end of the line, or the NUL that is not counted. */
static bool put(char **line, size_t *capacity, size_t at, char byte)
{
    if (at >= *capacity) {
        const size_t more = *capacity == 0 ? 256 : *capacity * 2;
        char *larger = realloc(*line, more);
        if (larger == NULL)
            return false;
        *line = larger;
        *capacity = more;
    }
    (*line)[at] = byte;
    return true;
}

static void show(const char *text)
{
    fputs(text, stdout);
    fflush(stdout);
}

/* As line_editor_read, of what the terminal's own editor or a file gives. */
static char *read_plain(struct line_reader *r, const char *prompt, size_t *size)
{
    char *line = NULL;
    size_t capacity = 0;
    int byte;
    *size = 0;
    if (r->terminal)
        show(prompt);
    while (((byte = read_byte(r)) >= 0 && byte != '\n') || byte == LINE_EDITOR_REDRAW)
        if (byte == LINE_EDITOR_REDRAW)
            show(prompt);
        else if (*size < LINE_MAX_BYTES && put(&line, &capacity, *size, (char)byte))
            ++*size;
    errno = byte == LINE_EDITOR_CANCEL ? EINTR : 0;
    if (byte == LINE_EDITOR_CANCEL || (byte == LINE_EDITOR_END && *size == 0) ||
        !put(&line, &capacity, *size, '\0')) {
        free(line);
        return NULL;
    }
    return line;
}

static char *read_line(struct line_reader *r, const char *prompt, size_t *size)
{
    if (r->editor == NULL)
        return read_plain(r, prompt, size);
    char *line = line_editor_read(r->editor, prompt);
    if (line != NULL)
        *size = strlen(line);
    return line;
}

/* Answers one question. The mutex is held. */
static void answer(struct line_reader *r)
{
    const char *prompt = r->prompt;
    pthread_mutex_unlock(&r->mutex);
    size_t size = 0;
    char *line = read_line(r, prompt, &size);
    const bool given_up = errno == EINTR;
    pthread_mutex_lock(&r->mutex);
    if (r->restart || given_up) { /* the question stands, and may be another one now */
        if (r->terminal)
            show("\n");
        if (r->finish && !r->restart) {
            r->line = line;
            return;
        }
        free(line);
        if (!r->finish)
            forget_event(r);
        return;
    }
    r->line = line;
    r->size = size;
    r->ended = line == NULL;
    r->answered = true;
    r->wanted = false;
    pthread_cond_signal(&r->came);
    r->wake(r->data);
}

static void *run(void *data)
{
    struct line_reader *r = data;
    if (r->terminal && isatty(STDOUT_FILENO))
        r->editor = line_editor_create(read_byte, r);
    pthread_mutex_lock(&r->mutex);
    if (r->editor == NULL)
        r->count = 0; /* the terminal has a line of its own */
    while (!r->finish)
        if (r->wanted)
            answer(r);
        else
            pthread_cond_wait(&r->changed, &r->mutex);
    pthread_mutex_unlock(&r->mutex);
    line_editor_destroy(r->editor);
    return NULL;
}

static bool start(struct line_reader *r)
{
    sigset_t all, before;
    sigfillset(&all); /* they are the program's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&r->thread, NULL, run, r);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0 || error_set("cannot start the prompt's thread: %s", strerror(error));
}

/* As if it were typed; too much is left. */
static void put_half(struct line_reader *r, const char *half)
{
    if (strlen(half) > sizeof r->bytes)
        return;
    for (; *half != '\0'; half++)
        if ((unsigned char)*half >= ' ' && *half != '\177')
            r->bytes[r->count++] = *half;
}

struct line_reader *line_reader_start(bool terminal, const char *half, void (*wake)(void *data),
                                      void *data)
{
    struct line_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        error_set("no memory for the prompt");
        return NULL;
    }
    r->terminal = terminal;
    put_half(r, half);
    r->wake = wake;
    r->data = data;
    pthread_mutex_init(&r->mutex, NULL);
    pthread_cond_init(&r->changed, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&r->came, &monotonic);
    pthread_condattr_destroy(&monotonic);
    r->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (r->event < 0)
        error_set_errno("no event for the prompt");
    else if (start(r))
        return r;
    if (r->event >= 0)
        close(r->event);
    free(r);
    return NULL;
}

void line_reader_ask(struct line_reader *r, const char *prompt)
{
    fflush(stdout);
    pthread_mutex_lock(&r->mutex);
    r->prompt = prompt;
    r->wanted = true;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->mutex);
}

static void signal_event(struct line_reader *r)
{
    const uint64_t one = 1;
    const ssize_t size = write(r->event, &one, sizeof one);
    (void)size; /* it is readable already */
}

void line_reader_restart(struct line_reader *r, const char *prompt)
{
    pthread_mutex_lock(&r->mutex);
    r->prompt = prompt;
    if (r->wanted) {
        r->restart = true;
        signal_event(r);
    }
    free(r->line);
    r->line = NULL;
    r->answered = false;
    r->wanted = true;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->mutex);
}

void line_reader_redraw(struct line_reader *r)
{
    pthread_mutex_lock(&r->mutex);
    if (r->wanted && r->terminal) {
        r->redraw = true;
        signal_event(r);
    }
    pthread_mutex_unlock(&r->mutex);
}

bool line_reader_has(struct line_reader *r)
{
    pthread_mutex_lock(&r->mutex);
    const bool answered = r->answered;
    pthread_mutex_unlock(&r->mutex);
    return answered;
}

/* While no question waits, what the thread has read ahead is not its own. */
bool line_reader_is_fed(struct line_reader *r)
{
    struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
    pthread_mutex_lock(&r->mutex);
    const bool fed = r->at < r->count;
    pthread_mutex_unlock(&r->mutex);
    return fed || poll(&ready, 1, 0) > 0;
}

bool line_reader_await(struct line_reader *r, uint64_t until)
{
    const struct timespec when = {.tv_sec = (time_t)(until / CLOCK_SECOND),
                                  .tv_nsec = (long)(until % CLOCK_SECOND)};
    int error = 0;
    pthread_mutex_lock(&r->mutex);
    while (!r->answered && error == 0)
        error = pthread_cond_timedwait(&r->came, &r->mutex, &when);
    const bool has_line = r->answered && !r->ended;
    pthread_mutex_unlock(&r->mutex);
    return has_line;
}

enum line_result line_reader_take(struct line_reader *r, char **line, size_t *size)
{
    pthread_mutex_lock(&r->mutex);
    const enum line_result result = !r->answered ? LINE_NOTHING : r->ended ? LINE_END : LINE_READ;
    *line = r->line;
    *size = r->size;
    r->line = NULL;
    r->answered = false;
    pthread_mutex_unlock(&r->mutex);
    return result;
}

char *line_reader_finish(struct line_reader *r)
{
    if (r == NULL)
        return NULL;
    pthread_mutex_lock(&r->mutex);
    r->finish = true;
    signal_event(r);
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->mutex);
    pthread_join(r->thread, NULL);
    pthread_cond_destroy(&r->changed);
    pthread_cond_destroy(&r->came);
    pthread_mutex_destroy(&r->mutex);
    close(r->event);
    char *half = r->line;
    free(r);
    return half;
}
