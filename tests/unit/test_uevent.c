/* News of devices decide what is opened and closed: only the kernel's count, and those that are cut
 * or odd must not be taken for others. */
#include "display/uevent.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "descriptors.h"

/* A string literal as a datagram: all its bytes with the NUL at its end. */
#define PARSE(text, event) uevent_parse(text, sizeof(text), event)

static void a_device_comes_and_goes(void **state)
{
    (void)state;
    struct uevent e;
    assert_true(PARSE("add@/devices/pci0000:00/0000:00:02.0/drm/card0\0ACTION=add\0"
                      "DEVPATH=/devices/pci0000:00/0000:00:02.0/drm/card0\0SUBSYSTEM=drm\0MAJOR=226"
                      "\0MINOR=0\0DEVNAME=dri/card0\0DEVTYPE=drm_minor\0SEQNUM=1234",
                      &e));
    assert_string_equal(e.action, "add");
    assert_string_equal(e.subsystem, "drm");
    assert_string_equal(e.device, "dri/card0");
    assert_false(e.hotplug);
    assert_true(PARSE("remove@/devices/platform/vfb.0/graphics/fb1\0ACTION=remove\0"
                      "DEVPATH=/devices/platform/vfb.0/graphics/fb1\0SUBSYSTEM=graphics\0MAJOR=29\0"
                      "MINOR=1\0DEVNAME=fb1\0SEQNUM=1235",
                      &e));
    assert_string_equal(e.action, "remove");
    assert_string_equal(e.subsystem, "graphics");
    assert_string_equal(e.device, "fb1");
}

static void a_display_is_plugged(void **state)
{
    (void)state;
    struct uevent e;
    assert_true(
        PARSE("change@/x/card1\0ACTION=change\0SUBSYSTEM=drm\0HOTPLUG=1\0DEVNAME=dri/card1", &e));
    assert_string_equal(e.action, "change");
    assert_true(e.hotplug);
    assert_true(PARSE("change@/x/card1\0ACTION=change\0SUBSYSTEM=drm\0HOTPLUG=0", &e));
    assert_false(e.hotplug);
}

/* As for the backlight, the graphics card itself and many others. */
static void no_node(void **state)
{
    (void)state;
    struct uevent e;
    memset(&e, 0xff, sizeof e); /* nothing of an earlier one may be left */
    assert_true(PARSE("bind@/devices/pci0\0ACTION=bind\0SUBSYSTEM=pci", &e));
    assert_string_equal(e.device, "");
    assert_false(e.hotplug);
}

static void what_is_none(void **state)
{
    (void)state;
    struct uevent e;
    assert_false(uevent_parse("", 0, &e));
    assert_false(PARSE("", &e));
    assert_false(PARSE("add@/x", &e));
    assert_false(PARSE("add@/x\0ACTION=add", &e));
    assert_false(PARSE("add@/x\0SUBSYSTEM=drm", &e));
    assert_false(PARSE("add@/x\0ACTION=\0SUBSYSTEM=drm", &e));
    assert_false(PARSE("add@/x\0action=add\0SUBSYSTEM=drm", &e));
    /* udevd's have a binary header, and their pairs behind it */
    assert_false(PARSE("libudev\0\xfe\xed\xca\xfe\0\0\0\0ACTION=add\0SUBSYSTEM=drm", &e));
}

/* A datagram ends with a NUL, so one that does not was cut, and its last value with it. */
static void cut_anywhere(void **state)
{
    (void)state;
    static const char whole[] = "remove@/x/fb10\0ACTION=remove\0SUBSYSTEM=graphics\0DEVNAME=fb10";
    for (size_t size = 0; size < sizeof whole; size++) {
        char *cut = malloc(size + 1); /* for the address sanitizer to see reads beyond the end */
        assert_non_null(cut);
        struct uevent e;
        memcpy(cut, whole, size);
        bool ok = uevent_parse(cut, size, &e);
        free(cut);
        assert_true(!ok || e.device[0] == '\0');
    }
}

