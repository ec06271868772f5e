/* The libraries that read fonts and Unicode's tables: FreeType, HarfBuzz and FriBidi. They are
 * opened on first use (base/module.h) and called through these tables of their functions:
 * `freetype.Load_Glyph` is FT_Load_Glyph. A file that needs one more adds it to the list. */
#ifndef FONT_LIBRARIES_H
#define FONT_LIBRARIES_H

#include <stdbool.h>

/* Opens all three, the first time. False with an error text when one is missing, or when this
 * fbrun was built without them. Cheap when they are open. */
bool libraries_open(void);

#ifdef FBRUN_HAVE_FONTS

#include <ft2build.h>

#include <fribidi.h>
#include <hb-ot.h>
#include <hb.h>

#include FT_FREETYPE_H
#include FT_MODULE_H
#include FT_MULTIPLE_MASTERS_H
#include FT_OUTLINE_H
#include FT_SIZES_H
#include FT_TRUETYPE_TABLES_H

/* clang-format off */
#define FREETYPE_FUNCTIONS(X) \
    X(New_Library) X(Add_Default_Modules) X(Set_Default_Properties) X(Open_Face) X(Done_Face) \
    X(New_Size) X(Activate_Size) X(Set_Char_Size) X(Select_Size) X(Load_Glyph) X(Load_Sfnt_Table) \
    X(Set_Var_Design_Coordinates) X(Outline_Decompose) X(Outline_EmboldenXY) X(Outline_Translate)

#define HARFBUZZ_FUNCTIONS(X) \
    X(blob_create) X(buffer_add) X(buffer_add_codepoints) X(buffer_allocation_successful) \
    X(buffer_clear_contents) X(buffer_create) X(buffer_destroy) X(buffer_get_glyph_infos) \
    X(buffer_get_glyph_positions) X(buffer_set_direction) X(buffer_set_flags) \
    X(buffer_set_language) X(buffer_set_script) X(face_collect_unicodes) X(face_create_for_tables) \
    X(face_destroy) X(face_get_upem) X(font_create) X(font_destroy) X(font_get_face) \
    X(font_get_glyph_extents) X(font_get_glyph_h_advance) X(font_get_nominal_glyph) \
    X(font_get_scale) X(font_get_variation_glyph) X(font_set_scale) X(font_set_synthetic_slant) \
    X(font_set_var_coords_design) X(glyph_info_get_glyph_flags) X(language_from_string) \
    X(ot_layout_feature_get_lookups) X(ot_layout_get_baseline) X(ot_layout_language_find_feature) \
    X(ot_layout_lookup_would_substitute) X(ot_layout_script_select_language) \
    X(ot_layout_table_select_script) X(ot_metrics_get_position) \
    X(ot_tags_from_script_and_language) X(ot_var_get_axis_count) \
    X(ot_var_get_axis_infos) X(set_create) X(set_destroy) X(set_has) X(shape) X(style_get_value) \
    X(unicode_compose) X(unicode_decompose) X(unicode_funcs_get_default) \
    X(unicode_general_category) X(unicode_mirroring) X(unicode_script)

#define FRIBIDI_FUNCTIONS(X) \
    X(get_bidi_type) X(get_bidi_types) X(get_bracket_types) X(get_par_embedding_levels_ex)
/* clang-format on */

#define FREETYPE_POINTER(name) __typeof__(FT_##name) *(name);
#define HARFBUZZ_POINTER(name) __typeof__(hb_##name) *(name);
#define FRIBIDI_POINTER(name)  __typeof__(fribidi_##name) *(name);

/* Valid once libraries_open has returned true. */
extern struct freetype_functions {
    FREETYPE_FUNCTIONS(FREETYPE_POINTER)
} freetype;
extern struct harfbuzz_functions {
    HARFBUZZ_FUNCTIONS(HARFBUZZ_POINTER)
} harfbuzz;
extern struct fribidi_functions {
    FRIBIDI_FUNCTIONS(FRIBIDI_POINTER)
} fribidi;

/* FreeType's state, one a process. */
extern FT_Library freetype_library;

#endif
#endif
