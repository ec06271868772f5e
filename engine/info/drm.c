/* --info of DRM cards: what modetest shows, for people. Objects may vanish between the call that
 * names them and the one that asks for more; they are left out then. */
#ifdef FBRUN_HAVE_DRM
#include "info/drm.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xf86drm.h>

#include "display/drm_output.h"
#include "info/info_impl.h"

static void mode_values(struct info_writer *w, const drmModeModeInfo *mode)
{
    info_chars(w, "name", mode->name, sizeof mode->name);
    info_number(w, "width", mode->hdisplay);
    info_number(w, "height", mode->vdisplay);
    info_real(w, "hz", drm_mode_hz(mode));
    info_number(w, "khz", mode->clock);
    info_flag(w, "preferred", mode->type & DRM_MODE_TYPE_PREFERRED);
    info_flag(w, "interlaced", mode->flags & DRM_MODE_FLAG_INTERLACE);
    info_flag(w, "doublescan", mode->flags & DRM_MODE_FLAG_DBLSCAN);
}

void info_drm_mode(struct info_writer *w, const drmModeModeInfo *mode)
{
    info_begin(w, NULL, INFO_ROW);
    mode_values(w, mode);
    info_end(w);
}

void info_drm_fourcc(struct info_writer *w, uint32_t code)
{
    char letters[5] = {0};
    bool readable = true;
    for (int i = 0; i < 4; i++) {
        int c = (int)(code >> (8 * i) & (i == 3 ? 0x7f : 0xff));
        readable &= c <= '~' && isprint(c);
        letters[i] = (char)c;
    }
    for (int i = 3; i > 0 && letters[i] == ' '; i--) /* as in "R8  " */
        letters[i] = '\0';
    if (readable)
        info_text(w, NULL, "%s%s", letters, code >> 31 ? "_BE" : "");
    else
        info_text(w, NULL, "0x%08x", code);
}

static void describe_capabilities(struct info_writer *w, int fd)
{
    static const struct {
        const char *key;
        uint64_t capability;
        bool flag;
    } known[] = {
        {"dumb", DRM_CAP_DUMB_BUFFER, true},
        {"preferred_depth", DRM_CAP_DUMB_PREFERRED_DEPTH, false},
        {"prefer_shadow", DRM_CAP_DUMB_PREFER_SHADOW, true},
        {"async_page_flip", DRM_CAP_ASYNC_PAGE_FLIP, true},
        {"timestamp_monotonic", DRM_CAP_TIMESTAMP_MONOTONIC, true},
        {"vblank_high_crtc", DRM_CAP_VBLANK_HIGH_CRTC, true},
        {"crtc_in_vblank_event", DRM_CAP_CRTC_IN_VBLANK_EVENT, true},
        {"page_flip_target", DRM_CAP_PAGE_FLIP_TARGET, true},
        {"addfb2_modifiers", DRM_CAP_ADDFB2_MODIFIERS, true},
        {"prime", DRM_CAP_PRIME, false},
        {"cursor_width", DRM_CAP_CURSOR_WIDTH, false},
        {"cursor_height", DRM_CAP_CURSOR_HEIGHT, false},
    };
    info_begin(w, "capabilities", INFO_OBJECT);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint64_t value = 0;
        bool told = drmGetCap(fd, known[i].capability, &value) == 0;
        if (known[i].flag)
            info_flag(w, known[i].key, told && value != 0);
        else if (told)
            info_number(w, known[i].key, (int64_t)value);
    }
    /* Of this descriptor only, so nobody else is disturbed. */
    info_flag(w, "atomic", drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1) == 0);
    info_flag(w, "universal_planes", drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) == 0);
    info_end(w);
}

/* Writes one property of an object if it is one that people ask for, an enumeration by name. */
static void describe_property(struct info_writer *w, const drmModePropertyRes *p, uint64_t value)
{
    static const char *const known[] = {"type", "panel orientation", "non-desktop", "link-status",
                                        "DPMS", "rotation"};
    size_t i = 0;
    while (i < sizeof known / sizeof known[0] && strncmp(p->name, known[i], sizeof p->name) != 0)
        i++;
    if (i == sizeof known / sizeof known[0])
        return;
    if (!drm_property_type_is((drmModePropertyPtr)p, DRM_MODE_PROP_ENUM)) {
        info_number(w, known[i], (int64_t)value);
        return;
    }
    for (int e = 0; e < p->count_enums; e++)
        if (p->enums[e].value == value) {
            info_chars(w, known[i], p->enums[e].name, sizeof p->enums[e].name);
            return;
        }
}

