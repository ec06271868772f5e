/* Drawn on a canvas of its own, since anything may be wrong with the program's, with the built-in
 * font, which is always there. */
#include "lua/error_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/minmax.h"
#include "canvas/quick_text.h"
#include "font/builtin.h"
#include "lua/keep.h"

enum {
    BACKGROUND = 0xff2b1d1d,
    MESSAGE = 0xffffd7d0,
    TRACE = 0xffb9a9a5,
    SOURCE = 0xffffffff,
    EDGE = 0xffd05040,
    SOURCE_MAX = 256, /* characters of a line */
    LINES_MAX = 60,
};

struct page {
    struct quick quick;
    struct fonts *fonts;
    struct quick_text how;
    double y, margin;
};

static void write_line(struct page *p, const char *text, size_t length, uint32_t color)
{
    const struct style style = {.kind = STYLE_COLOR, .color = color};
    struct quick_text_size size = {0};
    if (quick_text(&p->quick, text, length, p->margin, p->y, &style, &p->how, &size))
        p->y += size.h;
}

/* The source line that "file:line:" at the line's start, after white space, names. False if there
 * is none. */
static bool source_line(const char *text, size_t length, char *line, int size)
{
    char place[512];
    snprintf(place, sizeof place, "%.*s", (int)(length < sizeof place ? length : sizeof place - 1),
             text);
    char *path = place + strspn(place, "\t ");
    if (strncmp(path, "fbrun: ", 7) == 0)
        path += 7;
    char *colon = strchr(path, ':'), *end;
    if (colon == NULL)
        return false;
    long number = strtol(colon + 1, &end, 10);
    if (end == colon + 1 || *end != ':' || number < 1)
        return false;
    *colon = '\0';
    FILE *file = fopen(path, "re");
    bool found = false;
    for (long i = 1; file != NULL && fgets(line, size, file) != NULL;
         i += strchr(line, '\n') != NULL)
        if (i == number) {
            found = true;
            break;
        }
    if (file != NULL)
        fclose(file);
    return found;
}

static void write_source(struct page *p, const char *line)
{
    char shown[SOURCE_MAX + 16];
    line += strspn(line, " \t");
    int length = snprintf(shown, sizeof shown, "    > %.*s", (int)strcspn(line, "\r\n"), line);
    if (length > 0)
        write_line(p, shown, (size_t)int_min(length, (int)sizeof shown - 1), SOURCE);
}

static void write_report(struct page *p, const char *text)
{
    char before[SOURCE_MAX] = "";
    int lines = 0;
    while (*text != '\0' && lines++ < LINES_MAX) {
        size_t length = strcspn(text, "\n");
        char line[SOURCE_MAX];
        write_line(p, text, length, lines == 1 ? MESSAGE : TRACE);
        /* The traceback begins with the line that the message names. */
        if (source_line(text, length, line, sizeof line) && strcmp(line, before) != 0) {
            write_source(p, line);
            memcpy(before, line, sizeof before);
        }
        text += length + (text[length] == '\n');
    }
}

/* Draws the page at the bottom of the canvas's size; returns its height. */
static int draw(struct host *h, struct canvas *canvas)
{
    static const char *const families[] = {"fbrun", NULL};
    int width = canvas_width(canvas), height = canvas_height(canvas);
    double scale = height >= 1000 ? 2 : 1;
    struct page p = {
        .fonts = scene_fonts(h->scene),
        .how = {.style = {.query = {.families = families, .weight = 400, .stretch = 100},
                          .size = 16 * scale,
                          .language = ""},
                .wrap = true},
        .margin = 8 * scale,
    };
    p.how.width = width - 2 * p.margin;
    p.y = p.margin;
    const struct style background = {.kind = STYLE_COLOR, .color = BACKGROUND};
    const struct style edge = {.kind = STYLE_COLOR, .color = EDGE};
    struct face *face = face_builtin();
    if (p.fonts != NULL && face != NULL)
        fonts_add(p.fonts, families[0], face);
    face_unref(face);
    quick_init(&p.quick, canvas);
    quick_clear(&p.quick, &background);
    quick_fill(&p.quick, 0, 0, width, 2 * scale, &edge);
    write_report(&p, h->report);
    quick_finish(&p.quick);
    int rows = p.y + p.margin < height ? (int)(p.y + p.margin) : height;
    return int_max(rows, 1);
}

/* A port that is taken: so libuv, LuaSocket and the C library say it. */
static bool is_in_use(const char *report)
{
    return report != NULL && strcasestr(report, "address already in use") != NULL;
}

static void show(struct host *h)
{
    const struct surface *to = &h->buffer.surface;
    struct canvas *canvas = canvas_create(h->scene, to->width, to->height);
    if (canvas == NULL) {
        log_warning("the error cannot be shown: %s", error_text());
        return;
    }
    int rows = draw(h, canvas), top = to->height - rows;
    const struct surface *from = target_read(canvas_target(canvas));
    for (int y = 0; y < rows; y++)
        memcpy(surface_at(to, 0, top + y), surface_at(from, 0, y),
               (size_t)to->width * sizeof(uint32_t));
    canvas_destroy(canvas);
    loop_send(&h->loop, &(struct link_message){
                            .type = LINK_FAILED,
                            .failed = {.serial = h->serial,
                                       .top = top,
                                       .height = rows,
                                       .in_use = is_in_use(h->report)},
                            .fd = -1,
                        });
}

void error_screen_show(struct host *h)
{
    if (h->buffer.fd < 0 || h->loop.closed)
        return; /* there is no screen */
    keep_send(h);
    show(h);
}
