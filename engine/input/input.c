/* No devices yet. */
#include "input/input.h"

#include <stdlib.h>

#include "base/error.h"

struct input {
    int fd;
};

struct input *input_open(struct seat *seat)
{
    (void)seat;
    struct input *in = calloc(1, sizeof *in);
    if (in == NULL)
        error_set("no memory for input");
    else
        in->fd = -1;
    return in;
}

void input_close(struct input *in)
{
    free(in);
}

int input_fd(const struct input *in)
{
    return in->fd;
}

bool input_next(struct input *in, struct ui_event *event)
{
    (void)in;
    (void)event;
    return false;
}

void input_suspend(struct input *in)
{
    (void)in;
}

void input_resume(struct input *in)
{
    (void)in;
}
