/* Reading the scenes, and the loop of a peer: it is told on standard input which frame to draw, and
 * answers with the nanoseconds that this took at best. */
#include "scenes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", peer_name, what);
    exit(2);
}

static void *grow(void *array, int count, size_t size)
{
    /* Doubling at powers of two. */
    if ((count & (count - 1)) == 0)
        array = realloc(array, (size_t)(count == 0 ? 1 : 2 * count) * size);
    if (array == NULL)
        fail("no memory");
    return array;
}

static uint32_t premultiplied(uint32_t rgb, uint32_t alpha)
{
    uint32_t r = ((rgb >> 16 & 255) * alpha + 127) / 255,
             g = ((rgb >> 8 & 255) * alpha + 127) / 255;
    return alpha << 24 | r << 16 | g << 8 | ((rgb & 255) * alpha + 127) / 255;
}

/* An opaque picture, or a disc that fades out towards its edge. peer_skia.js has the same. */
static void paint_image(struct image *m)
{
    for (int y = 0; y < m->height; y++) {
        for (int x = 0; x < m->width; x++) {
            uint32_t rgb = (uint32_t)((x * 7 + y * 3) & 255) << 16 |
                           (uint32_t)((x * 2 + y * 5) & 255) << 8 | (uint32_t)((x ^ y) & 255);
            int dx = 2 * x + 1 - m->width, dy = 2 * y + 1 - m->height;
            int from_edge = m->width * m->width - dx * dx - dy * dy; /* 0 at the rim */
            int alpha = from_edge <= 0 ? 0 : from_edge * 4 / m->width * 255 / m->width;
            alpha = m->opaque || alpha > 255 ? 255 : alpha;
            m->pixels[y * m->width + x] = premultiplied(rgb, (uint32_t)alpha);
        }
    }
}

static void add_image(struct scenes *s, int width, int height, int opaque)
{
    s->images = grow(s->images, s->image_count, sizeof *s->images);
    struct image *m = &s->images[s->image_count++];
    *m = (struct image){.width = width, .height = height, .opaque = opaque != 0};
    m->pixels = aligned_alloc(64, ((size_t)width * (size_t)height * 4 + 63) / 64 * 64);
    if (m->pixels == NULL)
        fail("no memory");
    paint_image(m);
}

static void add_item(struct frame *f, char *line)
{
    static const char *const kinds[] = {"fill",   "image",  "scaled",  "rotated",
                                        "linear", "radial", "polygon", "circle",
                                        "round",  "line",   "curve",   "text"};
    f->items = grow(f->items, f->count, sizeof *f->items);
    struct item *item = &f->items[f->count++];
    *item = (struct item){.kind = ITEM_FILL};
    char *word = strtok(line, " ");
    while (word != NULL && strcmp(kinds[item->kind], word) != 0)
        if (++item->kind > ITEM_TEXT)
            fail("unknown item");
    item->color = (uint32_t)strtoul(strtok(NULL, " "), NULL, 16);
    item->color2 = (uint32_t)strtoul(strtok(NULL, " "), NULL, 16);
    item->image = atoi(strtok(NULL, " "));
    while ((word = strtok(NULL, " ")) != NULL) {
        item->v = grow(item->v, item->count, sizeof *item->v);
        item->v[item->count++] = strtod(word, NULL);
    }
}

struct scenes *scenes_read(const char *path)
{
    static struct scenes s;
    static char line[1 << 19];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail("cannot read the scenes");
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        int a, b, c;
        if (sscanf(line, "size %d %d", &s.width, &s.height) == 2)
            continue;
        if (sscanf(line, "picture %d %d %d", &a, &b, &c) == 3) {
            add_image(&s, a, b, c);
        } else if (strncmp(line, "frame ", 6) == 0) {
            s.frames = grow(s.frames, s.frame_count, sizeof *s.frames);
            s.frames[s.frame_count] = (struct frame){.count = 0};
            snprintf(s.frames[s.frame_count++].name, sizeof s.frames->name, "%.15s", line + 6);
        } else {
            add_item(&s.frames[s.frame_count - 1], line);
        }
    }
    fclose(file);
    return &s;
}

const struct frame *scenes_frame(const struct scenes *s, const char *name)
{
    for (int i = 0; i < s->frame_count; i++)
        if (strcmp(s->frames[i].name, name) == 0)
            return &s->frames[i];
    return NULL;
}

static void save(const struct scenes *s, const char *path)
{
    FILE *file = fopen(path, "wb");
    int stride;
    const uint32_t *pixels = peer_pixels(&stride);
    for (int y = 0; y < s->height; y++)
        fwrite(pixels + (size_t)y * (size_t)stride, 4, (size_t)s->width, file);
    fclose(file);
}

/* The shortest of some drawings one after the other, since the first finds the caches full of what
 * the other engines did; -1 if the frame cannot be drawn. */
static long long best_time(const struct frame *f)
{
    enum { DRAWINGS = 4 };
    long long best = -1;
    for (int i = 0; i < DRAWINGS; i++) {
        struct timespec start, end;
        peer_record(f);
        clock_gettime(CLOCK_MONOTONIC, &start);
        if (!peer_draw(f))
            return -1;
        clock_gettime(CLOCK_MONOTONIC, &end);
        const long long ns =
            (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
        best = best < 0 || ns < best ? ns : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    char line[512], name[16], path[400];
    if (argc < 2)
        fail("usage: SCENES [THREADS]");
    const struct scenes *s = scenes_read(argv[1]);
    peer_open(s, argc > 2 ? atoi(argv[2]) : 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("%s%s\n", peer_name, argc > 2 && atoi(argv[2]) > 1 ? argv[2] : "");
    while (fgets(line, sizeof line, stdin) != NULL) {
        const struct frame *f;
        if (sscanf(line, "draw %15s", name) == 1 && (f = scenes_frame(s, name)) != NULL) {
            printf("%lld\n", best_time(f));
        } else if (sscanf(line, "save %399s", path) == 1) {
            save(s, path);
            printf("0\n");
        } else {
            fail("unknown command");
        }
    }
    return 0;
}
