/* Two lists: what is being decoded, in the order of asking, and what is kept, the last one asked
 * for first. Both hold a reference. */
#include "canvas/pictures.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "image/decode_queue.h"

/* What a picture is made from. */
struct origin {
    bool known; /* else it is like no other */
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
    struct image_limits limits;
    int width, height;
};

struct entry {
    struct entry *next;
    struct origin origin;
    struct picture *picture;
    struct decode_job *job; /* NULL once it is kept */
};

struct pictures {
    struct scene *scene;
    struct decode_queue *queue;
    struct entry *loading, *kept;
    size_t kept_max;
    int loading_count;
    uint64_t decoded, decoded_bytes;
};

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_origin(const struct origin *a, const struct origin *b)
{
    return a->known && b->known && a->device == b->device && a->inode == b->inode &&
           a->size == b->size && same_time(a->modified, b->modified) &&
           same_time(a->changed, b->changed) && a->limits.pixels == b->limits.pixels &&
           a->limits.bytes == b->limits.bytes && a->limits.frames == b->limits.frames &&
           a->width == b->width && a->height == b->height;
}

/* True if the file was changed so short a time ago that it could be changed once more and have the
 * same times. Most file systems take them from the kernel's tick (at least 100 a second), some
 * count seconds, two at a time. */
static bool is_fresh(struct timespec changed)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const double age = difftime(now.tv_sec, changed.tv_sec) +
                       (double)(now.tv_nsec - changed.tv_nsec) / (double)CLOCK_SECOND;
    /* One from the future is old: this machine had another idea of the time. */
    return age >= 0 && age < (changed.tv_nsec == 0 ? 2 : 0.02);
}

/* What is no file that can be read is left to the decoder, which says why. */
static struct origin find_origin(const char *path, const struct image_options *options)
{
    struct stat s;
    if (stat(path, &s) < 0 || !S_ISREG(s.st_mode))
        return (struct origin){0};
    return (struct origin){
        .known = !is_fresh(s.st_ctim),
        .device = s.st_dev,
        .inode = s.st_ino,
        .size = s.st_size,
        .modified = s.st_mtim,
        .changed = s.st_ctim,
        .limits = options->limits,
        .width = options->width,
        .height = options->height,
    };
}

struct pictures *pictures_create(struct scene *scene, size_t kept, void (*wake)(void *data),
                                 void *data)
{
    struct pictures *ps = calloc(1, sizeof *ps);
    if (ps == NULL) {
        error_set("no memory for pictures");
        return NULL;
    }
    ps->scene = scene;
    ps->kept_max = kept;
    ps->queue = decode_queue_create(wake, data);
    if (ps->queue == NULL) {
        free(ps);
        return NULL;
    }
    return ps;
}

static void remove_entry(struct entry **link)
{
    struct entry *e = *link;
    *link = e->next;
    decode_job_destroy(e->job);
    picture_unref(e->picture);
    free(e);
}

void pictures_destroy(struct pictures *ps)
{
    if (ps == NULL)
        return;
    while (ps->loading != NULL)
        remove_entry(&ps->loading);
    while (ps->kept != NULL)
        remove_entry(&ps->kept);
    decode_queue_destroy(ps->queue);
    free(ps);
}

/* The newest of those that nobody uses stay, up to so many bytes. */
static void trim(struct pictures *ps, size_t kept_max)
{
    size_t idle = 0;
    for (struct entry **link = &ps->kept; *link != NULL;) {
        const struct picture *p = (*link)->picture;
        if (p->references == 1)
            idle += p->bytes;
        if (p->references == 1 && idle > kept_max)
            remove_entry(link);
        else
            link = &(*link)->next;
    }
}

void pictures_trim(struct pictures *ps)
{
    trim(ps, 0);
}

static struct entry **find(struct entry **link, const struct origin *o)
{
    while (*link != NULL && !same_origin(&(*link)->origin, o))
        link = &(*link)->next;
    return link;
}

/* A new entry with a reference of its own; NULL with an error text. */
static struct entry *create_entry(const struct origin *o, struct picture *p)
{
    struct entry *e = malloc(sizeof *e);
    if (e == NULL)
        error_set("no memory for a picture");
    else
        *e = (struct entry){.origin = *o, .picture = picture_ref(p)};
    return e;
}

/* Keeps the picture. Without memory it is only not kept. */
static void keep(struct pictures *ps, const struct origin *o, struct picture *p)
{
    struct entry *e = o->known ? create_entry(o, p) : NULL;
    if (e == NULL)
        return;
    e->next = ps->kept;
    ps->kept = e;
    trim(ps, ps->kept_max);
}

/* Finishes *image in any case. */
static bool finish_loading(struct pictures *ps, struct picture *p, struct image *image)
{
    const bool ok = picture_finish_loading(p, ps->scene, image);
    image_finish(image);
    if (ok) {
        ps->decoded++;
        ps->decoded_bytes += p->bytes;
    }
    return ok;
}

