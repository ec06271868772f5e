/* Names of families, decoded into one piece of memory. */
#include "canvas/font_family.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const char REPLACEMENT[] = "\xef\xbf\xbd"; /* U+FFFD */

bool family_list_init(struct family_list *l, size_t length)
{
    /* An escape of two bytes can become three, and an empty name in quotes takes two of three. */
    *l = (struct family_list){
        .names = length > SIZE_MAX / 4 ? NULL : malloc(length * 2 + 8),
    };
    return l->names != NULL || error_set("no memory for a font of %zu bytes", length);
}

void family_list_finish(struct family_list *l)
{
    free(l->names);
    *l = (struct family_list){0};
}

static void put(struct family_list *l, const char *bytes, size_t count)
{
    memcpy(l->names + l->length, bytes, count);
    l->length += count;
}

static void put_code_point(struct family_list *l, uint32_t c)
{
    char utf8[4];
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
        put(l, REPLACEMENT, 3);
        return;
    }
    if (c < 0x80) {
        utf8[0] = (char)c;
        put(l, utf8, 1);
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    utf8[0] = (char)(lead[more] | c >> 6 * more);
    for (int i = 1; i <= more; i++)
        utf8[i] = (char)(0x80 | (c >> 6 * (more - i) & 0x3f));
    put(l, utf8, (size_t)more + 1);
}

static int hex_digit(char c)
{
    c = reader_lower(c);
    return reader_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_newline(char c)
{
    return c == '\n' || c == '\r' || c == '\f';
}

/* What follows a backslash. */
static void read_escape(struct reader *r, struct family_list *l)
{
    uint32_t c = 0;
    int digits = 0;
    if (r->at == r->end) {
        put(l, REPLACEMENT, 3);
        return;
    }
    for (; digits < 6 && r->at < r->end && hex_digit(*r->at) >= 0; digits++)
        c = c << 4 | (uint32_t)hex_digit(*r->at++);
    if (digits == 0 && *r->at != '\0') {
        put(l, r->at++, 1);
        return;
    }
    put_code_point(l, c);
    if (digits == 0 || reader_is_space(reader_peek(r)))
        r->at++;
}

/* A string; the end of the text closes it too. */
static bool read_string(struct reader *r, struct family_list *l)
{
    const char quote = *r->at++;
    while (r->at < r->end && *r->at != quote) {
        const char c = *r->at;
        if (is_newline(c) || c == '\0')
            return false;
        if (c != '\\') {
            put(l, r->at++, 1);
            continue;
        }
        r->at++;
        if (r->at < r->end && is_newline(*r->at))
            r->at++;
        else if (r->at < r->end)
            read_escape(r, l);
    }
    if (r->at < r->end)
        r->at++;
    return true;
}

static bool is_valid_escape(const struct reader *r, size_t at)
{
    return r->at + at < r->end && r->at[at] == '\\' &&
           (r->at + at + 1 == r->end || !is_newline(r->at[at + 1]));
}

static bool is_start(char c)
{
    return reader_is_name(c) && !reader_is_digit(c) && c != '-';
}

static bool at_identifier(const struct reader *r)
{
    const char c = reader_peek(r);
    if (c != '-')
        return is_start(c) || is_valid_escape(r, 0);
    const char next = r->at + 1 < r->end ? r->at[1] : '\0';
    return next == '-' || is_start(next) || is_valid_escape(r, 1);
}

static bool same_name(const char *name, size_t length, const char *lower)
{
    for (size_t i = 0; i < length; i++)
        if (lower[i] == '\0' || reader_lower(name[i]) != lower[i])
            return false;
    return lower[length] == '\0';
}

/* What no family may be called without quotes. */
static bool is_reserved(const char *name, size_t length)
{
    static const char *const names[] = {"inherit", "initial",      "unset",
                                        "revert",  "revert-layer", "default"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (same_name(name, length, names[i]))
            return true;
    return false;
}

static const char *const generics[] = {
    "serif", "sans-serif", "cursive",       "fantasy",  "monospace",    "system-ui",  "emoji",
    "math",  "fangsong",   "ui-sans-serif", "ui-serif", "ui-monospace", "ui-rounded",
};
enum { GENERICS = sizeof generics / sizeof generics[0] };

static const char *find_generic(const char *name, size_t length)
{
    for (int i = 0; i < GENERICS; i++)
        if (same_name(name, length, generics[i]))
            return generics[i];
    return NULL;
}

/* Identifiers with white space between them, which counts as one space each. */
static bool read_identifiers(struct reader *r, struct family_list *l)
{
    const size_t begin = l->length;
    if (!at_identifier(r))
        return false;
    while (at_identifier(r)) {
        if (l->length > begin)
            put(l, " ", 1);
        const size_t word = l->length;
        while (r->at < r->end && (reader_is_name(*r->at) || is_valid_escape(r, 0))) {
            if (*r->at != '\\') {
                put(l, r->at++, 1);
                continue;
            }
            r->at++;
            read_escape(r, l);
        }
        if (is_reserved(l->names + word, l->length - word))
            return false;
        reader_skip_space(r);
    }
    const char *generic = find_generic(l->names + begin, l->length - begin);
    if (generic != NULL)
        memcpy(l->names + begin, generic, l->length - begin);
    return true;
}

bool family_list_read(struct reader *r, struct family_list *l)
{
    do {
        reader_skip_space(r);
        const char c = reader_peek(r);
        const bool quoted = c == '"' || c == '\'';
        put(l, quoted ? "\"" : " ", 1);
        if (!(quoted ? read_string(r, l) : read_identifiers(r, l)))
            return false;
        put(l, "", 1);
        l->count++;
    } while (reader_accept(r, ','));
    return r->at == r->end;
}

size_t family_list_text_size(const struct family_list *l)
{
    return l->length * 4 + l->count * 4 + 1; /* "\1f " for one byte; quotes, comma and space */
}

/* CSSOM lets what is one identifier and no keyword go without quotes, as browsers do. */
static bool needs_quotes(const char *name, bool quoted)
{
    const struct reader r = {name, name + strlen(name)};
    if (find_generic(name, strlen(name)) != NULL)
        return quoted;
    for (const char *c = name; *c != '\0'; c++)
        if (!reader_is_name(*c))
            return true;
    return !at_identifier(&r) || is_reserved(name, strlen(name));
}

/* CSSOM: serialize a string. */
static char *write_string(const char *name, char *at)
{
    *at++ = '"';
    for (; *name != '\0'; name++) {
        if ((unsigned char)*name < 0x20 || *name == 0x7f) {
            at += sprintf(at, "\\%x ", (unsigned)*name);
            continue;
        }
        if (*name == '"' || *name == '\\')
            *at++ = '\\';
        *at++ = *name;
    }
    *at++ = '"';
    return at;
}

char *family_list_write(const struct family_list *l, char *at)
{
    const char *name = l->names;
    for (size_t i = 0; i < l->count; i++, name += strlen(name) + 1) {
        const bool quoted = *name++ == '"';
        if (i > 0) {
            *at++ = ',';
            *at++ = ' ';
        }
        if (needs_quotes(name, quoted)) {
            at = write_string(name, at);
            continue;
        }
        const size_t length = strlen(name);
        memcpy(at, name, length);
        at += length;
    }
    *at = '\0';
    return at;
}
