/* Properties of KMS objects, by name. */
#ifndef DISPLAY_DRM_PROPS_H
#define DISPLAY_DRM_PROPS_H

#include <stdbool.h>
#include <stdint.h>

struct drm_prop {
    uint32_t id; /* 0: the object lacks it */
    uint64_t value;
};

/* Fills props[i] with what the object has of names[i]; type is a DRM_MODE_OBJECT_ constant. An
 * object without properties (a kernel before 3.9) lacks them all. */
void drm_props_read(int fd, uint32_t object, uint32_t type, const char *const *names, int count,
                    struct drm_prop *props);

/* The name that an enumeration's value has; "" if it has none. */
void drm_prop_enum_name(int fd, const struct drm_prop *prop, char name[32]);

#endif
