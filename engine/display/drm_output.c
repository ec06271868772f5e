/* The first connector is served first: mirrors take what it leaves. */
#include "display/drm_output.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/error.h"
#include "pixel/surface.h"

double drm_mode_hz(const drmModeModeInfo *mode)
{
    double pixels = (double)mode->htotal * mode->vtotal;
    if (mode->flags & DRM_MODE_FLAG_INTERLACE)
        pixels /= 2;
    if (mode->flags & DRM_MODE_FLAG_DBLSCAN)
        pixels *= 2;
    if (mode->vscan > 1)
        pixels *= mode->vscan;
    return pixels > 0 ? mode->clock * 1000.0 / pixels : 0;
}

uint64_t drm_mode_period(const drmModeModeInfo *mode)
{
    enum { RATE_DEFAULT = 60, RATE_MAX = 1000 };
    double rate = drm_mode_hz(mode);
    if (rate < 1 || rate > RATE_MAX)
        return CLOCK_SECOND / RATE_DEFAULT;
    return (uint64_t)((double)CLOCK_SECOND / rate + 0.5);
}

int drm_mode_rate(const drmModeModeInfo *mode)
{
    uint64_t period = drm_mode_period(mode);
    return (int)((CLOCK_SECOND + period / 2) / period);
}

bool drm_wish_mode(struct drm_wish *wish, const char *text)
{
    int64_t width = 0, height = 0, rate = 0;
    size_t bytes;
    wish->width = wish->height = wish->rate = 0;
    if (text[0] == '\0')
        return true;
    const char *end = digits_parse(text, &width);
    end = end != NULL && *end == 'x' ? digits_parse(end + 1, &height) : NULL;
    if (end != NULL && *end == '@')
        end = digits_parse(end + 1, &rate);
    if (end == NULL || *end != '\0' || (strchr(text, '@') != NULL && (rate < 1 || rate > 1000)))
        return error_set("expected mode=WIDTHxHEIGHT or mode=WIDTHxHEIGHT@HZ, such as "
                         "1920x1080@60, got \"%s\"",
                         text);
    if (!surface_size(width, height, &bytes))
        return false;
    wish->width = (int)width;
    wish->height = (int)height;
    wish->rate = (int)rate;
    return true;
}

bool drm_connector_is_connected(const struct drm_connector *c)
{
    return c->connection == DRM_MODE_CONNECTED;
}

const struct drm_connector *drm_connector_find(const struct drm_card *card, uint32_t id)
{
    for (int i = 0; i < card->connector_count; i++)
        if (card->connectors[i].id == id)
            return &card->connectors[i];
    return NULL;
}

static bool mode_fits(const struct drm_card *card, const drmModeModeInfo *mode)
{
    size_t bytes;
    return mode->hdisplay <= card->max_width && mode->vdisplay <= card->max_height &&
           surface_size(mode->hdisplay, mode->vdisplay, &bytes);
}

static bool mode_is_wished(const struct drm_wish *wish, const drmModeModeInfo *mode)
{
    return mode->hdisplay == wish->width && mode->vdisplay == wish->height &&
           (wish->rate == 0 || drm_mode_rate(mode) == wish->rate);
}

/* True if a is the better choice for somebody who did not choose. */
static bool mode_is_better(const drmModeModeInfo *a, const drmModeModeInfo *b)
{
    bool preferred = (a->type & DRM_MODE_TYPE_PREFERRED) != 0;
    if (preferred != ((b->type & DRM_MODE_TYPE_PREFERRED) != 0))
        return preferred;
    int64_t area = (int64_t)a->hdisplay * a->vdisplay, other = (int64_t)b->hdisplay * b->vdisplay;
    if (area != other)
        return area > other;
    bool interlaced = (a->flags & DRM_MODE_FLAG_INTERLACE) != 0;
    if (interlaced != ((b->flags & DRM_MODE_FLAG_INTERLACE) != 0))
        return !interlaced;
    return drm_mode_rate(a) > drm_mode_rate(b);
}

/* The best mode that fits the card and the wish; NULL if there is none. */
static const drmModeModeInfo *
choose_mode(const struct drm_card *card, const struct drm_connector *c, const struct drm_wish *wish)
{
    const drmModeModeInfo *best = NULL;
    for (int i = 0; i < c->mode_count; i++) {
        const drmModeModeInfo *mode = &c->modes[i];
        if (mode_fits(card, mode) && (wish->width == 0 || mode_is_wished(wish, mode)) &&
            (best == NULL || mode_is_better(mode, best)))
            best = mode;
    }
    return best;
}

