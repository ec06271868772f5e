/* Fonts by what is asked for: the families that have been looked up, the faces that have been
 * opened, and a table of the answers, so that asking again costs a look-up. */
#include "font/fonts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOG_MODULE "font"
#include "base/error.h"
#include "base/log.h"
#include "font/breaks.h"
#include "font/builtin.h"
#include "font/fonts_impl.h"
#include "font/layout_cache.h"
#include "font/libraries.h"

/* Variable fonts can be asked for any number of faces, which an animation does. Beyond this many
 * all are let go, but for those that somebody else holds, and opened again when they are needed;
 * and the names of families that were asked for are forgotten. */
enum { FACES_MAX = 256, FAMILIES_MAX = 256 };

static const double BOLD = 1.0 / 48, SLANT = 0.25; /* em to each side; about 14 degrees */

struct fonts *fonts_create(void)
{
    struct fonts *f = calloc(1, sizeof *f);
    if (f == NULL) {
        error_set("no memory for fonts");
        return NULL;
    }
    f->builtin = face_builtin();
    if (f->builtin == NULL) {
        free(f);
        return NULL;
    }
    return f;
}

static void finish_families(struct font_family *families, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        family_finish(&families[i]);
    free(families);
}

void fonts_destroy(struct fonts *f)
{
    if (f == NULL)
        return;
    layout_cache_destroy(f->layouts);
    face_table_finish(&f->matches);
    face_table_finish(&f->fallbacks);
    finish_families(f->families, f->family_count);
    finish_families(f->added, f->added_count);
    if (f->source != NULL)
        f->source->close(f->source_data);
    face_unref(f->builtin);
    free(f);
}

/* What is missing is told when it is used. */
void fonts_open_libraries(void)
{
    (void)libraries_open();
    (void)breaks_have_icu();
#if defined FBRUN_HAVE_FONTS && defined FBRUN_HAVE_FONTCONFIG
    (void)fontconfig_open_library();
#endif
}

void fonts_look(struct fonts *f)
{
    static const struct font_source_impl *const sources[] = {
#ifdef FBRUN_HAVE_FONTS
#ifdef FBRUN_HAVE_FONTCONFIG
        &fonts_of_fontconfig,
#endif
        &fonts_of_directories,
#endif
        NULL,
    };
    /* Who names directories wants these, and nothing else. */
    const bool named = getenv("FBRUN_FONT_PATH") != NULL;
    for (size_t i = 0; !f->looked && sources[i] != NULL; i++) {
        if (named && sources[i + 1] != NULL)
            continue;
        if (sources[i]->open(&f->source_data)) {
            f->source = sources[i];
            break;
        }
        log_debug("%s", error_text());
    }
    f->looked = true;
}

static struct font_family *find(struct font_family *families, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcasecmp(families[i].name, name) == 0)
            return &families[i];
    return NULL;
}

static struct font_family *append(struct font_family **families, uint32_t *count, const char *name)
{
    struct font_family *larger = realloc(*families, (*count + 1) * sizeof *larger);
    char *copy = strdup(name);
    if (larger != NULL)
        *families = larger;
    if (larger == NULL || copy == NULL) {
        free(copy);
        error_set("no memory for the list of fonts");
        return NULL;
    }
    larger[*count] = (struct font_family){.name = copy};
    return &larger[(*count)++];
}

/* The family of that name, perhaps empty. NULL without memory. */
static struct font_family *family(struct fonts *f, const char *name)
{
    struct font_family *family = find(f->added, f->added_count, name);
    if (family == NULL)
        family = find(f->families, f->family_count, name);
    if (family != NULL)
        return family;
    fonts_look(f);
    family = append(&f->families, &f->family_count, name);
    if (family != NULL && f->source != NULL && !f->source->family(f->source_data, name, family))
        return NULL;
    return family;
}

/* Opens the font of a record. NULL when it is broken, which is said once. */
static struct face *open_record(struct font_record *r)
{
    if (r->face == NULL)
        r->face = face_open_file(r->path, r->index);
    if (r->face == NULL) {
        r->broken = true;
        log_warning("a font is passed over: %s", error_text());
    }
    return r->face;
}

enum { VARIATIONS_MAX = 32 };

/* How the face has to be changed to be what is asked for. */
struct change {
    struct face_variation variations[VARIATIONS_MAX];
    int count;
    double embolden, slant;
};

static bool has_axis(const struct face *face, const char *tag)
{
    struct face_axis axes[VARIATIONS_MAX];
    const int count = face_axes(face, axes, VARIATIONS_MAX);
    for (int i = 0; i < count && i < VARIATIONS_MAX; i++)
        if (strcmp(axes[i].tag, tag) == 0)
            return true;
    return false;
}

static void vary(struct change *c, const char *tag, double value)
{
    if (c->count == VARIATIONS_MAX)
        return;
    struct face_variation *v = &c->variations[c->count++];
    memcpy(v->tag, tag, sizeof v->tag);
    v->value = value;
}

static struct change change_for(const struct face *face, const struct font_query *query)
{
    struct change c = {0};
    const struct face_info *info = face_info(face);
    const bool slanted = query->slant != SLANT_NORMAL;
    bool weights = false, slants = false;
    if (info->variable) {
        weights = has_axis(face, "wght");
        slants = has_axis(face, "slnt") || has_axis(face, "ital");
        if (weights)
            vary(&c, "wght", query->weight);
        vary(&c, "wdth", query->stretch);
        if (slants && slanted && !info->italic) {
            vary(&c, "slnt", -14);
            vary(&c, "ital", 1);
        }
        for (int i = 0; i < query->variation_count; i++)
            vary(&c, query->variations[i].tag, query->variations[i].value);
    }
    if (!weights && !info->color && query->weight >= 600 && info->weight < 600)
        c.embolden = BOLD;
    if (!slants && !info->color && slanted && !info->italic)
        c.slant = SLANT;
    return c;
}

