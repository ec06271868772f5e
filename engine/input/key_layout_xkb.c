/* libxkbcommon: its keymaps from the names of layouts, its state of modifiers, its Compose. An XKB
 * key code is the kernel's plus 8. */
#ifdef FBRUN_HAVE_XKBCOMMON
#define LOG_MODULE "input"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon-compose.h>
#include <xkbcommon/xkbcommon.h>

#include "base/error.h"
#include "base/log.h"
#include "base/module.h"
#include "input/key_layout_impl.h"
#include "input/keys.h"

/* clang-format off */
#define FUNCTIONS(X) \
    X(context_new) X(context_unref) X(context_set_log_fn) \
    X(keymap_new_from_names) X(keymap_unref) X(keymap_key_repeats) X(keymap_mod_get_index) \
    X(keymap_key_get_syms_by_level) X(keysym_to_utf32) \
    X(state_new) X(state_unref) X(state_update_key) X(state_update_mask) X(state_key_get_layout) \
    X(state_key_get_one_sym) X(state_key_get_utf8) X(state_mod_index_is_active) \
    X(state_mod_index_is_consumed) \
    X(compose_table_new_from_locale) X(compose_table_unref) X(compose_state_new) \
    X(compose_state_unref) X(compose_state_feed) X(compose_state_get_status) \
    X(compose_state_get_utf8) X(compose_state_reset)
/* clang-format on */

#define POINTER(name)  __typeof__(xkb_##name) *(name);
#define FUNCTION(name) {"xkb_" #name, &xkb.name},

static struct {
    FUNCTIONS(POINTER)
} xkb;

enum { OFFSET = 8, LATIN_END = 0x250 };

struct key_layout_xkb {
    struct xkb_keymap *keymap;
    struct xkb_state *state;
    struct xkb_compose_state *compose; /* NULL: there is no table */
};

__attribute__((format(printf, 3, 0))) static void log_xkb(struct xkb_context *context,
                                                          enum xkb_log_level level,
                                                          const char *format, va_list arguments)
{
    (void)context;
    (void)level;
    char text[512];
    vsnprintf(text, sizeof text, format, arguments);
    text[strcspn(text, "\n")] = '\0';
    log_debug("xkb: %s", text);
}

/* The user's, as setlocale would find it. One without a table of its own has the English one, or a
 * kiosk without a locale would have no dead keys. */
static const char *locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value == NULL || *value == '\0')
            continue;
        return strcmp(value, "C") != 0 && strcmp(value, "POSIX") != 0 &&
                       strcmp(value, "C.UTF-8") != 0
                   ? value
                   : "en_US.UTF-8";
    }
    return "en_US.UTF-8";
}

static struct xkb_compose_state *create_compose(struct xkb_context *context)
{
    struct xkb_compose_table *table =
        xkb.compose_table_new_from_locale(context, locale(), XKB_COMPOSE_COMPILE_NO_FLAGS);
    if (table == NULL) {
        log_debug("no Compose: dead keys type nothing");
        return NULL;
    }
    struct xkb_compose_state *state = xkb.compose_state_new(table, XKB_COMPOSE_STATE_NO_FLAGS);
    xkb.compose_table_unref(table);
    return state;
}

void key_layout_xkb_destroy(struct key_layout_xkb *l)
{
    if (l == NULL)
        return;
    xkb.compose_state_unref(l->compose); /* each accepts NULL */
    xkb.state_unref(l->state);
    xkb.keymap_unref(l->keymap);
    free(l);
}

static void open_layout(struct key_layout_xkb *l, struct xkb_context *context,
                        const struct key_layout_names *n)
{
    const struct xkb_rule_names names = {
        .layout = n->layout, .variant = n->variant, .options = n->options, .model = n->model};
    l->keymap = xkb.keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
    if (l->keymap == NULL)
        return;
    l->compose = create_compose(context);
    key_layout_xkb_reset(l);
}

struct key_layout_xkb *key_layout_xkb_create(const struct key_layout_names *names)
{
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    if (!module_open("libxkbcommon.so.0", functions, sizeof functions / sizeof functions[0]))
        return NULL;
    struct key_layout_xkb *l = calloc(1, sizeof *l);
    struct xkb_context *context = xkb.context_new(XKB_CONTEXT_NO_FLAGS);
    if (l != NULL && context != NULL) {
        xkb.context_set_log_fn(context, log_xkb);
        open_layout(l, context, names);
    }
    bool data = context != NULL;
    xkb.context_unref(context); /* what was made with it keeps it */
    if (l != NULL && l->state != NULL)
        return l;
    key_layout_xkb_destroy(l);
    error_set(data ? "there is none of that name in /usr/share/X11/xkb/rules/base.lst"
                   : "there are no layouts (package xkb-data)");
    return NULL;
}

