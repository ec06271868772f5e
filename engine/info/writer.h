/* What --info writes, one value after the other: as text for people, or as JSON. Who collects does
 * not know which. Values come from the kernel and from devices: whatever is not printable ASCII in
 * them becomes a '?', so that neither a terminal nor a JSON reader chokes on it. */
#ifndef INFO_WRITER_H
#define INFO_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct info_writer;

enum info_kind {
    INFO_OBJECT, /* values with keys */
    INFO_ROW,    /* the same; text puts it on one line, without the key of the first value when it
                    stands in a list */
    INFO_LIST,   /* values without keys */
    INFO_WORDS,  /* the same; text puts it on one line */
};

/* Begins to write to `out`, which stays the caller's: an object that is open already. NULL with an
 * error text when there is no memory, or JSON is asked for and not built in. */
struct info_writer *info_writer_create(FILE *out, bool json);

/* Ends all that is open, writes it out, frees. False with an error text when something could not
 * be written. NULL is accepted, and no failure. */
bool info_writer_finish(struct info_writer *w);

/* Begins and ends what holds others. `key` is NULL where a list holds it, here and below. */
void info_begin(struct info_writer *w, const char *key, enum info_kind kind);
void info_end(struct info_writer *w);

void info_text(struct info_writer *w, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A text that the kernel may not have terminated: ends after `size` bytes at the latest. */
void info_chars(struct info_writer *w, const char *key, const char *chars, size_t size);

void info_number(struct info_writer *w, const char *key, int64_t number);

/* With two decimals. */
void info_real(struct info_writer *w, const char *key, double number);

/* A row of text shows its key if it is true, and nothing if not. */
void info_flag(struct info_writer *w, const char *key, bool flag);

#endif
