/* FriBidi resolves the levels; the order follows from them in a few lines. */
#include "font/bidi.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "font/libraries.h"

/* No character below this is right to left or changes directions. */
enum { RTL_FIRST = 0x590 };

#ifdef FBRUN_HAVE_FONTS

static bool needs_fribidi(const uint32_t *text, size_t count, enum text_direction direction)
{
    bool needs = direction == DIRECTION_RTL;
    for (size_t i = 0; i < count && !needs; i++)
        needs = text[i] >= RTL_FIRST;
    return needs && libraries_open();
}

/* Rule X5c: an isolate whose direction is that of its first strong character outside of nested
 * isolates becomes one of that direction. FriBidi would look forward from each of them, which takes
 * time in square. `open` has room for all that are open at once. */
static void resolve_first_strong(FriBidiCharType *types, size_t count, uint32_t *open)
{
    size_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        const FriBidiCharType type = types[i];
        if (FRIBIDI_IS_LETTER(type) && depth > 0 && types[open[depth - 1]] == FRIBIDI_TYPE_FSI)
            types[open[depth - 1]] = FRIBIDI_IS_RTL(type) ? FRIBIDI_TYPE_RLI : FRIBIDI_TYPE_LRI;
        else if (type == FRIBIDI_TYPE_PDI && depth > 0)
            depth--;
        else if (FRIBIDI_IS_ISOLATE(type) && type != FRIBIDI_TYPE_PDI)
            open[depth++] = (uint32_t)i;
    }
    for (size_t i = 0; i < count; i++)
        if (types[i] == FRIBIDI_TYPE_FSI)
            types[i] = FRIBIDI_TYPE_LRI;
}

/* FriBidi goes through the paragraph for each pair of brackets, which takes time in square too, and
 * many pairs exhaust its stack. So in a very long paragraph the later ones are like any other
 * neutral character: of 10,000 characters all may be brackets, of a million the first 134. */
static void limit_brackets(FriBidiBracketType *brackets, size_t count)
{
    size_t most = ((size_t)1 << 27) / count;
    for (size_t i = 0; i < count; i++) {
        if (brackets[i] == FRIBIDI_NO_BRACKET)
            continue;
        if (most == 0)
            brackets[i] = FRIBIDI_NO_BRACKET;
        else
            most--;
    }
}

static bool resolve(const uint32_t *text, size_t count, enum text_direction direction,
                    uint8_t *levels, uint8_t *base)
{
    FriBidiCharType *types = calloc(count, sizeof *types);
    FriBidiBracketType *brackets = calloc(count, sizeof *brackets);
    FriBidiParType wanted = direction == DIRECTION_AUTO  ? FRIBIDI_PAR_ON
                            : direction == DIRECTION_RTL ? FRIBIDI_PAR_RTL
                                                         : FRIBIDI_PAR_LTR;
    bool ok = types != NULL && brackets != NULL;
    if (ok) {
        fribidi.get_bidi_types(text, (FriBidiStrIndex)count, types);
        resolve_first_strong(types, count, brackets);
        fribidi.get_bracket_types(text, (FriBidiStrIndex)count, types, brackets);
        limit_brackets(brackets, count);
        ok = fribidi.get_par_embedding_levels_ex(types, brackets, (FriBidiStrIndex)count, &wanted,
                                                 (FriBidiLevel *)levels) > 0;
        *base = FRIBIDI_IS_RTL(wanted) ? 1 : 0;
    }
    free(types);
    free(brackets);
    return ok || error_set("no memory for the directions of %zu characters", count);
}

size_t bidi_trailing(const uint32_t *text, size_t begin, size_t end)
{
    const bool open = libraries_open();
    while (end > begin) {
        const uint32_t c = text[end - 1];
        const FriBidiCharType type =
            open ? fribidi.get_bidi_type(c) : (c == ' ' ? FRIBIDI_TYPE_WS : FRIBIDI_TYPE_LTR);
        if (!FRIBIDI_IS_EXPLICIT_OR_SEPARATOR_OR_BN_OR_WS(type) && !FRIBIDI_IS_ISOLATE(type))
            break;
        end--;
    }
    return end;
}

#else

static bool needs_fribidi(const uint32_t *text, size_t count, enum text_direction direction)
{
    (void)text, (void)count, (void)direction;
    return false;
}

static bool resolve(const uint32_t *text, size_t count, enum text_direction direction,
                    uint8_t *levels, uint8_t *base)
{
    (void)text, (void)count, (void)direction, (void)levels, (void)base;
    return false;
}

size_t bidi_trailing(const uint32_t *text, size_t begin, size_t end)
{
    while (end > begin && text[end - 1] == ' ')
        end--;
    return end;
}

#endif

bool bidi_levels(const uint32_t *text, size_t count, enum text_direction direction, uint8_t *levels,
                 uint8_t *base)
{
    *base = direction == DIRECTION_RTL;
    if (count > 0 && needs_fribidi(text, count, direction))
        return resolve(text, count, direction, levels, base);
    memset(levels, 2 * *base, count); /* left to right, in whatever paragraph */
    return true;
}

/* From the highest level to the lowest odd one: what is at that level or above is reversed. */
void bidi_order(const uint8_t *levels, size_t count, uint32_t *order)
{
    int highest = 0, lowest_odd = 255;
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint32_t)i;
        highest = int_max(highest, levels[i]);
        if (levels[i] % 2 == 1)
            lowest_odd = int_min(lowest_odd, levels[i]);
    }
    for (int level = highest; level >= lowest_odd; level--) {
        for (size_t i = 0; i < count; i++) {
            const size_t first = i;
            while (i < count && levels[order[i]] >= level)
                i++;
            for (size_t a = first, b = i; a + 1 < b; a++, b--) {
                const uint32_t swapped = order[a];
                order[a] = order[b - 1];
                order[b - 1] = swapped;
            }
        }
    }
}
