/* Pictures from files and bytes: decoded at once or beside the thread that draws, and kept by file,
 * so that asking for the same one again costs a look at the file's status. A file counts as the
 * same while its device, inode, size and times are, and if what can change the result is asked for
 * in the same way. Of pictures that nobody else uses a bounded number of bytes is kept, those that
 * were asked for last. */
#ifndef CANVAS_PICTURES_H
#define CANVAS_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/picture.h"

enum { PICTURES_KEPT = 64 << 20 }; /* eight of 1920x1080 */

struct pictures;

/* Keeps at most `kept` bytes of pictures that nobody else uses. `wake` is called with `data`, by
 * another thread, when pictures_take has something to do. NULL with an error text without memory.
 */
struct pictures *pictures_create(struct scene *scene, size_t kept, void (*wake)(void *data),
                                 void *data);

/* Ends what is being decoded. What others still hold of its pictures stays theirs, but must go
 * before the scene does. NULL is accepted. */
void pictures_destroy(struct pictures *ps);

/* The picture in the file at `path`, with a reference for the caller, to be given back with
 * pictures_release. `later`: if it is not there yet it is PICTURE_LOADING, and pictures_take makes
 * it ready or failed. Else it is ready, and NULL with an error text comes of a failure.
 * options->cancel is ignored. */
struct picture *pictures_load(struct pictures *ps, const char *path,
                              const struct image_options *options, bool later);

/* The same for the picture in `size` bytes, copied if that is needed; they are never kept. */
struct picture *pictures_decode(struct pictures *ps, const void *bytes, size_t size,
                                const struct image_options *options, bool later);

/* Gives a reference back. Decoding that nobody waits for any more is cancelled. */
void pictures_release(struct pictures *ps, struct picture *p);

/* Lets go of all pictures that nobody else uses. */
void pictures_trim(struct pictures *ps);

/* Hands over what has been decoded since it was called last: makes it ready or failed. Returns how
 * many pictures that were. `wait`: for all that are being decoded. */
int pictures_take(struct pictures *ps, bool wait);

/* How many are being decoded or wait to be taken; and if one waits to be taken. */
int pictures_loading(const struct pictures *ps);
bool pictures_taking_pays(const struct pictures *ps);

/* Counts since it was created: pictures that were decoded, and the bytes of their frames. */
uint64_t pictures_decoded(const struct pictures *ps);
uint64_t pictures_decoded_bytes(const struct pictures *ps);

#endif
