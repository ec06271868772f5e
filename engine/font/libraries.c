/* Opening FreeType, HarfBuzz and FriBidi. */
#include "font/libraries.h"

#include "base/error.h"

#ifdef FBRUN_HAVE_FONTS

#include "base/module.h"

#define FREETYPE_FUNCTION(name) {"FT_" #name, &freetype.name},
#define HARFBUZZ_FUNCTION(name) {"hb_" #name, &harfbuzz.name},
#define FRIBIDI_FUNCTION(name)  {"fribidi_" #name, &fribidi.name},

struct freetype_functions freetype;
struct harfbuzz_functions harfbuzz;
struct fribidi_functions fribidi;
FT_Library freetype_library;

bool libraries_open(void)
{
    if (freetype_library != NULL)
        return true;
    const struct module_function of_freetype[] = {FREETYPE_FUNCTIONS(FREETYPE_FUNCTION)};
    const struct module_function of_harfbuzz[] = {HARFBUZZ_FUNCTIONS(HARFBUZZ_FUNCTION)};
    const struct module_function of_fribidi[] = {FRIBIDI_FUNCTIONS(FRIBIDI_FUNCTION)};
    if (!module_open("libfreetype.so.6", of_freetype, sizeof of_freetype / sizeof *of_freetype) ||
        !module_open("libharfbuzz.so.0", of_harfbuzz, sizeof of_harfbuzz / sizeof *of_harfbuzz) ||
        !module_open("libfribidi.so.0", of_fribidi, sizeof of_fribidi / sizeof *of_fribidi))
        return false;
    const FT_Error error = freetype.Init_FreeType(&freetype_library);
    return error == 0 || error_set("FreeType does not start (its error 0x%02X)", (unsigned)error);
}

#else

bool libraries_open(void)
{
    return error_set("this fbrun was built without FreeType and HarfBuzz");
}

#endif
