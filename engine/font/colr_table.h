/* OpenType's tables COLR (versions 0 and 1) and CPAL, as bytes: every read is checked, and what is
 * beyond the table's end reads as 0. Variations of COLR's own numbers are not applied. */
#ifndef FONT_COLR_TABLE_H
#define FONT_COLR_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct colr_table {
    uint8_t *colr, *palette; /* NULL: there is none */
    uint32_t colr_size, palette_size;
    bool loaded;
};

/* The big-endian numbers at an offset into COLR. */
uint32_t colr_u8(const struct colr_table *t, uint32_t at);
uint32_t colr_u16(const struct colr_table *t, uint32_t at);
uint32_t colr_u24(const struct colr_table *t, uint32_t at);
uint32_t colr_u32(const struct colr_table *t, uint32_t at);
double colr_i16(const struct colr_table *t, uint32_t at);
double colr_f2dot14(const struct colr_table *t, uint32_t at);
double colr_fixed(const struct colr_table *t, uint32_t at);

/* Of version 0: the layers' records (a glyph and an entry of the palette, 16 bits each). */
bool colr_find_layers(const struct colr_table *t, uint32_t glyph, uint32_t *first, uint32_t *count);

/* Of version 1: the paint of a glyph, and of an item of the list of layers. 0: there is none. */
uint32_t colr_find_paint(const struct colr_table *t, uint32_t glyph);
uint32_t colr_layer_paint(const struct colr_table *t, uint32_t layer);

/* The box that the font gives for a glyph of version 1: least x and y, most x and y, y up. */
bool colr_clip_box(const struct colr_table *t, uint32_t glyph, double box[4]);

/* An entry of the first palette, straight, its alpha multiplied; 0xFFFF is the text's colour. */
uint32_t colr_color(const struct colr_table *t, uint32_t entry, double alpha, uint32_t text_color);

#endif
