/* Runs a fuzzer on the inputs that were kept, one process for all, where there is no libFuzzer.
 * Argument: the folder. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static int failed(const char *what)
{
    perror(what);
    return 2;
}

int main(int argc, char **argv)
{
    struct dirent **names;
    if (argc != 2) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    const int count = scandir(argv[1], &names, NULL, alphasort);
    if (count < 0)
        return failed(argv[1]);
    setlinebuf(stdout); /* the last line is then the input that crashes */
    int replayed = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        static uint8_t data[1 << 16];
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        const bool hidden = names[i]->d_name[0] == '.';
        free(names[i]);
        if (hidden)
            continue;
        FILE *file = fopen(path, "rb");
        if (file == NULL)
            return failed(path);
        const size_t size = fread(data, 1, sizeof data, file);
        fclose(file);
        puts(path);
        LLVMFuzzerTestOneInput(data, size);
        replayed++;
    }
    free(names);
    return replayed > 0 ? 0 : 1; /* an empty folder would pass anything */
}
