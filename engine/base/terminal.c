/* State is global, as a process has one standard input. */
#include "base/terminal.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

static struct termios kept;
static bool is_kept;

void terminal_keep(void)
{
    is_kept = tcgetattr(STDIN_FILENO, &kept) == 0;
}

void terminal_restore(void)
{
    if (is_kept && tcgetpgrp(STDIN_FILENO) == getpgrp())
        tcsetattr(STDIN_FILENO, TCSANOW, &kept);
}

bool terminal_is_console(void)
{
    enum { VT_MAJOR = 4, VT_LAST = 63 }; /* Linux's list of devices, admin-guide/devices.txt */
    struct stat st;
    return fstat(STDIN_FILENO, &st) == 0 && S_ISCHR(st.st_mode) && major(st.st_rdev) == VT_MAJOR &&
           minor(st.st_rdev) <= VT_LAST;
}
