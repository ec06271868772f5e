/* --doctor: the checks in their order, and how findings are written. */
#include "info/doctor.h"

#include <pwd.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "info/doctor_impl.h"

/* Names of files and programs may hold anything. */
static void make_printable(char *text)
{
    for (char *p = text; *p != '\0'; p++)
        if (*p < ' ' || *p > '~')
            *p = '?';
}

__attribute__((format(printf, 3, 0))) static void write_line(struct doctor *d, const char *head,
                                                             const char *format, va_list arguments)
{
    char text[DOCTOR_LINE_MAX];
    vsnprintf(text, sizeof text, format, arguments);
    make_printable(text);
    fprintf(d->out, "%s: %s\n", head, text);
}

void doctor_find(struct doctor *d, const char *verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(d, verdict, format, arguments);
    va_end(arguments);
    d->fixes = 0;
}

void doctor_fix(struct doctor *d, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(d, d->fixes++ == 0 ? "  fix" : "   or", format, arguments);
    va_end(arguments);
}

void doctor_root_fix(struct doctor *d, const char *format, ...)
{
    char command[DOCTOR_LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    doctor_fix(d, "%s%s", d->uid == 0 ? "" : "sudo ", command);
}

void doctor_usable(struct doctor *d, const char *kind, const char *node)
{
    if (d->usable[0] == '\0')
        snprintf(d->usable, sizeof d->usable, "%s:%s", kind, node);
}

struct doctor_path doctor_path(const struct doctor *d, const char *format, ...)
{
    struct doctor_path path;
    va_list arguments;
    va_start(arguments, format);
    int used = snprintf(path.text, sizeof path.text, "%s", d->root);
    if (used < 0 || used >= (int)sizeof path.text)
        used = 0;
    vsnprintf(path.text + used, sizeof path.text - (size_t)used, format, arguments);
    va_end(arguments);
    return path;
}

bool doctor_read(const struct doctor *d, const char *path, char *line, size_t size)
{
    bool found = file_read_line(doctor_path(d, "%s", path).text, line, size);
    make_printable(line);
    return found;
}

bool doctor_exists(const struct doctor *d, const char *path)
{
    struct stat st;
    return stat(doctor_path(d, "%s", path).text, &st) == 0;
}

static void (*const checks[])(struct doctor *d) = {
    doctor_check_system,  doctor_check_broker, doctor_check_drm,   doctor_check_fbdev,
    doctor_check_desktop, doctor_check_vt,     doctor_check_input, doctor_check_hardware,
};

bool doctor_run_at(FILE *out, const char *root)
{
    struct doctor d = {.out = out, .root = root, .uid = geteuid()};
    const struct passwd *user = getpwuid(d.uid);
    snprintf(d.user, sizeof d.user, "%s", user != NULL ? user->pw_name : "$USER");
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&d);
    if (d.usable[0] != '\0')
        doctor_ok(&d, "fbrun can use a screen now: --display=%s", d.usable);
    else
        doctor_problem(&d, "there is no screen that fbrun can use now");
    return d.usable[0] != '\0' && fflush(out) == 0 && !ferror(out);
}

bool doctor_run(FILE *out)
{
    return doctor_run_at(out, "");
}