/* Takes over what became of an entry that was loading, waiting for it if need be. */
static void settle(struct pictures *ps, struct entry **link)
{
    struct entry *e = *link;
    struct image image = {0};
    if (decode_job_take(e->job, &image) && finish_loading(ps, e->picture, &image))
        keep(ps, &e->origin, e->picture);
    else
        picture_fail(e->picture);
    remove_entry(link);
    ps->loading_count--;
}

int pictures_take(struct pictures *ps, bool wait)
{
    int count = 0;
    for (struct entry **link = &ps->loading; *link != NULL;) {
        if (wait || decode_job_is_over((*link)->job)) {
            settle(ps, link);
            count++;
        } else {
            link = &(*link)->next;
        }
    }
    return count;
}

int pictures_loading(const struct pictures *ps)
{
    return ps->loading_count;
}

bool pictures_taking_pays(const struct pictures *ps)
{
    for (const struct entry *e = ps->loading; e != NULL; e = e->next)
        if (decode_job_is_over(e->job))
            return true;
    return false;
}

/* What is asked for: the file at `name`, or `bytes` that it stands for. */
struct request {
    const char *name;
    const void *bytes;
    size_t size;
    const struct image_options *options;
    struct origin origin;
};

/* NULL with an error text. */
static struct picture *decode_now(struct pictures *ps, const struct request *r)
{
    struct image image = {0};
    struct picture *p = picture_create();
    if (p == NULL)
        return NULL;
    const bool decoded = r->bytes != NULL
                             ? image_decode(&image, r->bytes, r->size, r->name, r->options)
                             : image_decode_file(&image, r->name, r->options);
    if (!decoded || !finish_loading(ps, p, &image)) {
        picture_unref(p);
        return NULL;
    }
    keep(ps, &r->origin, p);
    return p;
}

/* NULL with an error text. */
static struct picture *decode_later(struct pictures *ps, const struct request *r)
{
    struct picture *p = picture_create();
    struct entry *e = p == NULL ? NULL : create_entry(&r->origin, p);
    if (e == NULL) {
        picture_unref(p);
        return NULL;
    }
    e->job = decode_queue_add(ps->queue, r->name, r->bytes, r->size, r->options);
    if (e->job == NULL) {
        remove_entry(&e);
        picture_unref(p);
        return NULL;
    }
    struct entry **end = &ps->loading;
    while (*end != NULL)
        end = &(*end)->next;
    *end = e;
    ps->loading_count++;
    return p;
}

/* One that is kept, or that is being decoded already; else NULL. */
static struct picture *find_same(struct pictures *ps, const struct origin *o, bool later)
{
    struct entry **link = find(&ps->kept, o), *e = *link;
    if (e != NULL) {
        *link = e->next;
        e->next = ps->kept;
        ps->kept = e;
        return picture_ref(e->picture);
    }
    link = find(&ps->loading, o);
    if (*link == NULL)
        return NULL;
    struct picture *p = picture_ref((*link)->picture);
    if (!later)
        settle(ps, link);
    return p;
}

struct picture *pictures_load(struct pictures *ps, const char *path,
                              const struct image_options *options, bool later)
{
    const struct request r = {
        .name = path, .options = options, .origin = find_origin(path, options)};
    struct picture *p = find_same(ps, &r.origin, later);
    if (p == NULL)
        return later ? decode_later(ps, &r) : decode_now(ps, &r);
    if (p->state != PICTURE_FAILED || later)
        return p;
    error_restore(p->error, p->code);
    picture_unref(p);
    return NULL;
}

struct picture *pictures_decode(struct pictures *ps, const void *bytes, size_t size,
                                const struct image_options *options, bool later)
{
    const struct request r = {
        .name = "decode_image", .bytes = bytes, .size = size, .options = options};
    return later ? decode_later(ps, &r) : decode_now(ps, &r);
}

/* The one that `p` is loading in, if any. */
static struct entry **find_loading(struct pictures *ps, const struct picture *p)
{
    struct entry **link = &ps->loading;
    while (*link != NULL && (*link)->picture != p)
        link = &(*link)->next;
    return link;
}

void pictures_release(struct pictures *ps, struct picture *p)
{
    struct entry **link = find_loading(ps, p);
    if (*link != NULL && p->references == 2) { /* the entry's, and the one that is given back */
        remove_entry(link);
        ps->loading_count--;
    }
    picture_unref(p);
    trim(ps, ps->kept_max);
}

uint64_t pictures_decoded(const struct pictures *ps)
{
    return ps->decoded;
}

uint64_t pictures_decoded_bytes(const struct pictures *ps)
{
    return ps->decoded_bytes;
}
