/* Every key that both linux/input-event-codes.h and LÖVE know. Which is which follows SDL, on which
 * LÖVE stands. Where LÖVE spells key and scancode differently ("appback", "acback") the key's name
 * counts. */
#include "input/keys.h"

#include <linux/input-event-codes.h>
#include <stddef.h>

_Static_assert(KEY_CODES == KEY_CNT, "keys.h");

/* clang-format off */
static const char *const names[] = {
    [KEY_A] = "a", [KEY_B] = "b", [KEY_C] = "c", [KEY_D] = "d", [KEY_E] = "e", [KEY_F] = "f",
    [KEY_G] = "g", [KEY_H] = "h", [KEY_I] = "i", [KEY_J] = "j", [KEY_K] = "k", [KEY_L] = "l",
    [KEY_M] = "m", [KEY_N] = "n", [KEY_O] = "o", [KEY_P] = "p", [KEY_Q] = "q", [KEY_R] = "r",
    [KEY_S] = "s", [KEY_T] = "t", [KEY_U] = "u", [KEY_V] = "v", [KEY_W] = "w", [KEY_X] = "x",
    [KEY_Y] = "y", [KEY_Z] = "z",
    [KEY_0] = "0", [KEY_1] = "1", [KEY_2] = "2", [KEY_3] = "3", [KEY_4] = "4",
    [KEY_5] = "5", [KEY_6] = "6", [KEY_7] = "7", [KEY_8] = "8", [KEY_9] = "9",

    [KEY_MINUS] = "-", [KEY_EQUAL] = "=", [KEY_LEFTBRACE] = "[", [KEY_RIGHTBRACE] = "]",
    [KEY_SEMICOLON] = ";", [KEY_APOSTROPHE] = "'", [KEY_GRAVE] = "`", [KEY_BACKSLASH] = "\\",
    [KEY_COMMA] = ",", [KEY_DOT] = ".", [KEY_SLASH] = "/", [KEY_102ND] = "nonusbackslash",
    [KEY_DOLLAR] = "$", [KEY_QUESTION] = "?", [KEY_NUMERIC_STAR] = "*", [KEY_NUMERIC_POUND] = "#",
    [KEY_EURO] = "currencyunit",

    [KEY_ESC] = "escape", [KEY_ENTER] = "return", [KEY_BACKSPACE] = "backspace",
    [KEY_TAB] = "tab", [KEY_SPACE] = "space",

    [KEY_LEFTCTRL] = "lctrl", [KEY_LEFTSHIFT] = "lshift", [KEY_LEFTALT] = "lalt",
    [KEY_LEFTMETA] = "lgui", [KEY_RIGHTCTRL] = "rctrl", [KEY_RIGHTSHIFT] = "rshift",
    [KEY_RIGHTALT] = "ralt", [KEY_RIGHTMETA] = "rgui",
    [KEY_CAPSLOCK] = "capslock", [KEY_NUMLOCK] = "numlock", [KEY_SCROLLLOCK] = "scrolllock",

    [KEY_F1] = "f1", [KEY_F2] = "f2", [KEY_F3] = "f3", [KEY_F4] = "f4", [KEY_F5] = "f5",
    [KEY_F6] = "f6", [KEY_F7] = "f7", [KEY_F8] = "f8", [KEY_F9] = "f9", [KEY_F10] = "f10",
    [KEY_F11] = "f11", [KEY_F12] = "f12", [KEY_F13] = "f13", [KEY_F14] = "f14",
    [KEY_F15] = "f15", [KEY_F16] = "f16", [KEY_F17] = "f17", [KEY_F18] = "f18",
    [KEY_F19] = "f19", [KEY_F20] = "f20", [KEY_F21] = "f21", [KEY_F22] = "f22",
    [KEY_F23] = "f23", [KEY_F24] = "f24",

    [KEY_UP] = "up", [KEY_DOWN] = "down", [KEY_LEFT] = "left", [KEY_RIGHT] = "right",
    [KEY_HOME] = "home", [KEY_END] = "end", [KEY_PAGEUP] = "pageup",
    [KEY_PAGEDOWN] = "pagedown", [KEY_INSERT] = "insert", [KEY_DELETE] = "delete",
    /* The Print Screen key: for AT and USB keyboards alike the kernel calls it by its Alt level. */
    [KEY_SYSRQ] = "printscreen", [KEY_PRINT] = "printscreen", [KEY_PAUSE] = "pause",
    [KEY_COMPOSE] = "application", [KEY_CONTEXT_MENU] = "application",

    [KEY_KP0] = "kp0", [KEY_KP1] = "kp1", [KEY_KP2] = "kp2", [KEY_KP3] = "kp3", [KEY_KP4] = "kp4",
    [KEY_KP5] = "kp5", [KEY_KP6] = "kp6", [KEY_KP7] = "kp7", [KEY_KP8] = "kp8", [KEY_KP9] = "kp9",
    [KEY_KPDOT] = "kp.", [KEY_KPCOMMA] = "kp,", [KEY_KPJPCOMMA] = "kp,", [KEY_KPSLASH] = "kp/",
    [KEY_KPASTERISK] = "kp*", [KEY_KPMINUS] = "kp-", [KEY_KPPLUS] = "kp+",
    [KEY_KPENTER] = "kpenter", [KEY_KPEQUAL] = "kp=", [KEY_KPPLUSMINUS] = "kp+-",
    [KEY_KPLEFTPAREN] = "kp(", [KEY_KPRIGHTPAREN] = "kp)",

    [KEY_RO] = "international1", [KEY_KATAKANAHIRAGANA] = "international2",
    [KEY_YEN] = "international3", [KEY_HENKAN] = "international4",
    [KEY_MUHENKAN] = "international5", [KEY_HANGEUL] = "lang1", [KEY_HANJA] = "lang2",
    [KEY_KATAKANA] = "lang3", [KEY_HIRAGANA] = "lang4", [KEY_ZENKAKUHANKAKU] = "lang5",

    [KEY_HELP] = "help", [KEY_MENU] = "menu", [KEY_SELECT] = "select", [KEY_STOP] = "stop",
    [KEY_AGAIN] = "again", [KEY_REDO] = "again", [KEY_UNDO] = "undo", [KEY_CUT] = "cut",
    [KEY_COPY] = "copy", [KEY_PASTE] = "paste", [KEY_FIND] = "find",
    [KEY_ALTERASE] = "alterase", [KEY_CANCEL] = "cancel", [KEY_CLEAR] = "clear",
    [KEY_POWER] = "power", [KEY_POWER2] = "power", [KEY_SLEEP] = "sleep",
    [KEY_PROG1] = "app1", [KEY_PROG2] = "app2",

    [KEY_MUTE] = "mute", [KEY_VOLUMEUP] = "volumeup", [KEY_VOLUMEDOWN] = "volumedown",
    [KEY_NEXTSONG] = "audionext", [KEY_PREVIOUSSONG] = "audioprev", [KEY_STOPCD] = "audiostop",
    [KEY_PLAYPAUSE] = "audioplay", [KEY_PLAYCD] = "audioplay", [KEY_PLAY] = "audioplay",
    [KEY_EJECTCD] = "eject", [KEY_EJECTCLOSECD] = "eject", [KEY_MEDIA] = "mediaselect",

    [KEY_WWW] = "www", [KEY_MAIL] = "mail", [KEY_EMAIL] = "mail", [KEY_CALC] = "calculator",
    [KEY_COMPUTER] = "computer", [KEY_SEARCH] = "appsearch", [KEY_HOMEPAGE] = "apphome",
    [KEY_BACK] = "appback", [KEY_FORWARD] = "appforward", [KEY_REFRESH] = "apprefresh",
    [KEY_BOOKMARKS] = "appbookmarks",

    [KEY_BRIGHTNESSDOWN] = "brightnessdown", [KEY_BRIGHTNESSUP] = "brightnessup",
    [KEY_SWITCHVIDEOMODE] = "displayswitch", [KEY_KBDILLUMTOGGLE] = "kbdillumtoggle",
    [KEY_KBDILLUMDOWN] = "kbdillumdown", [KEY_KBDILLUMUP] = "kbdillumup",
};
/* clang-format on */

const char *key_name(uint32_t code)
{
    const char *name = code < sizeof names / sizeof names[0] ? names[code] : NULL;
    return name != NULL ? name : "unknown";
}
