/* As lua's own prompt: a line that is an expression prints its values, one that is no whole chunk
 * yet is gone on with in the next. */
#include "lua/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/repeat.h"
#include "base/terminal.h"
#include "lua/host_impl.h"
#include "lua/interrupt.h"
#include "lua/job.h"
#include "lua/line_reader.h"
#include "lua/report.h"
#include "lua/show_value.h"

enum { TEXT_MAX = 16 << 20 }; /* bytes of one chunk */

static const char prompt_job; /* owner of the jobs */

struct prompt {
    struct line_reader *reader;
    char *text; /* lines that are no whole chunk yet, with their newlines; NULL: none */
    size_t size;
    bool asked; /* the reader owes an answer */
    bool ended; /* nothing more will come */
    bool aside; /* what somebody types is to be shown anew */
    struct repeat reported;
};

bool prompt_open(const struct host *h)
{
    return h->options->prompt != PROMPT_NONE && (h->prompt == NULL || !h->prompt->ended);
}

bool prompt_waits(const struct host *h)
{
    const struct prompt *p = h->prompt;
    if (!prompt_open(h) || h->frames == 0)
        return false;
    return p == NULL || interrupt_broken() || line_reader_has(p->reader) ||
           (!p->asked && !job_waits(h, &prompt_job));
}

bool prompt_owns(const void *owner)
{
    return owner == &prompt_job;
}

static void wake(void *data)
{
    struct host *h = data;
    loop_wake(&h->loop);
}

/* What the last version had of a chunk: whole lines, and half a line that is typed on. The memory
 * may hold anything. *half is NULL, or the caller's. */
static void take_over(const struct host *h, char **half)
{
    struct prompt *p = h->prompt;
    char *typed = h->options->typed != NULL ? strndup(h->options->typed, HOST_TYPED_MAX) : NULL;
    *half = NULL;
    if (typed == NULL)
        return;
    h->options->typed[0] = '\0';
    const char *newline = strrchr(typed, '\n');
    p->size = newline != NULL ? (size_t)(newline + 1 - typed) : 0;
    *half = strdup(typed + p->size);
    if (p->size > 0)
        p->text = typed;
    else
        free(typed);
}

/* For the next version. Too much is left. */
static void hand_over(const struct host *h, const char *half)
{
    const struct prompt *p = h->prompt;
    const size_t size = half != NULL ? strlen(half) : 0;
    char *to = h->options->typed;
    if (to == NULL || p->size + size >= HOST_TYPED_MAX)
        return;
    if (p->size > 0)
        memcpy(to, p->text, p->size);
    if (size > 0)
        memcpy(to + p->size, half, size);
    to[p->size + size] = '\0';
}

static bool begin(struct host *h)
{
    const bool terminal = h->options->prompt == PROMPT_TERMINAL;
    h->prompt = calloc(1, sizeof *h->prompt);
    if (h->prompt == NULL)
        return error_set("no memory for the prompt");
    if (terminal) /* a version that was killed may have left it as it was */
        terminal_restore();
    char *half;
    take_over(h, &half);
    h->prompt->reader = line_reader_start(terminal, half != NULL ? half : "", wake, h);
    free(half);
    h->prompt->ended = h->prompt->reader == NULL;
    return !h->prompt->ended;
}

static void forget_text(struct prompt *p)
{
    free(p->text);
    p->text = NULL;
    p->size = 0;
}

/* Adds a line and its newline, and frees it. False with an error text. */
static bool add(struct prompt *p, char *line, size_t size)
{
    char *longer = p->size + size < TEXT_MAX ? realloc(p->text, p->size + size + 1) : NULL;
    if (longer != NULL) {
        p->text = longer;
        memcpy(p->text + p->size, line, size);
        p->size += size;
        p->text[p->size++] = '\n';
    }
    free(line);
    return longer != NULL || error_set("there is no memory for a chunk of that length");
}

/* The message on top of the stack says that the chunk is not at its end. */
static bool is_incomplete(lua_State *L)
{
    static const char end[] = "<eof>";
    size_t length;
    const char *message = lua_tolstring(L, -1, &length);
    return length >= sizeof end - 1 && strcmp(message + length - (sizeof end - 1), end) == 0;
}

enum compiled { COMPILED, COMPILED_NOT, COMPILED_IN_PART };

/* Pushes the chunk, or what is wrong with it, or nothing. */
static enum compiled compile(lua_State *L, const struct prompt *p)
{
    lua_pushliteral(L, "return ");
    lua_pushlstring(L, p->text, p->size);
    lua_concat(L, 2);
    size_t size;
    const char *expression = lua_tolstring(L, -1, &size);
    if (luaL_loadbufferx(L, expression, size, "=stdin", "t") == LUA_OK) {
        lua_remove(L, -2);
        return COMPILED;
    }
    lua_pop(L, 2);
    if (luaL_loadbufferx(L, p->text, p->size, "=stdin", "t") == LUA_OK)
        return COMPILED;
    if (!is_incomplete(L))
        return COMPILED_NOT;
    lua_pop(L, 1);
    return COMPILED_IN_PART;
}

