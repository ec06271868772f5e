/* --doctor: virtual terminals: which one is shown, whether a dead program left it in graphics, and
 * whether it goes dark by itself. */
#include <fcntl.h>
#include <linux/kd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "info/doctor_impl.h"

/* True if some program has a screen open, as far as this user may know. */
static bool screens_in_use(const struct doctor *d)
{
    static const char *const kinds[][2] = {{"/dev/dri", "card"}, {"/dev", "fb"}};
    int numbers[INFO_DEVICES_MAX], pid;
    char node[64], command[DOCTOR_COMMAND_MAX];
    for (int k = 0; k < 2; k++) {
        int count = info_devices(doctor_path(d, "%s", kinds[k][0]).text, kinds[k][1], numbers);
        for (int i = 0; i < count; i++) {
            snprintf(node, sizeof node, "%s/%s%d", kinds[k][0], kinds[k][1], numbers[i]);
            if (doctor_holder(d, node, &pid, command))
                return true;
        }
    }
    return false;
}

/* What a crashed program leaves: a console that draws nothing and hears no key. */
static void check_modes(struct doctor *d, const char *vt, int fd)
{
    int mode = KD_TEXT, keyboard = K_UNICODE;
    if (ioctl(fd, KDGETMODE, &mode) != 0 || ioctl(fd, KDGKBMODE, &keyboard) != 0)
        return;
    if (mode == KD_TEXT && keyboard != K_OFF) {
        doctor_ok(d, "/dev/%s is shown, and is a text console", vt);
        return;
    }
    if (screens_in_use(d) || d->uid != 0) {
        doctor_note(d, "/dev/%s is shown, and is a program's: %s, keyboard %s", vt,
                    mode == KD_TEXT ? "text" : "graphics", keyboard == K_OFF ? "off" : "on");
        return;
    }
    doctor_problem(d, "/dev/%s was left in %s by a program that is gone", vt,
                   mode != KD_TEXT ? "graphics mode" : "a mode without keyboard");
    if (doctor_exists(d, "/run/systemd/system"))
        doctor_root_fix(d, "systemctl restart getty@%s", vt);
    doctor_root_fix(d, "perl -e 'open F, \"+<\", \"/dev/%s\"; ioctl F, %#x, 0; ioctl F, %#x, %d'",
                    vt, KDSETMODE, KDSKBMODE, K_UNICODE);
}

static void check_shown(struct doctor *d, const char *vt)
{
    char node[64];
    snprintf(node, sizeof node, "/dev/%s", vt);
    int fd = open(doctor_path(d, "%s", node).text, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0) {
        check_modes(d, vt, fd);
        close(fd);
    }
    if (fd >= 0 || doctor_vt_of(d, "self") != 0)
        return;
    doctor_note(d,
                "%s was not started on a VT, as over ssh, and may not take /dev/%s: fbrun draws, "
                "but the console may draw over it, and keys also reach the shell",
                d->user, vt);
    doctor_fix(d, "sudo fbrun SCRIPT    # or log in on the console, or start fbrun.service");
}

/* Consoles go dark in text mode only; fbrun prevents it where it may take the VT. */
static void check_blanking(struct doctor *d, const char *vt)
{
    char seconds[32];
    if (!doctor_read(d, "/sys/module/kernel/parameters/consoleblank", seconds, sizeof seconds) ||
        strcmp(seconds, "0") == 0)
        return;
    doctor_note(d,
                "the console goes dark after %s seconds without a key, and a framebuffer with it",
                seconds);
    doctor_root_fix(d,
                    "sh -c 'setterm --term linux --blank 0 >/dev/%s'    # lasting: the kernel "
                    "parameter consoleblank=0",
                    vt);
}

void doctor_check_vt(struct doctor *d)
{
    char vt[32];
    if (!doctor_read(d, "/sys/class/tty/tty0/active", vt, sizeof vt) ||
        strspn(vt, "ty0123456789") != strlen(vt)) {
        doctor_note(d, "there are no virtual terminals: fbrun draws without one");
        return;
    }
    check_shown(d, vt);
    check_blanking(d, vt);
}
