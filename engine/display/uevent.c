/* One datagram a piece of news (kobject_uevent_env of the kernel's lib/kobject_uevent.c). */
#include "display/uevent.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

enum {
    GROUP_KERNEL = 1,     /* udevd repeats what it has seen in group 2 */
    DATAGRAM_SIZE = 8192, /* the kernel's have 2048 bytes of pairs, and a path before them */
};

int uevent_open(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    const struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = GROUP_KERNEL};
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    error_set_errno("no news of devices");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Copies the value if the pair has this key. False when it does not fit. */
static bool take_value(const char *pair, const char *key, char *value, size_t size)
{
    size_t length = strlen(key);
    if (strncmp(pair, key, length) != 0)
        return true;
    size_t value_length = strlen(pair + length);
    if (value_length >= size)
        return false;
    memcpy(value, pair + length, value_length + 1);
    return true;
}

bool uevent_parse(const char *datagram, size_t size, struct uevent *event)
{
    *event = (struct uevent){0};
    const char *end = datagram + size;
    if (size == 0 || end[-1] != '\0' || strchr(datagram, '@') == NULL)
        return false;
    char hotplug[2] = "";
    for (const char *pair = datagram; pair < end; pair += strlen(pair) + 1) {
        if (!take_value(pair, "ACTION=", event->action, sizeof event->action) ||
            !take_value(pair, "SUBSYSTEM=", event->subsystem, sizeof event->subsystem) ||
            !take_value(pair, "DEVNAME=", event->device, sizeof event->device) ||
            !take_value(pair, "HOTPLUG=", hotplug, sizeof hotplug))
            return false;
    }
    event->hotplug = hotplug[0] == '1';
    return event->action[0] != '\0' && event->subsystem[0] != '\0';
}

/* True if the datagram is whole and the kernel's own. Root may send such messages too. */
static bool from_kernel(const struct msghdr *message, const struct sockaddr_nl *sender)
{
    return !(message->msg_flags & MSG_TRUNC) && message->msg_namelen == sizeof *sender &&
           sender->nl_family == AF_NETLINK && sender->nl_pid == 0;
}

bool uevent_next(int fd, struct uevent *event)
{
    char datagram[DATAGRAM_SIZE];
    for (;;) {
        struct sockaddr_nl sender;
        struct iovec room = {datagram, sizeof datagram};
        struct msghdr message = {
            .msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &room, .msg_iovlen = 1};
        ssize_t size = recvmsg(fd, &message, MSG_DONTWAIT);
        if (size >= 0) {
            if (from_kernel(&message, &sender) && uevent_parse(datagram, (size_t)size, event))
                return true;
        } else if (errno == ENOBUFS) { /* it came faster than it was read */
            *event = (struct uevent){.action = "change", .hotplug = true};
            return true;
        } else if (errno != EINTR) {
            return false;
        }
    }
}
