/* Jobs wait in a list. One that was destroyed while a thread works on it is freed by that thread;
 * until then it is in nobody's list. */
#include "image/decode_queue.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"

enum {
    THREADS = 2,
    NICENESS = 5, /* of 19: decoding goes on on a busy machine, with a third of the processor */
};

enum job_state {
    JOB_WAITS,
    JOB_RUNS,
    JOB_OVER,
    JOB_ABANDONED, /* it runs, and nobody wants its result */
};

struct decode_job {
    struct decode_queue *queue;
    struct decode_job *next;
    char *name;
    void *bytes; /* NULL: the file of that name */
    size_t size;
    struct image_options options;
    atomic_bool cancel;
    enum job_state state; /* under the queue's mutex */

    /* The result. */
    bool decoded;
    struct image image;
    char error[512];
    int code;
};

struct decode_queue {
    void (*wake)(void *data);
    void *data;
    pthread_mutex_t mutex; /* of all that follows, and of the states of jobs */
    pthread_cond_t added;  /* a job waits, or stop is set */
    pthread_cond_t over;
    struct decode_job *first;   /* that wait */
    struct decode_job *running; /* also linked by `next` */
    pthread_t threads[THREADS];
    int thread_count, idle_count;
    bool stop;
};

static void free_job(struct decode_job *job)
{
    image_finish(&job->image);
    budget_free(job->bytes, job->size);
    free(job->name);
    free(job);
}

static void run(struct decode_job *job)
{
    job->decoded = job->bytes != NULL
                       ? image_decode(&job->image, job->bytes, job->size, job->name, &job->options)
                       : image_decode_file(&job->image, job->name, &job->options);
    if (!job->decoded) { /* the text is this thread's */
        snprintf(job->error, sizeof job->error, "%s", error_text());
        job->code = error_code();
    }
    budget_free(job->bytes, job->size);
    job->bytes = NULL;
}

static void unlink_job(struct decode_job **list, const struct decode_job *job)
{
    while (*list != job)
        list = &(*list)->next;
    *list = job->next;
}

/* Takes the oldest job and does it. With the mutex, which it releases meanwhile. */
static void run_first(struct decode_queue *q)
{
    struct decode_job *job = q->first;
    q->first = job->next;
    job->next = q->running;
    q->running = job;
    job->state = JOB_RUNS;
    pthread_mutex_unlock(&q->mutex);
    run(job);
    pthread_mutex_lock(&q->mutex);
    unlink_job(&q->running, job);
    if (job->state == JOB_ABANDONED) {
        free_job(job);
        return;
    }
    job->state = JOB_OVER;
    pthread_cond_broadcast(&q->over);
    q->wake(q->data);
}

static void *thread_main(void *data)
{
    struct decode_queue *q = data;
    /* Linux has a niceness a thread. Without it, frames would be as slow as they are many. */
    setpriority(PRIO_PROCESS, 0, NICENESS);
    pthread_mutex_lock(&q->mutex);
    while (!q->stop) {
        if (q->first != NULL) {
            run_first(q);
            continue;
        }
        q->idle_count++;
        pthread_cond_wait(&q->added, &q->mutex);
        q->idle_count--;
    }
    pthread_mutex_unlock(&q->mutex);
    return NULL;
}

struct decode_queue *decode_queue_create(void (*wake)(void *data), void *data)
{
    struct decode_queue *q = calloc(1, sizeof *q);
    if (q == NULL) {
        error_set("no memory for a queue of pictures");
        return NULL;
    }
    q->wake = wake;
    q->data = data;
    pthread_mutex_init(&q->mutex, NULL);
    pthread_cond_init(&q->added, NULL);
    pthread_cond_init(&q->over, NULL);
    return q;
}

void decode_queue_destroy(struct decode_queue *q)
{
    if (q == NULL)
        return;
    pthread_mutex_lock(&q->mutex);
    q->stop = true;
    pthread_cond_broadcast(&q->added);
    pthread_mutex_unlock(&q->mutex);
    for (int i = 0; i < q->thread_count; i++)
        pthread_join(q->threads[i], NULL);
    pthread_cond_destroy(&q->over);
    pthread_cond_destroy(&q->added);
    pthread_mutex_destroy(&q->mutex);
    free(q);
}

/* One more thread, unless there are enough. With the mutex. */
static void start_thread(struct decode_queue *q)
{
    if (q->thread_count == THREADS)
        return;
    sigset_t all, old; /* signals are for the thread that runs Lua */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    const int error = pthread_create(&q->threads[q->thread_count], NULL, thread_main, q);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (error == 0)
        q->thread_count++;
    else
        log_debug("no thread for decoding: %s", strerror(error));
}

/* NULL with an error text. */
static struct decode_job *create_job(struct decode_queue *q, const char *name, const void *bytes,
                                     size_t size, const struct image_options *options)
{
    struct decode_job *job = calloc(1, sizeof *job);
    if (job != NULL) {
        job->queue = q;
        job->size = size;
        job->name = strdup(name);
        job->bytes = bytes != NULL ? budget_resize(NULL, 0, size) : NULL;
        atomic_init(&job->cancel, false);
        job->options = *options;
        job->options.cancel = &job->cancel;
    }
    const bool refused = job != NULL && bytes != NULL && job->bytes == NULL;
    if (refused)
        error_prefix("%s", name);
    else if (job == NULL || job->name == NULL)
        error_set("%s: no memory to decode it", name);
    if (refused || job == NULL || job->name == NULL) {
        if (job != NULL)
            free_job(job);
        return NULL;
    }
    if (bytes != NULL)
        memcpy(job->bytes, bytes, size);
    return job;
}

struct decode_job *decode_queue_add(struct decode_queue *q, const char *name, const void *bytes,
                                    size_t size, const struct image_options *options)
{
    struct decode_job *job = create_job(q, name, bytes, size, options);
    if (job == NULL)
        return NULL;
    pthread_mutex_lock(&q->mutex);
    int waiting = 1;
    struct decode_job **end = &q->first;
    for (; *end != NULL; end = &(*end)->next)
        waiting++;
    *end = job;
    if (q->idle_count < waiting)
        start_thread(q);
    pthread_cond_signal(&q->added);
    if (q->thread_count == 0)
        run_first(q);
    pthread_mutex_unlock(&q->mutex);
    return job;
}

bool decode_job_is_over(const struct decode_job *job)
{
    struct decode_queue *q = job->queue;
    pthread_mutex_lock(&q->mutex);
    const bool over = job->state == JOB_OVER;
    pthread_mutex_unlock(&q->mutex);
    return over;
}

bool decode_job_take(struct decode_job *job, struct image *image)
{
    struct decode_queue *q = job->queue;
    pthread_mutex_lock(&q->mutex);
    while (job->state != JOB_OVER)
        pthread_cond_wait(&q->over, &q->mutex);
    pthread_mutex_unlock(&q->mutex);
    *image = job->image;
    job->image = (struct image){0};
    if (job->decoded)
        return true;
    return error_restore(job->error, job->code);
}

void decode_job_destroy(struct decode_job *job)
{
    if (job == NULL)
        return;
    struct decode_queue *q = job->queue;
    pthread_mutex_lock(&q->mutex);
    const enum job_state state = job->state;
    if (state == JOB_WAITS)
        unlink_job(&q->first, job);
    if (state == JOB_RUNS) {
        job->state = JOB_ABANDONED;
        atomic_store(&job->cancel, true);
    }
    pthread_mutex_unlock(&q->mutex);
    if (state != JOB_RUNS)
        free_job(job);
}
