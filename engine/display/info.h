/* --info and --doctor: what screens there are, and why one cannot be used. */
#ifndef DISPLAY_INFO_H
#define DISPLAY_INFO_H

#include <stdbool.h>

/* Writes every screen that can be found to standard output: for fbdev what fbset -i shows, for DRM
 * the cards, connectors, modes, formats and capabilities; as text, or as one JSON object. Devices
 * that cannot be read are listed with the reason. False with an error text when it cannot be
 * written, or JSON is not built in. */
bool info_print(bool json);

#endif