static void what_does_not_fit_is_no_shorter_name(void **state)
{
    (void)state;
    struct uevent e;
    char text[256];
    for (int length = 62; length <= 65; length++) {
        int n = snprintf(text, sizeof text, "add@/x%cACTION=add%cSUBSYSTEM=drm%cDEVNAME=%0*d", 0, 0,
                         0, length, 1);
        assert_int_equal(uevent_parse(text, (size_t)n + 1, &e), length <= 63);
    }
    assert_true(PARSE("a@\0ACTION=123456789012345\0SUBSYSTEM=123456789012345", &e));
    assert_false(PARSE("a@\0ACTION=1234567890123456\0SUBSYSTEM=drm", &e));
    assert_false(PARSE("a@\0ACTION=add\0SUBSYSTEM=1234567890123456", &e));
    assert_false(PARSE("a@\0ACTION=add\0SUBSYSTEM=drm\0HOTPLUG=11", &e));
}

/* What others send is dropped, and the kernel's that comes after it is not. Needs the right to have
 * the kernel repeat a piece of news. */
static void only_the_kernel_counts(void **state)
{
    (void)state;
    static const char forged[] = "remove@/x\0ACTION=remove\0SUBSYSTEM=drm\0DEVNAME=dri/card0";
    int fd = uevent_open(), other = uevent_open();
    int trigger = open("/sys/class/mem/null/uevent", O_WRONLY | O_CLOEXEC);
    struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_groups = 1};
    if (fd < 0 || other < 0 || trigger < 0 ||
        sendto(other, forged, sizeof forged, 0, (struct sockaddr *)&to, sizeof to) < 0 ||
        write(trigger, "change", 6) != 6) {
        close(fd);
        close(other);
        close(trigger);
        skip();
    }
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    struct uevent e = {0};
    while (strcmp(e.device, "null") != 0) {
        assert_int_equal(poll(&readable, 1, 10000), 1);
        while (strcmp(e.device, "null") != 0 && uevent_next(fd, &e))
            assert_string_not_equal(e.device, "dri/card0");
    }
    assert_string_equal(e.action, "change");
    assert_string_equal(e.subsystem, "mem");
    close(trigger);
    close(other);
    close(fd);
}

static void what_was_lost_is_a_change_of_anything(void **state)
{
    (void)state;
    int fd = uevent_open(), trigger = open("/sys/class/mem/null/uevent", O_WRONLY | O_CLOEXEC);
    int least = 1;
    bool ready =
        fd >= 0 && trigger >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &least, sizeof least) == 0;
    for (int i = 0; ready && i < 100; i++)
        ready = write(trigger, "change", 6) == 6;
    if (!ready) {
        close(fd);
        close(trigger);
        skip();
    }
    bool told = false;
    struct uevent e;
    for (int i = 0; i < 200 && uevent_next(fd, &e); i++)
        told = told || (strcmp(e.action, "change") == 0 && e.hotplug && e.subsystem[0] == '\0');
    assert_true(told);
    assert_false(uevent_next(fd, &e));
    close(trigger);
    close(fd);
}

static void nothing_comes_from_what_is_no_socket(void **state)
{
    (void)state;
    struct uevent e;
    assert_false(uevent_next(-1, &e));
    int ends[2]; /* not the kernel either */
    *state = ends;
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
    static const char forged[] = "add@/x\0ACTION=add\0SUBSYSTEM=drm";
    assert_int_equal(write(ends[1], forged, sizeof forged), sizeof forged);
    assert_false(uevent_next(ends[0], &e));
    close_pair(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_comes_and_goes),
        cmocka_unit_test(a_display_is_plugged),
        cmocka_unit_test(no_node),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(what_does_not_fit_is_no_shorter_name),
        cmocka_unit_test(only_the_kernel_counts),
        cmocka_unit_test(what_was_lost_is_a_change_of_anything),
        cmocka_unit_test(nothing_comes_from_what_is_no_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
