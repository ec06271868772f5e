/* Which font of a family is the one, by CSS Fonts Level 4. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "font/fonts_impl.h"

enum { AXES_MAX = 32 };

struct font_record font_record_of(struct face *face)
{
    const struct face_info *info = face_info(face);
    struct font_record r = {
        .weight_least = info->weight,
        .weight_most = info->weight,
        .stretch_least = info->stretch,
        .stretch_most = info->stretch,
        .slant = info->italic ? SLANT_ITALIC : SLANT_NORMAL,
        .face = face,
    };
    struct face_axis axes[AXES_MAX];
    const int count = face_axes(face, axes, AXES_MAX);
    for (int i = 0; i < count && i < AXES_MAX; i++) {
        if (strcmp(axes[i].tag, "wght") == 0) {
            r.weight_least = axes[i].least;
            r.weight_most = axes[i].most;
        } else if (strcmp(axes[i].tag, "wdth") == 0) {
            r.stretch_least = axes[i].least;
            r.stretch_most = axes[i].most;
        }
    }
    return r;
}

bool family_add(struct font_family *f, const struct font_record *record)
{
    if (f->count == f->capacity) {
        const uint32_t capacity = f->capacity == 0 ? 8 : 2 * f->capacity;
        struct font_record *larger = realloc(f->records, capacity * sizeof *larger);
        if (larger == NULL)
            return error_set("no memory for the list of fonts");
        f->records = larger;
        f->capacity = capacity;
    }
    struct font_record *r = &f->records[f->count];
    *r = *record;
    if (record->path != NULL && (r->path = strdup(record->path)) == NULL)
        return error_set("no memory for the list of fonts");
    if (r->face != NULL)
        face_ref(r->face);
    f->count++;
    return true;
}

void family_close(struct font_family *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->records[i].path == NULL)
            continue;
        face_unref(f->records[i].face);
        f->records[i].face = NULL;
    }
}

void family_finish(struct font_family *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        face_unref(f->records[i].face);
        free(f->records[i].path);
    }
    free(f->records);
    free(f->name);
    *f = (struct font_family){0};
}

/* How far a range is from what is wanted, on the side that is looked at first (`up`: above) or, by
 * `far` more, on the other. */
static double distance(double least, double most, double wanted, bool up, double far)
{
    if (wanted >= least && wanted <= most)
        return 0;
    const double away = wanted < least ? least - wanted : wanted - most;
    return away + ((wanted < least) == up ? 0 : far);
}

static double stretch_distance(const struct font_record *r, double wanted)
{
    return distance(r->stretch_least, r->stretch_most, wanted, wanted > 100, 10000);
}

/* 400 to 500 look up to 500 first, then below, then above 500; less looks below first, more above.
 */
static double weight_distance(const struct font_record *r, double wanted)
{
    const bool middle = wanted >= 400 && wanted <= 500;
    if (middle && r->weight_least > wanted && r->weight_least <= 500)
        return r->weight_least - wanted;
    return distance(r->weight_least, r->weight_most, wanted, wanted > 500, 10000) +
           (middle && r->weight_least != wanted ? 1000 : 0);
}

static int slant_distance(const struct font_record *r, enum font_slant wanted)
{
    static const int distances[3][3] = {
        [SLANT_NORMAL] = {[SLANT_NORMAL] = 0, [SLANT_OBLIQUE] = 1, [SLANT_ITALIC] = 2},
        [SLANT_ITALIC] = {[SLANT_ITALIC] = 0, [SLANT_OBLIQUE] = 1, [SLANT_NORMAL] = 2},
        [SLANT_OBLIQUE] = {[SLANT_OBLIQUE] = 0, [SLANT_ITALIC] = 1, [SLANT_NORMAL] = 2},
    };
    return distances[wanted][r->slant];
}

/* True if `a` is to be preferred to `b`. */
static bool is_better(const struct font_record *a, const struct font_record *b,
                      const struct font_query *query)
{
    const double stretch =
        stretch_distance(a, query->stretch) - stretch_distance(b, query->stretch);
    if (stretch != 0)
        return stretch < 0;
    const int slant = slant_distance(a, query->slant) - slant_distance(b, query->slant);
    if (slant != 0)
        return slant < 0;
    return weight_distance(a, query->weight) < weight_distance(b, query->weight);
}

struct font_record *family_choose(struct font_family *f, const struct font_query *query)
{
    struct font_record *best = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        struct font_record *r = &f->records[i];
        if (!r->broken && (best == NULL || is_better(r, best, query)))
            best = r;
    }
    return best;
}
