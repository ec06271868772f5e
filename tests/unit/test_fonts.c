/* Finding fonts. */
#include "font/fonts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const none[] = {NULL};

static struct font_query query(const char *const *families)
{
    return (struct font_query){.families = families, .weight = 400, .stretch = 100};
}

static void nothing_asked_for(void **state)
{
    (void)state;
    struct fonts *f = fonts_create();
    assert_non_null(f);
    struct font_query q = query(NULL);
    struct face *face = fonts_match(f, &q);
    assert_non_null(face);
    q.families = none;
    assert_ptr_equal(face, fonts_match(f, &q));
    static const char *const unknown[] = {"there is no such family", "", NULL};
    q.families = unknown;
    assert_string_equal(face_info(fonts_match(f, &q))->family, face_info(face)->family);
    assert_ptr_equal(fonts_fallback(f, &q, "", 0, "", false), fonts_match(f, &q));
    assert_ptr_equal(fonts_fallback(f, &q, "\xff", 1, "", true),
                     fonts_fallback(f, &q, "\xff", 1, "", true));
    fonts_destroy(f);
    fonts_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
