/* SVG through librsvg, which is opened on first use and draws with cairo into our own memory: cairo
 * has the pixels that a surface has. The picture is given as bytes without an address, so it can
 * refer to no file and no network; pictures within it (data:) are drawn. librsvg itself limits
 * nesting and the number of elements; drawing cannot be interrupted. */
#include "image/decode_impl.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/size.h"

#ifdef FBRUN_HAVE_RSVG

#include <librsvg/rsvg.h>
#include <math.h>

/* clang-format off */
#define RSVG_FUNCTIONS(X) \
    X(rsvg_handle_new_from_data) X(rsvg_handle_set_dpi) \
    X(rsvg_handle_get_intrinsic_dimensions) \
    X(rsvg_handle_get_intrinsic_size_in_pixels) X(rsvg_handle_render_document)
#define CAIRO_FUNCTIONS(X) \
    X(cairo_image_surface_create_for_data) X(cairo_surface_destroy) X(cairo_surface_flush) \
    X(cairo_create) X(cairo_destroy) X(cairo_status) X(cairo_status_to_string)
#define GOBJECT_FUNCTIONS(X) X(g_object_unref)
#define GLIB_FUNCTIONS(X) X(g_error_free)
/* clang-format on */

#define POINTER(name)  __typeof__(name) *(p_##name);
#define FUNCTION(name) {#name, (void *)&rsvg.p_##name},

static struct {
    RSVG_FUNCTIONS(POINTER)
    CAIRO_FUNCTIONS(POINTER) GOBJECT_FUNCTIONS(POINTER) GLIB_FUNCTIONS(POINTER)
} rsvg;

static bool open_library(void)
{
    static atomic_bool opened[4];
    const struct module_function svg[] = {RSVG_FUNCTIONS(FUNCTION)};
    const struct module_function cairo[] = {CAIRO_FUNCTIONS(FUNCTION)};
    const struct module_function object[] = {GOBJECT_FUNCTIONS(FUNCTION)};
    const struct module_function glib[] = {GLIB_FUNCTIONS(FUNCTION)};
    return decoding_open_library(&opened[0], "librsvg-2.so.2", svg, sizeof svg / sizeof svg[0]) &&
           decoding_open_library(&opened[1], "libcairo.so.2", cairo,
                                 sizeof cairo / sizeof cairo[0]) &&
           decoding_open_library(&opened[2], "libgobject-2.0.so.0", object,
                                 sizeof object / sizeof object[0]) &&
           decoding_open_library(&opened[3], "libglib-2.0.so.0", glib,
                                 sizeof glib / sizeof glib[0]);
}

/* CSS's: pixels an inch (librsvg has 90), and the size of what has none. */
enum { DPI = 96, WIDTH = 300, HEIGHT = 150 };

static bool take_error(GError *error, const char *otherwise)
{
    if (error == NULL)
        return error_set("%s", otherwise);
    error_set("%s", error->message);
    rsvg.p_g_error_free(error);
    return false;
}

/* In pixels of CSS, an em being that of its initial font size. False if that depends on more. */
static bool pixels(RsvgLength length, double *pixels)
{
    static const double factors[] = {
        [RSVG_UNIT_PERCENT] = 0,     [RSVG_UNIT_PX] = 1,          [RSVG_UNIT_EM] = 16,
        [RSVG_UNIT_EX] = 8,          [RSVG_UNIT_IN] = DPI,        [RSVG_UNIT_CM] = DPI / 2.54,
        [RSVG_UNIT_MM] = DPI / 25.4, [RSVG_UNIT_PT] = DPI / 72.0, [RSVG_UNIT_PC] = DPI / 6.0,
    };
    const size_t unit = (size_t)length.unit;
    const bool known = unit < sizeof factors / sizeof factors[0] && factors[unit] != 0;
    if (known)
        *pixels = length.length * factors[unit];
    return known;
}

/* Its own size: width and height, of which one that is missing follows from the viewBox; without
 * both that of the viewBox. */
static void own_size(RsvgHandle *handle, double *width, double *height)
{
    gboolean has_width, has_height, has_box;
    RsvgLength w, h;
    RsvgRectangle box;
    rsvg.p_rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &w, &has_height, &h, &has_box,
                                                &box);
    const bool boxed = has_box && box.width > 0 && box.height > 0;
    if (rsvg.p_rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height))
        return;
    double across = 0, down = 0;
    has_width = has_width && pixels(w, &across);
    has_height = has_height && pixels(h, &down);
    *width = has_width    ? across
             : !boxed     ? WIDTH
             : has_height ? down * box.width / box.height
                          : box.width;
    *height = has_height  ? down
              : !boxed    ? HEIGHT
              : has_width ? across * box.height / box.width
                          : box.height;
}

