/* Decoding beside the thread that draws: a queue, and a thread or two that work on it. They start
 * with the first job, and give way to whoever else wants the processor. All functions are for one
 * thread, the queue's owner. */
#ifndef IMAGE_DECODE_QUEUE_H
#define IMAGE_DECODE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "image/decode.h"

struct decode_queue;
struct decode_job;

/* `wake` is called with `data` by a thread of the queue's whenever a job is over, the last time
 * before decode_queue_destroy returns. NULL with an error text without memory. */
struct decode_queue *decode_queue_create(void (*wake)(void *data), void *data);

/* Cancels what is under way and waits for the threads. All jobs must have been destroyed.
 * NULL is accepted. */
void decode_queue_destroy(struct decode_queue *q);

/* Adds a job: the file at `name` is read and decoded or, unless `bytes` is NULL, `size` bytes of
 * which it takes a copy and that `name` stands for. options->cancel is ignored. Where there can be
 * no thread it is over when this returns. NULL with an error text without memory. */
struct decode_job *decode_queue_add(struct decode_queue *q, const char *name, const void *bytes,
                                    size_t size, const struct image_options *options);

/* True if it is over. */
bool decode_job_is_over(const struct decode_job *job);

/* Waits until it is over. Then *image is the picture, which is the caller's from then on; or the
 * result is false, with the error text and code of the decoder. To be called once. */
bool decode_job_take(struct decode_job *job, struct image *image);

/* Cancels it if it is not over, without waiting, and forgets its result. NULL is accepted. */
void decode_job_destroy(struct decode_job *job);

#endif
