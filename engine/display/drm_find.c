/* The choice of a card: the one that has most to show on. One that is open stays unless another is
 * better. */
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/error.h"
#include "display/drm_impl.h"

enum { CARDS_MAX = 16 };

/* How much a card has to show on: 2 what is plugged in for sure, 1 perhaps, 0 nothing, -1 not even
 * the connector that was asked for. */
static int rank_card(const struct drm *d, const struct drm_card *card)
{
    const struct drm_connector *c = drm_connector_choose(card, &d->wish);
    if (c != NULL)
        return drm_connector_is_connected(c) ? 2 : 1;
    bool known = d->wish.connector[0] == '\0';
    for (int i = 0; i < card->connector_count && !known; i++)
        known = strcmp(card->connectors[i].name, d->wish.connector) == 0;
    return known ? 0 : -1;
}

/* A card that is better than what is there, or why there is none. */
struct search {
    struct drm_card card;
    int rank; /* -2: none yet */
    enum drm_card_result result;
    char reason[700];
    char connectors[400];
};

static void search_path(struct drm *d, const char *path, struct search *s)
{
    struct drm_card card;
    enum drm_card_result result = drm_card_open(&card, d->seat, path);
    int rank = result == DRM_CARD_OK ? rank_card(d, &card) : -2;
    if (result == DRM_CARD_UNFIT) /* another card may still come */
        result = d->path != NULL ? DRM_CARD_FAILED : DRM_CARD_ABSENT;
    if (result == DRM_CARD_OK)
        drm_connector_names(&card, s->connectors, sizeof s->connectors);
    else if (result >= s->result) {
        s->result = result;
        snprintf(s->reason, sizeof s->reason, "%s", error_text());
    }
    if (rank > s->rank) {
        drm_card_close(&s->card, d->seat);
        s->card = card;
        s->rank = rank;
    } else {
        drm_card_close(&card, d->seat);
    }
}

static void watch_card(struct drm *d)
{
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(d->base.fd, EPOLL_CTL_ADD, d->card.fd, &event);
}

static void take_card(struct drm *d, const struct drm_card *card)
{
    drm_release(d, false);
    d->card = *card;
    d->base.device = d->card.path;
    d->legacy = !card->atomic;
    d->one_buffer = (card->quirks & DRM_QUIRK_ONE_BUFFER) != 0;
    d->active = seat_is_active(d->seat);
    drm_save(&d->saved, &d->card);
    watch_card(d);
}

/* A path that does not exist is a wrong one as a rule. */
static void add_known_cards(struct search *s)
{
    char paths[CARDS_MAX][128];
    int count = drm_card_list(paths, CARDS_MAX);
    for (int i = 0; i < count; i++) {
        size_t used = strlen(s->reason);
        snprintf(s->reason + used, sizeof s->reason - used, "%s%s",
                 i == 0 ? "; the cards are " : ", ", paths[i]);
    }
}

/* Opens the best card; d->card stays if no other is better. */
static enum drm_card_result find_card(struct drm *d)
{
    char paths[CARDS_MAX][128];
    struct search s = {.card.fd = -1, .rank = -2, .result = DRM_CARD_ABSENT};
    if (d->card.fd >= 0)
        s.rank = rank_card(d, &d->card);
    int count = 0;
    if (d->path != NULL)
        snprintf(paths[count++], sizeof paths[0], "%s", d->path);
    else
        count = drm_card_list(paths, CARDS_MAX);
    snprintf(s.reason, sizeof s.reason, "%s",
             count < 0 ? error_text() : "there is no card in /dev/dri");
    if (count < 0)
        s.result = DRM_CARD_FAILED;
    for (int i = 0; i < count && s.rank < 2; i++)
        if (d->card.fd < 0 || (d->path == NULL && strcmp(paths[i], d->card.path) != 0))
            search_path(d, paths[i], &s);
    if (s.card.fd >= 0 && s.rank >= 0) {
        take_card(d, &s.card);
        return DRM_CARD_OK;
    }
    drm_card_close(&s.card, d->seat);
    if (d->card.fd >= 0)
        return DRM_CARD_OK;
    if (d->path != NULL && s.result == DRM_CARD_ABSENT)
        add_known_cards(&s);
    if (s.rank == -1)
        error_set("there is no connector %s; there are %s", d->wish.connector,
                  s.connectors[0] != '\0' ? s.connectors : "none");
    else
        error_set("%s", s.reason);
    return s.rank == -1 ? DRM_CARD_FAILED : s.result;
}

enum drm_card_result drm_find(struct drm *d)
{
    enum drm_card_result result = find_card(d);
    if (result != DRM_CARD_OK)
        return result;
    int count = drm_outputs_choose(&d->card, &d->wish, d->outputs);
    d->output_count = count > 0 ? count : 0;
    return count >= 0 ? DRM_CARD_OK : DRM_CARD_FAILED;
}
