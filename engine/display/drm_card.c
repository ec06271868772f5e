/* Finding and opening cards. A node is first opened without the seat, so that a machine whose cards
 * have no screens keeps its console. */
#include "display/drm_card.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digits.h"
#include "base/error.h"
#include "base/file.h"
#include "display/drm_calls.h"

#define DRM_FOLDER "/dev/dri"

/* Drivers go by the name that they give themselves. Those that upload send pixels over a bus or to
 * a hypervisor, or copy them to hidden video memory. */
static unsigned driver_quirks(const char *driver)
{
    static const char *const uploading[] = {
        "virtio_gpu", "qxl",     "cirrus",    "udl",     "gud",     "hyperv_drm",     "vboxvideo",
        "mgag200",    "ast",     "simpledrm", "ofdrm",   "efidrm",  "vesadrm",        "ssd130x",
        "hx8357d",    "ili9163", "ili9225",   "ili9341", "ili9486", "panel-mipi-dbi", "mi0283qt",
        "repaper",    "st7571",  "st7586",    "st7735r", "gm12u320"};
    if (strcmp(driver, "vmwgfx") == 0)
        return DRM_QUIRK_LEGACY | DRM_QUIRK_ONE_BUFFER;
    for (size_t i = 0; i < sizeof uploading / sizeof uploading[0]; i++)
        if (strcmp(driver, uploading[i]) == 0)
            return DRM_QUIRK_ONE_BUFFER;
    return 0;
}

/* True for the card that the firmware showed its messages on. */
static bool is_boot_card(const char *node)
{
    char path[128], answer[8];
    snprintf(path, sizeof path, "/sys/class/drm/%.32s/device/boot_vga", node);
    return file_read_line(path, answer, sizeof answer) && strcmp(answer, "1") == 0;
}

struct node {
    int64_t number;
    bool boot;
};

static int compare_nodes(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    if (x->boot != y->boot)
        return x->boot ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

int drm_card_list(char (*paths)[128], int max)
{
    enum { NODES_MAX = 64 }; /* the kernel's own limit */
    struct node nodes[NODES_MAX];
    int count = 0;
    DIR *folder = opendir(DRM_FOLDER);
    if (folder == NULL) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        return absent ? 0 : error_set_errno("cannot look into " DRM_FOLDER) - 1;
    }
    for (const struct dirent *e; count < NODES_MAX && (e = readdir(folder)) != NULL;) {
        const char *end = strncmp(e->d_name, "card", 4) == 0
                              ? digits_parse(e->d_name + 4, &nodes[count].number)
                              : NULL;
        if (end != NULL && *end == '\0')
            nodes[count++].boot = is_boot_card(e->d_name);
    }
    closedir(folder);
    qsort(nodes, (size_t)count, sizeof nodes[0], compare_nodes);
    for (int i = 0; i < count && i < max; i++)
        snprintf(paths[i], sizeof paths[i], DRM_FOLDER "/card%d", (int)nodes[i].number);
    return count < max ? count : max;
}

/* What an error in opening a node says about its card. */
static enum drm_card_result result_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case ENOTDIR:
        return DRM_CARD_ABSENT;
    case EACCES:
    case EPERM:
        return DRM_CARD_DENIED;
    default:
        return DRM_CARD_FAILED;
    }
}

static uint64_t capability(int fd, uint64_t which)
{
    uint64_t value = 0;
    return drmGetCap(fd, which, &value) == 0 ? value : 0;
}

/* Checks that an open node can show pictures. */
static enum drm_card_result check_node(int fd, const char *path)
{
    drmVersion *version = drmGetVersion(fd);
    char driver[32];
    snprintf(driver, sizeof driver, "%.*s", version != NULL ? version->name_len : 0,
             version != NULL ? version->name : "");
    drmFreeVersion(version);
    if (version == NULL) {
        error_set("%s is not a DRM device", path);
        return DRM_CARD_FAILED;
    }
    if (drmGetNodeTypeFromFd(fd) == DRM_NODE_RENDER) {
        error_set("%s is a render node, which has no screens; expected " DRM_FOLDER "/card*", path);
        return DRM_CARD_FAILED;
    }
    drmModeRes *resources = drmModeGetResources(fd);
    bool kms = resources != NULL && resources->count_crtcs > 0;
    drmModeFreeResources(resources);
    if (kms && capability(fd, DRM_CAP_DUMB_BUFFER) != 0)
        return DRM_CARD_OK;
    error_set(kms ? "%s (%s) has no buffers that a processor can draw to"
                  : "%s (%s) has no screens (no kernel mode setting)",
              path, driver);
    return DRM_CARD_UNFIT;
}

