/* Any bytes as a font and as a length; what was taken is taken again as it is serialised. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas/css_length.h"
#include "canvas/font_parse.h"

enum { SIZE_MAX_BYTES = 2048 };

static void check_again(const struct font_value *f)
{
    struct font_value *again;
    if (strlen(f->text) != f->length || !font_parse(f->text, f->length, &again))
        abort();
    if (again == NULL || strcmp(again->text, f->text) != 0)
        abort();
    font_value_unref(again);
}

static void check(const struct font_value *f)
{
    const struct font_words *w = &f->words;
    if (!(f->size >= 0 && isfinite(f->size)) || w->weight < 1 || w->weight > 1000 ||
        !(w->stretch >= 50 && w->stretch <= 200) || f->families[0] == NULL)
        abort();
    check_again(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct font_value *font;
    struct css_length length;
    const char *text = (const char *)data;
    char serialized[CSS_LENGTH_SIZE];
    if (size > SIZE_MAX_BYTES)
        return -1;
    if (font_parse(text, size, &font) && font != NULL) {
        check(font);
        font_value_unref(font);
    }
    if (css_length_parse(text, size, &length))
        css_length_serialize(&length, serialized);
    return 0;
}
