/* One question for the object's list, and one for each property's name. */
#include "display/drm_props.h"

#include <stdio.h>
#include <string.h>

#include "display/drm_calls.h"

void drm_props_read(int fd, uint32_t object, uint32_t type, const char *const *names, int count,
                    struct drm_prop *props)
{
    memset(props, 0, (size_t)count * sizeof *props);
    drmModeObjectProperties *list = drm_calls.get_properties(fd, object, type);
    for (uint32_t i = 0; list != NULL && i < list->count_props; i++) {
        drmModePropertyRes *property = drmModeGetProperty(fd, list->props[i]);
        for (int n = 0; property != NULL && n < count; n++)
            if (strncmp(property->name, names[n], sizeof property->name) == 0)
                props[n] = (struct drm_prop){property->prop_id, list->prop_values[i]};
        drmModeFreeProperty(property);
    }
    drmModeFreeObjectProperties(list);
}

void drm_prop_enum_name(int fd, const struct drm_prop *prop, char name[32])
{
    name[0] = '\0';
    drmModePropertyRes *property = prop->id != 0 ? drmModeGetProperty(fd, prop->id) : NULL;
    for (int i = 0; property != NULL && i < property->count_enums; i++)
        if (property->enums[i].value == prop->value)
            snprintf(name, 32, "%.31s", property->enums[i].name);
    drmModeFreeProperty(property);
}
