/* --info as text: "key: value" lines, indented by what holds them, "- " before what a list holds.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/error.h"
#include "info/writer_impl.h"

struct level {
    enum info_kind kind;
    int count;  /* values so far */
    int indent; /* of the lines in it, two columns each */
    bool keyed; /* "key:" stands before it, on a line that is not ended */
    bool dash;  /* an object in a list: its first line begins with "- " */
};

struct text_writer {
    struct info_writer base;
    struct level levels[INFO_DEPTH_MAX];
};

static bool on_one_line(const struct level *l)
{
    return l->kind == INFO_ROW || l->kind == INFO_WORDS;
}

static struct level *innermost(struct info_writer *w)
{
    return &((struct text_writer *)w)->levels[w->depth - 1];
}

/* Ends the line of the key before the first value. */
static void end_key(struct info_writer *w, struct level *l)
{
    if (l->count == 0 && l->keyed)
        fputc('\n', w->out);
}

/* Writes what stands before the next value of `l`. */
static void lead(struct info_writer *w, struct level *l)
{
    if (on_one_line(l)) {
        fputs(l->count > 0 ? ", " : l->keyed ? " " : "", w->out);
    } else {
        end_key(w, l);
        bool dash = l->kind == INFO_LIST || (l->dash && l->count == 0);
        int indent = l->indent - (l->kind == INFO_OBJECT && dash);
        fprintf(w->out, "%*s%s", 2 * indent, "", dash ? "- " : "");
    }
    l->count++;
}

static void value(struct info_writer *w, const char *key, const char *text)
{
    struct level *l = innermost(w);
    bool first = l->count == 0;
    lead(w, l);
    if (l->kind == INFO_OBJECT)
        fprintf(w->out, "%s: ", key);
    else if (l->kind == INFO_ROW && (l->keyed || !first))
        fprintf(w->out, "%s ", key);
    fprintf(w->out, on_one_line(l) ? "%s" : "%s\n", text);
}

static void text_begin(struct info_writer *w, const char *key, enum info_kind kind)
{
    struct level *new = &((struct text_writer *)w)->levels[w->depth];
    *new = (struct level){.kind = kind, .keyed = key != NULL};
    if (w->depth == 0)
        return;
    struct level *l = innermost(w);
    new->indent = l->indent + 1;
    if (kind == INFO_OBJECT && l->kind == INFO_LIST) {
        end_key(w, l);
        l->count++;
        new->dash = true;
    } else {
        lead(w, l);
        if (key != NULL)
            fprintf(w->out, "%s:", key);
    }
}

static void text_end(struct info_writer *w)
{
    const struct level *l = &((struct text_writer *)w)->levels[w->depth];
    if (l->count == 0 && l->keyed)
        fputs(" none", w->out);
    if (on_one_line(l) || (l->count == 0 && l->keyed))
        fputc('\n', w->out);
}

static void text_number(struct info_writer *w, const char *key, int64_t number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, number);
    value(w, key, digits);
}

static void text_flag(struct info_writer *w, const char *key, bool flag)
{
    struct level *l = innermost(w);
    if (l->kind != INFO_ROW) {
        value(w, key, flag ? "yes" : "no");
    } else if (flag) {
        lead(w, l);
        fputs(key, w->out);
    }
}

static bool text_finish(struct info_writer *w)
{
    free(w);
    return true;
}

static const struct info_writer_impl text_impl = {
    .begin = text_begin,
    .end = text_end,
    .text = value,
    .number = text_number,
    .real = value,
    .flag = text_flag,
    .finish = text_finish,
};

struct info_writer *info_writer_create_text(FILE *out)
{
    struct text_writer *w = calloc(1, sizeof *w);
    if (w == NULL) {
        error_set("no memory for --info");
        return NULL;
    }
    w->base = (struct info_writer){.impl = &text_impl, .out = out};
    info_begin(&w->base, NULL, INFO_OBJECT);
    return &w->base;
}
