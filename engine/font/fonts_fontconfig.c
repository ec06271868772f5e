/* Fonts as fontconfig knows them. It is asked for families and for an order to fall back in;
 * which font of a family is taken is CSS's choice, not fontconfig's. */
#include "font/fonts_impl.h"

#if defined(FBRUN_HAVE_FONTS) && defined(FBRUN_HAVE_FONTCONFIG)

#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/module.h"
#include "font/libraries.h"

/* The library is opened on first use (base/module.h): these of its functions, which begin with
 * "Fc". */
/* clang-format off */
#define FUNCTIONS(X) \
    X(InitLoadConfigAndFonts) X(ConfigDestroy) X(ConfigGetFonts) X(ConfigSubstitute) \
    X(DefaultSubstitute) X(PatternCreate) X(PatternDestroy) X(PatternAddString) \
    X(PatternGetString) X(PatternGetInteger) X(PatternGetDouble) X(PatternGetRange) \
    X(PatternGetBool) X(PatternGetCharSet) X(PatternGetWithBinding) X(RangeGetDouble) \
    X(WeightToOpenTypeDouble) X(CharSetHasChar) X(FontMatch) X(FontSort) X(FontList) \
    X(FontSetDestroy) X(ObjectSetBuild) X(ObjectSetDestroy)
/* clang-format on */

#define POINTER(name)  __typeof__(Fc##name) *(name);
#define FUNCTION(name) {"Fc" #name, &fc.name},

static struct {
    FUNCTIONS(POINTER)
} fc;

/* Orders to fall back in that are kept. */
enum { ORDERS_MAX = 16 };

struct fontconfig {
    FcConfig *config;
    struct order {
        struct key key;
        FcFontSet *fonts; /* NULL: free */
    } orders[ORDERS_MAX];
    unsigned next; /* the order that is replaced next */
};

bool fontconfig_open_library(void)
{
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    return module_open("libfontconfig.so.1", functions, sizeof functions / sizeof *functions);
}

static bool fontconfig_open(void **data)
{
    if (!libraries_open() || !fontconfig_open_library())
        return false;
    struct fontconfig *f = calloc(1, sizeof *f);
    if (f == NULL)
        return error_set("no memory for fontconfig");
    f->config = fc.InitLoadConfigAndFonts();
    const FcFontSet *fonts = f->config != NULL ? fc.ConfigGetFonts(f->config, FcSetSystem) : NULL;
    if (fonts == NULL || fonts->nfont == 0) {
        if (f->config != NULL)
            fc.ConfigDestroy(f->config);
        free(f);
        return error_set("fontconfig knows no fonts");
    }
    *data = f;
    return true;
}

static void fontconfig_close(void *data)
{
    struct fontconfig *f = data;
    for (size_t i = 0; i < ORDERS_MAX; i++)
        if (f->orders[i].fonts != NULL)
            fc.FontSetDestroy(f->orders[i].fonts);
    fc.ConfigDestroy(f->config);
    free(f);
}

/* What fontconfig calls CSS's generic families; NULL for what is none. */
static const char *generic(const char *name)
{
    static const char *const names[][2] = {
        {"serif", "serif"},
        {"sans-serif", "sans-serif"},
        {"monospace", "monospace"},
        {"cursive", "cursive"},
        {"fantasy", "fantasy"},
        {"system-ui", "system-ui"},
        {"emoji", "emoji"},
        {"math", "math"},
        {"fangsong", "serif"},
        {"ui-serif", "serif"},
        {"ui-sans-serif", "sans-serif"},
        {"ui-monospace", "monospace"},
        {"ui-rounded", "sans-serif"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i][0], name) == 0)
            return names[i][1];
    return NULL;
}

static void add(FcPattern *p, const char *object, const char *text)
{
    fc.PatternAddString(p, object, (const FcChar8 *)text);
}

static const char *text_of(const FcPattern *p, const char *object)
{
    FcChar8 *text = NULL;
    return fc.PatternGetString(p, object, 0, &text) == FcResultMatch ? (const char *)text : NULL;
}

/* The family as a pattern, with what the configuration says about it. NULL without memory. */
static FcPattern *pattern_of(const struct fontconfig *f, const char *family)
{
    FcPattern *p = fc.PatternCreate();
    if (p == NULL) {
        error_set("no memory for a font's name");
        return NULL;
    }
    add(p, FC_FAMILY, family);
    fc.ConfigSubstitute(f->config, p, FcMatchPattern);
    fc.DefaultSubstitute(p);
    return p;
}

