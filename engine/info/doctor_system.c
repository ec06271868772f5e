/* --doctor: the machine around us: /dev and /sys, graphics hardware, a desktop, input devices. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "info/doctor_impl.h"

static bool in_container(const struct doctor *d)
{
    return doctor_exists(d, "/run/.containerenv") || doctor_exists(d, "/.dockerenv") ||
           doctor_exists(d, "/run/systemd/container");
}

void doctor_check_system(struct doctor *d)
{
    if (!doctor_exists(d, "/dev/null")) {
        doctor_problem(d, "/dev holds no devices");
        doctor_root_fix(d, "mount -t devtmpfs devtmpfs /dev");
    }
    if (!doctor_exists(d, "/sys/class")) {
        doctor_problem(d, "/sys is empty: screens cannot be told apart, nor found by libdrm");
        doctor_root_fix(d, "mount -t sysfs sysfs /sys");
    }
    if (!doctor_exists(d, "/proc/self")) {
        doctor_note(d, "/proc is empty: who holds a screen cannot be found out");
        doctor_root_fix(d, "mount -t proc proc /proc");
    }
}

/* Says which graphics hardware on the PCI bus lacks a driver, and what loads it. Returns how many
 * devices there are. */
static int check_pci(struct doctor *d)
{
    DIR *devices = opendir(doctor_path(d, "/sys/bus/pci/devices").text);
    int count = 0;
    for (struct dirent *e; devices != NULL && (e = readdir(devices)) != NULL;) {
        char path[512], class[32], alias[256];
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/class", e->d_name);
        if (!doctor_read(d, path, class, sizeof class) || strncmp(class, "0x03", 4) != 0)
            continue;
        count++;
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/driver", e->d_name);
        bool driven = doctor_exists(d, path);
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/modalias", e->d_name);
        if (driven) {
            doctor_problem(d, "the graphics device %s has a driver, which offers no screen",
                           e->d_name);
            doctor_root_fix(d, "dmesg | grep -i -e drm -e firmware    # tells what it misses");
        } else if (doctor_read(d, path, alias, sizeof alias) && strchr(alias, '\'') == NULL) {
            doctor_problem(d, "the graphics device %s has no driver", e->d_name);
            doctor_root_fix(d, "modprobe '%s'", alias);
        }
    }
    if (devices != NULL)
        closedir(devices);
    return count;
}

/* True if the kernel's command line has the word. */
static bool has_parameter(const struct doctor *d, const char *word)
{
    char line[DOCTOR_LINE_MAX], *rest = line;
    doctor_read(d, "/proc/cmdline", line, sizeof line);
    for (char *w; (w = strsep(&rest, " ")) != NULL;)
        if (strcmp(w, word) == 0)
            return true;
    return false;
}

/* Nodes that exist for the kernel and not here. */
static bool nodes_are_missing(struct doctor *d)
{
    int numbers[INFO_DEVICES_MAX];
    int cards = info_devices(doctor_path(d, "/sys/class/drm").text, "card", numbers);
    int fbdevs = info_devices(doctor_path(d, "/sys/class/graphics").text, "fb", numbers);
    if (cards == 0 && fbdevs == 0)
        return false;
    doctor_problem(d, "the kernel has %d card%s and %d framebuffer%s, but /dev has no node of them",
                   cards, cards == 1 ? "" : "s", fbdevs, fbdevs == 1 ? "" : "s");
    if (in_container(d))
        doctor_fix(d, "docker run %s ...    # starts the container with the device",
                   cards > 0 ? "--device=/dev/dri" : "--device=/dev/fb0");
    else
        doctor_root_fix(d, "mount -t devtmpfs devtmpfs /dev");
    return true;
}

/* Why there is no screen, when there is none. */
void doctor_check_hardware(struct doctor *d)
{
    if (d->cards + d->fbdevs > 0 || nodes_are_missing(d))
        return;
    int devices = check_pci(d);
    if (has_parameter(d, "nomodeset")) {
        doctor_problem(d, "the kernel parameter nomodeset keeps graphics drivers from loading");
        doctor_root_fix(d,
                        "sed -i 's/ *nomodeset//g' /etc/default/grub && sudo update-grub && sudo "
                        "reboot");
    }
    if (devices == 0)
        doctor_problem(d, "there is no /dev/dri/card* and no /dev/fb*, and no graphics device on "
                          "the PCI bus");
    if (in_container(d))
        doctor_fix(d, "docker run --device=/dev/dri ...    # if the machine outside has a screen");
    doctor_fix(d, "fbrun --display=headless:out.png SCRIPT    # draws a picture, without a screen");
}

void doctor_check_desktop(struct doctor *d)
{
    const char *wayland = getenv("WAYLAND_DISPLAY"), *x11 = getenv("DISPLAY");
    /* Over ssh DISPLAY is a desktop elsewhere, such as "localhost:10.0". */
    bool here = (wayland != NULL && wayland[0] != '\0') || (x11 != NULL && x11[0] == ':');
    if (!here)
        return;
    doctor_note(d, "this is a desktop's terminal (%s): it keeps the screen while it is shown",
                wayland != NULL && wayland[0] != '\0' ? wayland : x11);
    doctor_root_fix(d, "chvt 3    # or Ctrl-Alt-F3; log in there and start fbrun");
    if (doctor_exists(d, "/etc/systemd/system/display-manager.service"))
        doctor_root_fix(d, "systemctl stop display-manager    # ends the desktop");
}

void doctor_check_input(struct doctor *d)
{
    int numbers[INFO_DEVICES_MAX], usable = 0, denied = -1;
    char node[32];
    int count = info_devices(doctor_path(d, "/dev/input").text, "event", numbers);
    for (int i = 0; i < count; i++) {
        snprintf(node, sizeof node, "/dev/input/event%d", numbers[i]);
        int fd = open(doctor_path(d, "%s", node).text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd >= 0)
            usable++;
        else if (errno == EACCES || errno == EPERM)
            denied = numbers[i];
        if (fd >= 0)
            close(fd);
    }
    if (count == 0) {
        doctor_note(d, "there are no input devices: fbrun draws, but hears no keys");
    } else if (usable == 0 && denied >= 0 && !d->seatd && !d->logind) {
        snprintf(node, sizeof node, "/dev/input/event%d", denied);
        doctor_denied(d, node, EACCES);
    } else {
        doctor_ok(d, "%d input device%s, %d of them open to %s%s", count, count == 1 ? "" : "s",
                  usable, d->user, usable < count && (d->seatd || d->logind) ? " directly" : "");
    }
}