static void describe_properties(struct info_writer *w, int fd, uint32_t id, uint32_t type)
{
    drmModeObjectProperties *list = drmModeObjectGetProperties(fd, id, type);
    for (uint32_t i = 0; list != NULL && i < list->count_props; i++) {
        drmModePropertyRes *p = drmModeGetProperty(fd, list->props[i]);
        if (p != NULL)
            describe_property(w, p, list->prop_values[i]);
        drmModeFreeProperty(p);
    }
    drmModeFreeObjectProperties(list);
}

static void describe_connector(struct info_writer *w, int fd, const drmModeConnector *c)
{
    static const char *const states[] = {"?", "connected", "disconnected", "unknown"};
    const char *type = drmModeGetConnectorTypeName(c->connector_type);
    info_text(w, "name", "%s-%u", type != NULL ? type : "Unknown", c->connector_type_id);
    info_number(w, "id", c->connector_id);
    info_text(w, "status", "%s", states[(unsigned)c->connection <= 3 ? c->connection : 0]);
    if (c->mmWidth != 0 && c->mmHeight != 0) {
        info_begin(w, "millimetres", INFO_ROW);
        info_number(w, "width", c->mmWidth);
        info_number(w, "height", c->mmHeight);
        info_end(w);
    }
    info_number(w, "encoder", c->encoder_id);
    info_begin(w, "encoders", INFO_WORDS);
    for (int i = 0; i < c->count_encoders; i++)
        info_number(w, NULL, c->encoders[i]);
    info_end(w);
    describe_properties(w, fd, c->connector_id, DRM_MODE_OBJECT_CONNECTOR);
    info_begin(w, "modes", INFO_LIST);
    for (int i = 0; i < c->count_modes; i++)
        info_drm_mode(w, &c->modes[i]);
    info_end(w);
}

/* Asking the hardware anew what is plugged in is the master's right; while another program is
 * master, what the kernel knows already must do. */
static void describe_connectors(struct info_writer *w, int fd, const drmModeRes *all)
{
    bool master = drmIsMaster(fd);
    info_begin(w, "connectors", INFO_LIST);
    for (int i = 0; i < all->count_connectors; i++) {
        drmModeConnector *c = master ? drmModeGetConnector(fd, all->connectors[i])
                                     : drmModeGetConnectorCurrent(fd, all->connectors[i]);
        if (c == NULL)
            continue;
        info_begin(w, NULL, INFO_OBJECT);
        describe_connector(w, fd, c);
        info_end(w);
        drmModeFreeConnector(c);
    }
    info_end(w);
}

static void describe_encoders(struct info_writer *w, int fd, const drmModeRes *all)
{
    static const char *const types[] = {"none",    "DAC", "TMDS",  "LVDS", "TVDAC",
                                        "Virtual", "DSI", "DPMST", "DPI"};
    info_begin(w, "encoders", INFO_LIST);
    for (int i = 0; i < all->count_encoders; i++) {
        drmModeEncoder *e = drmModeGetEncoder(fd, all->encoders[i]);
        if (e == NULL)
            continue;
        info_begin(w, NULL, INFO_ROW);
        info_number(w, "id", e->encoder_id);
        info_text(w, "type", "%s",
                  e->encoder_type < sizeof types / sizeof types[0] ? types[e->encoder_type] : "?");
        info_number(w, "crtc", e->crtc_id);
        info_text(w, "possible_crtcs", "%#x", e->possible_crtcs);
        info_end(w);
        drmModeFreeEncoder(e);
    }
    info_end(w);
}

static void describe_crtcs(struct info_writer *w, int fd, const drmModeRes *all)
{
    info_begin(w, "crtcs", INFO_LIST);
    for (int i = 0; i < all->count_crtcs; i++) {
        drmModeCrtc *c = drmModeGetCrtc(fd, all->crtcs[i]);
        if (c == NULL)
            continue;
        info_begin(w, NULL, INFO_OBJECT);
        info_number(w, "id", c->crtc_id);
        info_number(w, "framebuffer", c->buffer_id);
        info_number(w, "x", c->x);
        info_number(w, "y", c->y);
        info_number(w, "gamma_size", c->gamma_size);
        if (c->mode_valid) {
            info_begin(w, "mode", INFO_ROW);
            mode_values(w, &c->mode);
            info_end(w);
        }
        info_end(w);
        drmModeFreeCrtc(c);
    }
    info_end(w);
}

