/* The table of the built-in font's pictures: drawn ones, letters with marks that are put together
 * from those, and boxes. It is made once. */
#include "font/builtin_cells.h"

#include <stdlib.h>
#include <string.h>

#include "font/utf8.h"

/* As they are drawn: eight cells a block, side by side. */
static const struct {
    const char *characters;
    const char *rows[CELL_HEIGHT];
} drawn[] = {
#include "font/builtin_glyphs.inc"
};

/* Letters with a mark: what they are, and what each one's letter is. */
static const struct {
    const char *characters, *letters, *mark;
} composed[] = {
    {"ÀÈÌÒÙàèìòù`", "AEIOUaeıou ", "\u0300"},
    {"ÁÉÍÓÚÝáéíóúý´ĆćŃńŚśŹźŔŕĹ", "AEIOUYaeıouy CcNnSsZzRrL", "\u0301"},
    {"ÂÊÎÔÛâêîôûˆĈĉĜĝĤĴŜŝŴŵŶŷ", "AEIOUaeıou CcGgHJSsWwYy", "\u0302"},
    {"ÃÑÕãñõ˜ĨĩŨũ", "ANOano IıUu", "\u0303"},
    {"¯ĀāĒēĪīŌōŪū", " AaEeIıOoUu", "\u0304"},
    {"˘ĂăĔĕĞğĬĭŎŏŬŭ", " AaEeGgIıOoUu", "\u0306"},
    {"˙ĊċĖėĠġİŻż", " CcEeGgIZz", "\u0307"},
    {"ÄËÏÖÜäëïöüÿŸ¨", "AEIOUaeıouyY ", "\u0308"},
    {"ÅåŮů˚", "AaUu ", "\u030A"},
    {"˝ŐőŰű", " OoUu", "\u030B"},
    {"ˇČčĎĚěŇňŘřŠšŤŽž", " CcDEeNnRrSsTZz", "\u030C"},
    {"Çç¸ŞşŢţĢĶķĻļŅņŖŗ", "Cc SsTtGKkLlNnRr", "\u0327"},
    {"˛ĄąĘęĮįŲų", " AaEeIıUu", "\u0328"},
};

/* What looks like something else. */
static const struct {
    uint32_t codepoint, like;
} alike[] = {
    {0xA0, ' '},      {0xAD, '-'},      {0x2002, ' '},    {0x2003, ' '},    {0x2009, ' '},
    {0x200A, ' '},    {0x202F, ' '},    {0x2010, '-'},    {0x2011, '-'},    {0x2012, 0x2013},
    {0x2015, 0x2014}, {0x2032, '\''},   {0x2033, '"'},    {0x2044, '/'},    {0x25FC, 0x25A0},
    {0x25AA, 0x25A0}, {0x201B, 0x2018}, {0x2714, 0x2713}, {0x2718, 0x2717}, {0x3BC, 0xB5},
};

enum { CELLS_MAX = 640, BOX_FIRST = 0x2500, BOX_LAST = 0x259F };

static struct entry {
    uint32_t codepoint;
    struct cell cell;
} table[CELLS_MAX]; /* by code point, but for glyph 0 */
static uint32_t count;

static struct entry *find_unsorted(uint32_t codepoint)
{
    for (uint32_t i = 1; i < count; i++)
        if (table[i].codepoint == codepoint)
            return &table[i];
    return &table[0];
}

static void add(uint32_t codepoint, struct cell cell)
{
    if (count < CELLS_MAX && find_unsorted(codepoint) == &table[0])
        table[count++] = (struct entry){codepoint, cell};
}

static uint32_t next(const char **text)
{
    uint32_t codepoint;
    *text += utf8_next(*text, strlen(*text), &codepoint);
    return codepoint;
}

static void add_drawn(void)
{
    for (size_t b = 0; b < sizeof drawn / sizeof *drawn; b++) {
        const char *characters = drawn[b].characters;
        for (int i = 0; *characters != '\0'; i++) {
            struct cell cell = {0};
            for (int y = 0; y < CELL_HEIGHT; y++)
                for (int x = 0; x < CELL_WIDTH; x++)
                    if (drawn[b].rows[y][(CELL_WIDTH + 1) * i + x] == '#')
                        cell.rows[y] |= (uint8_t)(0x80 >> x);
            add(next(&characters), cell);
        }
    }
}

/* The first and the last row of a cell that is not empty. */
static void ink(const struct cell *c, int *first, int *last)
{
    *first = CELL_HEIGHT;
    *last = -1;
    for (int y = 0; y < CELL_HEIGHT; y++) {
        if (c->rows[y] == 0)
            continue;
        *last = y;
        if (*first == CELL_HEIGHT)
            *first = y;
    }
}

/* Marks are drawn for capitals, which lose a row to make room for them. Above small letters they
 * stand lower. */
static struct cell compose(struct cell letter, const struct cell *mark)
{
    enum { CAPITAL_TOP = 2, SMALL_TOP = 5 };
    int top, bottom, mark_top, mark_bottom, down = 0;
    ink(&letter, &top, &bottom);
    ink(mark, &mark_top, &mark_bottom);
    if (mark_top < CAPITAL_TOP && top == CAPITAL_TOP) {
        memmove(&letter.rows[CAPITAL_TOP + 1], &letter.rows[CAPITAL_TOP], 2);
        letter.rows[CAPITAL_TOP] = 0;
    } else if (mark_top < CAPITAL_TOP && top >= SMALL_TOP) {
        down = SMALL_TOP - 2 - mark_bottom;
    }
    for (int y = mark_top; y <= mark_bottom; y++)
        letter.rows[y + down] |= mark->rows[y];
    return letter;
}

static void add_composed(void)
{
    for (size_t i = 0; i < sizeof composed / sizeof *composed; i++) {
        const char *characters = composed[i].characters, *letters = composed[i].letters;
        const char *mark = composed[i].mark;
        const struct cell mark_cell = find_unsorted(next(&mark))->cell;
        while (*characters != '\0')
            add(next(&characters), compose(find_unsorted(next(&letters))->cell, &mark_cell));
    }
}

static int by_codepoint(const void *a, const void *b)
{
    const uint32_t x = ((const struct entry *)a)->codepoint,
                   y = ((const struct entry *)b)->codepoint;
    return (x > y) - (x < y);
}

static void fill_table(void)
{
    struct cell missing = {0};
    for (int y = 2; y < CELL_BASELINE; y++)
        missing.rows[y] = y == 2 || y == CELL_BASELINE - 1 ? 0x7E : 0x42;
    table[count++].cell = missing;
    add(' ', (struct cell){0});
    add_drawn();
    add_composed();
    for (uint32_t c = BOX_FIRST; c <= BOX_LAST; c++) {
        struct cell cell;
        cells_draw_box(c, &cell);
        add(c, cell);
    }
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        add(alike[i].codepoint, find_unsorted(alike[i].like)->cell);
    qsort(table + 1, count - 1, sizeof *table, by_codepoint);
}

uint32_t cells_count(void)
{
    if (count == 0)
        fill_table();
    return count;
}

uint32_t cells_find(uint32_t codepoint)
{
    uint32_t below = 1, above = cells_count();
    while (below < above) {
        const uint32_t middle = below + (above - below) / 2;
        if (table[middle].codepoint == codepoint)
            return middle;
        if (table[middle].codepoint < codepoint)
            below = middle + 1;
        else
            above = middle;
    }
    return 0;
}

const struct cell *cells_get(uint32_t glyph)
{
    return &table[glyph < cells_count() ? glyph : 0].cell;
}
