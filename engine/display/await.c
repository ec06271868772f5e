/* Two kinds of screen are waited for at once, and the one that comes is it. All that this display
 * tells is copied from the one that is asked, after each call of that.
 *
 * The second one is asked only while the first has nothing to try: the framebuffer of a card that
 * has come a moment ago may be ours before the card's own node is. News of devices reach both, so
 * the first one's descriptor is enough until there is a choice. */
#include <assert.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "display/display_impl.h"

struct awaited {
    struct display base;
    struct display *now;   /* the one that is asked */
    struct display *other; /* NULL when the choice has been made */
};

static struct awaited *awaited_of(struct display *d)
{
    assert(d->impl == &display_awaited);
    return (struct awaited *)d;
}

static bool has_device(const struct display *d)
{
    return d->device != NULL;
}

static void watch(struct awaited *a)
{
    struct epoll_event readable = {.events = EPOLLIN};
    if (a->now->has_fd)
        epoll_ctl(a->base.fd, EPOLL_CTL_ADD, a->now->fd, &readable);
}

/* Tells what the one that is asked tells. */
static void tell(struct awaited *a)
{
    const int fd = a->base.fd;
    a->base = *a->now;
    a->base.impl = &display_awaited;
    a->base.fd = fd;
    a->base.has_fd = true;
    if (a->other != NULL && a->now->deadline == 0)
        a->base.deadline = a->other->deadline;
}

static void swap(struct awaited *a)
{
    struct display *now = a->now;
    a->now = a->other;
    a->other = now;
}

/* Keeps the one that is asked. */
static void choose(struct awaited *a)
{
    if (a->other->has_fd)
        epoll_ctl(a->base.fd, EPOLL_CTL_DEL, a->other->fd, NULL);
    a->other->impl->close(a->other);
    a->other = NULL;
}

static int awaited_dispatch(struct display *d)
{
    struct awaited *a = awaited_of(d);
    a->now->off = d->off;
    int events = a->now->impl->dispatch(a->now);
    if (a->other != NULL && has_device(a->now)) {
        choose(a);
    } else if (a->other != NULL && events >= 0 && a->now->deadline == 0) {
        a->other->off = d->off;
        const int others = a->other->impl->dispatch(a->other);
        if (others >= 0 && has_device(a->other)) {
            swap(a);
            choose(a);
            watch(a);
            events = others;
        }
    }
    tell(a);
    return events;
}

static void awaited_set_active(struct display *d, bool active)
{
    struct awaited *a = awaited_of(d);
    a->now->impl->set_active(a->now, active);
    if (a->other != NULL)
        a->other->impl->set_active(a->other, active);
    tell(a);
}

static bool awaited_read(struct display *d, struct surface *s)
{
    struct awaited *a = awaited_of(d);
    return display_read(a->now, s);
}

static int awaited_begin(struct display *d)
{
    struct awaited *a = awaited_of(d);
    int buffer = a->now->impl->begin(a->now);
    tell(a);
    return buffer;
}

static bool awaited_write(struct display *d, const struct surface *s, struct rect from, int x,
                          int y)
{
    struct awaited *a = awaited_of(d);
    return a->now->impl->write(a->now, s, from, x, y);
}

static bool awaited_end(struct display *d, const struct rect *damage, int count)
{
    struct awaited *a = awaited_of(d);
    bool ok = a->now->impl->end(a->now, damage, count);
    tell(a);
    return ok;
}

static bool awaited_close(struct display *d)
{
    struct awaited *a = awaited_of(d);
    bool ok = a->now->impl->close(a->now);
    if (a->other != NULL)
        a->other->impl->close(a->other);
    close(a->base.fd);
    free(a);
    return ok;
}

struct display *display_await(struct display *first, struct display *second)
{
    struct awaited *a = NULL;
    /* Without news of devices each would have to look for its own, again and again. */
    if (!has_device(first) && !has_device(second) && first->deadline == 0 && second->has_fd)
        a = calloc(1, sizeof *a);
    if (a != NULL)
        a->base.fd = epoll_create1(EPOLL_CLOEXEC);
    if (a == NULL || a->base.fd < 0) {
        const bool second_came = has_device(second) && !has_device(first);
        struct display *kept = second_came ? second : first;
        struct display *dropped = second_came ? first : second;
        free(a);
        dropped->impl->close(dropped);
        return kept;
    }
    a->now = first;
    a->other = second;
    watch(a);
    tell(a);
    return &a->base;
}

const struct display_impl display_awaited = {
    .name = "auto",
    .uses_seat = true,
    .open = NULL, /* display_await makes it */
    .close = awaited_close,
    .read = awaited_read,
    .begin = awaited_begin,
    .write = awaited_write,
    .end = awaited_end,
    .dispatch = awaited_dispatch,
    .set_active = awaited_set_active,
};
