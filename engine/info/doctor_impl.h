/* For the files behind doctor.h: each holds checks of one kind. What a check looks at in /dev,
 * /proc, /run and /sys it finds below a root, which is empty but for tests. */
#ifndef INFO_DOCTOR_IMPL_H
#define INFO_DOCTOR_IMPL_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

#include "info/doctor.h"
#include "info/info_impl.h"

enum {
    DOCTOR_USABLE_MAX = 128,
    DOCTOR_COMMAND_MAX = 32, /* bytes of a program's name; the kernel cuts it at 15 */
    DOCTOR_LINE_MAX = 4096,  /* bytes of a line that is read; a kernel's command line fits */
};

struct doctor {
    FILE *out;
    const char *root; /* before every path; "" */
    uid_t uid;
    char user[64];                        /* its name */
    bool seatd, logind;                   /* opens devices for this process */
    int cards, fbdevs;                    /* how many nodes there are */
    uint64_t held[INFO_DEVICES_MAX / 64]; /* cards that another program is master of, a bit each */
    char usable[DOCTOR_USABLE_MAX];       /* the first screen that can be used; "" */
    int fixes;                            /* of the finding that was written last */
};

/* Runs all checks, as doctor_run, below a root. */
bool doctor_run_at(FILE *out, const char *root);

/* Writes a finding. */
void doctor_find(struct doctor *d, const char *verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define doctor_ok(d, ...)      doctor_find(d, "ok", __VA_ARGS__)
#define doctor_note(d, ...)    doctor_find(d, "note", __VA_ARGS__)
#define doctor_problem(d, ...) doctor_find(d, "problem", __VA_ARGS__)

/* Writes a command that mends the last finding, as this user types it; of several the best one
 * comes first. A root's is one that others put sudo before. */
void doctor_fix(struct doctor *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doctor_root_fix(struct doctor *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Remembers a screen that can be used. */
void doctor_usable(struct doctor *d, const char *kind, const char *node);

/* A path (printf format) below the root. */
struct doctor_path {
    char text[PATH_MAX];
};
struct doctor_path doctor_path(const struct doctor *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* As file_read_line, below the root; what is not printable ASCII becomes a '?'. */
bool doctor_read(const struct doctor *d, const char *path, char *line, size_t size);

bool doctor_exists(const struct doctor *d, const char *path);

/* Says that `node` could not be opened for this reason, and what gives this user the right to. */
void doctor_denied(struct doctor *d, const char *node, int error);

/* Says what keeps the card `number` from being used: who is DRM master. */
void doctor_master(struct doctor *d, int number);

/* True, with the process, if some process but this one has `node` open, as far as this user may
 * know. `command` gets its name. */
bool doctor_holder(const struct doctor *d, const char *node, int *pid,
                   char command[DOCTOR_COMMAND_MAX]);

/* The number of the VT that is the process's controlling terminal, `process` being its folder in
 * /proc; 0 if it has none, as over ssh. */
int doctor_vt_of(const struct doctor *d, const char *process);

/* Checks, in the order in which they run. */
void doctor_check_system(struct doctor *d);   /* /dev, /sys, containers */
void doctor_check_broker(struct doctor *d);   /* seatd, logind */
void doctor_check_drm(struct doctor *d);      /* cards; fills held */
void doctor_check_fbdev(struct doctor *d);    /* framebuffers */
void doctor_check_hardware(struct doctor *d); /* why there are none */
void doctor_check_desktop(struct doctor *d);  /* a desktop around us */
void doctor_check_vt(struct doctor *d);       /* the console and its blanking */
void doctor_check_input(struct doctor *d);    /* keyboards */

#endif
