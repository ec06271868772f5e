/* --doctor: framebuffer devices. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "display/fbdev_mode.h"
#include "info/doctor_impl.h"

/* The card that shows this framebuffer; -1: none, it is a device of its own. */
static int card_of(const struct doctor *d, int number)
{
    int numbers[INFO_DEVICES_MAX];
    struct doctor_path folder = doctor_path(d, "/sys/class/graphics/fb%d/device/drm", number);
    return info_devices(folder.text, "card", numbers) > 0 ? numbers[0] : -1;
}

static void check_open_fbdev(struct doctor *d, int number, const char *node, int fd)
{
    struct fb_fix_screeninfo fix;
    struct fb_var_screeninfo var;
    struct fbdev_mode mode;
    int card = card_of(d, number), pid;
    char command[DOCTOR_COMMAND_MAX];
    if (ioctl(fd, FBIOGET_FSCREENINFO, &fix) != 0 || ioctl(fd, FBIOGET_VSCREENINFO, &var) != 0) {
        int error = errno;
        if (error == ENOTTY || error == EINVAL)
            doctor_problem(d, "%s is not a framebuffer", node);
        else
            doctor_problem(d, "%s does not say how it is: %s", node, strerror(error));
    } else if (!fbdev_mode_read(&fix, &var, &(struct fbdev_overrides){0}, &mode)) {
        doctor_problem(d, "%s (%.16s) cannot be used: %s", node, fix.id, error_text());
    } else if (card >= 0 && (d->held[card / 64] >> (card % 64) & 1) != 0) {
        doctor_problem(d,
                       "%s (%.16s) shows nothing while another program is master of "
                       "/dev/dri/card%d",
                       node, fix.id, card);
    } else {
        doctor_ok(d, "%s (%.16s): %dx%d, %s", node, fix.id, mode.width, mode.height,
                  pixel_format_name(&mode.format));
        doctor_usable(d, "fbdev", node);
        if (doctor_holder(d, node, &pid, command))
            doctor_note(d, "%s (process %d) has %s open too; both would draw on it", command, pid,
                        node);
    }
}

static void check_fbdev(struct doctor *d, int number)
{
    char node[32];
    snprintf(node, sizeof node, "/dev/fb%d", number);
    int fd = open(doctor_path(d, "%s", node).text, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) {
        check_open_fbdev(d, number, node, fd);
        close(fd);
    } else if (errno == ENODEV || errno == ENXIO) {
        doctor_problem(d, "%s has no driver behind it: %s", node, strerror(errno));
    } else {
        doctor_denied(d, node, errno);
    }
}

void doctor_check_fbdev(struct doctor *d)
{
    int numbers[INFO_DEVICES_MAX];
    d->fbdevs = info_devices(doctor_path(d, "/dev").text, "fb", numbers);
    for (int i = 0; i < d->fbdevs; i++)
        check_fbdev(d, numbers[i]);
}
