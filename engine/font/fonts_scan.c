/* Fonts of the files below some directories, for systems without fontconfig. */
#include "font/fonts_impl.h"

const char *const fonts_directories[] = {
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", NULL,
};

#ifdef FBRUN_HAVE_FONTS

#include "base/error.h"

static bool scan_open(void **data)
{
    (void)data;
    return error_set("not yet");
}

const struct font_source_impl fonts_of_directories = {
    .open = scan_open,
};

#endif
