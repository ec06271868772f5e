/* Fonts of the files below some directories: for systems without fontconfig, and where
 * FBRUN_FONT_PATH names the directories. Every file is opened once, to see what it is and which
 * characters it has. */
#include "font/fonts_impl.h"

const char *const fonts_directories[] = {
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", NULL,
};

#ifdef FBRUN_HAVE_FONTS

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define LOG_MODULE "font"
#include "base/error.h"
#include "base/log.h"
#include "font/face_impl.h"

/* A folder may link to one above it, and somebody may point this at a whole disk. */
enum { DEPTH_MAX = 8, FILES_MAX = 4096, COLLECTION_MAX = 64, PATH_LENGTH_MAX = 4096 };

struct scanned {
    struct font_record record;
    char family[sizeof(((struct face_info *)NULL)->family)];
    bool monospace, color;
    hb_set_t *characters;
};

struct directories {
    struct scanned *fonts; /* by path */
    size_t count, capacity;
    int files; /* looked at */
};

static void directories_close(void *data)
{
    struct directories *d = data;
    for (size_t i = 0; i < d->count; i++) {
        harfbuzz.set_destroy(d->fonts[i].characters);
        free(d->fonts[i].record.path);
    }
    free(d->fonts);
    free(d);
}

/* True if there is a font of that number in the file, and memory. */
static bool add_font(struct directories *d, const char *path, int index)
{
    if (d->count == d->capacity) {
        const size_t capacity = d->capacity == 0 ? 64 : 2 * d->capacity;
        struct scanned *larger = realloc(d->fonts, capacity * sizeof *larger);
        if (larger == NULL)
            return false;
        d->fonts = larger;
        d->capacity = capacity;
    }
    struct face *face = face_open_file(path, index);
    if (face == NULL)
        return false;
    struct scanned s = {.record = font_record_of(face)};
    s.record.face = NULL;
    s.record.path = strdup(path);
    s.record.index = index;
    memcpy(s.family, face_info(face)->family, sizeof s.family);
    s.monospace = face_info(face)->monospace;
    s.color = face_info(face)->color;
    s.characters = harfbuzz.set_create();
    harfbuzz.face_collect_unicodes(harfbuzz.font_get_face(face_harfbuzz(face)), s.characters);
    face_unref(face);
    if (s.record.path != NULL) {
        d->fonts[d->count++] = s;
        return true;
    }
    harfbuzz.set_destroy(s.characters);
    return false;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), n = strlen(end);
    return length >= n && strcasecmp(text + length - n, end) == 0;
}

static void add_file(struct directories *d, const char *path)
{
    static const char *const ends[] = {".ttf", ".otf", ".ttc", ".otc", ".otb", ".woff", ".woff2"};
    bool is_font = false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        is_font = is_font || ends_with(path, ends[i]);
    if (!is_font || ++d->files > FILES_MAX)
        return;
    const bool collection = ends_with(path, ".ttc") || ends_with(path, ".otc");
    for (int i = 0; i < (collection ? COLLECTION_MAX : 1); i++) {
        if (add_font(d, path, i))
            continue;
        if (i == 0)
            log_debug("a font is passed over: %s", error_text());
        break;
    }
}

/* In the order of names, so that the same files always give the same answers. */
static void scan(struct directories *d, const char *path, int depth)
{
    struct dirent **entries;
    const int count = depth <= DEPTH_MAX ? scandir(path, &entries, NULL, alphasort) : -1;
    for (int i = 0; i < count; i++) {
        char below[PATH_LENGTH_MAX];
        struct stat status;
        const int length = snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && length < PATH_LENGTH_MAX && d->files < FILES_MAX &&
            stat(below, &status) == 0) {
            if (S_ISDIR(status.st_mode))
                scan(d, below, depth + 1);
            else if (S_ISREG(status.st_mode))
                add_file(d, below);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* "~" is the home folder. */
static void scan_named(struct directories *d, const char *path)
{
    char whole[PATH_LENGTH_MAX];
    const char *home = getenv("HOME");
    if (path[0] == '~' && home == NULL)
        return;
    const int length = snprintf(whole, sizeof whole, "%s%s", path[0] == '~' ? home : "",
                                path[0] == '~' ? path + 1 : path);
    if (length < PATH_LENGTH_MAX)
        scan(d, whole, 0);
}

static bool directories_open(void **data)
{
    if (!libraries_open())
        return false;
    struct directories *d = calloc(1, sizeof *d);
    const char *named = getenv("FBRUN_FONT_PATH");
    char *paths = strdup(named != NULL ? named : "");
    if (d == NULL || paths == NULL) {
        free(d);
        free(paths);
        return error_set("no memory for the list of fonts");
    }
    char *rest = paths, *path;
    while ((path = strsep(&rest, ":")) != NULL)
        if (path[0] != '\0')
            scan_named(d, path);
    for (size_t i = 0; named == NULL && fonts_directories[i] != NULL; i++)
        scan_named(d, fonts_directories[i]);
    free(paths);
    *data = d;
    return true;
}

/* What stands for the generic families, the first that is there. */
static const struct {
    const char *generic, *families[7];
} generics[] = {
    {"serif", {"DejaVu Serif", "Noto Serif", "Liberation Serif", "Tinos", "FreeSerif"}},
    {"monospace", {"DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono", "Cousine", "FreeMono"}},
    {"emoji", {"Noto Color Emoji", "Twemoji", "Noto Emoji"}},
    {"math", {"DejaVu Math TeX Gyre", "Noto Sans Math", "STIX Two Math", "DejaVu Sans"}},
    {"sans-serif",
     {"DejaVu Sans", "Noto Sans", "Liberation Sans", "Arimo", "Roboto", "Open Sans", "FreeSans"}},
};

static bool add_named(const struct directories *d, const char *name, struct font_family *family)
{
    for (size_t i = 0; i < d->count; i++)
        if (strcasecmp(d->fonts[i].family, name) == 0 && !family_add(family, &d->fonts[i].record))
            return false;
    return true;
}

/* The family of any font that has Latin letters, and is of one width or not. */
static const char *any_family(const struct directories *d, bool monospace)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->fonts[i].monospace == monospace && harfbuzz.set_has(d->fonts[i].characters, 'a'))
            return d->fonts[i].family;
    return NULL;
}

