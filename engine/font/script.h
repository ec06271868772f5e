/* Which script each character belongs to (UAX 24), for shaping. */
#ifndef FONT_SCRIPT_H
#define FONT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPT_COMMON 0x5A797979u /* "Zyyy" */

/* Sets the script of each of the `count` code points of a paragraph, as the four letters of ISO
 * 15924 ('L' << 24 | 'a' << 16 | …). Common and Inherited characters get the script of what is
 * before them, those at the beginning that of what follows, and a closing bracket that of its
 * opening one. All are SCRIPT_COMMON where nothing says more, or without HarfBuzz. */
void script_find(const uint32_t *text, size_t count, uint32_t *scripts);

/* True if letters of the script are joined to each other: space between them would tear words apart
 * (CSS Text 3, appendix D). `script` as above. */
bool script_is_cursive(uint32_t script);

#endif