/* A reference to the face of `r` as the query wants it, or NULL. */
static struct face *styled(struct font_record *r, const struct font_query *query)
{
    struct face *face = open_record(r);
    if (face == NULL)
        return NULL;
    const struct change c = change_for(face, query);
    if (c.count == 0 && c.embolden == 0 && c.slant == 0)
        return face_ref(face);
    struct face *derived = face_derive(face, c.variations, c.count, c.embolden, c.slant);
    if (derived == NULL)
        log_warning("a font stays as it is: %s", error_text());
    return derived != NULL ? derived : face_ref(face);
}

/* A reference to the best face of a family that can be opened, or NULL. */
static struct face *face_of_family(struct fonts *f, const char *name,
                                   const struct font_query *query)
{
    struct font_family *from = family(f, name);
    struct font_record *r;
    while (from != NULL && (r = family_choose(from, query)) != NULL) {
        struct face *face = styled(r, query);
        if (face != NULL)
            return face;
    }
    return NULL;
}

void fonts_trim(struct fonts *f)
{
    layout_cache_destroy(f->layouts);
    f->layouts = NULL;
}

static void let_go(struct fonts *f)
{
    fonts_trim(f);
    face_table_clear(&f->matches);
    face_table_clear(&f->fallbacks);
    for (uint32_t i = 0; i < f->family_count; i++)
        family_close(&f->families[i]);
    if (f->family_count >= FAMILIES_MAX) {
        finish_families(f->families, f->family_count);
        f->families = NULL;
        f->family_count = 0;
    }
}

static uint64_t bits(double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

struct key fonts_mix_text(struct key k, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i += 16) {
        uint64_t words[2] = {0, 0};
        memcpy(words, text + i, length - i < 16 ? length - i : 16);
        k = key_mix(k, words[0], words[1]);
    }
    return key_mix(k, length, 0);
}

struct key fonts_query_key(const struct font_query *q)
{
    struct key k = {(uint64_t)q->weight << 8 | q->slant, bits(q->stretch)};
    for (size_t i = 0; q->families != NULL && q->families[i] != NULL; i++)
        k = fonts_mix_text(k, q->families[i], strlen(q->families[i]));
    for (int i = 0; i < q->variation_count; i++)
        k = key_mix(fonts_mix_text(k, q->variations[i].tag, 4), bits(q->variations[i].value), 1);
    return k;
}

struct face *fonts_of_family(struct fonts *f, const char *name, const struct font_query *query)
{
    const char *const families[] = {name, NULL};
    struct font_query one = *query;
    one.families = families;
    const struct key key = key_mix(fonts_query_key(&one), 1, 0);
    struct face *face = face_table_find(&f->matches, key);
    if (face != NULL)
        return face;
    face = face_of_family(f, name, query);
    return face != NULL ? face_table_add(&f->matches, key, face) : NULL;
}

struct face *fonts_of_query(struct fonts *f, const struct font_query *query)
{
    const struct key key = fonts_query_key(query);
    struct face *face = face_table_find(&f->matches, key);
    if (face != NULL)
        return face;
    for (size_t i = 0; face == NULL && query->families != NULL && query->families[i] != NULL; i++)
        face = fonts_of_family(f, query->families[i], query);
    if (face == NULL)
        face = fonts_of_family(f, "sans-serif", query);
    if (face == NULL)
        face = f->builtin;
    return face_table_add(&f->matches, key, face_ref(face));
}

struct face *fonts_match(struct fonts *f, const struct font_query *query)
{
    struct face *face = face_table_find(&f->matches, fonts_query_key(query));
    if (face != NULL)
        return face;
    if (f->matches.count >= FACES_MAX || f->family_count >= FAMILIES_MAX)
        let_go(f);
    return fonts_of_query(f, query);
}

bool fonts_add(struct fonts *f, const char *name, struct face *face)
{
    const struct font_record r = font_record_of(face);
    struct font_family *to = find(f->added, f->added_count, name);
    if (to == NULL)
        to = append(&f->added, &f->added_count, name);
    if (to == NULL || !family_add(to, &r))
        return false;
    let_go(f); /* what was found before may be another face now */
    return true;
}

/* Takes the records of a face out of a family. */
static void remove_records(struct font_family *family, const struct face *face)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < family->count; i++) {
        if (family->records[i].face == face)
            face_unref(family->records[i].face);
        else
            family->records[kept++] = family->records[i];
    }
    family->count = kept;
}

void fonts_remove(struct fonts *f, struct face *face)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f->added_count; i++) {
        remove_records(&f->added[i], face);
        if (f->added[i].count == 0) /* the system may have one of that name */
            family_finish(&f->added[i]);
        else
            f->added[kept++] = f->added[i];
    }
    f->added_count = kept;
    let_go(f);
}

/* Generic names are known without any font: the built-in face stands for them. */
static bool is_generic(const char *name)
{
    static const char *const names[] = {"serif",   "sans-serif", "monospace",
                                        "cursive", "fantasy",    "system-ui"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

bool fonts_has(struct fonts *f, const char *name)
{
    const struct font_family *found = family(f, name);
    return (found != NULL && found->count > 0) || is_generic(name);
}
