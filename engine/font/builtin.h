/* The built-in face: a bitmap font of our own, so that a board without any font, and a build
 * without any font library, still show text. Its glyphs are cells of 8 x 16 pixels, or unions of
 * rectangles of such pixels for everybody who asks for outlines. */
#ifndef FONT_BUILTIN_H
#define FONT_BUILTIN_H

#include "font/face.h"

/* A reference to it, which is the caller's. Its family is "fbrun". NULL with an error text without
 * memory. */
struct face *face_builtin(void);

#endif
