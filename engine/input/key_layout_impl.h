/* The two kinds of layouts. */
#ifndef INPUT_KEY_LAYOUT_IMPL_H
#define INPUT_KEY_LAYOUT_IMPL_H

#include "input/key_layout.h"

/* All zero but num_lock. */
struct key_layout_us {
    uint32_t held; /* a bit for each modifier that is down */
    bool caps_lock, num_lock;
};

void key_layout_us_take(struct key_layout_us *l, uint32_t code, bool pressed,
                        struct key_effect *key);
void key_layout_us_repeat(const struct key_layout_us *l, uint32_t code, struct key_effect *key);

#ifdef FBRUN_HAVE_XKBCOMMON
struct key_layout_xkb;

/* NULL with an error text if there is no such layout, or no libxkbcommon. */
struct key_layout_xkb *key_layout_xkb_create(const struct key_layout_names *names);
void key_layout_xkb_destroy(struct key_layout_xkb *l);
void key_layout_xkb_take(struct key_layout_xkb *l, uint32_t code, bool pressed,
                         struct key_effect *key);
void key_layout_xkb_repeat(struct key_layout_xkb *l, uint32_t code, struct key_effect *key);
void key_layout_xkb_reset(struct key_layout_xkb *l);
#endif

#endif
