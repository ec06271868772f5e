/* For the two writers behind info_writer.h. */
#ifndef INFO_WRITER_IMPL_H
#define INFO_WRITER_IMPL_H

#include "info/writer.h"

enum { INFO_DEPTH_MAX = 16 }; /* of what holds others; an assert in info_begin */

struct info_writer_impl {
    void (*begin)(struct info_writer *w, const char *key, enum info_kind kind);
    void (*end)(struct info_writer *w);
    void (*text)(struct info_writer *w, const char *key, const char *text); /* printable ASCII */
    void (*number)(struct info_writer *w, const char *key, int64_t number);
    void (*real)(struct info_writer *w, const char *key, const char *digits);
    void (*flag)(struct info_writer *w, const char *key, bool flag);
    bool (*finish)(struct info_writer *w); /* all has been ended; frees; false with an error text */
};

/* The first member of a writer of either kind. */
struct info_writer {
    const struct info_writer_impl *impl;
    FILE *out;
    int depth; /* 1: only the object that everything stands in is open */
};

/* NULL with an error text. */
struct info_writer *info_writer_create_text(FILE *out);
struct info_writer *info_writer_create_json(FILE *out);

#endif
