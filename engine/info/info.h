/* --info: what screens there are. Device nodes are opened for it, and nothing is changed. */
#ifndef INFO_INFO_H
#define INFO_INFO_H

#include <stdbool.h>
#include <stdio.h>

/* Writes every screen that can be found to `out`, which stays the caller's: for fbdev what fbset -i
 * shows, for DRM (where it is built in) the cards, connectors, modes, formats and capabilities; as
 * text, or as one JSON object. Devices that cannot be opened are listed with the reason. False with
 * an error text when it cannot be written, or JSON is not built in. */
bool info_write(FILE *out, bool json);

#endif