/* A number, or for variable fonts the range of one. */
static void range_of(const FcPattern *p, const char *object, double normal, double *least,
                     double *most)
{
    FcRange *range;
    *least = *most = normal;
    if (fc.PatternGetDouble(p, object, 0, least) == FcResultMatch)
        *most = *least;
    else if (fc.PatternGetRange(p, object, 0, &range) == FcResultMatch)
        fc.RangeGetDouble(range, least, most);
}

static bool is_true(const FcPattern *p, const char *object)
{
    FcBool value = FcFalse;
    return fc.PatternGetBool(p, object, 0, &value) == FcResultMatch && value == FcTrue;
}

/* FreeType reads more than HarfBuzz can shape. */
static bool is_usable(const FcPattern *p)
{
    const char *format = text_of(p, FC_FONTFORMAT);
    return format != NULL && (strcmp(format, "TrueType") == 0 || strcmp(format, "CFF") == 0);
}

static bool add_record(const FcPattern *p, struct font_family *family)
{
    int index = 0, slant = FC_SLANT_ROMAN;
    const char *path = text_of(p, FC_FILE);
    fc.PatternGetInteger(p, FC_INDEX, 0, &index);
    fc.PatternGetInteger(p, FC_SLANT, 0, &slant);
    /* A variable font is listed once as itself, and for each of its named instances, whose number
     * is in the upper half. The first one can be all of them. */
    if (path == NULL || !is_usable(p) || (index >> 16 != 0 && !is_true(p, FC_VARIABLE)))
        return true;
    /* PatternGetString's text is the pattern's, and only lent. */
    char *lent = strdup(path);
    if (lent == NULL)
        return error_set("no memory for the list of fonts");
    struct font_record r = {.path = lent, .index = index & 0xFFFF};
    range_of(p, FC_WEIGHT, FC_WEIGHT_REGULAR, &r.weight_least, &r.weight_most);
    r.weight_least = fc.WeightToOpenTypeDouble(r.weight_least);
    r.weight_most = fc.WeightToOpenTypeDouble(r.weight_most);
    range_of(p, FC_WIDTH, FC_WIDTH_NORMAL, &r.stretch_least, &r.stretch_most);
    r.slant = slant == FC_SLANT_ROMAN    ? SLANT_NORMAL
              : slant == FC_SLANT_ITALIC ? SLANT_ITALIC
                                         : SLANT_OBLIQUE;
    const bool ok = family_add(family, &r);
    free(lent);
    return ok;
}

/* Adds the fonts whose family has exactly this name, in whatever case. */
static bool add_named(const struct fontconfig *f, const char *name, struct font_family *family)
{
    FcPattern *p = fc.PatternCreate();
    FcObjectSet *objects = fc.ObjectSetBuild(FC_FILE, FC_INDEX, FC_WEIGHT, FC_WIDTH, FC_SLANT,
                                             FC_VARIABLE, FC_FONTFORMAT, (char *)NULL);
    FcFontSet *fonts = NULL;
    bool ok = p != NULL && objects != NULL;
    if (ok) {
        add(p, FC_FAMILY, name);
        fonts = fc.FontList(f->config, p, objects);
    }
    if (fonts == NULL)
        ok = error_set("no memory for the list of fonts");
    for (int i = 0; ok && fonts != NULL && i < fonts->nfont; i++)
        ok = add_record(fonts->fonts[i], family);
    if (fonts != NULL)
        fc.FontSetDestroy(fonts);
    if (objects != NULL)
        fc.ObjectSetDestroy(objects);
    if (p != NULL)
        fc.PatternDestroy(p);
    return ok;
}

/* What the configuration offers as the same under another name: "Liberation Sans" for "Arial".
 * Names that are only to be accepted in its place are bound weakly. */
static bool add_aliases(const struct fontconfig *f, const char *name, struct font_family *family)
{
    FcPattern *p = pattern_of(f, name);
    FcValue value;
    FcValueBinding binding;
    bool ok = p != NULL;
    for (int i = 0; ok && family->count == 0; i++) {
        if (fc.PatternGetWithBinding(p, FC_FAMILY, i, &value, &binding) != FcResultMatch)
            break;
        if (binding == FcValueBindingWeak || value.type != FcTypeString)
            break;
        ok = add_named(f, (const char *)value.u.s, family);
    }
    if (p != NULL)
        fc.PatternDestroy(p);
    return ok;
}

