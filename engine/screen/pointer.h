/* From places on the display to places in the picture: mouse and touches follow --rotate and the
 * way that the panel is mounted. There is one pointer, which every mouse moves. A state machine
 * that only looks at events. */
#ifndef SCREEN_POINTER_H
#define SCREEN_POINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "input/event.h"

/* How often something was pressed in a row. */
struct pointer_clicks {
    uint32_t button;
    uint32_t presses;
    uint64_t time; /* of the last one, nanoseconds; 0: there was none */
    float x, y;
};

/* All zero: no screen. */
struct pointer {
    int width, height; /* of the picture, pixels */
    int degrees;       /* by which it is turned clockwise on the display */
    float x, y;        /* pixels */
    struct pointer_clicks clicks, taps;
    struct {
        float x, y;
    } touches[UI_TOUCHES + 1]; /* where each was last */
};

/* The picture has this size and is turned by so much. The pointer begins in the middle. */
void pointer_set_picture(struct pointer *p, int width, int height, int degrees);

/* Turns an event of input_next into what the script is told; keys stay as they are. False if it is
 * told nothing. */
bool pointer_take(struct pointer *p, struct ui_event *event);

#endif
