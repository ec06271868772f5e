/* For programs that draw SVG: what librsvg stands on leaks by itself, libxml2 the values of
 * entities, and of text fontconfig keeps what it has found. */
#ifndef LIBRARY_LEAKS_H
#define LIBRARY_LEAKS_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libxml2\n";
}

#endif
