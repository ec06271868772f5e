/* Layouts that are kept: the same is made once, and memory that is short is given back. */
#include "font/layout_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/budget.h"
#include "text.h"

static struct fonts *fonts; /* the built-in face alone */

static int set_up(void **state)
{
    (void)state;
    setenv("FBRUN_FONT_PATH", "/nowhere", 1);
    fonts = fonts_create();
    return fonts != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    fonts_destroy(fonts);
    return 0;
}

static const char *const nobody[] = {"a family that nobody has", NULL};

static struct layout *lay_out(const char *text)
{
    const struct text_style style = text_style(nobody, 16);
    return layout_text(fonts, text, strlen(text), &style, NULL);
}

static struct key key_of(uint64_t i)
{
    return key_mix((struct key){0}, i, 0);
}

/* Adds `count` layouts under the keys from `first` on. */
static void add(struct layout_cache *c, uint64_t first, uint64_t count)
{
    struct layout *l = lay_out("text");
    assert_non_null(l);
    for (uint64_t i = first; i < first + count; i++)
        layout_cache_add(c, key_of(i), l);
    layout_unref(l);
}

static void those_longest_out_of_use_give_way(void **state)
{
    (void)state;
    enum { BYTES = 8192 };
    struct layout_cache *c = layout_cache_create(BYTES);
    assert_non_null(c);
    assert_null(layout_cache_find(c, key_of(0)));
    add(c, 0, 2);
    const size_t each = layout_cache_bytes(c) / 2;
    for (uint64_t i = 2; i < 100; i++) {
        assert_non_null(layout_cache_find(c, key_of(0)));
        add(c, i, 1);
        assert_true(layout_cache_bytes(c) <= BYTES);
    }
    assert_true(layout_cache_bytes(c) > BYTES - each);
    assert_null(layout_cache_find(c, key_of(1)));
    assert_non_null(layout_cache_find(c, key_of(99)));
    layout_cache_destroy(c);
    layout_cache_destroy(NULL);
}

static void short_memory_is_given_back(void **state)
{
    (void)state;
    struct layout_cache *c = layout_cache_create(LAYOUT_CACHE_BYTES);
    assert_non_null(c);
    add(c, 0, 20);
    const size_t each = layout_cache_bytes(c) / 20;
    budget_limit(100000);
    assert_true(budget_take(90000)); /* more than three quarters */
    struct layout *l = lay_out("x");
    assert_non_null(l);
    layout_cache_add(c, key_of(20), l);
    layout_unref(l);
    assert_true(layout_cache_bytes(c) <= each);
    assert_null(layout_cache_find(c, key_of(19)));
    assert_non_null(layout_cache_find(c, key_of(20)));
    layout_cache_destroy(c);
    budget_give(90000);
    budget_limit(0);
}

/* A text is refused, but never kept with a part of its glyphs. The built-in face is asked for
 * outlines to lay it out. */
static void a_refused_text_is_laid_out_later(void **state)
{
    (void)state;
    struct layout *l = lay_out("x"); /* what is made once is there */
    assert_non_null(l);
    layout_unref(l);
    l = NULL;
    int times = 0;
    for (size_t room = 16; l == NULL; room += 16, times++) {
        budget_limit(budget_used() + room);
        l = lay_out("refused");
    }
    budget_limit(0);
    assert_true(times > 10);
    assert_int_equal(l->lines[0].glyphs->count, 7);
    struct layout *again = lay_out("refused");
    assert_ptr_equal(again, l);
    layout_unref(again);
    layout_unref(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_longest_out_of_use_give_way),
        cmocka_unit_test(short_memory_is_given_back),
        cmocka_unit_test(a_refused_text_is_laid_out_later),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
