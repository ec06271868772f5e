/* Box drawing and block elements: computed, since they have to meet at the edges of the cells, and
 * are all made of four arms. */
#include <string.h>

#include "font/builtin_cells.h"

/* Columns x0 to x1 - 1 of rows y0 to y1 - 1. */
static void fill(struct cell *c, int x0, int y0, int x1, int y1)
{
    const uint8_t bits = (uint8_t)((0xFF >> x0) & ~(0xFF >> x1));
    for (int y = y0; y < y1; y++)
        c->rows[y] |= bits;
}

/* Arms are light (2 pixels), heavy (4), or double (two lines of 2, two apart); '-': none. */
struct arms {
    char left, right, up, down;
};

/* U+2500 to U+257F, four letters a character: left, right, up, down. What has other strokes than
 * arms is empty. */
static const char ARMS[] = "ll--hh----ll--hh--------------------------------"
                           "-l-l-h-l-l-h-h-hl--lh--ll--hh--h"
                           "-ll--hl--lh--hh-l-l-h-l-l-h-h-h-"
                           "-lll-hll-lhl-llh-lhh-hhl-hlh-hhh"
                           "l-llh-lll-hll-lhl-hhh-hlh-lhh-hh"
                           "ll-lhl-llh-lhh-lll-hhl-hlh-hhh-h"
                           "lll-hll-lhl-hhl-llh-hlh-lhh-hhh-"
                           "llllhllllhllhhllllhllllhllhhhlhllhhlhllhlhlhhhhlhhlhhlhhlhhhhhhh"
                           "----------------"
                           "dd----dd-d-l-l-d-d-dd--ll--dd--d-dl--ld--dd-d-l-l-d-d-d-"
                           "-dll-ldd-dddd-lll-ddd-dddd-lll-ddd-dddl-lld-ddd-ddlllldddddd"
                           "----------------"
                           "------------"
                           "l-----l--l-----lh-----h--h-----hlh----lhhl----hl";

