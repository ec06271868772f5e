/* What --info makes of DRM's modes and formats, also of ones that a driver got wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <xf86drm.h>

#include "info/drm.h"

/* Asserts what is written about a mode, and then about formats. */
static void assert_written(const drmModeModeInfo *mode, const uint32_t *codes, int count,
                           const char *expected)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct info_writer *w = info_writer_create(out, false);
    assert_non_null(w);
    info_begin(w, mode != NULL ? "modes" : "formats", mode != NULL ? INFO_LIST : INFO_WORDS);
    if (mode != NULL)
        info_drm_mode(w, mode);
    for (int i = 0; i < count; i++)
        info_drm_fourcc(w, codes[i]);
    assert_true(info_writer_finish(w));
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static void modes(void **state)
{
    (void)state;
    drmModeModeInfo mode = {.clock = 148500,
                            .hdisplay = 1920,
                            .htotal = 2200,
                            .vdisplay = 1080,
                            .vtotal = 1125,
                            .name = "1920x1080",
                            .type = DRM_MODE_TYPE_PREFERRED | DRM_MODE_TYPE_DRIVER};
    assert_written(&mode, NULL, 0,
                   "modes:\n  - 1920x1080, width 1920, height 1080, hz 60.00, khz 148500, "
                   "preferred\n");
    mode.clock = 74250;
    mode.flags = DRM_MODE_FLAG_INTERLACE;
    mode.type = DRM_MODE_TYPE_DRIVER;
    assert_written(&mode, NULL, 0,
                   "modes:\n  - 1920x1080, width 1920, height 1080, hz 60.00, khz 74250, "
                   "interlaced\n");
    mode.flags = DRM_MODE_FLAG_DBLSCAN;
    mode.vscan = 3;
    assert_written(&mode, NULL, 0,
                   "modes:\n  - 1920x1080, width 1920, height 1080, hz 5.00, khz 74250, "
                   "doublescan\n");
}

static void nonsense_modes(void **state)
{
    (void)state;
    drmModeModeInfo mode = {0};
    assert_written(&mode, NULL, 0, "modes:\n  - , width 0, height 0, hz 0.00, khz 0\n");
    memset(mode.name, 'x', sizeof mode.name); /* not terminated */
    assert_written(&mode, NULL, 0,
                   "modes:\n  - xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, width 0, height 0, hz 0.00, "
                   "khz 0\n");
    memset(&mode, 0xff, sizeof mode); /* the name stays in the struct */
    assert_written(&mode, NULL, 0,
                   "modes:\n  - ????????????????????????????????, width 65535, height 65535, "
                   "hz 0.02, khz 4294967295, preferred, interlaced, doublescan\n");
}

static void formats(void **state)
{
    (void)state;
    const uint32_t codes[] = {0x34325258, 0x20203852, 0xb4325258, 0x00000001, 0x0a325258};
    assert_written(NULL, codes, 5, "formats: XR24, R8, XR24_BE, 0x00000001, 0x0a325258\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modes),
        cmocka_unit_test(nonsense_modes),
        cmocka_unit_test(formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
