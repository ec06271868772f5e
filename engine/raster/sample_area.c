/* Shrinking by means: before an image is sampled it is made as small as it will appear, and each
 * pixel becomes the exact mean of those that it covers. The work is one look at each pixel. */
#include <math.h>
#include <string.h>

#include "base/minmax.h"
#include "base/size.h"
#include "raster/sample.h"

/* One axis: `size` pixels become `count`, of which `from` to `to` - 1 are made. */
struct shrink {
    int size, count, from, to;
};

/* Where reduced pixel i begins, in 1/256 pixels. */
static int64_t edge(const struct shrink *s, int i)
{
    return (int64_t)i * s->size * 256 / s->count;
}

/* `step` pixels lie under a device pixel; [least, most] is what is seen. */
static struct shrink plan(int size, double step, double least, double most, enum paint_extend how)
{
    const double count = step > 1 ? fmax(floor(size / step + 0.5), 1) : size;
    struct shrink s = {size, (int)fmin(count, size), 0, (int)fmin(count, size)};
    const double scale = (double)s.count / size;
    /* Two pixels more than interpolation looks at. A repeated image is taken whole if it is seen
     * beyond its edges. */
    const double from = floor(least * scale) - 3, to = ceil(most * scale) + 3;
    if (!(how == EXTEND_REPEAT && (from < 0 || to > s.count)) && from < to) {
        s.from = (int)fmin(fmax(from, 0), s.count - 1);
        s.to = (int)fmin(fmax(to, s.from + 1), s.count);
    }
    return s;
}

/* How much of pixel i lies between the edges `begin` and `end`, in 1/256. */
static uint32_t overlap(int64_t begin, int64_t end, int64_t i)
{
    const int64_t from = begin > i * 256 ? begin : i * 256;
    const int64_t to = end < (i + 1) * 256 ? end : (i + 1) * 256;
    return (uint32_t)(to - from);
}

/* Sums of rows, channel by channel; at most 32767 rows with weights of 256, so 32 bits hold it. */
static void add_rows(const struct sample_image *image, const struct shrink *down, int j,
                     int64_t left, size_t width, uint32_t *sums)
{
    const int64_t begin = edge(down, j), end = edge(down, j + 1);
    memset(sums, 0, width * 4 * sizeof *sums);
    for (int64_t y = begin / 256; y * 256 < end; y++) {
        const uint8_t *bytes = (const uint8_t *)(image->pixels + y * image->stride + left);
        const uint32_t weight = overlap(begin, end, y);
        for (size_t i = 0; i < width * 4; i++)
            sums[i] += (uint16_t)(bytes[i] * weight); /* at most 65280; vectors like it short */
    }
}

/* One reduced row from its sums. Divisions of integers would take longer than all else. */
static void add_columns(const struct shrink *across, int64_t left, const uint32_t *sums,
                        int64_t rows, uint32_t *out)
{
    int64_t end = edge(across, across->from);
    for (int i = across->from; i < across->to; i++) {
        const int64_t begin = end;
        end = edge(across, i + 1);
        const int64_t first = begin / 256, last = (end - 1) / 256;
        const uint32_t *s = sums + (first - left) * 4;
        const uint32_t weight = overlap(begin, end, first);
        uint64_t channels[4], whole[4] = {0};
        for (int c = 0; c < 4; c++)
            channels[c] = (uint64_t)s[c] * weight;
        for (int64_t x = first + 1; x < last; x++)
            for (int c = 0; c < 4; c++)
                whole[c] += s[(x - first) * 4 + c];
        if (last > first)
            for (int c = 0; c < 4; c++)
                channels[c] += whole[c] * 256 +
                               (uint64_t)s[(last - first) * 4 + c] * overlap(begin, end, last);
        const double share = 1 / ((double)rows * (double)(end - begin));
        uint8_t bytes[4];
        for (int c = 0; c < 4; c++)
            bytes[c] = (uint8_t)((double)(int64_t)channels[c] * share + 0.5);
        memcpy(out++, bytes, sizeof bytes);
    }
}

bool sample_reduce(struct sample_image *image, struct rect box, struct arena *arena)
{
    struct matrix *m = &image->place;
    struct point least = {INFINITY, INFINITY}, most = {-INFINITY, -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        const struct point p = matrix_apply(
            m, (struct point){corner & 1 ? box.x1 : box.x0, corner & 2 ? box.y1 : box.y0});
        least = (struct point){fmin(least.x, p.x), fmin(least.y, p.y)};
        most = (struct point){fmax(most.x, p.x), fmax(most.y, p.y)};
    }
    const struct shrink across =
        plan(image->width, hypot(m->a, m->c), least.x, most.x, image->extend_x);
    const struct shrink down =
        plan(image->height, hypot(m->b, m->d), least.y, most.y, image->extend_y);
    if (across.count == image->width && down.count == image->height)
        return true;

    const int width = across.to - across.from, height = down.to - down.from;
    const int64_t left = edge(&across, across.from) / 256;
    const size_t source_width = (size_t)((edge(&across, across.to) + 255) / 256 - left);
    size_t bytes;
    uint32_t *sums = arena_take(arena, source_width * 4 * sizeof *sums), *pixels = NULL;
    if (size_multiply((size_t)width * sizeof *pixels, (size_t)height, &bytes))
        pixels = arena_take(arena, bytes);
    if (sums == NULL || pixels == NULL)
        return false;
    for (int j = down.from; j < down.to; j++) {
        add_rows(image, &down, j, left, source_width, sums);
        add_columns(&across, left, sums, edge(&down, j + 1) - edge(&down, j),
                    pixels + (size_t)(j - down.from) * (size_t)width);
    }

    const double x = (double)across.count / image->width, y = (double)down.count / image->height;
    *m = (struct matrix){
        m->a * x, m->b * y, m->c * x, m->d * y, m->e * x - across.from, m->f * y - down.from};
    /* Where a repeated image was cut, its edges are not seen. */
    if (width < across.count && image->extend_x == EXTEND_REPEAT)
        image->extend_x = EXTEND_CLAMP;
    if (height < down.count && image->extend_y == EXTEND_REPEAT)
        image->extend_y = EXTEND_CLAMP;
    image->pixels = pixels;
    image->stride = image->width = width;
    image->height = height;
    return true;
}
