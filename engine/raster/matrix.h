/* Affine transforms, with the names of DOMMatrix: x' = a x + c y + e, y' = b x + d y + f. */
#ifndef RASTER_MATRIX_H
#define RASTER_MATRIX_H

#include <math.h>
#include <stdbool.h>

struct point {
    double x, y;
};

struct matrix {
    double a, b, c, d, e, f;
};

static const struct matrix MATRIX_IDENTITY = {1, 0, 0, 1, 0, 0};

static inline struct point matrix_apply(const struct matrix *m, struct point p)
{
    return (struct point){m->a * p.x + m->c * p.y + m->e, m->b * p.x + m->d * p.y + m->f};
}

/* The same for a vector: without the translation. */
static inline struct point matrix_apply_vector(const struct matrix *m, struct point v)
{
    return (struct point){m->a * v.x + m->c * v.y, m->b * v.x + m->d * v.y};
}

/* First `inner`, then `outer`. */
static inline struct matrix matrix_multiply(const struct matrix *outer, const struct matrix *inner)
{
    return (struct matrix){
        .a = outer->a * inner->a + outer->c * inner->b,
        .b = outer->b * inner->a + outer->d * inner->b,
        .c = outer->a * inner->c + outer->c * inner->d,
        .d = outer->b * inner->c + outer->d * inner->d,
        .e = outer->a * inner->e + outer->c * inner->f + outer->e,
        .f = outer->b * inner->e + outer->d * inner->f + outer->f,
    };
}

static inline bool matrix_is_finite(const struct matrix *m)
{
    return isfinite(m->a) && isfinite(m->b) && isfinite(m->c) && isfinite(m->d) && isfinite(m->e) &&
           isfinite(m->f);
}

/* False if it has no inverse (or none whose numbers are finite); *inverse is then untouched. */
static inline bool matrix_invert(const struct matrix *m, struct matrix *inverse)
{
    const double determinant = m->a * m->d - m->b * m->c;
    if (determinant == 0 || !isfinite(determinant))
        return false;
    const struct matrix r = {
        .a = m->d / determinant,
        .b = -m->b / determinant,
        .c = -m->c / determinant,
        .d = m->a / determinant,
        .e = (m->c * m->f - m->d * m->e) / determinant,
        .f = (m->b * m->e - m->a * m->f) / determinant,
    };
    if (!matrix_is_finite(&r))
        return false;
    *inverse = r;
    return true;
}

/* True if it only moves, by whole pixels of less than 2^28; *dx and *dy are then how far. */
static inline bool matrix_moves_pixels(const struct matrix *m, int *dx, int *dy)
{
    const double far = 1 << 28;
    if (m->a != 1 || m->b != 0 || m->c != 0 || m->d != 1 || !(fabs(m->e) < far) ||
        !(fabs(m->f) < far))
        return false;
    *dx = (int)m->e;
    *dy = (int)m->f;
    return *dx == m->e && *dy == m->f;
}

#endif
