/* The two forms of --info: the same calls as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "info/info.h"
#include "info/writer.h"

static char *text;
static size_t size;

/* What `write` writes, until the next call. */
static const char *written(void (*write)(struct info_writer *w), bool json)
{
    free(text);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct info_writer *w = info_writer_create(out, json);
    assert_non_null(w);
    write(w);
    assert_true(info_writer_finish(w));
    fclose(out);
    return text;
}

static void nothing(struct info_writer *w)
{
    (void)w;
}

static void every_kind(struct info_writer *w)
{
    info_text(w, "name", "%s %d", "a", 7);
    info_begin(w, "row", INFO_ROW);
    info_number(w, "x", -1);
    info_flag(w, "on", true);
    info_flag(w, "off", false);
    info_real(w, "hz", 59.944);
    info_end(w);
    info_begin(w, "objects", INFO_LIST);
    for (int i = 0; i < 2; i++) {
        info_begin(w, NULL, INFO_OBJECT);
        info_number(w, "id", i);
        info_begin(w, "inner", INFO_OBJECT);
        info_flag(w, "yes", true);
        info_flag(w, "no", false);
        info_end(w);
        info_begin(w, "modes", INFO_LIST);
        info_begin(w, NULL, INFO_ROW);
        info_text(w, "name", "m%d", i);
        info_number(w, "w", 3);
        info_end(w);
        info_end(w);
        info_end(w);
    }
    info_end(w);
    info_begin(w, "words", INFO_WORDS);
    info_text(w, NULL, "XR24");
    info_number(w, NULL, 5);
    info_end(w);
    info_begin(w, "empty", INFO_LIST);
    info_end(w);
    info_begin(w, "emptyrow", INFO_ROW);
    info_flag(w, "off", false);
    info_end(w);
}

static void as_text(void **state)
{
    (void)state;
    assert_string_equal(written(nothing, false), "");
    assert_string_equal(written(every_kind, false), "name: a 7\n"
                                                    "row: x -1, on, hz 59.94\n"
                                                    "objects:\n"
                                                    "  - id: 0\n"
                                                    "    inner:\n"
                                                    "      yes: yes\n"
                                                    "      no: no\n"
                                                    "    modes:\n"
                                                    "      - m0, w 3\n"
                                                    "  - id: 1\n"
                                                    "    inner:\n"
                                                    "      yes: yes\n"
                                                    "      no: no\n"
                                                    "    modes:\n"
                                                    "      - m1, w 3\n"
                                                    "words: XR24, 5\n"
                                                    "empty: none\n"
                                                    "emptyrow: none\n");
}

#ifdef FBRUN_HAVE_JSONC

/* Without white space, which is the library's business. */
static const char *packed(void (*write)(struct info_writer *w))
{
    const char *json = written(write, true);
    size_t used = 0;
    for (const char *p = json; *p != '\0'; p++)
        if (strchr(" \n", *p) == NULL)
            text[used++] = *p;
    text[used] = '\0';
    return text;
}

static void as_json(void **state)
{
    (void)state;
    assert_string_equal(packed(nothing), "{}");
    assert_string_equal(
        packed(every_kind),
        "{\"name\":\"a7\",\"row\":{\"x\":-1,\"on\":true,\"off\":false,\"hz\":59.94},"
        "\"objects\":[{\"id\":0,\"inner\":{\"yes\":true,\"no\":false},"
        "\"modes\":[{\"name\":\"m0\",\"w\":3}]},"
        "{\"id\":1,\"inner\":{\"yes\":true,\"no\":false},\"modes\":[{\"name\":\"m1\",\"w\":3}]}],"
        "\"words\":[\"XR24\",5],\"empty\":[],\"emptyrow\":{\"off\":false}}");
}

#else

static void as_json(void **state)
{
    (void)state;
    assert_null(info_writer_create(stdout, true));
    assert_string_equal(error_text(), "--json: this fbrun was built without json-c");
}

#endif

/* Names come from devices: not terminated, with control characters, with quotes. */
static void hostile(struct info_writer *w)
{
    static const char name[4] = {'a', 'b', 'c', 'd'};
    info_chars(w, "name", name, sizeof name);
    info_chars(w, "none", name, 0);
    info_text(w, "escape", "\033[2J\"\\\n\xff{");
}

static void hostile_texts(void **state)
{
    (void)state;
    assert_string_equal(written(hostile, false), "name: abcd\nnone: \nescape: ?[2J\"\\??{\n");
#ifdef FBRUN_HAVE_JSONC
    assert_string_equal(packed(hostile),
                        "{\"name\":\"abcd\",\"none\":\"\",\"escape\":\"?[2J\\\"\\\\??{\"}");
#endif
}

static void what_is_open_is_ended(struct info_writer *w)
{
    info_begin(w, "list", INFO_LIST);
    info_begin(w, NULL, INFO_OBJECT);
    info_begin(w, "row", INFO_ROW);
    info_number(w, "x", 1);
}

static void finish_ends_all(void **state)
{
    (void)state;
    assert_string_equal(written(what_is_open_is_ended, false), "list:\n  - row: x 1\n");
    assert_true(info_writer_finish(NULL));
}

/* A full disk is not taken for success. */
static void cannot_be_written(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_false(info_write(full, false));
    assert_int_equal(error_code(), ENOSPC);
    fclose(full);
}

static int free_text(void **state)
{
    (void)state;
    free(text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_text),           cmocka_unit_test(as_json),
        cmocka_unit_test(hostile_texts),     cmocka_unit_test(finish_ends_all),
        cmocka_unit_test(cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, free_text);
}
