/* Prints how a VT is set: "text" or "graphics", the keyboard's mode, who is asked about a switch.
 *   vt_state [NUMBER]    of the VT; without one, of that which is shown
 *   vt_state NUMBER graphics|xlate|unicode    sets what another program may have left */
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

int main(int argc, char *argv[])
{
    static const char *const keyboards[] = {"raw", "xlate", "mediumraw", "unicode", "off"};
    char path[64];
    int mode = -1, keyboard = -1;
    struct vt_mode vt = {0};
    snprintf(path, sizeof path, "/dev/tty%s", argc > 1 ? argv[1] : "0");
    int fd = open(path, O_RDWR | O_NOCTTY);
    if (fd < 0 || ioctl(fd, KDGETMODE, &mode) < 0 || ioctl(fd, KDGKBMODE, &keyboard) < 0 ||
        ioctl(fd, VT_GETMODE, &vt) < 0) {
        perror(path);
        return 1;
    }
    if (argc > 2) {
        struct vt_mode process = {.mode = VT_PROCESS, .relsig = 10, .acqsig = 12};
        if (strcmp(argv[2], "graphics") == 0) {
            ioctl(fd, VT_SETMODE, &process);
            ioctl(fd, KDSKBMODE, (long)K_OFF);
            ioctl(fd, KDSETMODE, (long)KD_GRAPHICS);
        } else {
            ioctl(fd, KDSKBMODE, strcmp(argv[2], "xlate") == 0 ? (long)K_XLATE : (long)K_UNICODE);
        }
        return 0;
    }
    printf("%s %s %s\n", mode == KD_TEXT ? "text" : "graphics",
           keyboard >= 0 && keyboard <= 4 ? keyboards[keyboard] : "?",
           vt.mode == VT_AUTO ? "auto" : "process");
    return 0;
}
