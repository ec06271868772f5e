/* Curves are tables: of 256 or 65,536 samples, made once a file. */
#include "image/png_color.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"

static const double SRGB_PRIMARIES[8] = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
static const double SIGNIFICANT = 0.05; /* of an exponent, as in libpng */
enum { UNIT = 100000, GAMMA_MAX = 2147483647 };

static size_t samples(const struct png_color *color)
{
    return (size_t)1 << color->depth;
}

static bool make_table(struct png_color *color, double gamma)
{
    const double exponent = 1 / (2.2 * gamma);
    const double most = (double)(samples(color) - 1);
    if (fabs(2.2 * gamma - 1) < SIGNIFICANT)
        return true;
    color->table = malloc(samples(color));
    if (color->table == NULL)
        return error_set("no memory for its colours");
    for (size_t i = 0; i < samples(color); i++)
        color->table[i] = (uint8_t)floor(255 * pow((double)i / most, exponent) + 0.5);
    return true;
}

/* The product of two 3x3 matrices, row by row. */
static void multiply(const double a[9], const double b[9], double out[9])
{
    for (size_t row = 0; row < 3; row++)
        for (size_t column = 0; column < 3; column++)
            out[3 * row + column] = a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] +
                                    a[3 * row + 2] * b[6 + column];
}

/* False if there is none. */
static bool invert(const double m[9], double out[9])
{
    for (size_t i = 0; i < 3; i++) {
        const size_t a = (i + 1) % 3, b = (i + 2) % 3;
        for (size_t j = 0; j < 3; j++) {
            const size_t c = (j + 1) % 3, e = (j + 2) % 3;
            out[3 * j + i] = m[3 * a + c] * m[3 * b + e] - m[3 * a + e] * m[3 * b + c];
        }
    }
    const double determinant = m[0] * out[0] + m[1] * out[3] + m[2] * out[6];
    for (size_t i = 0; i < 9; i++)
        out[i] /= determinant;
    return fabs(determinant) > 1e-9;
}

/* From linear light of these primaries to XYZ, with the white point's Y of 1. */
static bool to_xyz(const double xy[8], double out[9])
{
    double white[3], columns[9], inverse[9];
    for (size_t i = 0; i < 4; i++) {
        const double x = xy[2 * i], y = xy[2 * i + 1];
        if (y <= 0)
            return false;
        const double xyz[3] = {x / y, 1, (1 - x - y) / y};
        for (size_t j = 0; j < 3; j++)
            *(i == 0 ? &white[j] : &columns[3 * j + i - 1]) = xyz[j];
    }
    if (!invert(columns, inverse))
        return false;
    for (size_t i = 0; i < 3; i++) {
        const double scale = inverse[3 * i] * white[0] + inverse[3 * i + 1] * white[1] +
                             inverse[3 * i + 2] * white[2];
        for (size_t j = 0; j < 3; j++)
            out[3 * j + i] = columns[3 * j + i] * scale;
    }
    return true;
}

/* From white point to white point of two sets of primaries, by Bradford's method, as ICC has it. */
static bool adapt(const double from[8], const double to[8], double out[9])
{
    static const double cones[9] = {0.8951, 0.2664, -0.1614, -0.7502, 1.7135,
                                    0.0367, 0.0389, -0.0685, 1.0296};
    double inverse[9], scaled[9];
    const double *whites[2] = {from, to};
    double responses[2][3];
    for (size_t k = 0; k < 2; k++) {
        const double x = whites[k][0], y = whites[k][1];
        for (size_t i = 0; i < 3; i++)
            responses[k][i] =
                cones[3 * i] * x / y + cones[3 * i + 1] + cones[3 * i + 2] * (1 - x - y) / y;
    }
    for (size_t i = 0; i < 9; i++)
        scaled[i] = cones[i] * responses[1][i / 3] / responses[0][i / 3];
    if (!invert(cones, inverse))
        return false;
    multiply(inverse, scaled, out);
    return true;
}

/* False, without an error text, for primaries that make no sense. */
static bool make_matrix(struct png_color *color, const uint32_t primaries[8])
{
    double from[8], xyz[9], adapted[9], srgb[9], inverse[9], both[9], all[9];
    for (int i = 0; i < 8; i++)
        from[i] = (double)primaries[i] / UNIT;
    if (!to_xyz(from, xyz) || !to_xyz(SRGB_PRIMARIES, srgb) || !invert(srgb, inverse) ||
        !adapt(from, SRGB_PRIMARIES, adapted))
        return false;
    multiply(adapted, xyz, both);
    multiply(inverse, both, all);
    for (int i = 0; i < 9; i++) {
        if (!isfinite(all[i]))
            return false;
        color->matrix[i] = (float)all[i];
    }
    return true;
}

static double srgb_to_light(double value)
{
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static bool make_curves(struct png_color *color, double gamma)
{
    const double most = (double)(samples(color) - 1);
    color->linear = malloc(samples(color) * sizeof *color->linear);
    if (color->linear == NULL)
        return error_set("no memory for its colours");
    for (size_t i = 0; i < samples(color); i++)
        color->linear[i] = (float)pow((double)i / most, 1 / gamma);
    for (int i = 0; i < 255; i++)
        color->thresholds[i] = (float)srgb_to_light((i + 0.5) / 255);
    return true;
}

bool png_color_init(struct png_color *color, const struct png_header *header)
{
    *color = (struct png_color){.depth = header->depth == 16 ? 16 : 8};
    if (header->is_srgb || header->has_profile || header->gamma == 0 || header->gamma > GAMMA_MAX)
        return true;
    const double gamma = (double)header->gamma / UNIT;
    if (header->has_primaries && make_matrix(color, header->primaries))
        return make_curves(color, gamma);
    return make_table(color, gamma);
}

/* The sample whose range of light this is in: eight halvings. */
static uint8_t encode(const struct png_color *color, float light)
{
    int sample = 0;
    for (int step = 128; step > 0; step /= 2)
        if (light >= color->thresholds[sample + step - 1])
            sample += step;
    return (uint8_t)sample;
}

void png_color_convert(const struct png_color *color, const uint32_t in[3], uint8_t out[3])
{
    if (color->table != NULL) {
        for (int i = 0; i < 3; i++)
            out[i] = color->table[in[i]];
        return;
    }
    const float r = color->linear[in[0]], g = color->linear[in[1]], b = color->linear[in[2]];
    const float *m = color->matrix;
    for (int i = 0; i < 3; i++, m += 3)
        out[i] = encode(color, m[0] * r + m[1] * g + m[2] * b);
}

void png_color_finish(struct png_color *color)
{
    free(color->table);
    free(color->linear);
    icc_finish(&color->icc);
    *color = (struct png_color){0};
}
