/* libedit waits for keys, so all of this runs in the reader's thread (line_reader.c). It decodes
 * UTF-8 by the locale, which only that thread sets. */
#include "lua/line_editor.h"

#include <errno.h>

#include "base/error.h"

#ifdef FBRUN_HAVE_LIBEDIT

#include <ctype.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

#include "base/minmax.h"
#include "base/module.h"
#include "lua/signatures.h"

enum { HISTORY_LINES = 1000, LISTED_MAX = 40 };

/* The library is opened on first use (base/module.h). */
#define FUNCTIONS(X)                                                                               \
    X(el_init)                                                                                     \
    X(el_end)                                                                                      \
    X(el_set)                                                                                      \
    X(el_gets)                                                                                     \
    X(el_line) X(el_insertstr) X(history_init) X(history_end) X(history) X(el_get) X(el_wset)
#define POINTER(name)  __typeof__(name) *(name);
#define FUNCTION(name) {#name, &edit.name},

static struct {
    FUNCTIONS(POINTER)
} edit;

struct line_editor {
    EditLine *el;
    History *history;
    char *path; /* of the file that keeps it; NULL: none */
    bool unsaved;
    locale_t locale;
    const char *prompt;
    char *half; /* what there was of a line that was given up */
    line_editor_byte *byte;
    void *data;
};

static struct line_editor *editor_of(EditLine *el)
{
    void *data = NULL;
    edit.el_get(el, EL_CLIENTDATA, &data);
    return data;
}

static char *prompt_of(EditLine *el)
{
    return (char *)editor_of(el)->prompt;
}

/* During a search libedit keeps what is searched for behind the line, after a newline. */
static char *first_line(const char *text, size_t size)
{
    const char *newline = memchr(text, '\n', size);
    return strndup(text, newline != NULL ? (size_t)(newline - text) : size);
}

/* As libedit's own: 1 with a character, 0 at the end, -1 with errno. */
static int read_character(EditLine *el, wchar_t *c)
{
    struct line_editor *e = editor_of(el);
    mbstate_t state = {0};
    for (;;) {
        const int byte = e->byte(e->data);
        if (byte == LINE_EDITOR_END)
            return 0;
        if (byte == LINE_EDITOR_CANCEL) {
            const LineInfo *line = edit.el_line(el);
            e->half = first_line(line->buffer, (size_t)(line->lastchar - line->buffer));
            errno = EINTR;
            return -1;
        }
        if (byte == LINE_EDITOR_REDRAW) {
            edit.el_set(el, EL_REFRESH);
            continue;
        }
        const char bytes[1] = {(char)byte};
        const bool begun = !mbsinit(&state);
        size_t size = mbrtowc(c, bytes, 1, &state);
        if (size == (size_t)-1 && begun) { /* what was begun is no UTF-8, but this byte may be */
            state = (mbstate_t){0};
            size = mbrtowc(c, bytes, 1, &state);
        }
        if (size == 0 || size == 1)
            return 1;
        if (size == (size_t)-1)
            state = (mbstate_t){0};
    }
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* The names that begin with `word`: how many there are, and how many more letters all of them
 * share, which are those of *first. */
static int match(const char *word, size_t length, const struct signature **first, size_t *shared)
{
    int count = 0;
    *first = NULL;
    *shared = 0;
    for (const struct signature *s = signatures; s->name != NULL; s++) {
        if (strncmp(s->name, word, length) != 0)
            continue;
        if (count++ == 0) {
            *first = s;
            *shared = strlen(s->name) - length;
        }
        size_t same = 0;
        while (same < *shared && s->name[length + same] == (*first)->name[length + same])
            same++;
        *shared = same;
    }
    return count;
}

static void list(const char *word, size_t length, int count)
{
    int left = LISTED_MAX;
    putchar('\n');
    for (const struct signature *s = signatures; s->name != NULL && left > 0; s++)
        if (strncmp(s->name, word, length) == 0) {
            puts(s->text);
            left--;
        }
    if (count > LISTED_MAX)
        printf("… and %d more\n", count - LISTED_MAX);
    fflush(stdout);
}

/* TAB: adds what is certain of the name before the cursor, and shows the signatures of what it may
 * become. */
static unsigned char complete(EditLine *el, int key)
{
    (void)key;
    const LineInfo *line = edit.el_line(el);
    const char *word = line->cursor;
    while (word > line->buffer && is_name(word[-1]))
        word--;
    char prefix[64];
    const size_t length = (size_t)(line->cursor - word);
    if (length == 0 || length >= sizeof prefix)
        return CC_REFRESH_BEEP;
    memcpy(prefix, word, length);
    const struct signature *first;
    size_t shared;
    const int count = match(prefix, length, &first, &shared);
    if (count == 0)
        return CC_REFRESH_BEEP;
    char more[64];
    snprintf(more, sizeof more, "%.*s", (int)shared, first->name + length);
    if (more[0] != '\0')
        edit.el_insertstr(el, more);
    if (count > 1 && more[0] != '\0')
        return CC_REFRESH;
    list(prefix, length, count);
    return CC_REDISPLAY;
}

/* $XDG_STATE_HOME/fbrun/history, else ~/.local/state/fbrun/history; the folders are made. NULL
 * where that cannot be: then history ends with the program. */
static char *history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *path;
    int made = -1;
    if (state != NULL && state[0] == '/')
        made = asprintf(&path, "%s/fbrun/history", state);
    else if (home != NULL && home[0] == '/')
        made = asprintf(&path, "%s/.local/state/fbrun/history", home);
    if (made < 0)
        return NULL;
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    return path;
}

