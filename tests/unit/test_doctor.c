/* --doctor in situations that a test can make of files: a root with its own /dev, /proc, /run and
 * /sys. What takes real devices is in tests/device/doctor.lua. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <ftw.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "info/doctor_impl.h"
#include "scratch.h"

static char *text; /* what the doctor said last */
static FILE *out;
static size_t size;

static int make_root(void **state)
{
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("XDG_SESSION_ID");
    unsetenv("SEATD_SOCK");
    text = NULL;
    out = open_memstream(&text, &size);
    return out == NULL || scratch_make(state) != 0 || chmod(scratch_folder, 0755) != 0 ? -1 : 0;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static int remove_root(void **state)
{
    (void)state;
    fclose(out);
    free(text);
    return nftw(scratch_folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_folders(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *p = folder + strlen(scratch_folder) + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        mkdir(folder, 0755);
        *p = '/';
    }
}

/* Makes a file below the root. */
static const char *put(const char *name, const char *content)
{
    const char *path = scratch_path(name + 1);
    make_folders(path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    return path;
}

static void put_link(const char *name, const char *target)
{
    const char *path = scratch_path(name + 1);
    make_folders(path);
    assert_int_equal(symlink(target, path), 0);
}

/* What every machine has, so that it is not complained of. */
static void put_usual(void)
{
    put("/dev/null", "");
    put("/sys/class/x", "");
    put("/proc/self/stat", "");
}

static void run(bool usable)
{
    rewind(out);
    assert_int_equal(doctor_run_at(out, scratch_folder), usable);
}

/* A doctor for one of its parts. */
static struct doctor doctor(void)
{
    rewind(out);
    return (struct doctor){.out = out, .root = scratch_folder, .uid = 1000, .user = "kiosk"};
}

/* Asserts that the line is among what was said. "SUDO " is what root goes without. */
static void assert_said(const char *line)
{
    char expected[1024] = "";
    fflush(out);
    for (const char *sudo; (sudo = strstr(line, "SUDO ")) != NULL; line = sudo + 5)
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%.*s%s",
                 (int)(sudo - line), line, geteuid() == 0 ? "" : "sudo ");
    snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%s", line);
    const char *found = strstr(text, expected);
    if (found == NULL || (found > text && found[-1] != '\n') || found[strlen(expected)] != '\n')
        fail_msg("no line \"%s\" in\n%s", expected, text);
}

static void assert_not_said(const char *words)
{
    fflush(out);
    if (strstr(text, words) != NULL)
        fail_msg("\"%s\" in\n%s", words, text);
}

static void nothing_at_all(void **state)
{
    (void)state;
    run(false);
    assert_said("problem: /dev holds no devices\n  fix: SUDO mount -t devtmpfs devtmpfs /dev");
    assert_said("note: there are no virtual terminals: fbrun draws without one");
    assert_said(
        "problem: there is no /dev/dri/card* and no /dev/fb*, and no graphics device on the "
        "PCI bus");
    assert_said("problem: there is no screen that fbrun can use now");
    put_usual();
    run(false);
    assert_not_said("/dev holds");
    assert_not_said("/sys is");
    assert_not_said("/proc is");
}

static void graphics_device_without_a_driver(void **state)
{
    (void)state;
    put_usual();
    put("/sys/bus/pci/devices/0000:00:02.0/class", "0x030000\n");
    put("/sys/bus/pci/devices/0000:00:02.0/modalias", "pci:v00001234d00001111bc03sc00i00\n");
    put("/sys/bus/pci/devices/0000:00:03.0/class", "0x020000\n"); /* a network card */
    put("/sys/bus/pci/devices/0000:00:03.0/modalias", "pci:v0000net\n");
    run(false);
    assert_said("problem: the graphics device 0000:00:02.0 has no driver\n"
                "  fix: SUDO modprobe 'pci:v00001234d00001111bc03sc00i00'");
    assert_not_said("pci:v0000net");
    put("/sys/bus/pci/devices/0000:00:02.0/driver/x", "");
    put("/proc/cmdline", "BOOT_IMAGE=/vmlinuz quiet nomodeset\n");
    run(false);
    assert_said("problem: the graphics device 0000:00:02.0 has a driver, which offers no screen\n"
                "  fix: SUDO dmesg | grep -i -e drm -e firmware    # tells what it misses");
    assert_said("problem: the kernel parameter nomodeset keeps graphics drivers from loading");
    /* What would break out of the quotes is no command to give. */
    remove(scratch_path("sys/bus/pci/devices/0000:00:02.0/driver/x"));
    remove(scratch_path("sys/bus/pci/devices/0000:00:02.0/driver"));
    put("/sys/bus/pci/devices/0000:00:02.0/modalias", "'; reboot '");
    run(false);
    assert_not_said("reboot '");
}

static void nodes_that_are_missing(void **state)
{
    (void)state;
    put_usual();
    put("/sys/class/drm/card0/dev", "226:0\n");
    run(false);
    assert_said("problem: the kernel has 1 card and 0 framebuffers, but /dev has no node of them\n"
                "  fix: SUDO mount -t devtmpfs devtmpfs /dev");
    put("/.dockerenv", "");
    run(false);
    assert_said(
        "  fix: docker run --device=/dev/dri ...    # starts the container with the device");
}

static void not_devices(void **state)
{
    (void)state;
    put_usual();
    put("/dev/dri/card0", "");
    put("/dev/fb0", "");
    put("/dev/fb", ""); /* neither are these */
    put("/dev/fb1x", "");
    run(false);
#ifdef FBRUN_HAVE_DRM
    assert_said("problem: /dev/dri/card0 is not a DRM card");
#endif
    assert_said("problem: /dev/fb0 is not a framebuffer");
    assert_not_said("fb1");
    assert_not_said("PCI");
}

static void console(void **state)
{
    (void)state;
    put_usual();
    put("/sys/class/tty/tty0/active", "tty7\n");
    put("/sys/module/kernel/parameters/consoleblank", "600\n");
    run(false);
    assert_said(
        "note: the console goes dark after 600 seconds without a key, and a framebuffer with "
        "it");
    put("/sys/module/kernel/parameters/consoleblank", "0\n");
    put("/sys/class/tty/tty0/active", "tty7; reboot\n");
    run(false);
    assert_not_said("goes dark");
    assert_not_said("reboot");
}

static void desktop(void **state)
{
    (void)state;
    put_usual();
    setenv("DISPLAY", "localhost:10.0", 1); /* ssh's */
    run(false);
    assert_not_said("desktop");
    setenv("DISPLAY", ":0", 1);
    put("/etc/systemd/system/display-manager.service", "");
    run(false);
    assert_said("note: this is a desktop's terminal (:0): it keeps the screen while it is shown\n"
                "  fix: SUDO chvt 3    # or Ctrl-Alt-F3; log in there and start fbrun\n"
                "   or: SUDO systemctl stop display-manager    # ends the desktop");
}

/* Sessions as logind writes them, and a seatd that is a socket. */
static void brokers(void **state)
{
    (void)state;
    put_usual();
    put("/run/systemd/seats/seat0", "");
    run(false);
    assert_said("note: logind runs, but this is none of its sessions: devices are opened directly");
    setenv("XDG_SESSION_ID", "c7", 1);
    put("/run/systemd/sessions/c7", "UID=1000\nACTIVE=1\nTYPE=tty\nSEAT=\n");
    run(false);
    assert_said("note: logind's session c7 (tty) has no seat, as over ssh: devices are opened "
                "directly");
    put("/run/systemd/sessions/c7", "# a comment\nSEAT=seat0\nACTIVE=0");
    run(false);
    assert_said("note: logind's session c7 on seat0 is not the one that is shown");
    struct doctor d = doctor();
    put("/run/systemd/sessions/c7", "SEAT=seat0\nACTIVE=1\n");
    doctor_check_broker(&d);
    assert_said(
        "ok: logind's session c7 is active on seat0: it opens cards and keyboards for kiosk");
    assert_true(d.logind && !d.seatd);

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", put("/run/seatd.sock", ""));
    remove(address.sun_path);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(server, (struct sockaddr *)&address, sizeof address), 0);
    d = doctor();
    doctor_check_broker(&d);
    assert_said("note: seatd does not answer at /run/seatd.sock: Connection refused\n"
                "  fix: sudo systemctl restart seatd");
    assert_true(!d.seatd);
    assert_int_equal(listen(server, 4), 0);
    d = doctor();
    doctor_check_broker(&d);
    assert_said("ok: seatd listens at /run/seatd.sock and opens cards and keyboards for kiosk");
    assert_true(d.seatd);
    close(server);
    setenv("SEATD_SOCK", "/run/other", 1);
    d = doctor();
    doctor_check_broker(&d);
    assert_said("note: SEATD_SOCK names /run/other, which is not there");
}

/* A process in the root's /proc. */
static void put_process(int pid, const char *command, int parent, int tty, const char *cgroup)
{
    char name[64], line[256];
    snprintf(name, sizeof name, "/proc/%d/comm", pid);
    snprintf(line, sizeof line, "%s\n", command);
    put(name, line);
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    snprintf(line, sizeof line, "%d (%s) S %d %d %d %d -1 4194560\n", pid, command, parent, pid,
             pid, tty);
    put(name, line);
    snprintf(name, sizeof name, "/proc/%d/cgroup", pid);
    put(name, cgroup);
}

static void put_master(const char *line)
{
    char clients[512];
    snprintf(clients, sizeof clients,
             "             command   pid dev master a   uid      magic\n"
             "          some thing    11   0   n    y     0          0\n%s\n",
             line);
    put("/sys/kernel/debug/dri/0/clients", clients);
}

static void ask_for_master(const char *expected)
{
    struct doctor d = doctor();
    doctor_master(&d, 0);
    assert_said(expected);
}

static void master(void **state)
{
    (void)state;
    put_usual();
    ask_for_master("problem: /dev/dri/card0 belongs to another program: somebody is DRM master\n"
                   "  fix: sudo fbrun --doctor    # root can see who");
    /* a service */
    put_process(4242, "my kiosk (x) 5", 1, 0, "0::/system.slice/system-k.slice/kiosk@1.service\n");
    put_master("      my kiosk (x) 5  4242   0   y    y     0          0");
    ask_for_master("problem: /dev/dri/card0 belongs to another program: my kiosk (x) 5 (process "
                   "4242) is DRM master\n"
                   "  fix: sudo systemctl stop kiosk@1");
    /* started by hand over ssh: it is not ssh that is to be stopped */
    put_process(4242, "weston", 40, 0, "0::/system.slice/ssh.service\n");
    put_process(40, "sshd", 1, 0, "0::/system.slice/ssh.service\n");
    ask_for_master("problem: /dev/dri/card0 belongs to another program: weston (process 4242) is "
                   "DRM master\n  fix: sudo kill 4242");
    assert_not_said("systemctl");
    /* a desktop, below its display manager, on VT 2 */
    put_process(4242, "gnome-shell", 40, 4 << 8 | 2,
                "0::/user.slice/user-1000.slice/session-2.scope");
    put_process(40, "gdm-session-wor", 30, 0, "0::/user.slice/user-1000.slice/session-2.scope");
    put_process(30, "gdm3", 1, 0, "0::/system.slice/gdm.service\n");
    ask_for_master(
        "  fix: sudo systemctl stop display-manager\n"
        "   or: sudo chvt 3    # a desktop gives the screen up while another VT is shown");
    /* our own kiosk, which logind has put into a session */
    put("/run/systemd/units/invocation:fbrun.service", "");
    put_process(4242, "fbrun", 1, 4 << 8 | 1, "0::/user.slice/user-995.slice/session-1.scope");
    ask_for_master(
        "  fix: sudo systemctl stop fbrun\n"
        "   or: sudo chvt 2    # a desktop gives the screen up while another VT is shown");
    /* what logind opened for somebody */
    put_process(70, "systemd-logind", 1, 0, "0::/system.slice/systemd-logind.service");
    put_link("/proc/70/fd/9", "/dev/dri/card0");
    put_process(4343, "sway", 1, 0, "0::/user.slice/user-1000.slice/session-3.scope");
    put_link("/proc/4343/fd/3", "/dev/dri/card0");
    put_master("      systemd-logind    70   0   y    y     0          0");
    ask_for_master("problem: /dev/dri/card0 belongs to another program: sway (process 4343) has it "
                   "open\n  fix: sudo kill 4343");
}

static void hostile_proc(void **state)
{
    (void)state;
    put_usual();
    put_process(4242, "\033[2J)", 4242, 0, "0::/system.slice/.service/system.slice/");
    put_master("y y y y 99999999999 0 y y 0\n 4242 0 y y 0 0");
    ask_for_master("problem: /dev/dri/card0 belongs to another program: ?[2J) (process 4242) is "
                   "DRM master\n  fix: sudo kill 4242");
    put("/proc/4242/stat", ")");
    put("/proc/4242/cgroup", "/system.slice/a; reboot .service\n/system.slice/");
    ask_for_master("  fix: sudo kill 4242");
}

/* Run as root, which can make files that another user may not open. */
static void permissions(void **state)
{
    (void)state;
    const struct group *video = getgrnam("video");
    if (geteuid() != 0 || video == NULL) {
        skip();
        return;
    }
    gid_t none[1] = {65534};
    put_usual();
    const char *node = put("/dev/fb0", "");
    put("/dev/input/event0", "");
    assert_int_equal(chmod(scratch_path("dev/input/event0"), 0600), 0);
    assert_int_equal(chown(node, 0, video->gr_gid), 0);
    assert_int_equal(chmod(node, 0660), 0);
    assert_int_equal(setgroups(1, none), 0);
    assert_int_equal(setegid(65534), 0);
    assert_int_equal(seteuid(65534), 0);
    run(false);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(setegid(0), 0);
    assert_said("problem: /dev/fb0 cannot be opened by nobody: Permission denied\n"
                "  fix: sudo usermod -aG video nobody    # then log in anew");
    assert_said("problem: /dev/input/event0 cannot be opened by nobody: Permission denied\n"
                "  fix: sudo sh -c 'chown :input /dev/input/event0; chmod g+rw /dev/input/event0; "
                "usermod -aG input nobody'    # then log in anew");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_at_all),
        TEST(graphics_device_without_a_driver),
        TEST(nodes_that_are_missing),
        TEST(not_devices),
        TEST(console),
        TEST(desktop),
        TEST(brokers),
        TEST(master),
        TEST(hostile_proc),
        TEST(permissions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