/* True if it can show something: whether that is for sure, drm_connector_is_connected says. */
static bool is_usable(const struct drm_card *card, const struct drm_connector *c)
{
    static const struct drm_wish any = {.width = 0};
    return c->connection != DRM_MODE_DISCONNECTED &&
           c->props[DRM_CONNECTOR_NON_DESKTOP].value == 0 && choose_mode(card, c, &any) != NULL;
}

const struct drm_connector *drm_connector_choose(const struct drm_card *card,
                                                 const struct drm_wish *wish)
{
    const struct drm_connector *maybe = NULL;
    for (int i = 0; i < card->connector_count; i++) {
        const struct drm_connector *c = &card->connectors[i];
        if (!is_usable(card, c) ||
            (wish->connector[0] != '\0' && strcmp(c->name, wish->connector) != 0))
            continue;
        if (drm_connector_is_connected(c))
            return c;
        if (maybe == NULL)
            maybe = c;
    }
    return maybe;
}

/* The primary plane of a CRTC that is not in use; -1 if it has none. */
static int choose_plane(const struct drm_card *card, int crtc, const struct drm_output *outputs,
                        int count)
{
    for (int i = 0; i < card->plane_count; i++) {
        const struct drm_plane *plane = &card->planes[i];
        bool taken = plane->props[DRM_PLANE_TYPE].value != DRM_PLANE_TYPE_PRIMARY ||
                     (plane->possible_crtcs >> crtc & 1) == 0;
        for (int n = 0; n < count && !taken; n++)
            taken = outputs[n].plane == i;
        if (!taken)
            return i;
    }
    return -1;
}

static bool crtc_is_free(int crtc, const struct drm_output *outputs, int count)
{
    for (int i = 0; i < count; i++)
        if (outputs[i].crtc == crtc)
            return false;
    return true;
}

/* Gives the output a CRTC, at best the one that drives the connector already, and a plane. */
static bool choose_crtc(const struct drm_card *card, const struct drm_connector *c,
                        struct drm_output *outputs, int count)
{
    struct drm_output *o = &outputs[count];
    for (int i = -1; i < card->crtc_count; i++) {
        int crtc = i < 0 ? c->lit_crtc : i;
        if (crtc < 0 || (c->possible_crtcs >> crtc & 1) == 0 || !crtc_is_free(crtc, outputs, count))
            continue;
        o->crtc = crtc;
        o->plane = choose_plane(card, crtc, outputs, count);
        if (o->plane >= 0 || card->plane_count == 0)
            return true;
    }
    return false;
}

/* Adds a connector if it has what it takes; returns the new count. */
static int add_output(const struct drm_card *card, const struct drm_connector *c,
                      const drmModeModeInfo *mode, struct drm_output *outputs, int count)
{
    if (mode == NULL || !choose_crtc(card, c, outputs, count))
        return count;
    outputs[count].connector = c->id;
    outputs[count].mode = *mode;
    return count + 1;
}

void drm_connector_names(const struct drm_card *card, char *text, size_t size)
{
    for (int i = 0; i < card->connector_count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", card->connectors[i].name);
    }
}

static bool no_such_mode(const struct drm_card *card, const struct drm_connector *c,
                         const struct drm_wish *wish)
{
    char list[700] = "", rate[16] = "";
    for (int i = 0; i < c->mode_count; i++) {
        size_t used = strlen(list);
        if (mode_fits(card, &c->modes[i]) && used < sizeof list - 32)
            snprintf(list + used, sizeof list - used, "%s%dx%d@%d", used > 0 ? ", " : "",
                     c->modes[i].hdisplay, c->modes[i].vdisplay, drm_mode_rate(&c->modes[i]));
    }
    if (wish->rate != 0)
        snprintf(rate, sizeof rate, "@%d", wish->rate);
    return error_set("%s has no mode %dx%d%s; it has %s", c->name, wish->width, wish->height, rate,
                     list);
}

int drm_outputs_choose(const struct drm_card *card, const struct drm_wish *wish,
                       struct drm_output *outputs)
{
    const struct drm_connector *first = drm_connector_choose(card, wish);
    if (first == NULL)
        return 0;
    const drmModeModeInfo *mode = choose_mode(card, first, wish);
    if (mode == NULL) {
        no_such_mode(card, first, wish);
        return -1;
    }
    int count = add_output(card, first, mode, outputs, 0);
    if (count == 0) {
        error_set("%s has no CRTC to drive it", first->name);
        return -1;
    }
    struct drm_wish same = {.width = mode->hdisplay, .height = mode->vdisplay};
    for (int i = 0; i < card->connector_count && count < DRM_OUTPUTS_MAX; i++) {
        const struct drm_connector *c = &card->connectors[i];
        if (c != first && is_usable(card, c) && drm_connector_is_connected(c))
            count = add_output(card, c, choose_mode(card, c, &same), outputs, count);
    }
    return count;
}
