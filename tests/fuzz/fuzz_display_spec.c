/* Any text behind "headless" or "file" as --display. Paths stay in a scratch folder, and files
 * stay small. */
#include "fuzz.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../unit/scratch.h"
#include "base/log.h"
#include "display/display.h"

enum { SIZE_MAX_BYTES = 256, FILE_MAX_BYTES = 1 << 20 };

static void remove_scratch(void)
{
    scratch_remove(NULL);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    log_set_level(LOG_ERROR);
    const struct rlimit limit = {FILE_MAX_BYTES, FILE_MAX_BYTES};
    if (scratch_make(NULL) != 0 || atexit(remove_scratch) != 0 || chdir(scratch_folder) != 0 ||
        setrlimit(RLIMIT_FSIZE, &limit) != 0)
        abort();
    return 0;
}

/* The first byte chooses the display and the flags. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char spec[16 + SIZE_MAX_BYTES];
    if (size < 1 || size > SIZE_MAX_BYTES || memchr(data, '/', size) || memchr(data, '\0', size))
        return -1;
    snprintf(spec, sizeof spec, "%s%.*s", data[0] & 1 ? "file:" : "headless", (int)size - 1,
             (const char *)data + 1);
    const struct display_options options = {
        .spec = spec,
        .script_name = "script",
        .keep = data[0] & 2,
        .dither = data[0] & 4,
    };
    signal(SIGXFSZ, SIG_IGN); /* libFuzzer sets its own after LLVMFuzzerInitialize */
    struct display *d = display_open(&options);
    if (d && (display_width(d) < 1 || display_height(d) < 1 || display_period(d) < 1))
        abort();
    display_close(d);
    scratch_entries(1);
    return 0;
}
