/* The choice of connectors, CRTCs, planes and modes, for cards made by hand. */
#include "display/drm_output.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

/* A mode whose pixel clock is right for so many whole frames a second. */
#define MODE(width, height, rate, flags_, type_)                                                   \
    {                                                                                              \
        .hdisplay = (width), .vdisplay = (height), .htotal = (width) + 100,                        \
        .vtotal = (height) + 10,                                                                   \
        .clock = (uint32_t)(((width) + 100) * ((height) + 10) / 1000.0 * (rate) + 0.5),            \
        .flags = (flags_), .type = (type_)                                                         \
    }

static drmModeModeInfo modes[] = {
    MODE(1024, 768, 60, 0, 0),
    MODE(1920, 1080, 30, DRM_MODE_FLAG_INTERLACE, 0),
    MODE(1920, 1080, 50, 0, 0),
    MODE(1920, 1080, 60, 0, 0),
    MODE(1280, 720, 60, 0, DRM_MODE_TYPE_PREFERRED),
};

enum { MODE_COUNT = sizeof modes / sizeof modes[0] };

/* Two connectors, two CRTCs that each can drive both, a primary and a cursor plane each. */
struct fixture {
    struct drm_card card;
    struct drm_crtc crtcs[2];
    struct drm_plane planes[4];
    struct drm_connector connectors[2];
};

static struct fixture make(void)
{
    struct fixture f = {
        .card = {.crtc_count = 2,
                 .plane_count = 4,
                 .connector_count = 2,
                 .max_width = 4096,
                 .max_height = 4096},
        .crtcs = {{.id = 40}, {.id = 41}},
    };
    for (uint32_t i = 0; i < 4; i++) {
        f.planes[i] = (struct drm_plane){.id = 50 + i, .possible_crtcs = 1u << (i / 2)};
        f.planes[i].props[DRM_PLANE_TYPE].value =
            i % 2 == 0 ? DRM_PLANE_TYPE_CURSOR : DRM_PLANE_TYPE_PRIMARY;
    }
    for (uint32_t i = 0; i < 2; i++) {
        f.connectors[i] = (struct drm_connector){
            .id = 60 + i,
            .connection = DRM_MODE_CONNECTED,
            .possible_crtcs = 3,
            .lit_crtc = -1,
            .modes = modes,
            .mode_count = MODE_COUNT,
        };
        strcpy(f.connectors[i].name, i == 0 ? "HDMI-A-1" : "DP-1");
    }
    return f;
}

/* The lists stand beside the card, so they are tied to it where it lies. */
static int choose(struct fixture *f, const char *connector, const char *mode,
                  struct drm_output *outputs)
{
    struct drm_wish wish = {.width = 0};
    f->card.crtcs = f->crtcs;
    f->card.planes = f->planes;
    f->card.connectors = f->connectors;
    strcpy(wish.connector, connector);
    assert_true(drm_wish_mode(&wish, mode));
    memset(outputs, 0xff, DRM_OUTPUTS_MAX * sizeof *outputs);
    return drm_outputs_choose(&f->card, &wish, outputs);
}

static void test_no_connector(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    f.card.connector_count = 0;
    assert_int_equal(choose(&f, "", "", outputs), 0);
    f = make();
    f.connectors[0].connection = f.connectors[1].connection = DRM_MODE_DISCONNECTED;
    assert_int_equal(choose(&f, "", "", outputs), 0);
    f = make();
    f.connectors[0].mode_count = f.connectors[1].mode_count = 0;
    assert_int_equal(choose(&f, "", "", outputs), 0);
    f = make();
    assert_int_equal(choose(&f, "VGA-1", "", outputs), 0);
}

static void test_wrong_modes_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"x",      "1280",      "1280x",         "1280x720x",
                                        "-1x720", "1280x720@", "1280x720@x",    "1280x720@0",
                                        "0x0",    "40000x10",  "1280x720@1001", "1280x720 "};
    struct drm_wish wish;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(drm_wish_mode(&wish, wrong[i]));
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    assert_int_equal(choose(&f, "", "1280x720@50", outputs), -1);
    assert_string_equal(error_text(),
                        "HDMI-A-1 has no mode 1280x720@50; it has 1024x768@60, 1920x1080@60, "
                        "1920x1080@50, 1920x1080@60, 1280x720@60");
}

static void test_the_preferred_mode_else_the_largest(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    assert_int_equal(choose(&f, "", "", outputs), 2);
    assert_memory_equal(&outputs[0].mode, &modes[4], sizeof modes[0]);
    for (int i = 0; i < 2; i++)
        f.connectors[i].mode_count = 4; /* without the preferred one */
    assert_int_equal(choose(&f, "", "", outputs), 2);
    assert_memory_equal(&outputs[0].mode, &modes[3], sizeof modes[0]);
    assert_int_equal(choose(&f, "", "1920x1080@50", outputs), 2);
    assert_memory_equal(&outputs[0].mode, &modes[2], sizeof modes[0]);
    f.card.max_width = 1800;
    assert_int_equal(choose(&f, "", "", outputs), 2);
    assert_memory_equal(&outputs[0].mode, &modes[0], sizeof modes[0]);
}

