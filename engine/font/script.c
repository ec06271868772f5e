/* HarfBuzz's tables say which script a character has; what is shared by several takes after its
 * neighbours. */
#include "font/script.h"

#include <stdbool.h>

#include "font/libraries.h"

#ifdef FBRUN_HAVE_FONTS

/* Brackets that are open, the innermost last. Deeper ones are like any common character. */
enum { DEPTH = 64 };
struct brackets {
    struct {
        uint32_t closing, script;
    } open[DEPTH];
    int depth;
};

static void open_bracket(struct brackets *b, uint32_t closing, uint32_t script)
{
    if (b->depth < DEPTH) {
        b->open[b->depth].closing = closing;
        b->open[b->depth++].script = script;
    }
}

/* The script of the bracket that `c` closes, and those inside it are forgotten; else `script`. */
static uint32_t close_bracket(struct brackets *b, uint32_t c, uint32_t script)
{
    for (int i = b->depth - 1; i >= 0; i--) {
        if (b->open[i].closing != c)
            continue;
        b->depth = i;
        return b->open[i].script;
    }
    return script;
}

static bool is_shared(hb_script_t script)
{
    return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED ||
           script == HB_SCRIPT_UNKNOWN;
}

/* The script of a shared character after those of `script`. */
static uint32_t resolve(hb_unicode_funcs_t *unicode, struct brackets *b, uint32_t c,
                        uint32_t script)
{
    const hb_unicode_general_category_t category = harfbuzz.unicode_general_category(unicode, c);
    if (category == HB_UNICODE_GENERAL_CATEGORY_OPEN_PUNCTUATION)
        open_bracket(b, harfbuzz.unicode_mirroring(unicode, c), script);
    else if (category == HB_UNICODE_GENERAL_CATEGORY_CLOSE_PUNCTUATION)
        return close_bracket(b, c, script);
    return script;
}

/* The first script that is not shared; SCRIPT_COMMON if there is none. */
static uint32_t first_script(hb_unicode_funcs_t *unicode, const uint32_t *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const hb_script_t script = harfbuzz.unicode_script(unicode, text[i]);
        if (!is_shared(script))
            return script;
    }
    return SCRIPT_COMMON;
}

void script_find(const uint32_t *text, size_t count, uint32_t *scripts)
{
    const bool open = libraries_open();
    hb_unicode_funcs_t *unicode = open ? harfbuzz.unicode_funcs_get_default() : NULL;
    uint32_t script = open ? first_script(unicode, text, count) : SCRIPT_COMMON;
    struct brackets brackets;
    brackets.depth = 0;
    for (size_t i = 0; i < count; i++) {
        if (!open) {
            scripts[i] = script;
            continue;
        }
        const hb_script_t own = harfbuzz.unicode_script(unicode, text[i]);
        script = is_shared(own) ? resolve(unicode, &brackets, text[i], script) : own;
        scripts[i] = script;
    }
}

bool script_is_cursive(uint32_t script)
{
    switch ((hb_script_t)script) {
    case HB_SCRIPT_ARABIC:
    case HB_SCRIPT_HANIFI_ROHINGYA:
    case HB_SCRIPT_MANDAIC:
    case HB_SCRIPT_MONGOLIAN:
    case HB_SCRIPT_NKO:
    case HB_SCRIPT_PHAGS_PA:
    case HB_SCRIPT_SYRIAC:
        return true;
    default:
        return false;
    }
}

#else

void script_find(const uint32_t *text, size_t count, uint32_t *scripts)
{
    (void)text;
    for (size_t i = 0; i < count; i++)
        scripts[i] = SCRIPT_COMMON;
}

bool script_is_cursive(uint32_t script)
{
    (void)script;
    return false;
}

#endif
