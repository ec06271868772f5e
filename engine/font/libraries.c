/* Opening FreeType, HarfBuzz and FriBidi. */
#include "font/libraries.h"

#include <stdio.h>

#include "base/error.h"

#ifdef FBRUN_HAVE_FONTS

#include <string.h>

#include "base/budget.h"
#include "base/module.h"

#define FREETYPE_FUNCTION(name) {"FT_" #name, &freetype.name},
#define HARFBUZZ_FUNCTION(name) {"hb_" #name, &harfbuzz.name},
#define FRIBIDI_FUNCTION(name)  {"fribidi_" #name, &fribidi.name},

struct freetype_functions freetype;
struct harfbuzz_functions harfbuzz;
struct fribidi_functions fribidi;
FT_Library freetype_library;

/* FreeType's memory. A hostile font can ask for gigabytes in one piece, for a glyph's picture or a
 * packed table: no honest one needs more than a whole font. Otherwise it is counted, but never
 * refused: a font would be broken, or a glyph empty, long after there is memory again. */
enum { BLOCK_MAX = 1 << 28 };

static void *allocate(FT_Memory memory, long size)
{
    (void)memory;
    if (size <= BLOCK_MAX)
        return budget_library_allocate((size_t)size);
    error_set("%ld bytes asked for", size);
    return NULL;
}

static void release(FT_Memory memory, void *block)
{
    (void)memory;
    budget_library_free(block);
}

static void *reallocate(FT_Memory memory, long old_size, long size, void *block)
{
    void *moved = allocate(memory, size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, (size_t)(size < old_size ? size : old_size));
    budget_library_free(block);
    return moved;
}

static struct FT_MemoryRec_ memory = {NULL, allocate, release, reallocate};

static bool open_all(void)
{
    const struct module_function of_freetype[] = {FREETYPE_FUNCTIONS(FREETYPE_FUNCTION)};
    const struct module_function of_harfbuzz[] = {HARFBUZZ_FUNCTIONS(HARFBUZZ_FUNCTION)};
    const struct module_function of_fribidi[] = {FRIBIDI_FUNCTIONS(FRIBIDI_FUNCTION)};
    if (!module_open("libfreetype.so.6", of_freetype, sizeof of_freetype / sizeof *of_freetype) ||
        !module_open("libharfbuzz.so.0", of_harfbuzz, sizeof of_harfbuzz / sizeof *of_harfbuzz) ||
        !module_open("libfribidi.so.0", of_fribidi, sizeof of_fribidi / sizeof *of_fribidi))
        return false;
    const FT_Error error = freetype.New_Library(&memory, &freetype_library);
    if (error != 0) {
        freetype_library = NULL;
        return error_set("FreeType does not start (its error 0x%02X)", (unsigned)error);
    }
    freetype.Add_Default_Modules(freetype_library);
    freetype.Set_Default_Properties(freetype_library);
    return true;
}

/* Text asks at each line: where a library is missing, the disk is not searched again. */
bool libraries_open(void)
{
    static char failure[512];
    if (freetype_library != NULL)
        return true;
    if (failure[0] != '\0')
        return error_set("%s", failure);
    if (open_all())
        return true;
    snprintf(failure, sizeof failure, "%s", error_text());
    return false;
}

#else

bool libraries_open(void)
{
    return error_set("this fbrun was built without FreeType and HarfBuzz");
}

#endif