/* Opens and checks without the seat. *fd is -1 when only the seat may be allowed to. */
static enum drm_card_result check_path(const char *path, int *fd)
{
    struct stat st;
    *fd = -1;
    if (stat(path, &st) != 0) {
        error_set_errno("cannot use %s", path);
        return result_of(error_code());
    }
    if (!S_ISCHR(st.st_mode)) {
        error_set("%s is not a device; expected " DRM_FOLDER "/card*", path);
        return DRM_CARD_FAILED;
    }
    *fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*fd >= 0) {
        /* Whoever opens a card that has no master becomes it, but the seat is to be it. */
        drmDropMaster(*fd);
        return check_node(*fd, path);
    }
    if (errno == EACCES || errno == EPERM)
        return DRM_CARD_OK;
    error_set_errno("cannot open %s", path);
    return result_of(error_code());
}

static bool read_planes(struct drm_card *card)
{
    static const char *const names[DRM_PLANE_PROPS] = {
        "type",   "FB_ID",  "CRTC_ID", "SRC_X",  "SRC_Y",    "SRC_W",          "SRC_H",
        "CRTC_X", "CRTC_Y", "CRTC_W",  "CRTC_H", "rotation", "FB_DAMAGE_CLIPS"};
    drmModePlaneRes *list = drmModeGetPlaneResources(card->fd);
    if (list == NULL)
        return true;
    card->planes = calloc(list->count_planes + 1, sizeof *card->planes);
    for (uint32_t i = 0; card->planes != NULL && i < list->count_planes; i++) {
        drmModePlane *plane = drmModeGetPlane(card->fd, list->planes[i]);
        if (plane == NULL)
            continue;
        struct drm_plane *p = &card->planes[card->plane_count++];
        p->id = plane->plane_id;
        p->possible_crtcs = plane->possible_crtcs;
        p->formats = calloc(plane->count_formats + 1, sizeof *p->formats);
        if (p->formats != NULL && plane->count_formats > 0)
            memcpy(p->formats, plane->formats, plane->count_formats * sizeof *p->formats);
        p->format_count = p->formats != NULL ? (int)plane->count_formats : 0;
        drm_props_read(card->fd, p->id, DRM_MODE_OBJECT_PLANE, names, DRM_PLANE_PROPS, p->props);
        drmModeFreePlane(plane);
    }
    drmModeFreePlaneResources(list);
    return card->planes != NULL || error_set("no memory for the planes of %s", card->path);
}

static bool read_crtcs(struct drm_card *card)
{
    static const char *const names[DRM_CRTC_PROPS] = {"ACTIVE",      "MODE_ID", "GAMMA_LUT",
                                                      "DEGAMMA_LUT", "CTM",     "VRR_ENABLED"};
    drmModeRes *resources = drmModeGetResources(card->fd);
    if (resources == NULL)
        return error_set_errno("cannot read what %s has", card->path);
    card->max_width = resources->max_width;
    card->max_height = resources->max_height;
    card->crtcs = calloc(DRM_CRTCS_MAX, sizeof *card->crtcs);
    for (int i = 0; card->crtcs != NULL && i < resources->count_crtcs && i < DRM_CRTCS_MAX; i++) {
        struct drm_crtc *crtc = &card->crtcs[card->crtc_count++];
        crtc->id = resources->crtcs[i];
        drm_props_read(card->fd, crtc->id, DRM_MODE_OBJECT_CRTC, names, DRM_CRTC_PROPS,
                       crtc->props);
    }
    drmModeFreeResources(resources);
    return card->crtcs != NULL || error_set("no memory for the CRTCs of %s", card->path);
}

