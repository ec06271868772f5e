/* SVG path data (SVG 2, chapter 9.3): all commands, relative and absolute. */
#ifndef CANVAS_SVG_PATH_H
#define CANVAS_SVG_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "raster/path.h"

/* Appends what the `length` bytes at `text` (no NUL needed) describe to `path`. As SVG asks for,
 * data with an error counts up to the last segment before it, and is no failure. False with an
 * error text only when memory is missing. */
bool svg_path_parse(const char *text, size_t length, struct path *path);

#endif
