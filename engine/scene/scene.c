/* What all targets share, and the keys that nothing else has. */
#define LOG_MODULE "scene"
#include "scene/scene.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "font/fonts.h"
#include "raster/kernels.h"
#include "scene/color_glyphs.h"
#include "scene/scene_impl.h"

/* Two script processes of one run must not hand out the same fresh keys. */
static struct key make_nonce(void)
{
    struct key k;
    if (getrandom(&k, sizeof k, 0) == (ssize_t)sizeof k)
        return k;
    return (struct key){clock_monotonic(), (uint64_t)(uintptr_t)&k};
}

struct scene *scene_create(const struct scene_options *options)
{
    struct scene *s = calloc(1, sizeof *s);
    if (s == NULL) {
        error_set("no memory for a scene");
        return NULL;
    }
    s->options = *options;
    s->nonce = make_nonce();
    s->pool = pool_create(options->threads);
    if (s->pool == NULL) {
        free(s);
        return NULL;
    }
    s->workers = calloc((size_t)pool_threads(s->pool), sizeof *s->workers);
    if (s->workers == NULL) {
        scene_destroy(s);
        error_set("no memory for a scene");
        return NULL;
    }
    log_debug("%d drawing threads, %s kernels", pool_threads(s->pool), kernels_get()->name);
    return s;
}

void scene_destroy(struct scene *s)
{
    if (s == NULL)
        return;
    color_glyphs_destroy(s->color_glyphs);
    assert(s->waiting == NULL);
    for (int i = 0; s->workers != NULL && i < pool_threads(s->pool); i++) {
        scratch_finish(&s->workers[i].scratch);
        arena_finish(&s->workers[i].arena);
        path_finish(&s->workers[i].moved);
        path_finish(&s->workers[i].outline);
    }
    free(s->workers);
    pool_destroy(s->pool);
    bands_finish(&s->bands);
    layers_finish(&s->layers);
    glyph_cache_destroy(s->glyph_cache);
    fonts_destroy(s->fonts);
    free(s);
}

void scene_flush(struct scene *s)
{
    while (s->waiting != NULL)
        target_flush(s->waiting);
}

void scene_trim(struct scene *s)
{
    layers_finish(&s->layers);
    for (int i = 0; i < pool_threads(s->pool); i++) {
        path_finish(&s->workers[i].moved);
        path_finish(&s->workers[i].outline);
    }
    glyph_cache_destroy(s->glyph_cache);
    s->glyph_cache = NULL;
    color_glyphs_destroy(s->color_glyphs);
    s->color_glyphs = NULL;
    if (s->fonts != NULL)
        fonts_trim(s->fonts);
}

struct fonts *scene_fonts(struct scene *s)
{
    if (s->fonts == NULL)
        s->fonts = fonts_create();
    return s->fonts;
}

int scene_threads(const struct scene *s)
{
    return pool_threads(s->pool);
}

struct scene_stats scene_stats(const struct scene *s)
{
    return (struct scene_stats){
        .commands = s->stats.commands,
        .flushes = s->stats.flushes,
        .lists_skipped = s->stats.lists_skipped,
        .tiles_skipped = s->stats.tiles_skipped,
        .tiles_drawn = s->stats.tiles_drawn,
        .layers = s->stats.layers,
    };
}

struct key scene_fresh_key(struct scene *s)
{
    return key_mix(s->nonce, ++s->fresh, 0);
}

int scene_reserve_scratch(struct scene *s, int width)
{
    int threads = 0;
    while (threads < pool_threads(s->pool) && scratch_reserve(&s->workers[threads].scratch, width))
        threads++;
    return threads;
}
