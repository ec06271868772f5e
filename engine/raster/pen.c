/* The pen of a stroke. */
#include "raster/pen.h"

/* Larger numbers would overflow when squared; nobody sees the difference. */
static double limit(double x)
{
    static const double most = 1e60;
    return fmin(fmax(x, -most), most);
}

void pen_init(struct pen *pen, double width, const struct matrix *m)
{
    static const double thinnest = 1e-9; /* against the longer axis */
    const double h = width / 2;
    const double a = limit(h * m->a), b = limit(h * m->b), c = limit(h * m->c), d = limit(h * m->d);
    const double size = fmax(fmax(fabs(a), fabs(b)), fmax(fmax(fabs(c), fabs(d)), 1e-60));
    pen->l = fmax(sqrt(a * a + c * c), thinnest * size);
    pen->m = (a * b + c * d) / pen->l;
    pen->n = fmax(fabs(a * d - b * c) / pen->l, thinnest * size);
    if (fabs(pen->m) < 1e-12 * size && fabs(pen->l - pen->n) < 1e-12 * size) {
        pen->m = 0; /* a circle, but for rounding */
        pen->n = pen->l;
    }
    const double most = fmax(fmax(pen->l, fabs(pen->m)), pen->n);
    pen->inverse_l = pen->n / most;
    pen->inverse_m = -pen->m / most;
    pen->inverse_n = pen->l / most;
    pen->factor = most / pen->l / pen->n;
    const double sum = (pen->l * pen->l + pen->m * pen->m + pen->n * pen->n) / 2;
    const double product = pen->l * pen->n;
    pen->reach = sqrt(sum + sqrt(fmax(0, (sum - product) * (sum + product))));
}