static bool add_generic(const struct directories *d, size_t which, struct font_family *family)
{
    const size_t most = sizeof generics[0].families / sizeof *generics[0].families;
    for (size_t i = 0; i < most && generics[which].families[i] != NULL; i++) {
        if (!add_named(d, generics[which].families[i], family))
            return false;
        if (family->count > 0)
            return true;
    }
    const bool monospace = strcmp(generics[which].generic, "monospace") == 0;
    const char *any = any_family(d, monospace);
    if (any == NULL)
        any = any_family(d, !monospace);
    return any == NULL || add_named(d, any, family);
}

static bool directories_family(void *data, const char *name, struct font_family *family)
{
    static const char *const sans[] = {"cursive",  "fantasy",       "fangsong",  "system-ui",
                                       "ui-serif", "ui-sans-serif", "ui-rounded"};
    const size_t count = sizeof generics / sizeof *generics;
    if (strcasecmp(name, "ui-monospace") == 0)
        name = "monospace";
    for (size_t i = 0; i < sizeof sans / sizeof *sans; i++)
        if (strcasecmp(name, sans[i]) == 0)
            return add_generic(data, count - 1, family);
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(name, generics[i].generic) == 0)
            return add_generic(data, i, family);
    return add_named(data, name, family);
}

/* How well a font suits, the more the better: upright sans-serif ones, and of the CJK ones those of
 * the language. */
static int suits(const struct scanned *s, const struct font_need *need)
{
    static const char *const regions[][2] = {
        {"ja", " JP"}, {"ko", " KR"}, {"zh-Hant", " TC"}, {"zh-TW", " TC"}, {"zh", " SC"},
    };
    int points = s->color == need->emoji ? 64 : 0;
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        const char *language = regions[i][0];
        if (strncasecmp(need->language, language, strlen(language)) == 0) {
            points += ends_with(s->family, regions[i][1]) ? 16 : 0;
            break;
        }
    }
    if (strstr(s->family, "Serif") == NULL)
        points += 8;
    if (!s->monospace && strstr(s->family, "Mono") == NULL)
        points += 4;
    if (strstr(s->family, "Sans") != NULL)
        points += 2;
    return points;
}

static bool has_characters(const struct scanned *s, const struct font_need *need, bool all)
{
    for (uint32_t i = 0; i < (all ? need->count : 1); i++)
        if (!harfbuzz.set_has(s->characters, need->codepoints[i]))
            return false;
    return true;
}

static bool directories_fallback(void *data, const struct font_query *query,
                                 const struct font_need *need, bool all, uint32_t skip,
                                 const char **name)
{
    (void)query; /* its families have been tried */
    const struct directories *d = data;
    const struct scanned *best = NULL;
    for (size_t i = 0; skip == 0 && i < d->count; i++) {
        const struct scanned *s = &d->fonts[i];
        if (has_characters(s, need, all) && (best == NULL || suits(s, need) > suits(best, need)))
            best = s;
    }
    if (best != NULL)
        *name = best->family;
    return best != NULL;
}

const struct font_source_impl fonts_of_directories = {
    .open = directories_open,
    .family = directories_family,
    .fallback = directories_fallback,
    .close = directories_close,
};

#endif
