/* For programs that draw SVG: what sanitizers say of the libraries that librsvg stands on. libxml2
 * leaks the values of entities, and fontconfig keeps what it has found. Of their locks the thread
 * sanitizer sees nothing, since they are not built with it. */
#ifndef SVG_LIBRARIES_H
#define SVG_LIBRARIES_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libxml2\n";
}

const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:libfontconfig\nrace:libpango\nrace:libg\nrace:librsvg\n";
}

#endif