static bool is_active(struct key_layout_xkb *l, uint32_t code, const char *name)
{
    xkb_mod_index_t i = xkb.keymap_mod_get_index(l->keymap, name);
    return i != XKB_MOD_INVALID &&
           xkb.state_mod_index_is_active(l->state, i, XKB_STATE_MODS_EFFECTIVE) == 1 &&
           xkb.state_mod_index_is_consumed(l->state, code, i) != 1;
}

/* Shortcuts, and keys such as Escape, type nothing. */
static void clean(struct key_layout_xkb *l, uint32_t code, char *text)
{
    unsigned char first = (unsigned char)text[0];
    if (first < ' ' || first == 0x7f || is_active(l, code, XKB_MOD_NAME_CTRL) ||
        is_active(l, code, XKB_MOD_NAME_ALT) || is_active(l, code, XKB_MOD_NAME_LOGO))
        text[0] = '\0';
}

/* What names the key. Only those have one that type a character, and none that no program expects:
 * on a Cyrillic or Greek keyboard shortcuts go by the place. */
static uint32_t symbol(struct key_layout_xkb *l, uint32_t code)
{
    const char *name = key_name(code - OFFSET);
    const xkb_keysym_t *symbols;
    if (name[1] != '\0' && strncmp(name, "nonus", 5) != 0 &&
        strncmp(name, "international", 13) != 0)
        return 0;
    xkb_layout_index_t layout = xkb.state_key_get_layout(l->state, code);
    if (xkb.keymap_key_get_syms_by_level(l->keymap, code, layout, 0, &symbols) != 1)
        return 0;
    uint32_t c = xkb.keysym_to_utf32(symbols[0]);
    return c > ' ' && c < LATIN_END && c != 0x7f ? c : 0;
}

void key_layout_xkb_repeat(struct key_layout_xkb *l, uint32_t code, struct key_effect *key)
{
    code += OFFSET;
    *key = (struct key_effect){.symbol = symbol(l, code),
                               .repeats = xkb.keymap_key_repeats(l->keymap, code) == 1};
    xkb.state_key_get_utf8(l->state, code, key->text, sizeof key->text);
    clean(l, code, key->text);
}

/* Lets Compose have the key first: what belongs to a sequence types nothing until its end. */
static void compose(struct key_layout_xkb *l, uint32_t code, struct key_effect *key)
{
    if (l->compose == NULL ||
        xkb.compose_state_feed(l->compose, xkb.state_key_get_one_sym(l->state, code)) !=
            XKB_COMPOSE_FEED_ACCEPTED)
        return;
    switch (xkb.compose_state_get_status(l->compose)) {
    case XKB_COMPOSE_COMPOSING:
    case XKB_COMPOSE_CANCELLED:
        key->text[0] = '\0';
        break;
    case XKB_COMPOSE_COMPOSED:
        if (xkb.compose_state_get_utf8(l->compose, key->text, sizeof key->text) >=
            (int)sizeof key->text)
            key->text[0] = '\0'; /* whole or not at all */
        break;
    case XKB_COMPOSE_NOTHING:
        break;
    }
}

void key_layout_xkb_take(struct key_layout_xkb *l, uint32_t code, bool pressed,
                         struct key_effect *key)
{
    key_layout_xkb_repeat(l, code, key);
    if (pressed)
        compose(l, code + OFFSET, key);
    xkb.state_update_key(l->state, code + OFFSET, pressed ? XKB_KEY_DOWN : XKB_KEY_UP);
}

void key_layout_xkb_reset(struct key_layout_xkb *l)
{
    struct xkb_state *state = xkb.state_new(l->keymap);
    if (state == NULL)
        return; /* the old one is better than none */
    xkb.state_unref(l->state);
    l->state = state;
    xkb_mod_index_t num = xkb.keymap_mod_get_index(l->keymap, XKB_MOD_NAME_NUM);
    if (num != XKB_MOD_INVALID)
        xkb.state_update_mask(state, 0, 0, UINT32_C(1) << num, 0, 0, 0);
    if (l->compose != NULL)
        xkb.compose_state_reset(l->compose);
}
#endif
