/* --doctor: DRM cards. */
#include "info/doctor_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef FBRUN_HAVE_DRM
#include <xf86drm.h>
#include <xf86drmMode.h>
#endif

/* The card's connectors as sysfs lists them, which takes no right: "HDMI-A-1 disconnected, …" in
 * `list`, one that is not connected in `name`. Returns how many something is plugged into. */
static int read_connectors(const struct doctor *d, int number, char *list, size_t size,
                           char name[64])
{
    char prefix[32], path[512], status[32];
    snprintf(prefix, sizeof prefix, "card%d-", number);
    DIR *entries = opendir(doctor_path(d, "/sys/class/drm").text);
    int connected = 0;
    list[0] = name[0] = '\0';
    for (struct dirent *e; entries != NULL && (e = readdir(entries)) != NULL;) {
        const char *connector = e->d_name + strlen(prefix);
        if (strncmp(e->d_name, prefix, strlen(prefix)) != 0 ||
            strncmp(connector, "Writeback", 9) == 0)
            continue;
        snprintf(path, sizeof path, "/sys/class/drm/%s/status", e->d_name);
        if (!doctor_read(d, path, status, sizeof status))
            continue;
        size_t used = strlen(list);
        snprintf(list + used, size - used, "%s%s %s", used > 0 ? ", " : "", connector, status);
        if (strcmp(status, "connected") == 0)
            connected++;
        else if (strcmp(status, "disconnected") == 0 &&
                 (name[0] == '\0' || strcmp(connector, name) < 0))
            snprintf(name, 64, "%.63s", connector);
        else if (strcmp(status, "unknown") == 0)
            connected++; /* old analogue outputs cannot tell; fbrun tries them */
    }
    if (entries != NULL)
        closedir(entries);
    return connected;
}

/* A card that could be used shows nothing if nothing is plugged in. */
static void check_connectors(struct doctor *d, int number, const char *node, const char *driver)
{
    char list[512], name[64];
    int connected = read_connectors(d, number, list, sizeof list, name);
    if (connected > 0) {
        doctor_ok(d, "%s (%s): %s", node, driver, list);
        doctor_usable(d, "drm", node);
    } else if (name[0] != '\0') {
        doctor_problem(d, "%s (%s): no screen is plugged in: %s", node, driver, list);
        doctor_fix(d, "plug the cable in at both ends and switch the screen on; fbrun starts by "
                      "itself then");
        doctor_root_fix(d,
                        "sh -c 'echo on >/sys/class/drm/card%d-%s/status'    # lasting: the "
                        "kernel parameter video=%s:e",
                        number, name, name);
    } else {
        doctor_problem(d, "%s (%s) has no connectors", node, driver);
    }
}

#ifdef FBRUN_HAVE_DRM

/* Says what an open card can do. */
static void check_open_card(struct doctor *d, int number, const char *node, int fd)
{
    char driver[64] = "?";
    uint64_t dumb = 0;
    bool master = drmIsMaster(fd);
    drmVersion *version = drmGetVersion(fd);
    if (version != NULL)
        snprintf(driver, sizeof driver, "%s", version->name != NULL ? version->name : "?");
    drmModeRes *resources = version != NULL ? drmModeGetResources(fd) : NULL;
    int error = errno;
    if (version == NULL)
        doctor_problem(d, "%s is not a DRM card", node);
    else if (resources == NULL && (error == EOPNOTSUPP || error == EINVAL))
        doctor_note(d, "%s (%s) only computes: it has no outputs", node, driver);
    else if (resources == NULL)
        doctor_problem(d, "%s (%s) does not list its outputs: %s", node, driver, strerror(error));
    else if (drmGetCap(fd, DRM_CAP_DUMB_BUFFER, &dumb) != 0 || dumb == 0)
        doctor_note(d, "%s (%s) has no buffers that a processor can draw to", node, driver);
    else if (master)
        check_connectors(d, number, node, driver);
    else {
        d->held[number / 64] |= UINT64_C(1) << (number % 64);
        doctor_master(d, number);
    }
    drmModeFreeResources(resources);
    drmFreeVersion(version);
}

static void check_card(struct doctor *d, int number)
{
    char node[32];
    snprintf(node, sizeof node, "/dev/dri/card%d", number);
    /* Where nobody is master, this makes us, until it is closed a moment later. */
    int fd = open(doctor_path(d, "%s", node).text, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) {
        check_open_card(d, number, node, fd);
        close(fd);
    } else if ((errno == EACCES || errno == EPERM) && (d->seatd || d->logind)) {
        check_connectors(d, number, node, d->seatd ? "through seatd" : "through logind");
    } else {
        doctor_denied(d, node, errno);
    }
}

#else

static void check_card(struct doctor *d, int number)
{
    (void)check_connectors;
    doctor_note(d, "/dev/dri/card%d: this fbrun is built without libdrm", number);
}

#endif

void doctor_check_drm(struct doctor *d)
{
    int numbers[INFO_DEVICES_MAX];
    d->cards = info_devices(doctor_path(d, "/dev/dri").text, "card", numbers);
    for (int i = 0; i < d->cards; i++)
        check_card(d, numbers[i]);
}
