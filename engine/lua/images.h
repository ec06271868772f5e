/* Images: what load_image and decode_image return. Their userdata holds a picture, which several
 * may share. */
#ifndef LUA_IMAGES_H
#define LUA_IMAGES_H

#include <lua.h>

#include "canvas/pictures.h"
#include "lua/host_impl.h"

struct image_object {
    struct picture *picture; /* NULL once closed */
    struct live_image *live; /* NULL: it does not change with its file */
};

/* The image at `arg`, open or not; NULL if it is none. */
struct image_object *images_test(lua_State *L, int arg);

/* Its picture: raises an error when it is closed. */
struct picture *images_picture(lua_State *L, const struct image_object *image);

/* A frame begins: what was decoded meanwhile becomes ready, takes the place of what its file held
 * before, and is worth a draw(). With the virtual clock all that is being decoded is waited for, so
 * that runs repeat. */
void images_begin_frame(struct host *h);

/* True if an image is still being decoded; and if a frame should begin because one no longer is. */
bool images_loading(const struct host *h);
bool images_want_frame(const struct host *h);

#endif