static int show_results(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    show_values(L);
    return 0;
}

/* Calls the chunk, which may wait in present(), and shows what it returns. */
static int evaluate(lua_State *L)
{
    lua_callk(L, 0, LUA_MULTRET, 0, show_results);
    return show_results(L, LUA_OK, 0);
}

static void ask(struct prompt *p)
{
    line_reader_ask(p->reader, p->text != NULL ? ">> " : "> ");
    p->asked = true;
}

/* Runs the text if it is a chunk. With `last` no more of it will come. */
static void run_text(struct host *h, bool last)
{
    struct prompt *p = h->prompt;
    lua_State *L = h->L;
    enum compiled result = compile(L, p);
    if (result == COMPILED_IN_PART && !last)
        return;
    if (result == COMPILED_IN_PART)
        lua_pushliteral(L, "stdin: the last chunk is not complete");
    forget_text(p);
    if (result == COMPILED) {
        lua_pushcfunction(L, evaluate);
        lua_insert(L, -2);
        h->redraw = true;
        job_call(h, &prompt_job, 1, NULL);
    } else {
        report_message(L, L);
    }
}

static void take(struct host *h)
{
    struct prompt *p = h->prompt;
    char *line;
    size_t size;
    enum line_result result = line_reader_take(p->reader, &line, &size);
    if (result == LINE_NOTHING)
        return;
    p->asked = false;
    p->reported = (struct repeat){0};
    if (result == LINE_READ) {
        if (add(p, line, size))
            run_text(h, false);
        else
            log_error("%s", error_text());
        return;
    }
    const bool terminal = h->options->prompt == PROMPT_TERMINAL;
    if (terminal)
        fputs("\n", stdout);
    else if (p->text != NULL)
        run_text(h, true);
    forget_text(p);
    p->ended = !terminal; /* on a terminal quit() may refuse, and then there is more to type */
    if (!h->exiting) {
        h->exiting = true;
        h->status = 0;
    }
}

/* Ctrl-C, which has stopped no code. */
static void give_up(struct host *h)
{
    struct prompt *p = h->prompt;
    interrupt_mend();
    forget_text(p);
    if (job_drop(h, &prompt_job))
        log_error("interrupted");
    if (p->asked)
        line_reader_restart(p->reader, "> ");
}

/* True if the next line is for this frame too: lines that are there already, as pasted ones, would
 * else take a frame each. With the virtual clock chunks do, as runs have to repeat. */
static bool goes_on(const struct host *h)
{
    const struct prompt *p = h->prompt;
    return line_reader_is_fed(p->reader) && (p->text != NULL || !h->options->virtual_clock);
}

bool prompt_run(struct host *h)
{
    if (!prompt_waits(h))
        return true;
    if (h->prompt == NULL && !begin(h)) {
        log_error("%s", error_text());
        h->exiting = true;
        return false;
    }
    struct prompt *p = h->prompt;
    if (interrupt_broken())
        give_up(h);
    const uint64_t end = clock_monotonic() + h->period / 2;
    bool more;
    do {
        if (p->asked)
            take(h);
        if (h->over || h->exiting)
            return false;
        more = false;
        if (!p->asked && !p->ended && !job_waits(h, &prompt_job)) {
            more = goes_on(h);
            ask(p);
        }
    } while (more && line_reader_await(p->reader, end) && clock_monotonic() < end);
    return true;
}

struct repeat *prompt_reported(const struct host *h)
{
    return h->prompt != NULL ? &h->prompt->reported : NULL;
}

static bool is_typing(const struct host *h)
{
    return h->options->prompt == PROMPT_TERMINAL && h->prompt != NULL && h->prompt->asked;
}

void prompt_show_again(const struct host *h)
{
    if (is_typing(h))
        line_reader_redraw(h->prompt->reader);
}

void prompt_step_aside(const struct host *h)
{
    const bool to_another = h->prompt == NULL && h->replaces;
    if (h->options->prompt != PROMPT_TERMINAL || (!to_another && !is_typing(h)))
        return;
    fputs("\n", stdout);
    if (h->prompt != NULL)
        h->prompt->aside = true;
}

void prompt_step_back(const struct host *h)
{
    if (is_typing(h) && h->prompt->aside)
        line_reader_redraw(h->prompt->reader);
    if (h->prompt != NULL)
        h->prompt->aside = false;
}

void prompt_finish(struct host *h)
{
    if (h->prompt == NULL)
        return;
    char *half = line_reader_finish(h->prompt->reader);
    hand_over(h, half);
    free(half);
    forget_text(h->prompt);
    free(h->prompt);
    h->prompt = NULL;
    if (h->options->prompt == PROMPT_TERMINAL)
        terminal_restore();
}