static void describe_plane(struct info_writer *w, int fd, const drmModePlane *p)
{
    info_number(w, "id", p->plane_id);
    describe_properties(w, fd, p->plane_id, DRM_MODE_OBJECT_PLANE);
    info_number(w, "crtc", p->crtc_id);
    info_number(w, "framebuffer", p->fb_id);
    info_text(w, "possible_crtcs", "%#x", p->possible_crtcs);
    info_begin(w, "formats", INFO_WORDS);
    for (uint32_t i = 0; i < p->count_formats; i++)
        info_drm_fourcc(w, p->formats[i]);
    info_end(w);
}

static void describe_planes(struct info_writer *w, int fd)
{
    drmModePlaneRes *all = drmModeGetPlaneResources(fd);
    info_begin(w, "planes", INFO_LIST);
    for (uint32_t i = 0; all != NULL && i < all->count_planes; i++) {
        drmModePlane *p = drmModeGetPlane(fd, all->planes[i]);
        if (p == NULL)
            continue;
        info_begin(w, NULL, INFO_OBJECT);
        describe_plane(w, fd, p);
        info_end(w);
        drmModeFreePlane(p);
    }
    info_end(w);
    drmModeFreePlaneResources(all);
}

static void describe_driver(struct info_writer *w, int fd)
{
    drmVersion *v = drmGetVersion(fd);
    if (v != NULL) {
        info_begin(w, "driver", INFO_ROW);
        info_text(w, "name", "%.64s", v->name != NULL ? v->name : "");
        info_text(w, "version", "%d.%d.%d", v->version_major, v->version_minor,
                  v->version_patchlevel);
        info_text(w, "description", "%.128s", v->desc != NULL ? v->desc : "");
        info_end(w);
    }
    drmFreeVersion(v);
}

/* Where the card is, as sysfs names it. */
static void describe_bus(struct info_writer *w, int number)
{
    static const char devices[] = "/sys/devices/";
    char link[64];
    snprintf(link, sizeof link, "/sys/class/drm/card%d/device", number);
    char *path = realpath(link, NULL);
    if (path != NULL && strncmp(path, devices, strlen(devices)) == 0)
        info_text(w, "bus", "%s", path + strlen(devices));
    free(path);
}

/* What is on the card. Returns the reason why it is no screen, or NULL. */
static const char *describe_resources(struct info_writer *w, int fd)
{
    drmModeRes *all = drmModeGetResources(fd);
    if (all == NULL)
        return errno == EOPNOTSUPP || errno == EINVAL ? "no modesetting (KMS): it cannot show"
                                                      : strerror(errno);
    describe_capabilities(w, fd);
    info_begin(w, "size", INFO_ROW);
    info_number(w, "min_width", all->min_width);
    info_number(w, "min_height", all->min_height);
    info_number(w, "max_width", all->max_width);
    info_number(w, "max_height", all->max_height);
    info_end(w);
    describe_connectors(w, fd, all);
    describe_encoders(w, fd, all);
    describe_crtcs(w, fd, all);
    describe_planes(w, fd);
    drmModeFreeResources(all);
    return NULL;
}

static void describe_card(struct info_writer *w, int number)
{
    char path[32];
    const char *reason = NULL;
    snprintf(path, sizeof path, "/dev/dri/card%d", number);
    info_text(w, "device", "%s", path);
    describe_bus(w, number);
    /* Where nobody is master, this makes us: some drivers list nothing to others, and nobody else
     * can be disturbed. It ends with the descriptor, a moment later. */
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        reason = strerror(errno);
    } else {
        describe_driver(w, fd);
        reason = describe_resources(w, fd);
        close(fd);
    }
    info_flag(w, "kms", reason == NULL);
    if (reason != NULL)
        info_text(w, "reason", "%s", reason);
}

void info_drm(struct info_writer *w)
{
    int numbers[INFO_DEVICES_MAX];
    int count = info_devices("/dev/dri", "card", numbers);
    info_begin(w, "drm", INFO_LIST);
    for (int i = 0; i < count; i++) {
        info_begin(w, NULL, INFO_OBJECT);
        describe_card(w, numbers[i]);
        info_end(w);
    }
    info_end(w);
}
#endif
