/* The other end of screen/control.c. The picture comes into memory of ours; encoding and writing
 * are done here, so that the running program goes on. */
#include "cli/shot.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "cli/options.h"
#include "image/write.h"
#include "link/packet.h"
#include "screen/control.h"
#include "screen/control_socket.h"

enum {
    PATIENCE = 5000, /* milliseconds until a program that does not answer is given up */
    TRIES = 10,      /* while the picture's size changes */
};

static const char usage[] = "usage: fbrun shot [--socket=PATH] FILE\n";

static const char help[] =
    "\n"
    "Saves the picture that a running fbrun shows, which was started with --control.\n"
    "FILE is a PNG, or a PPM if its name ends so; - is standard output.\n"
    "\n"
    "  --socket=PATH         the program's, if it was started with --control=PATH\n";

/* Asks for the picture, into `fd` if there is one. False with an error text. */
static bool ask(int link, int fd, struct control_answer *a)
{
    const struct control_request request = {.type = CONTROL_PICTURE};
    const struct iovec question = {(void *)&request, sizeof request}, reply = {a, sizeof *a};
    static const char closed[] = "the running fbrun has closed the connection";
    if (!packet_send(link, &question, 1, fd))
        return error_set("%s", closed);
    struct pollfd readable = {.fd = link, .events = POLLIN};
    int ready;
    do
        ready = poll(&readable, 1, PATIENCE);
    while (ready < 0 && errno == EINTR);
    if (ready <= 0)
        return error_set("the running fbrun has not answered for %d s", PATIENCE / 1000);
    struct packet p;
    const enum packet_result result = packet_receive(link, &reply, 1, &p);
    if (p.fd >= 0)
        close(p.fd);
    if (result == PACKET_CLOSED || result == PACKET_FAILED)
        return error_set("%s", closed);
    if (result != PACKET_RECEIVED || p.size != sizeof *a || a->type != CONTROL_PICTURE)
        return error_set("the running fbrun is of another version");
    return true;
}

/* Memory for a picture of this size. */
struct room {
    int fd;
    size_t size;
    struct surface surface;
};

static void room_finish(struct room *r)
{
    if (r->surface.pixels != NULL)
        munmap(r->surface.pixels, r->size);
    if (r->fd >= 0)
        close(r->fd);
    *r = (struct room){.fd = -1};
}

/* Its size is sealed, so that a write beyond it fails. False with an error text. */
static bool room_make(struct room *r, int width, int height)
{
    room_finish(r);
    if (!surface_size(width, height, &r->size))
        return false;
    r->fd = memfd_create("fbrun-shot", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (r->fd < 0 || ftruncate(r->fd, (off_t)r->size) != 0 ||
        fcntl(r->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0)
        return error_set_errno("no memory for a picture of %dx%d pixels", width, height);
    void *map = mmap(NULL, r->size, PROT_READ, MAP_SHARED, r->fd, 0);
    if (map == MAP_FAILED)
        return error_set_errno("no memory for a picture of %dx%d pixels", width, height);
    r->surface = (struct surface){
        .pixels = map, .width = width, .height = height, .stride = surface_stride(width)};
    return true;
}

/* The size is not known before, and may change after it was told. */
static bool fetch(int link, struct room *r)
{
    for (int i = 0; i < TRIES; i++) {
        struct control_answer a = {0};
        if (!ask(link, r->fd, &a))
            return false;
        if (a.width == 0)
            return error_set("the running fbrun has no screen yet");
        if (a.written == 1)
            return (a.width == r->surface.width && a.height == r->surface.height) ||
                   error_set("the running fbrun has sent another picture than was asked for");
        if (!room_make(r, a.width, a.height))
            return false;
    }
    return error_set("the running fbrun has another size again and again");
}

static bool save(const struct surface *s, const char *path)
{
    return strcmp(path, "-") == 0 ? image_write_stream(stdout, s, true)
                                  : image_write(path, s, true);
}

/* False with an error text. */
static bool shot(const char *socket, const char *path)
{
    char *place = control_path(socket, false);
    const int link = place != NULL ? control_connect(place) : -1;
    struct room room = {.fd = -1};
    const bool ok = link >= 0 && fetch(link, &room) && save(&room.surface, path);
    room_finish(&room);
    if (link >= 0)
        close(link);
    free(place);
    return ok;
}

static int wrong(const char *what, const char *argument)
{
    log_error("shot: %s%s (see fbrun shot --help)", what, argument);
    return OPTIONS_USAGE;
}

int shot_run(int argc, char **argv)
{
    static const struct option known[] = {
        {"help", no_argument, NULL, 'h'}, {"socket", required_argument, NULL, 's'}, {0}};
    const char *socket = NULL;
    int found;
    optind = 0;
    opterr = 0;
    while ((found = getopt_long(argc, argv, ":", known, NULL)) != -1) {
        if (found == 'h')
            return printf("%s%s", usage, help) >= 0 && fflush(stdout) == 0 ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
        if (found != 's')
            return wrong(found == ':' ? "a value is missing after " : "unknown option ",
                         argv[optind - 1]);
        socket = optarg;
    }
    if (argc - optind != 1)
        return wrong("expected the path of one picture to write", "");
    if (shot(socket, argv[optind]))
        return EXIT_SUCCESS;
    log_error("%s", error_text());
    return EXIT_FAILURE;
}
