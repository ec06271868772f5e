/* Reading the test files of the Unicode Character Database (package unicode-data). */
#ifndef TESTS_UNIT_UNICODE_FILE_H
#define TESTS_UNIT_UNICODE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNICODE_FOLDER "/usr/share/unicode/"

/* Every how many lines are tried: all, but where an emulator or valgrind runs the test. */
#ifndef UNICODE_STRIDE
#define UNICODE_STRIDE 1
#endif

enum { UNICODE_MOST = 256 };

/* Calls `check` for each line that has more than a comment. False if the file is not there. */
static inline bool unicode_each_line(const char *name, void (*check)(char *line, int number))
{
    char path[256], line[4096];
    snprintf(path, sizeof path, UNICODE_FOLDER "%s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        line[strcspn(line, "#\r\n")] = '\0';
        if (strspn(line, " \t") != strlen(line) && number % UNICODE_STRIDE == 0)
            check(line, number);
    }
    fclose(file);
    return true;
}

/* The hexadecimal code points at *text, up to what is none; returns how many, and moves *text. */
static inline size_t unicode_code_points(char **text, uint32_t *codepoints)
{
    size_t count = 0;
    for (char *end; count < UNICODE_MOST; *text = end) {
        const unsigned long value = strtoul(*text, &end, 16);
        if (end == *text)
            break;
        codepoints[count++] = (uint32_t)value;
    }
    return count;
}

/* A line of a break test: "÷ 0020 × 0308 ÷". breaks[i] says whether there is one before i. */
static inline size_t unicode_break_line(char *line, uint32_t *codepoints, bool *breaks)
{
    size_t count = 0;
    for (char *token = strtok(line, " \t"); token != NULL; token = strtok(NULL, " \t")) {
        if (strcmp(token, "\xC3\xB7") == 0 || strcmp(token, "\xC3\x97") == 0)
            breaks[count] = token[1] == '\xB7';
        else if (count < UNICODE_MOST)
            codepoints[count++] = (uint32_t)strtoul(token, NULL, 16);
    }
    return count;
}

#endif
