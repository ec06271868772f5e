/* Fonts as scripts hold them, and font= of the quick functions: which face is asked for. */
#ifndef LUA_FONT_OBJECT_H
#define LUA_FONT_OBJECT_H

#include <lua.h>
#include <stdbool.h>

#include "font/fonts.h"
#include "lua/live_files.h"

enum { FONT_CHOICE_FAMILIES = 16, FONT_CHOICE_VARIATIONS = 16, FONT_CHOICE_BYTES = 1024 };

#define FONT_TYPE "fbrun.font"

struct font {
    bool closed;
    struct face *face; /* of a file: a reference; else NULL */
    int index;         /* in that file */
    struct {
        int weight;
        double stretch;
        bool italic;
    } asked;               /* by the script; 0 and false: as the file has it */
    struct live_file file; /* … which may change */
    char family[128];      /* as scripts see it */
    char name[128];        /* as it is asked for */
    char failure[256];     /* why an asynchronous one is not there; else empty */
    int weight;            /* 0: what the words before the family say, or the file */
    double stretch;        /* 0: the same */
    bool italic;
    struct face_variation variations[FONT_CHOICE_VARIATIONS];
    int variation_count;
};

/* What font= asks for. `query` points into the rest of it, and into the fonts that it names. */
struct font_choice {
    struct font_query query;
    bool small_caps;
    bool nothing; /* a font that could not be loaded: nothing is drawn with it */
    int count;
    const char *families[FONT_CHOICE_FAMILIES + 1];
    struct face_variation variations[FONT_CHOICE_VARIATIONS];
    size_t bytes;
    char names[FONT_CHOICE_BYTES];
};

/* The default: a regular "sans-serif". */
void font_choice_init(struct font_choice *c);

/* Reads font= on top of the stack, which is an option of the table at `arg`: a font, the name of a
 * family with CSS's words for style and weight before it if need be ("bold Noto Sans"), names with
 * commas between them, or a list of fonts and names. The first says style and weight. */
void font_choice_read(lua_State *L, int arg, struct font_choice *c);

#endif