static void read_capabilities(struct drm_card *card)
{
    drmVersion *version = drmGetVersion(card->fd);
    if (version != NULL)
        snprintf(card->driver, sizeof card->driver, "%.*s", version->name_len, version->name);
    drmFreeVersion(version);
    card->quirks = driver_quirks(card->driver);
    card->monotonic = capability(card->fd, DRM_CAP_TIMESTAMP_MONOTONIC) != 0;
    card->preferred_depth = capability(card->fd, DRM_CAP_DUMB_PREFERRED_DEPTH);
    drmSetClientCap(card->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
    card->atomic = (card->quirks & DRM_QUIRK_LEGACY) == 0 &&
                   drmSetClientCap(card->fd, DRM_CLIENT_CAP_ATOMIC, 1) == 0;
}

/* Some drivers list their connectors to the master only, so this comes before them. */
static bool become_master(struct drm_card *card, const struct seat *seat)
{
    if (!seat_is_active(seat) || drmIsMaster(card->fd) || drm_calls.set_master(card->fd) == 0)
        return true;
    return error_set("%s is in use: another program, such as a compositor, is its DRM master "
                     "(see fbrun --doctor)",
                     card->path);
}

enum drm_card_result drm_card_open(struct drm_card *card, struct seat *seat, const char *path)
{
    int checked;
    *card = (struct drm_card){.fd = -1};
    char *real = realpath(path, NULL); /* news of the device have this name */
    snprintf(card->path, sizeof card->path, "%s", real != NULL ? real : path);
    free(real);
    enum drm_card_result result = check_path(path, &checked);
    if (result == DRM_CARD_OK && !seat_take(seat))
        result = DRM_CARD_FAILED;
    if (result == DRM_CARD_OK) {
        card->fd = seat_open_device(seat, card->path);
        result = card->fd >= 0 ? check_node(card->fd, path) : result_of(error_code());
    }
    /* Only now: at the last close the kernel would bring the text back. */
    if (checked >= 0)
        close(checked);
    if (result != DRM_CARD_OK)
        return result;
    read_capabilities(card);
    if (!become_master(card, seat) || !read_crtcs(card) || !read_planes(card))
        return DRM_CARD_FAILED;
    card->atomic = card->atomic && card->plane_count > 0; /* each commit is about planes */
    int error = drm_card_probe(card);
    if (error == 0)
        return DRM_CARD_OK;
    errno = -error;
    error_set_errno("cannot read the connectors of %s", path);
    return result_of(error_code());
}

static void free_connectors(struct drm_card *card)
{
    for (int i = 0; i < card->connector_count; i++)
        free(card->connectors[i].modes);
    free(card->connectors);
    card->connectors = NULL;
    card->connector_count = 0;
}

void drm_card_close(struct drm_card *card, struct seat *seat)
{
    free_connectors(card);
    for (int i = 0; i < card->plane_count; i++)
        free(card->planes[i].formats);
    free(card->planes);
    free(card->crtcs);
    if (card->fd >= 0)
        seat_close_device(seat, card->fd);
    *card = (struct drm_card){.fd = -1};
}

/* The CRTCs that a connector's encoders can be driven by, and the one that does. */
static void read_encoders(struct drm_card *card, const drmModeConnector *connector,
                          struct drm_connector *c)
{
    c->lit_crtc = -1;
    for (int i = 0; i < connector->count_encoders; i++) {
        drmModeEncoder *encoder = drmModeGetEncoder(card->fd, connector->encoders[i]);
        if (encoder == NULL)
            continue;
        c->possible_crtcs |= encoder->possible_crtcs;
        for (int n = 0; n < card->crtc_count; n++)
            if (encoder->encoder_id == connector->encoder_id &&
                encoder->crtc_id == card->crtcs[n].id)
                c->lit_crtc = n;
        drmModeFreeEncoder(encoder);
    }
}

/* The kernel names the side of the panel that is up in its housing. */
static int orientation_degrees(int fd, const struct drm_prop *prop)
{
    char name[32];
    drm_prop_enum_name(fd, prop, name);
    return strcmp(name, "Upside Down") == 0     ? 180
           : strcmp(name, "Left Side Up") == 0  ? 270
           : strcmp(name, "Right Side Up") == 0 ? 90
                                                : 0;
}

static bool read_connector(struct drm_card *card, uint32_t id, struct drm_connector *c)
{
    static const char *const names[DRM_CONNECTOR_PROPS] = {"CRTC_ID", "link-status", "non-desktop",
                                                           "panel orientation", "DPMS"};
    drmModeConnector *connector = drm_calls.get_connector(card->fd, id);
    if (connector == NULL)
        return false;
    const char *type = drmModeGetConnectorTypeName(connector->connector_type);
    *c = (struct drm_connector){.id = id, .connection = connector->connection};
    snprintf(c->name, sizeof c->name, "%s-%u", type != NULL ? type : "Unknown",
             connector->connector_type_id);
    c->modes = calloc((size_t)connector->count_modes + 1, sizeof *c->modes);
    if (c->modes != NULL && connector->count_modes > 0) {
        c->mode_count = connector->count_modes;
        memcpy(c->modes, connector->modes, (size_t)c->mode_count * sizeof *c->modes);
    }
    read_encoders(card, connector, c);
    drm_props_read(card->fd, id, DRM_MODE_OBJECT_CONNECTOR, names, DRM_CONNECTOR_PROPS, c->props);
    c->orientation = orientation_degrees(card->fd, &c->props[DRM_CONNECTOR_ORIENTATION]);
    drmModeFreeConnector(connector);
    return true;
}

int drm_card_probe(struct drm_card *card)
{
    drmModeRes *resources = drmModeGetResources(card->fd);
    if (resources == NULL)
        return errno != 0 ? -errno : -EIO;
    free_connectors(card);
    card->connectors = calloc((size_t)resources->count_connectors + 1, sizeof *card->connectors);
    for (int i = 0; card->connectors != NULL && i < resources->count_connectors; i++)
        if (read_connector(card, resources->connectors[i],
                           &card->connectors[card->connector_count]))
            card->connector_count++;
    drmModeFreeResources(resources);
    return card->connectors != NULL ? 0 : -ENOMEM;
}
