/* Puts a VT back as it was: at the seat's end, or in the watcher when the screen process died.
 *
 * There is no way to ask whose VT one is, but the signals that its owner wants to hear of a switch
 * by can be read. Ours are unusual (vt.c), so that a VT that somebody else has taken since is left
 * alone. */
#include <errno.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "seat/seat_impl.h"

bool rescue_describe(struct seat_rescue *r, const struct terminal *c, int wait)
{
    struct vt_mode mode;
    if (c->tty < 0 || ioctl(c->tty, VT_GETMODE, &mode) < 0 || mode.mode != VT_PROCESS)
        return false;
    *r = (struct seat_rescue){
        .vt = c->vt, .signal = mode.relsig, .keyboard_mode = c->keyboard, .wait = wait};
    return true;
}

/* Minutes until the console blanks; 0: never. */
static int read_blanking(void)
{
    char line[32];
    int seconds = 0;
    bool known = file_read_line("/sys/module/kernel/parameters/consoleblank", line, sizeof line) &&
                 sscanf(line, "%9d", &seconds) == 1;
    return known && seconds > 0 ? seconds / 60 : 0;
}

bool rescue_hide_cursor(struct seat_rescue *r, const struct terminal *c)
{
    static const char text[] = "\033[?25l\033[9;0]";
    if (c->tty < 0)
        return false;
    *r = (struct seat_rescue){.vt = c->vt, .blank_minutes = read_blanking()};
    return write(c->tty, text, strlen(text)) > 0;
}

static bool show_cursor(const struct seat_rescue *r, int tty)
{
    char text[32];
    int length = snprintf(text, sizeof text, "\033[?25h\033[9;%d]", (int)r->blank_minutes);
    return write(tty, text, (size_t)length) > 0;
}

bool rescue_put_back(const struct seat_rescue *r, int tty)
{
    if (r->signal == 0)
        return show_cursor(r, tty);
    struct vt_mode mode;
    int keyboard = K_UNICODE;
    if (ioctl(tty, VT_GETMODE, &mode) < 0 || ioctl(tty, KDGKBMODE, &keyboard) < 0)
        return false;
    if (mode.mode != VT_PROCESS || mode.relsig != r->signal)
        return true;
    if (keyboard == K_RAW) /* which the shell would take for letters */
        tcflush(tty, TCIFLUSH);
    bool ok = ioctl(tty, KDSKBMODE, (long)r->keyboard_mode) == 0;
    const struct vt_mode automatic = {.mode = VT_AUTO};
    ok = ioctl(tty, VT_SETMODE, &automatic) == 0 && ok;
    return ioctl(tty, KDSETMODE, (long)KD_TEXT) == 0 && ok;
}

/* libseat's server learns of the death when we do, and puts back text mode last. */
static void wait_for_server(const struct seat_rescue *r, int tty)
{
    int mode = KD_GRAPHICS;
    for (int waited = 0; waited < r->wait; waited += 10) {
        if (ioctl(tty, KDGETMODE, &mode) < 0 || mode == KD_TEXT)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
}

void seat_rescue_run(const struct seat_rescue *r, int tty)
{
    wait_for_server(r, tty);
    if (rescue_put_back(r, tty))
        return;
    /* If the dead process led its session, the kernel has hung up its terminal. */
    int again = terminal_open(r->vt);
    if (again >= 0 && !rescue_put_back(r, again) && errno == EPERM && setsid() >= 0) {
        /* Whoever is not root has to make the terminal his own. */
        ioctl(again, TIOCSCTTY, 0);
        rescue_put_back(r, again);
    }
    if (again >= 0)
        close(again);
}
