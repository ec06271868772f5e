/* A table of units, in degrees. */
#include "canvas/css_angle.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    double degrees;
} units[] = {{"deg", 1}, {"grad", 0.9}, {"rad", 180 / 3.14159265358979323846}, {"turn", 360}};

double css_angle_degrees(const char *unit)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].degrees;
    return 0;
}