/* Half of what an arm is wide. */
static int half(char arm)
{
    return arm == 'h' ? 2 : arm == 'l' ? 1 : 0;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* How far a single line reaches beyond the cell's middle (or stays before it: below 0) where it
 * meets the two arms `a` and `b` that cross it; `other` is the arm that goes on. */
static int single_reach(char a, char b, char other)
{
    const bool both = a == 'd' && b == 'd';
    if (both)
        return other != '-' ? 0 : -1; /* to the first of two lines that pass */
    if (a == 'd' || b == 'd')
        return other != '-' ? -1 : 3; /* around a corner, or up to a line that is part of one */
    return larger(half(a), half(b));
}

/* The same for one of a double arm's lines: `near` crosses on its own side, `far` on the other. */
static int double_reach(char near, char far)
{
    if (near == 'd')
        return -1;
    if (far == 'd')
        return 3;
    return larger(half(near), half(far));
}

/* The arm that leads to the left. The other three are it, turned and mirrored: x runs along the arm
 * and y across it, `turn` says how. */
struct turn {
    bool swap, flip; /* x and y change places; then the arm comes from the other end */
};

static void fill_turned(struct cell *c, struct turn t, int reach, int from, int to)
{
    const int length = t.swap ? CELL_HEIGHT : CELL_WIDTH,
              breadth = CELL_WIDTH + CELL_HEIGHT - length;
    const int middle = length / 2, side = breadth / 2;
    const int x0 = t.flip ? middle - reach : 0, x1 = t.flip ? length : middle + reach;
    if (t.swap)
        fill(c, side + from, x0, side + to, x1);
    else
        fill(c, x0, side + from, x1, side + to);
}

/* `before` and `after` cross the arm on the side of the lower and the higher coordinates. */
static void draw_arm(struct cell *c, struct turn t, char arm, char other, char before, char after)
{
    if (arm == 'd') {
        fill_turned(c, t, double_reach(before, after), -3, -1);
        fill_turned(c, t, double_reach(after, before), 1, 3);
    } else if (arm != '-') {
        fill_turned(c, t, single_reach(before, after, other), -half(arm), half(arm));
    }
}

static void draw_arms(struct cell *c, struct arms a)
{
    draw_arm(c, (struct turn){false, false}, a.left, a.right, a.up, a.down);
    draw_arm(c, (struct turn){false, true}, a.right, a.left, a.up, a.down);
    draw_arm(c, (struct turn){true, false}, a.up, a.down, a.left, a.right);
    draw_arm(c, (struct turn){true, true}, a.down, a.up, a.left, a.right);
}

/* U+2504 to 250B and U+254C to 254F: in threes, fours, twos; light and heavy; across and upright.
 */
static void draw_dashes(struct cell *c, uint32_t codepoint)
{
    static const uint8_t across[] = {0xDA, 0xAA, 0xEE};
    static const uint16_t upright[] = {0xF7BC, 0xEEEE, 0xFCFC};
    const uint32_t kind = codepoint >= 0x254C ? 2 : (codepoint - 0x2504) / 4;
    const uint32_t n = codepoint & 3;
    const int breadth = n % 2 == 1 ? 2 : 1;
    const bool is_upright = codepoint >= 0x254C ? n >= 2 : (codepoint - 0x2504) % 4 >= 2;
    if (!is_upright) {
        for (int y = 8 - breadth; y < 8 + breadth; y++)
            c->rows[y] = across[kind];
        return;
    }
    for (int y = 0; y < CELL_HEIGHT; y++)
        if (upright[kind] >> (15 - y) & 1)
            fill(c, 4 - breadth, y, 4 + breadth, y + 1);
}

/* U+256D to 2570: from below to the right, and its mirror pictures. */
static void draw_arc(struct cell *c, uint32_t n)
{
    static const uint8_t bits[] = {0x07, 0x0F, 0x1C, 0x18};
    const bool from_left = n == 1 || n == 2, from_above = n >= 2;
    for (int y = 7; y < CELL_HEIGHT; y++) {
        const uint8_t row = y - 7 < 4 ? bits[y - 7] : bits[3];
        uint8_t turned = row;
        if (from_left) {
            turned = 0;
            for (int x = 0; x < CELL_WIDTH; x++)
                turned |= (uint8_t)((row >> x & 1) << (7 - x));
        }
        c->rows[from_above ? 15 - y : y] |= turned;
    }
}

/* U+2571 to 2573. */
static void draw_diagonals(struct cell *c, uint32_t n)
{
    for (int y = 0; y < CELL_HEIGHT; y++) {
        const int x = y / 2;
        if (n != 1)
            fill(c, larger(7 - x - (y % 2 == 0 ? 0 : 1), 0), y, 8 - x, y + 1);
        if (n != 0)
            fill(c, larger(x - (y % 2 == 0 ? 1 : 0), 0), y, x + 1, y + 1);
    }
}

/* U+2596 to 259F: upper left 1, upper right 2, lower left 4, lower right 8. */
static void draw_quadrants(struct cell *c, uint32_t n)
{
    static const uint8_t quadrants[] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};
    for (int i = 0; i < 4; i++)
        if (quadrants[n] >> i & 1)
            fill(c, i % 2 * 4, i / 2 * 8, i % 2 * 4 + 4, i / 2 * 8 + 8);
}

static void draw_shade(struct cell *c, uint32_t n)
{
    static const uint8_t rows[3][2] = {{0x88, 0x22}, {0xAA, 0x55}, {0x77, 0xDD}};
    for (int y = 0; y < CELL_HEIGHT; y++)
        c->rows[y] = rows[n][y % 2];
}

static void draw_block(struct cell *c, uint32_t n)
{
    if (n == 0x00)
        fill(c, 0, 0, 8, 8);
    else if (n <= 0x08)
        fill(c, 0, 16 - 2 * (int)n, 8, 16);
    else if (n <= 0x0F)
        fill(c, 0, 0, 16 - (int)n, 16);
    else if (n == 0x10)
        fill(c, 4, 0, 8, 16);
    else if (n <= 0x13)
        draw_shade(c, n - 0x11);
    else if (n == 0x14)
        fill(c, 0, 0, 8, 2);
    else if (n == 0x15)
        fill(c, 7, 0, 8, 16);
    else
        draw_quadrants(c, n - 0x16);
}

void cells_draw_box(uint32_t codepoint, struct cell *cell)
{
    *cell = (struct cell){0};
    const uint32_t n = codepoint - 0x2500;
    if (n >= 0x80) {
        draw_block(cell, n - 0x80);
    } else if ((n >= 0x04 && n <= 0x0B) || (n >= 0x4C && n <= 0x4F)) {
        draw_dashes(cell, codepoint);
    } else if (n >= 0x6D && n <= 0x70) {
        draw_arc(cell, n - 0x6D);
    } else if (n >= 0x71 && n <= 0x73) {
        draw_diagonals(cell, n - 0x71);
    } else {
        struct arms arms;
        memcpy(&arms, ARMS + sizeof arms * n, sizeof arms);
        draw_arms(cell, arms);
    }
}