/* Adds the family that stands for a generic name. */
static bool add_generic(const struct fontconfig *f, const char *name, struct font_family *family)
{
    FcResult result;
    FcPattern *p = pattern_of(f, name);
    if (p == NULL)
        return false;
    FcPattern *match = fc.FontMatch(f->config, p, &result);
    const char *first = match != NULL ? text_of(match, FC_FAMILY) : NULL;
    const bool ok = first == NULL || add_named(f, first, family);
    if (match != NULL)
        fc.PatternDestroy(match);
    fc.PatternDestroy(p);
    return ok;
}

static bool fontconfig_family(void *data, const char *name, struct font_family *family)
{
    const struct fontconfig *f = data;
    if (generic(name) != NULL)
        return add_generic(f, generic(name), family);
    return add_named(f, name, family) && (family->count > 0 || add_aliases(f, name, family));
}

/* fontconfig has its own names for the two ways to write Chinese. */
static void add_language(FcPattern *p, const char *language)
{
    char name[16];
    snprintf(name, sizeof name, "%s", language);
    if (strncasecmp(name, "zh-Hans", 7) == 0 || strcasecmp(name, "zh") == 0)
        strcpy(name, "zh-cn");
    else if (strncasecmp(name, "zh-Hant", 7) == 0)
        strcpy(name, "zh-tw");
    if (name[0] != '\0')
        add(p, FC_LANG, name);
}

/* All fonts, the best first. NULL without memory. */
static FcFontSet *sort(const struct fontconfig *f, const struct font_query *query,
                       const struct font_need *need)
{
    FcResult result;
    FcPattern *p = fc.PatternCreate();
    if (p == NULL)
        return NULL;
    if (need->emoji)
        add(p, FC_FAMILY, "emoji");
    for (size_t i = 0; query->families != NULL && query->families[i] != NULL; i++) {
        const char *known = generic(query->families[i]);
        add(p, FC_FAMILY, known != NULL ? known : query->families[i]);
    }
    add(p, FC_FAMILY, "sans-serif");
    add_language(p, need->language);
    fc.ConfigSubstitute(f->config, p, FcMatchPattern);
    fc.DefaultSubstitute(p);
    FcFontSet *fonts = fc.FontSort(f->config, p, FcFalse, NULL, &result);
    fc.PatternDestroy(p);
    return fonts;
}

static FcFontSet *order(struct fontconfig *f, const struct font_query *query,
                        const struct font_need *need)
{
    struct key key = key_mix((struct key){0, 0}, need->emoji, 0);
    key = fonts_mix_text(key, need->language, strlen(need->language));
    for (size_t i = 0; query->families != NULL && query->families[i] != NULL; i++)
        key = fonts_mix_text(key, query->families[i], strlen(query->families[i]));
    for (size_t i = 0; i < ORDERS_MAX; i++)
        if (f->orders[i].fonts != NULL && key_equal(f->orders[i].key, key))
            return f->orders[i].fonts;
    struct order *o = &f->orders[f->next++ % ORDERS_MAX];
    if (o->fonts != NULL)
        fc.FontSetDestroy(o->fonts);
    *o = (struct order){key, sort(f, query, need)};
    return o->fonts;
}

static bool has_characters(const FcPattern *p, const struct font_need *need, bool all)
{
    FcCharSet *characters;
    if (fc.PatternGetCharSet(p, FC_CHARSET, 0, &characters) != FcResultMatch)
        return false;
    for (uint32_t i = 0; i < (all ? need->count : 1); i++)
        if (!fc.CharSetHasChar(characters, need->codepoints[i]))
            return false;
    return true;
}

static bool fontconfig_fallback(void *data, const struct font_query *query,
                                const struct font_need *need, bool all, uint32_t skip,
                                const char **name)
{
    const FcFontSet *fonts = order(data, query, need);
    const char *last = "";
    if (fonts == NULL)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        const bool color = (pass == 0) == need->emoji;
        for (int i = 0; i < fonts->nfont; i++) {
            const FcPattern *p = fonts->fonts[i];
            const char *family = text_of(p, FC_FAMILY);
            if (family == NULL || strcmp(family, last) == 0 || is_true(p, FC_COLOR) != color ||
                !is_usable(p) || !has_characters(p, need, all))
                continue;
            last = family;
            if (skip-- > 0)
                continue;
            *name = family;
            return true;
        }
    }
    return false;
}

const struct font_source_impl fonts_of_fontconfig = {
    .open = fontconfig_open,
    .family = fontconfig_family,
    .fallback = fontconfig_fallback,
    .close = fontconfig_close,
};

#endif