static void test_connected_before_unknown(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    f.connectors[0].connection = DRM_MODE_UNKNOWNCONNECTION;
    assert_int_equal(choose(&f, "", "", outputs), 1); /* nothing mirrors on a guess */
    assert_int_equal(outputs[0].connector, 61);
    f.connectors[1].connection = DRM_MODE_DISCONNECTED;
    assert_int_equal(choose(&f, "", "", outputs), 1);
    assert_int_equal(outputs[0].connector, 60);
}

static void test_headsets_are_no_screens(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    f.connectors[0].props[DRM_CONNECTOR_NON_DESKTOP].value = 1;
    assert_int_equal(choose(&f, "", "", outputs), 1);
    assert_int_equal(outputs[0].connector, 61);
}

static void test_the_named_connector_is_drawn_to(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    assert_int_equal(choose(&f, "DP-1", "", outputs), 2);
    assert_int_equal(outputs[0].connector, 61);
    assert_int_equal(outputs[1].connector, 60);
    f.connectors[1].connection = DRM_MODE_DISCONNECTED; /* no other takes its place */
    assert_int_equal(choose(&f, "DP-1", "", outputs), 0);
}

static void test_mirrors_have_the_same_size(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    f.connectors[1].mode_count = 1; /* 1024x768 only */
    assert_int_equal(choose(&f, "", "", outputs), 1);
    assert_int_equal(choose(&f, "", "1024x768", outputs), 2);
}

static void test_each_output_has_its_crtc_and_primary_plane(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    assert_int_equal(choose(&f, "", "", outputs), 2);
    assert_int_equal(outputs[0].crtc, 0);
    assert_int_equal(outputs[0].plane, 1);
    assert_int_equal(outputs[1].crtc, 1);
    assert_int_equal(outputs[1].plane, 3);
    f.connectors[0].lit_crtc = 1; /* what is lit stays */
    assert_int_equal(choose(&f, "", "", outputs), 2);
    assert_int_equal(outputs[0].crtc, 1);
    assert_int_equal(outputs[0].plane, 3);
    assert_int_equal(outputs[1].crtc, 0);
    f.connectors[1].possible_crtcs = 2; /* the mirror finds none */
    assert_int_equal(choose(&f, "", "", outputs), 1);
    f.connectors[0].possible_crtcs = 0;
    assert_int_equal(choose(&f, "", "", outputs), -1);
    assert_string_equal(error_text(), "HDMI-A-1 has no CRTC to drive it");
}

static void test_without_universal_planes(void **state)
{
    (void)state;
    struct drm_output outputs[DRM_OUTPUTS_MAX];
    struct fixture f = make();
    f.card.plane_count = 0;
    assert_int_equal(choose(&f, "", "", outputs), 2);
    assert_int_equal(outputs[0].plane, -1);
}

static void test_periods(void **state)
{
    (void)state;
    drmModeModeInfo m = {.clock = 148500, .htotal = 2200, .vtotal = 1125};
    assert_int_equal(drm_mode_period(&m), 16666667);
    assert_int_equal(drm_mode_rate(&m), 60);
    m.flags = DRM_MODE_FLAG_INTERLACE; /* fields, two a frame */
    assert_int_equal(drm_mode_rate(&m), 120);
    m.flags = DRM_MODE_FLAG_DBLSCAN;
    assert_int_equal(drm_mode_rate(&m), 30);
    m.flags = 0;
    m.vscan = 2;
    assert_int_equal(drm_mode_rate(&m), 30);
    /* Panels that have none, or a nonsensical one. */
    assert_int_equal(drm_mode_period(&(drmModeModeInfo){.clock = 0}), CLOCK_SECOND / 60);
    assert_int_equal(drm_mode_period(&(drmModeModeInfo){.clock = 1, .htotal = 320, .vtotal = 240}),
                     CLOCK_SECOND / 60);
    assert_int_equal(
        drm_mode_period(&(drmModeModeInfo){.clock = UINT32_MAX, .htotal = 1, .vtotal = 1}),
        CLOCK_SECOND / 60);
}

static void test_names(void **state)
{
    (void)state;
    struct fixture f = make();
    f.card.connectors = f.connectors;
    char text[64] = "", small[8] = "";
    drm_connector_names(&f.card, text, sizeof text);
    assert_string_equal(text, "HDMI-A-1, DP-1");
    drm_connector_names(&f.card, small, sizeof small);
    assert_string_equal(small, "HDMI-A-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_connector),
        cmocka_unit_test(test_wrong_modes_are_refused),
        cmocka_unit_test(test_the_preferred_mode_else_the_largest),
        cmocka_unit_test(test_connected_before_unknown),
        cmocka_unit_test(test_headsets_are_no_screens),
        cmocka_unit_test(test_the_named_connector_is_drawn_to),
        cmocka_unit_test(test_mirrors_have_the_same_size),
        cmocka_unit_test(test_each_output_has_its_crtc_and_primary_plane),
        cmocka_unit_test(test_without_universal_planes),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
