/* --doctor: which process stands in the way, and how it is made to go. */
#include <dirent.h>
#include <linux/major.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digits.h"
#include "info/doctor_impl.h"

enum { SERVICE_MAX = 128, ANCESTORS_MAX = 64, VT_MAX = 63 };

/* Opens devices for others, which are the ones to look for. */
static bool is_broker(const char *command)
{
    return strcmp(command, "systemd-logind") == 0 || strcmp(command, "systemd-login") == 0 ||
           strcmp(command, "seatd") == 0 || strcmp(command, "systemd") == 0;
}

static void read_command(const struct doctor *d, int pid, char command[DOCTOR_COMMAND_MAX])
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    if (!doctor_read(d, path, command, DOCTOR_COMMAND_MAX))
        snprintf(command, DOCTOR_COMMAND_MAX, "?");
}

/* True if the process has the node open; false too if this user may not know. */
static bool has_open(const struct doctor *d, int pid, const char *node)
{
    struct doctor_path folder = doctor_path(d, "/proc/%d/fd", pid);
    DIR *entries = opendir(folder.text);
    bool found = false;
    for (struct dirent *e; !found && entries != NULL && (e = readdir(entries)) != NULL;) {
        char target[PATH_MAX];
        ssize_t length = readlinkat(dirfd(entries), e->d_name, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        found = strcmp(target, node) == 0;
    }
    if (entries != NULL)
        closedir(entries);
    return found;
}

bool doctor_holder(const struct doctor *d, const char *node, int *pid,
                   char command[DOCTOR_COMMAND_MAX])
{
    DIR *processes = opendir(doctor_path(d, "/proc").text);
    bool found = false, broker = true;
    for (struct dirent *e; broker && processes != NULL && (e = readdir(processes)) != NULL;) {
        int64_t number;
        const char *end = digits_parse(e->d_name, &number);
        if (end == NULL || *end != '\0' || number > INT_MAX || number == getpid() ||
            !has_open(d, (int)number, node))
            continue;
        *pid = (int)number;
        read_command(d, *pid, command);
        found = true;
        broker = is_broker(command);
    }
    if (processes != NULL)
        closedir(processes);
    return found;
}

/* Reads a line of debugfs's list of a card's clients: "command pid minor master authenticated …",
 * where the command may hold spaces. True if it is the master's. */
static bool parse_client(const char *line, int *pid)
{
    for (const char *p = strchr(line, ' '); p != NULL; p = strchr(p + 1, ' ')) {
        int minor;
        char master, authenticated;
        if (sscanf(p, " %9d %9d %c %c ", pid, &minor, &master, &authenticated) == 4 &&
            strchr("yn", master) != NULL && strchr("yn", authenticated) != NULL)
            return master == 'y' && *pid > 0;
    }
    return false;
}

static bool find_master(const struct doctor *d, int card, int *pid,
                        char command[DOCTOR_COMMAND_MAX])
{
    char line[512];
    FILE *file = fopen(doctor_path(d, "/sys/kernel/debug/dri/%d/clients", card).text, "re");
    bool found = false;
    while (!found && file != NULL && fgets(line, sizeof line, file) != NULL)
        found = parse_client(line, pid);
    if (file != NULL)
        fclose(file);
    if (found)
        read_command(d, *pid, command);
    return found;
}

/* The numbers behind the name in /proc/PID/stat, which stands in parentheses and may hold any. */
static bool read_stat(const struct doctor *d, const char *process, int *parent, int *tty)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%s/stat", process);
    if (!doctor_read(d, path, line, sizeof line))
        return false;
    const char *behind = strrchr(line, ')');
    return behind != NULL && sscanf(behind, ") %*c %d %*d %*d %d", parent, tty) == 2;
}

static int parent_of(const struct doctor *d, int pid)
{
    char process[16];
    int parent, tty;
    snprintf(process, sizeof process, "%d", pid);
    return read_stat(d, process, &parent, &tty) ? parent : 0;
}

int doctor_vt_of(const struct doctor *d, const char *process)
{
    int parent, tty;
    if (!read_stat(d, process, &parent, &tty) || tty >> 8 != TTY_MAJOR)
        return 0;
    int number = tty & 0xff; /* serial lines follow the VTs */
    return number >= 1 && number <= VT_MAX ? number : 0;
}

/* Copies a service's name, which ends at `end` and begins behind the last '/' before that. Only
 * one that a shell reads as it is: it becomes part of a command. */
