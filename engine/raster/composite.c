/* Which kernels an operator, a coverage and a clip need. */
#include "raster/composite.h"

#include <string.h>

#include "raster/composite_kernels.h"
#include "raster/kernels.h"

/* Pixels that are kept on the stack while a row is composed. */
enum { BLOCK = 256 };

static const struct {
    const char *name;
    bool bounded;
} operators[COMPOSITE_OPERATORS] = {
    [COMPOSITE_SOURCE_OVER] = {"source-over", true},
    [COMPOSITE_SOURCE_IN] = {"source-in", false},
    [COMPOSITE_SOURCE_OUT] = {"source-out", false},
    [COMPOSITE_SOURCE_ATOP] = {"source-atop", true},
    [COMPOSITE_DESTINATION_OVER] = {"destination-over", true},
    [COMPOSITE_DESTINATION_IN] = {"destination-in", false},
    [COMPOSITE_DESTINATION_OUT] = {"destination-out", true},
    [COMPOSITE_DESTINATION_ATOP] = {"destination-atop", false},
    [COMPOSITE_LIGHTER] = {"lighter", true},
    [COMPOSITE_COPY] = {"copy", false},
    [COMPOSITE_XOR] = {"xor", true},
    [COMPOSITE_MULTIPLY] = {"multiply", true},
    [COMPOSITE_SCREEN] = {"screen", true},
    [COMPOSITE_OVERLAY] = {"overlay", true},
    [COMPOSITE_DARKEN] = {"darken", true},
    [COMPOSITE_LIGHTEN] = {"lighten", true},
    [COMPOSITE_COLOR_DODGE] = {"color-dodge", true},
    [COMPOSITE_COLOR_BURN] = {"color-burn", true},
    [COMPOSITE_HARD_LIGHT] = {"hard-light", true},
    [COMPOSITE_SOFT_LIGHT] = {"soft-light", true},
    [COMPOSITE_DIFFERENCE] = {"difference", true},
    [COMPOSITE_EXCLUSION] = {"exclusion", true},
    [COMPOSITE_HUE] = {"hue", true},
    [COMPOSITE_SATURATION] = {"saturation", true},
    [COMPOSITE_COLOR] = {"color", true},
    [COMPOSITE_LUMINOSITY] = {"luminosity", true},
};

const char *composite_name(enum composite_operator op)
{
    return (unsigned)op < COMPOSITE_OPERATORS ? operators[op].name : NULL;
}

bool composite_find(const char *name, enum composite_operator *op)
{
    for (int i = 0; i < COMPOSITE_OPERATORS; i++)
        if (strcmp(operators[i].name, name) == 0) {
            *op = (enum composite_operator)i;
            return true;
        }
    return false;
}

bool composite_is_bounded(enum composite_operator op)
{
    return operators[op].bounded;
}

static void compose(const struct kernels *k, enum composite_operator op, uint32_t *d,
                    const uint32_t *s, size_t n)
{
    if (op == COMPOSITE_SOURCE_OVER)
        k->copy_over(d, s, n);
    else if (op == COMPOSITE_COPY)
        k->copy(d, s, n);
    else
        k->composite->operators[op](d, s, n);
}

static size_t block_length(size_t n)
{
    return n < BLOCK ? n : BLOCK;
}

void composite_row(enum composite_operator op, uint32_t *d, uint32_t *s, const uint8_t *coverage,
                   const uint8_t *clip, size_t n)
{
    const struct kernels *k = kernels_get();
    if (op == COMPOSITE_SOURCE_OVER && coverage != NULL && clip == NULL) {
        k->composite->over(d, s, coverage, n);
        return;
    }
    if (operators[op].bounded && clip == NULL) {
        clip = coverage; /* does not round the source before the operator, nor saturate too late */
        coverage = NULL;
    }
    if (coverage != NULL)
        k->composite->scale(s, coverage, n);
    if (clip == NULL) {
        compose(k, op, d, s, n);
        return;
    }
    uint32_t old[BLOCK];
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t length = block_length(n - i);
        k->copy(old, d + i, length);
        compose(k, op, d + i, s + i, length);
        k->composite->lerp(d + i, old, clip + i, length);
    }
}

void composite_row_solid(enum composite_operator op, uint32_t *d, uint32_t color,
                         const uint8_t *coverage, const uint8_t *clip, size_t n)
{
    const struct kernels *k = kernels_get();
    if (op == COMPOSITE_SOURCE_OVER && clip == NULL) {
        if (coverage != NULL)
            k->composite->over_solid(d, color, coverage, n);
        else
            k->fill_over(d, n, color);
        return;
    }
    uint32_t source[BLOCK];
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t length = block_length(n - i);
        if (i == 0 || coverage != NULL) /* which has scaled it */
            k->fill(source, length, color);
        composite_row(op, d + i, source, coverage != NULL ? coverage + i : NULL,
                      clip != NULL ? clip + i : NULL, length);
    }
}

void composite_multiply_masks(uint8_t *a, const uint8_t *b, size_t n)
{
    kernels_get()->composite->multiply(a, b, n);
}
