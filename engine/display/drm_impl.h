/* A DRM/KMS display, for its own files. What it goes through:
 *
 *   no card       waits for one; 0x0
 *   no output     a card is open, but nothing is plugged in; 0x0
 *   set up        outputs and buffers are chosen, and the kernel has accepted them in a test
 *   lit           the first frame's modeset has succeeded; frames are flips from then on
 *
 * Besides, it is active or not (the seat), and DRM master or not. Whatever fails while running
 * leads one or more steps back, and frames are asked for again by DISPLAY_LOST or DISPLAY_CHANGED.
 */
#ifndef DISPLAY_DRM_IMPL_H
#define DISPLAY_DRM_IMPL_H

#include "display/display_impl.h"
#include "display/drm_buffer.h"
#include "display/drm_card.h"
#include "display/drm_output.h"
#include "display/drm_restore.h"

/* Flips that the kernel was asked for and did not report yet. */
struct drm_flip {
    uint32_t serial; /* of the last one; goes with it as user data, so that late news are known */
    int pending;     /* events to come: one for each lit CRTC */
    uint64_t asked;  /* CLOCK_MONOTONIC nanoseconds */
    uint64_t done;   /* the time stamp of the last one; 0: none since the modeset */
    bool lost;       /* one was lost: the events cannot be waited for */
};

struct drm {
    struct display base;
    struct seat *seat;
    char *path; /* the card that was asked for; NULL: any */
    struct drm_wish wish;
    bool dither;

    int uevents; /* -1: none */
    struct drm_card card;
    struct drm_saved saved;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    int output_count;
    uint32_t mode_blobs[DRM_OUTPUTS_MAX]; /* atomic only */

    bool legacy;     /* atomic commits do not do */
    bool one_buffer; /* flips do not do */
    bool no_dirty;   /* the driver shows what is written by itself */
    struct drm_format format;
    struct drm_buffer buffers[2];
    int back;  /* the buffer of the frame that has begun */
    int front; /* the one that was shown last; -1: none */

    bool active;         /* the seat's word */
    bool refused;        /* somebody else is master now */
    bool tested;         /* the kernel has accepted outputs and buffers */
    bool lit;            /* the modeset is done */
    bool dark;           /* everything was switched off, as base.off asks for */
    bool said_no_output; /* the user knows why nothing is shown */
    struct drm_flip flip;
    int failures;           /* in a row */
    int events;             /* for the next dispatch */
    uint64_t retry_at;      /* CLOCK_MONOTONIC nanoseconds, 0: not; no frame begins before */
    uint64_t probe_at;      /* when to look at the connectors, or for a card */
    uint64_t probed;        /* when that was last done */
    uint64_t give_up;       /* when to stop waiting for the first card */
    int probes_left;        /* of a node that udev has not given us yet */
    uint64_t frames, bytes; /* shown; written to buffers that are freed */
};

/* drm_atomic.c and drm_legacy.c, the two ways to do it: as drm_modeset below; and the next frame,
 * shown from the next vertical blank on, which sets flip.pending. All return 0 or a negative error
 * number. */
int drm_atomic_modeset(struct drm *d, uint32_t fb, bool test);
int drm_atomic_flip(struct drm *d, uint32_t fb, const struct rect *damage, int count);
int drm_legacy_modeset(struct drm *d, uint32_t fb);
int drm_legacy_flip(struct drm *d, uint32_t fb);

/* Frees what atomic modesets keep. */
void drm_atomic_finish(struct drm *d);

/* drm_flip.c: frames on their way to the screen. */

/* Shows framebuffer `fb` on the outputs, switches everything else off, and resets what another
 * program may have left: cursors, planes, rotation, colour tables. Without outputs everything is
 * off. `test` only asks whether that would be done (on legacy there is no asking: it is done).
 * Returns 0 or a negative error number. */
int drm_modeset(struct drm *d, uint32_t fb, bool test);

/* Switches everything off, or has the next frame set the mode again, if base.off asks for it and
 * the card is ours. */
void drm_follow_power(struct drm *d);

/* Shows buffer d->back, by modeset, flip or dirty rectangles. Returns 0 or a negative error
 * number. */
int drm_show(struct drm *d, const struct rect *damage, int count);

/* Takes the card's events. Returns 0 or a negative error number. */
int drm_flip_events(struct drm *d);

/* Waits for the flip that is pending, 100 ms at most. */
void drm_flip_wait(struct drm *d);

/* When the pending flip is to be taken for lost; 0: never. */
uint64_t drm_flip_deadline(const struct drm *d);

/* Gives the pending flip up. */
void drm_flip_lose(struct drm *d);

/* drm_find.c: the card. */

/* Finds a card that can show something; the one that is open comes first. On DRM_CARD_OK it is open
 * and d->outputs are chosen (none, if nothing is plugged in). Else there is an error text. */
enum drm_card_result drm_find(struct drm *d);

/* drm_setup.c: outputs and buffers. */

/* Makes buffers for the outputs in a format that the kernel accepts, and fills in d->base. Without
 * outputs everything is off and the size 0x0. False with an error text. */
bool drm_configure(struct drm *d);

/* Looks at the connectors again and does what follows from it; adds to d->events. */
void drm_reprobe(struct drm *d);

/* The card is gone: closes it and waits for another. */
void drm_remove(struct drm *d);

/* Closes the card, after putting back what was there before if `restore`. */
void drm_release(struct drm *d, bool restore);

#endif
