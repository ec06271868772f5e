/* What the files of lua/ share: the host, its program's state, and how the parts reach each other.
 * The host runs every piece of script code (the chunk, a callback, a timer's function) as a job, in
 * a coroutine of its own, so that present() can put it aside while a frame is shown. */
#ifndef LUA_HOST_IMPL_H
#define LUA_HOST_IMPL_H

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#include "link/buffer.h"
#include "lua/events.h"
#include "lua/host.h"
#include "lua/loop.h"
#include "lua/stats.h"

struct context;
struct job;
struct pictures;
struct prompt;
struct quick_target;
struct file_watch;
struct stats_screen;
struct timer;
struct live_file;
struct live_image;
struct watch;

/* What the code that runs at the moment has for itself. It is put aside while a coroutine that
 * this code resumes, or another job, is running. */
struct strand {
    lua_State *L;
    struct quick_target *target; /* what the quick functions draw on */
    int draw_depth;              /* draw_to calls under way in L */
    bool no_present;             /* a C function that cannot wait stands between L and the host */
};

/* Memory for a list of numbers that a script hands over (args_numbers). */
struct host_numbers {
    double *values;
    size_t capacity;
};

/* How far the program has come. */
enum stage { STAGE_NEW, STAGE_CHUNK, STAGE_SETUP, STAGE_FRAMES };

struct host {
    const struct host_options *options;
    lua_State *L; /* the main state: the host's own calls only, never script code */
    struct loop loop;
    struct scene *scene;
    struct pictures *pictures;
    uint64_t pictures_counted; /* of their bytes, the collector has heard */
    struct link_buffer buffer; /* the screen's pixels */
    uint32_t serial;           /* of the SETUP that `buffer` came with */
    struct context *screen;
    struct quick_target *no_job; /* for __gc that draws between two jobs */
    int fb;                      /* reference to the API table */

    struct strand strand;
    lua_State *volatile running; /* strand.L for the signal handler; NULL: the host's own code */
    lua_State *base;             /* the coroutine that the running job began with, or NULL */
    struct prompt *prompt;       /* NULL: none yet */
    struct job *jobs;            /* those that wait in present(), oldest first */
    lua_State *idle;             /* a finished job's coroutine, for the next job; or NULL */
    int idle_reference;

    enum stage stage;
    int chunk;     /* its place on the main state's stack; its arguments follow */
    int arguments; /* how many */
    bool over;     /* no further callback runs */
    bool exiting;  /* exit() was called */
    int status;    /* the exit status */
    bool redraw; /* redraw() was called, or a callback ran that may have changed what draw shows */
    double fps;  /* fps()'s argument; HUGE_VAL until it is called */

    struct file_watch *files;     /* what this process watches; NULL: nothing yet */
    struct watch *watches;        /* watch()'s that are open */
    struct live_file *live_files; /* of pictures and fonts */
    int live_file_count;
    struct live_image *fresh_images; /* whose file has changed; its picture is being decoded */
    struct {
        struct timer **heap; /* a binary heap, the next one first */
        size_t count, capacity;
        uint64_t turns; /* given out so far */
    } timers;
    uint64_t start;        /* CLOCK_MONOTONIC when the program began */
    uint64_t time;         /* now(), nanoseconds since `start`, still within a frame */
    uint64_t wall;         /* wall_time(), nanoseconds since 1970, still within a frame */
    uint64_t virtual_time; /* the virtual clock's next `time` */
    uint64_t update_time;  /* `time` at the last update() */
    uint64_t next_turn;    /* when fps() lets the program go on, CLOCK_MONOTONIC; 0: at once */
    uint64_t period;       /* nanoseconds, the screen's */
    uint64_t frames;       /* shown */
    bool started;          /* started() has been called */
    bool replaces;         /* an earlier version, which may be there still */
    struct host_numbers numbers;
    size_t uncounted;        /* bytes that the collector has not heard of yet */
    size_t collect_at;       /* what is in use when all garbage is collected; see lua/memory.c */
    char *report;            /* what was written about the error that ended the program, or NULL */
    char *folder;            /* the script's, absolute; NULL: none */
    char *state_dir;         /* absolute; NULL: not asked for yet, or there can be none */
    bool unreadable;         /* there is no script */
    struct link_file script; /* to be told when the screen process listens */
    char failure[256];       /* the last "nil, message, code" that a function returned */

    struct host_input input;

    struct {
        bool open;          /* the script has required luv */
        bool closing;       /* it comes to its end */
        bool alive;         /* its loop has something to wait for */
        lua_KContext calls; /* of callbacks so far */
        int fd;             /* its loop's events */
        uint64_t due;       /* when one of its timers is */
    } luv;

    struct stats stats;
    uint64_t due;                      /* when the frame should have begun, CLOCK_MONOTONIC */
    struct stats_screen *stats_screen; /* of --stats; NULL: not shown */
};

/* Every coroutine's extra space holds the host; lua_newthread copies it on. */
static inline struct host *host_of(lua_State *L)
{
    return *(struct host **)lua_getextraspace(L);
}

/* Pushes the API table. */
static inline void host_push_fb(const struct host *h, lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, h->fb);
}

/* Puts the current target's size into w and h. */
void host_publish_size(struct host *h);

/* Pushes nil, error_text() and error_code(), the world's failure, and keeps the text for the
 * error of a call that is given that nil. Returns 3. */
int host_failure(lua_State *L);

/* Ends the program with exit status 1 after an error of our own, which is logged from
 * error_text(). Returns false. */
bool host_fail(struct host *h);

/* Replaces the screen's buffer by the one that loop.setup brought. False after host_fail. */
bool host_take_setup(struct host *h);

#endif
