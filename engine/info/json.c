/* --info as JSON, by json-c. */
#ifdef FBRUN_HAVE_JSONC
#include <json-c/json.h>
#include <stdlib.h>

#include "base/error.h"
#include "info/writer_impl.h"

struct json_writer {
    struct info_writer base;
    struct json_object *levels[INFO_DEPTH_MAX]; /* the first one owns all others */
    bool failed;
};

/* Adds `value` to what is open; from then on that owns it. NULL where json-c had no memory. */
static void add(struct info_writer *w, const char *key, struct json_object *value)
{
    struct json_writer *j = (struct json_writer *)w;
    struct json_object *parent = j->levels[w->depth - 1];
    bool added = value != NULL && parent != NULL &&
                 (json_object_is_type(parent, json_type_array)
                      ? json_object_array_add(parent, value)
                      : json_object_object_add(parent, key, value)) == 0;
    if (added)
        return;
    j->failed = true;
    json_object_put(value);
}

static void json_begin(struct info_writer *w, const char *key, enum info_kind kind)
{
    struct json_writer *j = (struct json_writer *)w;
    bool list = kind == INFO_LIST || kind == INFO_WORDS;
    struct json_object *value = list ? json_object_new_array() : json_object_new_object();
    if (w->depth > 0)
        add(w, key, value);
    j->failed |= value == NULL;
    j->levels[w->depth] = j->failed ? NULL : value;
}

static void json_end(struct info_writer *w)
{
    (void)w;
}

static void json_text(struct info_writer *w, const char *key, const char *text)
{
    add(w, key, json_object_new_string(text));
}

static void json_number(struct info_writer *w, const char *key, int64_t number)
{
    add(w, key, json_object_new_int64(number));
}

static void json_real(struct info_writer *w, const char *key, const char *digits)
{
    add(w, key, json_object_new_double_s(strtod(digits, NULL), digits));
}

static void json_flag(struct info_writer *w, const char *key, bool flag)
{
    add(w, key, json_object_new_boolean(flag));
}

static bool json_finish(struct info_writer *w)
{
    struct json_writer *j = (struct json_writer *)w;
    const char *text = NULL;
    if (!j->failed)
        text = json_object_to_json_string_ext(j->levels[0], JSON_C_TO_STRING_PRETTY |
                                                                JSON_C_TO_STRING_NOSLASHESCAPE);
    if (text != NULL)
        fprintf(w->out, "%s\n", text);
    json_object_put(j->levels[0]);
    free(w);
    return text != NULL || error_set("no memory for --info");
}

static const struct info_writer_impl json_impl = {
    .begin = json_begin,
    .end = json_end,
    .text = json_text,
    .number = json_number,
    .real = json_real,
    .flag = json_flag,
    .finish = json_finish,
};

struct info_writer *info_writer_create_json(FILE *out)
{
    struct json_writer *w = calloc(1, sizeof *w);
    if (w == NULL) {
        error_set("no memory for --info");
        return NULL;
    }
    w->base = (struct info_writer){.impl = &json_impl, .out = out};
    info_begin(&w->base, NULL, INFO_OBJECT);
    return &w->base;
}
#endif
