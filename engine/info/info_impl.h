/* For the files behind info.h: each collects one kind of device. */
#ifndef INFO_INFO_IMPL_H
#define INFO_INFO_IMPL_H

#include "info/writer.h"

enum { INFO_DEVICES_MAX = 256 }; /* of one kind; minor numbers end there */

/* The numbers N of the nodes FOLDER/PREFIXN, in ascending order; how many there are. None when the
 * folder cannot be read. */
int info_devices(const char *folder, const char *prefix, int numbers[INFO_DEVICES_MAX]);

/* Lists "fbdev": every /dev/fbN. */
void info_fbdev(struct info_writer *w);

/* Lists "drm": every /dev/dri/cardN. */
void info_drm(struct info_writer *w);

#endif
