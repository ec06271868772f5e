/* A number, and a unit from a table. */
#include "canvas/css_length.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Absolute ones have `pixels`; the others are parts of the font's size. Without the fonts'
 * own measures, which CSS lets a program do without, "ex" and "ch" are half an em. The root
 * element that "rem" means is not there: CSS's initial size stands for it. */
static const struct {
    const char *name;
    double pixels, em;
} units[] = {
    {"px", 1, 0},         {"em", 0, 1},  {"rem", 16, 0},       {"ex", 0, 0.5},
    {"ch", 0, 0.5},       {"ic", 0, 1},  {"cm", 96 / 2.54, 0}, {"mm", 96 / 25.4, 0},
    {"q", 96 / 101.6, 0}, {"in", 96, 0}, {"pt", 96.0 / 72, 0}, {"pc", 16, 0},
};

bool css_length_read(struct reader *r, struct css_length *l)
{
    char name[READER_NAME_SIZE];
    if (!reader_number(r, &l->number))
        return false;
    l->number = fmin(fmax(l->number, -CSS_LENGTH_MAX), CSS_LENGTH_MAX);
    l->unit = 0;
    if (!reader_is_name(reader_peek(r)))
        return l->number == 0 && reader_peek(r) != '%';
    reader_name(r, name);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(name, units[i].name) == 0) {
            l->unit = (int)i;
            return true;
        }
    }
    return false;
}

bool css_length_parse(const char *text, size_t length, struct css_length *l)
{
    struct reader r = {text, text + length};
    struct css_length found;
    reader_skip_space(&r);
    if (!css_length_read(&r, &found))
        return false;
    reader_skip_space(&r);
    if (r.at != r.end)
        return false;
    *l = found;
    return true;
}

double css_length_pixels(const struct css_length *l, double em)
{
    return l->number * (units[l->unit].pixels + units[l->unit].em * em);
}

void css_length_serialize(const struct css_length *l, char text[CSS_LENGTH_SIZE])
{
    char number[CSS_NUMBER_SIZE];
    css_number_serialize(l->number, number);
    snprintf(text, CSS_LENGTH_SIZE, "%s%s", number, units[l->unit].name);
}

void css_number_serialize(double number, char text[CSS_NUMBER_SIZE])
{
    int decimals = 6;
    for (long power = 1; decimals > 0 && fabs(number) >= (double)power; power *= 10)
        decimals--;
    int length = snprintf(text, CSS_NUMBER_SIZE, "%.*f", decimals, number);
    if (strchr(text, '.') != NULL) {
        while (text[length - 1] == '0')
            text[--length] = '\0';
        if (text[length - 1] == '.')
            text[--length] = '\0';
    }
    if (strcmp(text, "-0") == 0)
        memcpy(text, "0", sizeof "0");
}