/* To whole pixels; what is out of range stays so. */
static int64_t whole(double side)
{
    return side > 0 && side < 1e9 ? (int64_t)fmax(1, floor(side + 0.5))
           : side >= 1e9          ? 1000000000
                                  : 0;
}

static bool set_size(struct decoding *d, double own_width, double own_height)
{
    const struct image_options *options = &d->options;
    double width = options->width, height = options->height;
    struct image *image = d->image;
    const int64_t natural_width = whole(own_width), natural_height = whole(own_height);
    if (natural_width < 1 || natural_height < 1)
        return error_set("its size is %gx%g", own_width, own_height);
    image->natural_width = (int)natural_width;
    image->natural_height = (int)natural_height;
    if (width <= 0 && height <= 0)
        return decoding_size(d, natural_width, natural_height);
    if (width <= 0)
        width = height * own_width / own_height;
    if (height <= 0)
        height = width * own_height / own_width;
    return decoding_size(d, whole(width), whole(height));
}

static bool draw(RsvgHandle *handle, cairo_t *cairo, const struct surface *s)
{
    const RsvgRectangle all = {0, 0, s->width, s->height};
    GError *error = NULL;
    if (!rsvg.p_rsvg_handle_render_document(handle, cairo, &all, &error))
        return take_error(error, "librsvg cannot draw it");
    const cairo_status_t status = rsvg.p_cairo_status(cairo);
    return status == CAIRO_STATUS_SUCCESS ||
           error_set("cairo: %s", rsvg.p_cairo_status_to_string(status));
}

static bool draw_frame(struct decoding *d, RsvgHandle *handle)
{
    const struct image_frame *frame = decoding_add_frame(d);
    if (frame == NULL)
        return false;
    const struct surface *s = &frame->surface;
    cairo_surface_t *target = rsvg.p_cairo_image_surface_create_for_data(
        (unsigned char *)s->pixels, CAIRO_FORMAT_ARGB32, s->width, s->height,
        s->stride * (int)sizeof *s->pixels);
    cairo_t *cairo = rsvg.p_cairo_create(target);
    const bool ok = draw(handle, cairo, s);
    rsvg.p_cairo_destroy(cairo);
    rsvg.p_cairo_surface_flush(target);
    rsvg.p_cairo_surface_destroy(target);
    return ok;
}

/* About what librsvg makes of the file, which is up to 70 times as long: 1.8 kB of an element. */
static size_t tree_bytes(const uint8_t *svg, size_t size)
{
    enum { ELEMENT = 2048, TEXT = 4 };
    size_t elements = 0;
    for (const uint8_t *end = svg + size, *at = svg; (at = memchr(at, '<', (size_t)(end - at)));)
        elements += ++at < end && *at != '/';
    size_t tree, text, all;
    return size_multiply(elements, ELEMENT, &tree) && size_multiply(size, TEXT, &text) &&
                   size_add(tree, text, &all)
               ? all
               : SIZE_MAX;
}

static bool run(struct decoding *d, bool (*work)(struct decoding *, RsvgHandle *))
{
    GError *error = NULL;
    double width, height;
    if (!open_library())
        return false;
    const size_t needed = tree_bytes(d->bytes, d->size);
    if (!budget_take(needed))
        return false;
    RsvgHandle *handle = rsvg.p_rsvg_handle_new_from_data(d->bytes, d->size, &error);
    if (handle == NULL) {
        budget_give(needed);
        return take_error(error, "librsvg cannot read it");
    }
    rsvg.p_rsvg_handle_set_dpi(handle, DPI);
    own_size(handle, &width, &height);
    const bool ok =
        set_size(d, width, height) && decoding_goes_on(d) && (work == NULL || work(d, handle));
    rsvg.p_g_object_unref(handle);
    budget_give(needed);
    return ok;
}

static bool probe(struct decoding *d)
{
    return run(d, NULL);
}

static bool decode(struct decoding *d)
{
    return run(d, draw_frame);
}

const struct image_decoder svg_decoder = {
    .name = "SVG",
    .open_libraries = open_library,
    .probe = probe,
    .decode = decode,
};

#else

static bool missing(struct decoding *d)
{
    (void)d;
    return error_set("this fbrun was built without librsvg");
}

const struct image_decoder svg_decoder = {.name = "SVG", .probe = missing, .decode = missing};

#endif
