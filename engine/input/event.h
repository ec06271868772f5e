/* What happens to input devices. The kernel has struct input_event, so ours is struct ui_event. */
#ifndef INPUT_EVENT_H
#define INPUT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum ui_type {
    UI_KEY = 1, /* code, pressed, repeated, symbol, and of a press text */
    UI_MOVE,    /* x, y: by how much a mouse was moved; only between devices and screen/ */
    UI_PLACE,   /* x, y: where the pointer is now */
    UI_BUTTON,  /* code, pressed; from screen/ on also x, y, presses */
    UI_WHEEL,   /* x, y: by how many notches it was turned, to the right and away from the user */
    UI_TOUCH,   /* code, pressed, x, y, pressure; from screen/ on also presses */
    UI_TOUCH_MOVE, /* code, x, y, pressure: of a touch that is pressed */
};

enum {
    UI_BUTTONS = 8,    /* buttons are 1 (left), 2 (right), 3 (middle), 4 to 8 */
    UI_TOUCHES = 32,   /* touches are 1 to 32: the lowest number that is free */
    UI_TEXT_SIZE = 52, /* bytes, with the zero at the end */
};

/* Places of devices are parts of the display, 0 to 1 from its top left as it is mounted; those that
 * a script is told are pixels of its picture. What a type does not list is 0. */
struct ui_event {
    enum ui_type type;
    uint32_t code;    /* of UI_KEY: KEY_* of linux/input-event-codes.h, the key's place */
    uint32_t symbol;  /* the character that the layout has there without modifiers; 0: none */
    uint32_t presses; /* 2: the second press of a double click, and so on */
    bool pressed;
    bool repeated;           /* a key that is held down; pressed is true */
    bool held;               /* no news, but the state that a new program finds; from screen/ on */
    float x, y;              /* finite */
    float pressure;          /* 0 to 1; 1 where the device has none */
    uint64_t time;           /* CLOCK_MONOTONIC nanoseconds; only between devices and screen/ */
    char text[UI_TEXT_SIZE]; /* what is typed by it: UTF-8, often none */
};

#endif
