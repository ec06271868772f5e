/* Makes an input device in the virtual machine, of any kind and as wrong as it may be. Commands
 * come on standard input, a line each, numbers in decimal:
 *   bit TYPE CODE          it has this (EV_KEY 1, EV_REL 2, EV_ABS 3)
 *   abs CODE MIN MAX [RES] it has this axis, with so many to a millimetre
 *   prop P                 it has this property
 *   create NAME            makes the device; prints "created"
 *   TYPE CODE VALUE        an event; "0 0 0" ends a report
 *   done                   prints "done"
 * The device goes with the end of input. */
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int device;

static void need(int result, const char *what)
{
    if (result >= 0)
        return;
    perror(what);
    exit(1);
}

static void set_bit(int type, int code)
{
    need(ioctl(device, UI_SET_EVBIT, type), "UI_SET_EVBIT");
    if (type == EV_KEY)
        need(ioctl(device, UI_SET_KEYBIT, code), "UI_SET_KEYBIT");
    if (type == EV_REL)
        need(ioctl(device, UI_SET_RELBIT, code), "UI_SET_RELBIT");
    if (type == EV_ABS)
        need(ioctl(device, UI_SET_ABSBIT, code), "UI_SET_ABSBIT");
}

static void take(const char *line)
{
    struct uinput_setup setup = {.id = {.bustype = BUS_USB, .vendor = 1, .product = 1}};
    struct uinput_abs_setup axis = {0};
    struct input_event event = {0};
    int type, code, value;
    if (sscanf(line, "bit %d %d", &type, &code) == 2) {
        set_bit(type, code);
    } else if (sscanf(line, "abs %d %d %d %d", &code, &axis.absinfo.minimum, &axis.absinfo.maximum,
                      &axis.absinfo.resolution) >= 3) {
        set_bit(EV_ABS, code);
        axis.code = (__u16)code;
        need(ioctl(device, UI_ABS_SETUP, &axis), "UI_ABS_SETUP");
    } else if (sscanf(line, "prop %d", &code) == 1) {
        need(ioctl(device, UI_SET_PROPBIT, code), "UI_SET_PROPBIT");
    } else if (sscanf(line, "create %79s", setup.name) == 1) {
        need(ioctl(device, UI_DEV_SETUP, &setup), "UI_DEV_SETUP");
        need(ioctl(device, UI_DEV_CREATE), "UI_DEV_CREATE");
        puts("created");
    } else if (sscanf(line, "%d %d %d", &type, &code, &value) == 3) {
        event.type = (__u16)type;
        event.code = (__u16)code;
        event.value = value;
        need((int)write(device, &event, sizeof event), "an event");
    } else if (strcmp(line, "done\n") == 0) {
        puts("done");
    } else {
        fprintf(stderr, "what is %s", line);
        exit(1);
    }
}

int main(void)
{
    char line[128];
    setvbuf(stdout, NULL, _IOLBF, 0);
    device = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
    need(device, "/dev/uinput");
    while (fgets(line, sizeof line, stdin) != NULL)
        take(line);
    return 0;
}
