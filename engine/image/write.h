/* Pictures to files. With libpng they are PNG; a build without it writes PPM (P6). */
#ifndef IMAGE_WRITE_H
#define IMAGE_WRITE_H

#include <stdbool.h>
#include <stdio.h>

#include "pixel/surface.h"

/* Writes the surface to the file at `path` by way of a temporary file, so that a crash leaves the
 * old file or the new one. `opaque` writes RGB and leaves alpha out (screens); otherwise RGBA with
 * straight colours. A name that ends in ".ppm" gives a PPM, in which transparent is black. A build
 * without libpng writes a PPM in any case, and ".png" at the end becomes ".ppm".
 * False with an error text that names the path; the old file is then as it was. */
bool image_write(const char *path, const struct surface *s, bool opaque);

/* The same to a stream, which is flushed: a PNG, or in a build without libpng a PPM. False with an
 * error text. */
bool image_write_stream(FILE *stream, const struct surface *s, bool opaque);

/* The name under which image_write(path, …) writes: ".png" at its end becomes ".ppm" in a build
 * without libpng. malloc'ed; NULL with an error text without memory. */
char *image_written_path(const char *path);

#endif
