/* Which layout it is to be. Nobody who wants the US layout pays for XKB, which takes some
 * milliseconds to read its files. */
#define LOG_MODULE "input"
#include "input/key_layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "input/key_layout_impl.h"

struct key_layout {
    struct key_layout_us us;
#ifdef FBRUN_HAVE_XKBCOMMON
    struct key_layout_xkb *xkb; /* NULL: `us` counts */
#endif
};

/* Names of XKB's, several of them joined by "+" here and by "," there. */
static bool copy(char *to, size_t size, const char *from, size_t length)
{
    if (length == 0 || length >= size)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+:()",
                   from[i]) == NULL)
            return false;
        to[i] = (char)(from[i] == '+' ? ',' : from[i]);
    }
    to[length] = '\0';
    return true;
}

static bool parse_part(struct key_layout_names *n, const char *part, size_t length, bool first)
{
    const struct {
        const char *name;
        char *to;
        size_t size;
    } known[] = {{"variant=", n->variant, sizeof n->variant},
                 {"options=", n->options, sizeof n->options},
                 {"model=", n->model, sizeof n->model}};
    if (first)
        return copy(n->layout, sizeof n->layout, part, length);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t skip = strlen(known[i].name);
        if (length > skip && strncmp(part, known[i].name, skip) == 0)
            return copy(known[i].to, known[i].size, part + skip, length - skip);
    }
    return false;
}

bool key_layout_parse(const char *spec, struct key_layout_names *n)
{
    *n = (struct key_layout_names){0};
    for (const char *part = spec, *end; part != NULL; part = *end != '\0' ? end + 1 : NULL) {
        end = part + strcspn(part, ",");
        if (!parse_part(n, part, (size_t)(end - part), part == spec))
            return error_set("expected LAYOUT[,variant=V][,options=O+O][,model=M] with names of "
                             "XKB's, got \"%s\"",
                             spec);
    }
    return true;
}

/* libxkbcommon takes what is empty here from these. */
static bool environment_asks(void)
{
    static const char *const names[] = {"XKB_DEFAULT_LAYOUT", "XKB_DEFAULT_VARIANT",
                                        "XKB_DEFAULT_OPTIONS", "XKB_DEFAULT_MODEL"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            return true;
    }
    return false;
}

static void open_named(struct key_layout *l, const struct key_layout_names *names)
{
#ifdef FBRUN_HAVE_XKBCOMMON
    l->xkb = key_layout_xkb_create(names);
    if (l->xkb != NULL)
        return;
#else
    (void)l;
    error_set("fbrun was built without libxkbcommon");
#endif
    const char *layout = names->layout[0] != '\0' ? names->layout : getenv("XKB_DEFAULT_LAYOUT");
    log_warning("no keyboard layout \"%s\": %s; the keys are those of a US keyboard",
                layout != NULL ? layout : "", error_text());
}

struct key_layout *key_layout_create(const char *spec)
{
    struct key_layout *l = calloc(1, sizeof *l);
    if (l == NULL) {
        error_set("no memory for a keyboard layout");
        return NULL;
    }
    struct key_layout_names names = {0};
    key_layout_reset(l);
    if (spec != NULL && !key_layout_parse(spec, &names))
        log_warning("keyboard layout: %s", error_text());
    else if (spec != NULL || environment_asks())
        open_named(l, &names);
    return l;
}

void key_layout_destroy(struct key_layout *l)
{
#ifdef FBRUN_HAVE_XKBCOMMON
    if (l != NULL)
        key_layout_xkb_destroy(l->xkb);
#endif
    free(l);
}

void key_layout_take(struct key_layout *l, uint32_t code, bool pressed, struct key_effect *key)
{
#ifdef FBRUN_HAVE_XKBCOMMON
    if (l->xkb != NULL) {
        key_layout_xkb_take(l->xkb, code, pressed, key);
        return;
    }
#endif
    key_layout_us_take(&l->us, code, pressed, key);
}

void key_layout_repeat(struct key_layout *l, uint32_t code, struct key_effect *key)
{
#ifdef FBRUN_HAVE_XKBCOMMON
    if (l->xkb != NULL) {
        key_layout_xkb_repeat(l->xkb, code, key);
        return;
    }
#endif
    key_layout_us_repeat(&l->us, code, key);
}

void key_layout_reset(struct key_layout *l)
{
    l->us = (struct key_layout_us){.num_lock = true};
#ifdef FBRUN_HAVE_XKBCOMMON
    if (l->xkb != NULL)
        key_layout_xkb_reset(l->xkb);
#endif
}
