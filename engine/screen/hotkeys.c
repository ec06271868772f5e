/* Hotkeys go by the layout's characters, and by the key's place where it has no such ones. */
#include "screen/hotkeys.h"

#include <stddef.h>
#include <string.h>

#include "input/keys.h"

/* An index is the key's bit in `modifiers` and `taken`; of a function key it is the VT as well. */
static const char *const modifiers[] = {"lctrl", "rctrl", "lalt", "ralt", NULL};
static const char *const keys[] = {"c",  "f1", "f2", "f3",  "f4",  "f5",  "f6",
                                   "f7", "f8", "f9", "f10", "f11", "f12", NULL};

enum { CTRL = 1 << 0 | 1 << 1, ALT = 1 << 2 | 1 << 3 };

/* -1 if the name is not there. */
static int find(const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

enum hotkey hotkeys_take(struct hotkeys *h, const struct ui_event *event, int *vt)
{
    if (event->type != UI_KEY)
        return HOTKEY_NONE;
    char symbol[2] = {(char)event->symbol, '\0'};
    const char *name = event->symbol > 0 && event->symbol < 0x80 ? symbol : key_name(event->code);
    int modifier = find(modifiers, name);
    if (modifier >= 0) {
        uint32_t bit = UINT32_C(1) << modifier;
        h->modifiers = event->pressed ? h->modifiers | bit : h->modifiers & ~bit;
        return HOTKEY_NONE;
    }
    int key = find(keys, name);
    if (key < 0)
        return HOTKEY_NONE;

    uint32_t bit = UINT32_C(1) << key;
    if (!event->pressed) {
        bool ours = (h->taken & bit) != 0;
        h->taken &= ~bit;
        return ours ? HOTKEY_SWALLOWED : HOTKEY_NONE;
    }
    bool ctrl = (h->modifiers & CTRL) != 0, alt = (h->modifiers & ALT) != 0;
    if (!ctrl || alt != (key > 0))
        return HOTKEY_NONE;
    h->taken |= bit;
    if (key == 0)
        return HOTKEY_QUIT;
    *vt = key;
    return HOTKEY_VT;
}
