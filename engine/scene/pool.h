/* Worker threads for bands. The mapping of bands to threads is steady from frame to frame (thread
 * i begins with the i-th part of the bands and helps the others only when its own are done), so
 * that pixels stay in the cache of the core that drew them last. */
#ifndef SCENE_POOL_H
#define SCENE_POOL_H

struct pool;

enum { POOL_THREADS_MAX = 64 };

/* Starts threads - 1 workers; the caller of pool_run is the last one. 0 means one a core, at most
 * POOL_THREADS_MAX. Workers block all signals. If threads cannot be had, goes on with fewer.
 * Returns NULL with an error text without memory. */
struct pool *pool_create(int threads);

/* Ends the workers and frees the pool. NULL is accepted. */
void pool_destroy(struct pool *p);

/* Number of threads, the caller's included. */
int pool_threads(const struct pool *p);

/* One piece of the work. `thread` is the number of the thread that does it, from 0 (the caller of
 * pool_run) to pool_threads() - 1: what it indexes belongs to the job until it returns. */
typedef void pool_job(void *data, int i, int thread);

/* Calls job(data, i, thread) once for every i in 0 <= i < count, spread over the threads, and
 * returns when all are done. p may be NULL: the caller then does all. One pool_run at a time. */
void pool_run(struct pool *p, int count, pool_job *job, void *data);

#endif