static bool copy_service(const char *begin, const char *end, char service[SERVICE_MAX])
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._:-";
    const char *name = end;
    while (name > begin && name[-1] != '/')
        name--;
    snprintf(service, SERVICE_MAX, "%.*s", (int)(end - name), name);
    return service[0] != '\0' && service[0] != '-' && service[strspn(service, letters)] == '\0';
}

/* The system service that the process belongs to, from a line such as
 * "0::/system.slice/lightdm.service". */
static bool read_service(const struct doctor *d, int pid, char service[SERVICE_MAX])
{
    char line[1024];
    FILE *file = fopen(doctor_path(d, "/proc/%d/cgroup", pid).text, "re");
    bool found = false;
    while (!found && file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *slice = strstr(line, "/system.slice/");
        const char *end = slice != NULL ? strstr(slice, ".service") : NULL;
        found = end != NULL && copy_service(slice, end, service);
    }
    if (file != NULL)
        fclose(file);
    return found;
}

/* Services that people log in through: whatever runs in them, they are not the ones to stop. */
static bool is_login(const char *service)
{
    static const char *const logins[] = {"ssh",           "getty@", "serial-getty@",
                                         "console-getty", "user@",  "systemd-logind",
                                         "seatd",         "dbus"};
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++)
        if (strncmp(service, logins[i], strlen(logins[i])) == 0)
            return true;
    return false;
}

static bool is_display_manager(const char *command)
{
    static const char *const managers[] = {"gdm",  "lightdm", "sddm",   "xdm",
                                           "lxdm", "slim",    "greetd", "nodm",
                                           "kdm",  "wdm",     "ly-dm",  "plasmalogin"};
    for (size_t i = 0; i < sizeof managers / sizeof managers[0]; i++)
        if (strncmp(command, managers[i], strlen(managers[i])) == 0)
            return true;
    return false;
}

/* The service whose end is the process's end: its own, or that of the display manager above it. */
static bool find_service(const struct doctor *d, int pid, char service[SERVICE_MAX])
{
    char command[DOCTOR_COMMAND_MAX];
    if (read_service(d, pid, service) && !is_login(service))
        return true;
    read_command(d, pid, command);
    if (strcmp(command, "fbrun") == 0 &&
        doctor_exists(d, "/run/systemd/units/invocation:fbrun.service")) {
        /* Our own service, which runs in a session of logind's; killed it would come back. */
        snprintf(service, SERVICE_MAX, "fbrun");
        return true;
    }
    for (int i = 0; i < ANCESTORS_MAX && (pid = parent_of(d, pid)) > 1; i++) {
        read_command(d, pid, command);
        if (!is_display_manager(command))
            continue;
        if (!read_service(d, pid, service) || is_login(service))
            snprintf(service, SERVICE_MAX, "display-manager");
        return true;
    }
    return false;
}

/* Says how the process is made to leave the screen. */
static void fix_process(struct doctor *d, int pid)
{
    char service[SERVICE_MAX], process[16];
    struct stat st;
    if (find_service(d, pid, service)) {
        doctor_root_fix(d, "systemctl stop %s", service);
    } else {
        bool own = stat(doctor_path(d, "/proc/%d", pid).text, &st) == 0 && st.st_uid == d->uid;
        if (own)
            doctor_fix(d, "kill %d", pid);
        else
            doctor_root_fix(d, "kill %d", pid);
    }
    snprintf(process, sizeof process, "%d", pid);
    int vt = doctor_vt_of(d, process);
    if (vt != 0)
        doctor_root_fix(d, "chvt %d    # a desktop gives the screen up while another VT is shown",
                        vt == 2 ? 3 : 2);
}

void doctor_master(struct doctor *d, int number)
{
    char node[32], command[DOCTOR_COMMAND_MAX], holder_command[DOCTOR_COMMAND_MAX];
    int pid = 0, holder = 0;
    snprintf(node, sizeof node, "/dev/dri/card%d", number);
    bool master = find_master(d, number, &pid, command);
    /* Where logind or seatd opened the card, the user of the screen is another process. */
    bool ask = !master || is_broker(command);
    if (ask && doctor_holder(d, node, &holder, holder_command)) {
        pid = holder;
        memcpy(command, holder_command, sizeof command);
    }
    if (pid > 0) {
        doctor_problem(d, "%s belongs to another program: %s (process %d) %s", node, command, pid,
                       ask ? "has it open" : "is DRM master");
        fix_process(d, pid);
    } else {
        doctor_problem(d, "%s belongs to another program: somebody is DRM master", node);
        if (d->uid != 0)
            doctor_fix(d, "sudo fbrun --doctor    # root can see who");
    }
}
