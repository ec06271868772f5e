/* Runs a fuzzer on the inputs that were kept, one process for all, where there is no libFuzzer.
 * Argument: the folder. */
#include <dirent.h>
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
    const int count = argc == 2 ? scandir(argv[1], &names, NULL, alphasort) : -1;
    if (count < 0)
        return failed(argc == 2 ? argv[1] : "usage: replay FOLDER");
    int replayed = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        static uint8_t data[1 << 16];
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        FILE *file = names[i]->d_name[0] == '.' ? NULL : fopen(path, "rb");
        free(names[i]);
        if (file == NULL)
            continue;
        LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof data, file));
        fclose(file);
        replayed++;
    }
    free(names);
    printf("%d inputs\n", replayed);
    return replayed > 0 ? 0 : 1; /* an empty folder would pass anything */
}
