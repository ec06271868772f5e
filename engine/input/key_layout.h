/* Keyboard layouts: from a key's place to the character that is on it, and to what it types. With
 * libxkbcommon any layout that XKB knows, with dead keys and Compose; without it, without its data,
 * and where nothing is asked for, the US layout, which needs no library. */
#ifndef INPUT_KEY_LAYOUT_H
#define INPUT_KEY_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "input/event.h"

struct key_layout;

/* What XKB calls RMLVO names, without the rules. Empty: XKB's default. */
struct key_layout_names {
    char layout[64], variant[64], options[128], model[64];
};

/* Reads LAYOUT[,variant=V][,options=O][,model=M], where several layouts, variants or options are
 * joined by "+": "de", "us+ru,options=grp:alt_shift_toggle". False with an error text. */
bool key_layout_parse(const char *spec, struct key_layout_names *names);

/* The layout of a text that key_layout_parse takes, or, if it is NULL, of the environment variables
 * XKB_DEFAULT_LAYOUT, _VARIANT, _OPTIONS and _MODEL. One that does not exist is the US layout, with
 * a warning. NULL, with an error text, when there is no memory. */
struct key_layout *key_layout_create(const char *spec);

/* NULL is accepted. */
void key_layout_destroy(struct key_layout *l);

/* What a key does. */
struct key_effect {
    uint32_t symbol; /* as in struct ui_event */
    bool repeats;    /* while it is held */
    char text[UI_TEXT_SIZE];
};

/* The key (KEY_*) was pressed or released; presses and releases of it alternate. */
void key_layout_take(struct key_layout *l, uint32_t code, bool pressed, struct key_effect *key);

/* The key, which is down, repeats. */
void key_layout_repeat(struct key_layout *l, uint32_t code, struct key_effect *key);

/* No key is down any more, nothing is locked but Num Lock, and no dead key waits. */
void key_layout_reset(struct key_layout *l);

#endif
