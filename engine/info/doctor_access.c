/* --doctor: rights to devices, and who gives them (groups, seatd, logind). */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "info/doctor_impl.h"

enum { GROUPS_MAX = 256 };

/* True if the process has the group already. */
static bool in_group(gid_t group)
{
    gid_t groups[GROUPS_MAX];
    int count = getgroups(GROUPS_MAX, groups);
    for (int i = 0; i < count; i++)
        if (groups[i] == group)
            return true;
    return getegid() == group;
}

/* True if the user will have the group after the next login. */
static bool will_be_in_group(const struct doctor *d, gid_t group)
{
    gid_t groups[GROUPS_MAX];
    int count = GROUPS_MAX;
    if (getgrouplist(d->user, getegid(), groups, &count) < 0)
        return false;
    for (int i = 0; i < count; i++)
        if (groups[i] == group)
            return true;
    return false;
}

/* Of a device that its file's mode would let us open, and that is refused all the same. */
static void fix_container(struct doctor *d, const char *node)
{
    doctor_fix(d, "docker run --device=%s ...    # in a container; in a service: DeviceAllow=%s rw",
               node, node);
}

/* Says how this user gets the group of a node that its group may use. */
static void fix_group(struct doctor *d, gid_t gid)
{
    char name[64];
    const struct group *group = getgrgid(gid);
    if (group != NULL)
        snprintf(name, sizeof name, "%s", group->gr_name);
    else
        snprintf(name, sizeof name, "%u", (unsigned)gid);
    if (will_be_in_group(d, gid))
        doctor_fix(d, "newgrp %s    # or log in anew: %s came into the group after the login", name,
                   d->user);
    else
        doctor_root_fix(d, "usermod -aG %s %s    # then log in anew", name, d->user);
}

void doctor_denied(struct doctor *d, const char *node, int error)
{
    struct stat st;
    bool known = stat(doctor_path(d, "%s", node).text, &st) == 0;
    const char *usual = strncmp(node, "/dev/input/", 11) == 0 ? "input" : "video";
    doctor_problem(d, "%s cannot be opened by %s: %s", node, d->user, strerror(error));
    if (!known || (error != EACCES && error != EPERM))
        return;
    if (d->uid == 0 || ((st.st_mode & 0060) == 0060 && in_group(st.st_gid)))
        fix_container(d, node);
    else if ((st.st_mode & 0060) == 0060 && st.st_gid != 0)
        fix_group(d, st.st_gid);
    else /* there is no udevd, or it lacks the rule */
        doctor_root_fix(d,
                        "sh -c 'chown :%s %s; chmod g+rw %s; usermod -aG %s %s'    # then log in "
                        "anew",
                        usual, node, node, usual, d->user);
}

/* True if a server listens there; it is told apart from a file that was left behind. */
static bool can_connect(const char *path, int *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        *error = ENAMETOOLONG;
        return false;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool connected = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    *error = connected ? 0 : errno;
    if (fd >= 0)
        close(fd);
    return connected;
}

static void check_seatd(struct doctor *d)
{
    const char *variable = getenv("SEATD_SOCK");
    const char *name = variable != NULL && variable[0] != '\0' ? variable : "/run/seatd.sock";
    struct doctor_path path = doctor_path(d, "%s", name);
    struct stat st;
    int error;
    if (stat(path.text, &st) != 0) {
        if (name == variable)
            doctor_note(d, "SEATD_SOCK names %s, which is not there", name);
        return;
    }
    d->seatd = can_connect(path.text, &error);
    if (d->seatd) {
        doctor_ok(d, "seatd listens at %s and opens cards and keyboards for %s", name, d->user);
    } else if (error == EACCES) {
        doctor_note(d, "seatd listens at %s, but not to %s", name, d->user);
        if (st.st_gid != 0)
            fix_group(d, st.st_gid);
    } else {
        doctor_note(d, "seatd does not answer at %s: %s", name, strerror(error));
        doctor_root_fix(d, "systemctl restart seatd");
    }
}

/* The value of KEY=… in one of logind's files. */
static bool read_key(const struct doctor *d, const char *path, const char *key, char *value,
                     size_t size)
{
    char line[DOCTOR_LINE_MAX];
    FILE *file = fopen(doctor_path(d, "%s", path).text, "re");
    size_t length = strlen(key);
    bool found = false;
    while (!found && file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, length) == 0 && line[length] == '=') {
            line[strcspn(line, "\n")] = '\0';
            snprintf(value, size, "%s", line + length + 1);
            found = true;
        }
    if (file != NULL)
        fclose(file);
    return found;
}

static void check_logind(struct doctor *d)
{
    char path[128], seat[64] = "", active[8] = "", type[32] = "unspecified";
    const char *session = getenv("XDG_SESSION_ID");
    if (!doctor_exists(d, "/run/systemd/seats"))
        return;
    if (session == NULL || session[0] == '\0' || strchr(session, '/') != NULL) {
        doctor_note(d,
                    "logind runs, but this is none of its sessions: devices are opened directly");
        return;
    }
    snprintf(path, sizeof path, "/run/systemd/sessions/%.64s", session);
    read_key(d, path, "SEAT", seat, sizeof seat);
    read_key(d, path, "ACTIVE", active, sizeof active);
    read_key(d, path, "TYPE", type, sizeof type);
    d->logind = seat[0] != '\0' && strcmp(active, "1") == 0;
    if (d->logind)
        doctor_ok(d, "logind's session %s is active on %s: it opens cards and keyboards for %s",
                  session, seat, d->user);
    else if (seat[0] != '\0')
        doctor_note(d, "logind's session %s on %s is not the one that is shown", session, seat);
    else
        doctor_note(d,
                    "logind's session %s (%s) has no seat, as over ssh: devices are opened "
                    "directly",
                    session, type);
}

void doctor_check_broker(struct doctor *d)
{
    check_seatd(d);
    if (!d->seatd)
        check_logind(d);
}
