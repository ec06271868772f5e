/* The US layout, and what XKB does with it: Shift and Caps Lock, digits on the keypad, no text
 * while Ctrl, Alt or the logo key is held. */
#include <linux/input-event-codes.h>
#include <stddef.h>
#include <string.h>

#include "input/key_layout_impl.h"
#include "input/keys.h"

enum { SHIFT = 0x03, SHORTCUT = 0xfc };

/* The bit of a modifier, 0 for other keys. */
static uint32_t modifier(uint32_t code)
{
    static const uint16_t modifiers[] = {KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTCTRL,
                                         KEY_RIGHTCTRL, KEY_LEFTALT,    KEY_RIGHTALT,
                                         KEY_LEFTMETA,  KEY_RIGHTMETA};
    for (size_t i = 0; i < sizeof modifiers / sizeof modifiers[0]; i++)
        if (modifiers[i] == code)
            return UINT32_C(1) << i;
    return 0;
}

static char shifted(char c)
{
    static const char plain[] = "`1234567890-=[]\\;',./";
    static const char shift[] = "~!@#$%^&*()_+{}|:\"<>?";
    const char *found = strchr(plain, c);
    return found != NULL ? shift[found - plain] : c;
}

/* What the key types; 0: nothing. Keys have the names of their characters. */
static char character(const struct key_layout_us *l, uint32_t code)
{
    bool shift = (l->held & SHIFT) != 0;
    const char *name = key_name(code);
    if (code == KEY_SPACE)
        return ' ';
    if (code == KEY_102ND)
        return shift ? '>' : '<';
    if (strncmp(name, "kp", 2) == 0 && name[2] != '\0' && name[3] == '\0') {
        bool digit = (name[2] >= '0' && name[2] <= '9') || name[2] == '.';
        return !digit || l->num_lock != shift ? name[2] : '\0';
    }
    if (name[0] == '\0' || name[1] != '\0')
        return '\0';
    if (name[0] >= 'a' && name[0] <= 'z')
        return (char)(shift != l->caps_lock ? name[0] - 'a' + 'A' : name[0]);
    return shift ? shifted(name[0]) : name[0];
}

void key_layout_us_repeat(const struct key_layout_us *l, uint32_t code, struct key_effect *key)
{
    bool lock = code == KEY_CAPSLOCK || code == KEY_NUMLOCK || code == KEY_SCROLLLOCK;
    *key = (struct key_effect){.repeats = modifier(code) == 0 && !lock};
    if ((l->held & SHORTCUT) == 0)
        key->text[0] = character(l, code);
}

void key_layout_us_take(struct key_layout_us *l, uint32_t code, bool pressed,
                        struct key_effect *key)
{
    uint32_t bit = modifier(code);
    l->held = pressed ? l->held | bit : l->held & ~bit;
    l->caps_lock ^= pressed && code == KEY_CAPSLOCK;
    l->num_lock ^= pressed && code == KEY_NUMLOCK;
    key_layout_us_repeat(l, code, key);
}