static void open_history(struct line_editor *e)
{
    HistEvent event;
    e->history = edit.history_init();
    if (e->history == NULL)
        return;
    edit.history(e->history, &event, H_SETSIZE, HISTORY_LINES);
    edit.history(e->history, &event, H_SETUNIQUE, 1);
    e->path = history_path();
    if (e->path != NULL)
        edit.history(e->history, &event, H_LOAD, e->path);
    edit.el_set(e->el, EL_HIST, edit.history, e->history);
}

static void set_up(struct line_editor *e)
{
    edit.el_set(e->el, EL_CLIENTDATA, e);
    edit.el_set(e->el, EL_EDITOR, "emacs");
    edit.el_set(e->el, EL_SIGNAL, 0);
    edit.el_set(e->el, EL_PROMPT, prompt_of);
    edit.el_set(e->el, EL_GETCFN, read_character);
    /* Of narrow strings it would make copies that it never frees. */
    edit.el_wset(e->el, EL_ADDFN, L"fbrun-complete", L"Complete a name of fbrun's", complete);
    edit.el_set(e->el, EL_BIND, "^I", "fbrun-complete", NULL);
    edit.el_set(e->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
}

static bool open_library(void)
{
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    return module_open("libedit.so.2", functions, sizeof functions / sizeof functions[0]);
}

void line_editor_open_library(void)
{
    open_library(); /* whoever needs it will be told why it is not there */
}

struct line_editor *line_editor_create(line_editor_byte *byte, void *data)
{
    if (!open_library())
        return NULL;
    struct line_editor *e = calloc(1, sizeof *e);
    if (e == NULL) {
        error_set("no memory for a line editor");
        return NULL;
    }
    e->byte = byte;
    e->data = data;
    e->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (e->locale != (locale_t)0)
        uselocale(e->locale);
    e->el = edit.el_init("fbrun", stdin, stdout, stderr);
    if (e->el == NULL) {
        line_editor_destroy(e);
        error_set("libedit does not take this terminal");
        return NULL;
    }
    set_up(e);
    open_history(e);
    return e;
}

static void save_history(struct line_editor *e)
{
    HistEvent event;
    if (e->unsaved && e->path != NULL)
        edit.history(e->history, &event, H_SAVE, e->path);
    e->unsaved = false;
}

void line_editor_destroy(struct line_editor *e)
{
    if (e == NULL)
        return;
    if (e->el != NULL)
        edit.el_end(e->el);
    if (e->history != NULL) {
        save_history(e);
        edit.history_end(e->history);
    }
    uselocale(LC_GLOBAL_LOCALE);
    if (e->locale != (locale_t)0)
        freelocale(e->locale);
    free(e->path);
    free(e);
}

/* Saves after each line, as nobody knows whether there will be another one; but pasted lines are
 * saved together, since each time the whole file is written. */
static void remember(struct line_editor *e, const char *line)
{
    HistEvent event;
    struct pollfd more = {.fd = STDIN_FILENO, .events = POLLIN};
    if (e->history == NULL || line[strspn(line, " \t\r\n")] == '\0')
        return;
    edit.history(e->history, &event, H_ENTER, line);
    e->unsaved = true;
    if (poll(&more, 1, 0) == 0)
        save_history(e);
}

char *line_editor_read(struct line_editor *e, const char *prompt)
{
    int count;
    e->prompt = prompt;
    /* By itself it does so after it has shown the prompt, and a key in between would be lost. */
    edit.el_set(e->el, EL_PREP_TERM, 1);
    errno = 0;
    const char *read = edit.el_gets(e->el, &count);
    if (read == NULL || count <= 0) {
        char *half = e->half;
        e->half = NULL;
        if (count >= 0)
            errno = 0;
        return half;
    }
    remember(e, read);
    char *line = strdup(read);
    if (line != NULL)
        line[strcspn(line, "\r\n")] = '\0';
    errno = 0;
    return line;
}

#else

void line_editor_open_library(void)
{
}

struct line_editor *line_editor_create(line_editor_byte *byte, void *data)
{
    (void)byte, (void)data;
    error_set("this fbrun was built without libedit");
    return NULL;
}

void line_editor_destroy(struct line_editor *e)
{
    (void)e;
}

char *line_editor_read(struct line_editor *e, const char *prompt)
{
    (void)e, (void)prompt;
    errno = 0;
    return NULL;
}

#endif
