/* The alpha of a colour is a byte; CSSOM writes it with as few decimals as tell it from others. */
#include "canvas/color_text.h"

#include <stdio.h>

void color_serialize(uint32_t color, char text[COLOR_TEXT_SIZE])
{
    const unsigned alpha = color >> 24, red = color >> 16 & 255, green = color >> 8 & 255,
                   blue = color & 255;
    if (alpha == 255) {
        snprintf(text, COLOR_TEXT_SIZE, "#%02x%02x%02x", red, green, blue);
        return;
    }
    unsigned thousandths = (alpha * 100 + 127) / 255 * 10;
    if ((thousandths / 10 * 255 + 50) / 100 != alpha)
        thousandths = (alpha * 1000 + 127) / 255;
    char digits[8] = "0";
    if (thousandths != 0) {
        int length = snprintf(digits, sizeof digits, "0.%03u", thousandths % 1000);
        while (length > 0 && digits[length - 1] == '0')
            digits[--length] = '\0';
    }
    snprintf(text, COLOR_TEXT_SIZE, "rgba(%u, %u, %u, %s)", red, green, blue, digits);
}
