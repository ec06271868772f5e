/* Reading the command line with getopt_long. Numbers and words are checked here; what stands in
 * --display is left to display_open. */
#include "cli/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digits.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/shot.h"
#include "info/doctor.h"
#include "info/info.h"
#include "input/key_layout.h"
#include "scene/pool.h"
#include "screen/control_socket.h"

enum {
    TILE_MAX = 4096, /* pixels; any more is the whole width anyway */
    RESTARTS_MAX = 1000000,
    PATIENCE = 20,        /* seconds; a script that loads much is silent for some */
    MEMORY_MIN = 1 << 20, /* bytes; less does not hold the libraries of Lua and ours */
};

enum {
    BLANK_AFTER = 256, /* beyond every letter */
    CLOCK,
    CONTROL,
    DISPLAY,
    CURSOR,
    DITHER,
    DOCTOR,
    EXIT,
    FALLBACK,
    FRAMES,
    HELP,
    INFO,
    JSON,
    KEEP,
    KEYBOARD,
    KIOSK,
    MAX_MEMORY,
    MAX_PIXELS,
    MAX_TIME,
    NO_RELOAD,
    QUIET,
    REDRAW,
    RELOAD,
    RESTART,
    ROTATE,
    SANDBOX,
    SINGLE_PROCESS,
    STATS,
    THREADS,
    TILE,
    VERBOSE,
    VERSION,
};

static const struct option known[] = {
    {"blank-after", required_argument, NULL, BLANK_AFTER},
    {"clock", required_argument, NULL, CLOCK},
    {"control", optional_argument, NULL, CONTROL},
    {"display", required_argument, NULL, DISPLAY},
    {"cursor", no_argument, NULL, CURSOR},
    {"dither", no_argument, NULL, DITHER},
    {"doctor", no_argument, NULL, DOCTOR},
    {"exit", no_argument, NULL, EXIT},
    {"fallback", required_argument, NULL, FALLBACK},
    {"frames", required_argument, NULL, FRAMES},
    {"help", no_argument, NULL, HELP},
    {"info", no_argument, NULL, INFO},
    {"json", no_argument, NULL, JSON},
    {"keep", no_argument, NULL, KEEP},
    {"keyboard", required_argument, NULL, KEYBOARD},
    {"kiosk", no_argument, NULL, KIOSK},
    {"max-memory", required_argument, NULL, MAX_MEMORY},
    {"max-pixels", required_argument, NULL, MAX_PIXELS},
    {"max-time", required_argument, NULL, MAX_TIME},
    {"no-reload", no_argument, NULL, NO_RELOAD},
    {"quiet", no_argument, NULL, QUIET},
    {"redraw", required_argument, NULL, REDRAW},
    {"reload", no_argument, NULL, RELOAD},
    {"restart", optional_argument, NULL, RESTART},
    {"rotate", required_argument, NULL, ROTATE},
    {"sandbox", no_argument, NULL, SANDBOX},
    {"single-process", no_argument, NULL, SINGLE_PROCESS},
    {"stats", no_argument, NULL, STATS},
    {"threads", required_argument, NULL, THREADS},
    {"tile", required_argument, NULL, TILE},
    {"verbose", no_argument, NULL, VERBOSE},
    {"version", no_argument, NULL, VERSION},
    {0},
};

static const char usage[] = "usage: fbrun [options] SCRIPT [arguments]\n"
                            "       fbrun [options] -e CODE [arguments]\n"
                            "       fbrun [options] -i [SCRIPT [arguments]]\n"
                            "       fbrun shot [--socket=PATH] FILE\n"
                            "       fbrun --info [--json]\n"
                            "       fbrun --doctor\n";

static const char help[] =
    "\n"
    "Runs a Lua script that draws on a screen. SCRIPT is a file, or - for standard input.\n"
    "Everything after it belongs to the script.\n"
    "\n"
    "  -e CODE               run this text\n"
    "  -i                    a Lua prompt on the live screen; TAB completes, Ctrl-D ends\n"
    "  --display=DISPLAY     where to draw; see below (default: auto)\n"
    "  --rotate=DEGREES      turn the picture clockwise: 0, 90, 180 or 270\n"
    "                        (default: as the panel is mounted)\n"
    "  --keyboard=LAYOUT     the keyboard's: de, fr,variant=bepo, "
    "us+ru,options=grp:alt_shift_toggle\n"
    "                        (default: XKB_DEFAULT_LAYOUT and so on, else us)\n"
    "  --cursor              show the mouse's pointer\n"
    "  --stats               show frame times, memory and what is drawn over the picture\n"
    "  --blank-after=SECONDS switch the screen off when there was no input for so long; the next\n"
    "                        input switches it on, and the script does not hear of that one\n"
    "  --keep                start from the picture that the display holds, not from black\n"
    "  --dither              soften gradients on displays of 16 bits a pixel and fewer\n"
    "  --exit                end as soon as the picture stands still\n"
    "  --frames=N            end after N frames\n"
    "  --reload              after an error wait for a better version on headless displays too\n"
    "  --no-reload           do not follow changes of the script's files\n"
    "  --restart[=N]         start the script again when it fails, at most N times if given\n"
    "  --max-memory=SIZE     bytes that the script may have, all in all; 64M, 2G, …\n"
    "  --max-pixels=N        pixels that one canvas or image may have\n"
    "  --max-time=SECONDS    how long one callback may take\n"
    "  --sandbox             the script may read its folder and write state_dir, and nothing else\n"
    "  --kiosk               never show an error: the last good picture stays; implies --restart\n"
    "  --fallback=SCRIPT     with --kiosk or --restart: run this one after five failures in a row\n"
    "  --clock=CLOCK         real, or virtual: each frame takes exactly one period and nobody\n"
    "                        waits, so that every run is the same\n"
    "  --control[=PATH]      let `fbrun shot` save what is shown, through a socket (at PATH)\n"
    "  --threads=N           draw with N threads (default: one a processor core)\n"
    "  --redraw=WHAT         changed, or all: draw every tile in every frame, for measuring\n"
    "  --tile=WIDTHxHEIGHT   size of the tiles that changes are found by, for tests\n"
    "  --single-process      run script and screen in one process, for debuggers\n"
    "  --quiet               say nothing but errors\n"
    "  --verbose             say more: which display, how many threads, how it ended\n"
    "  --info                list the screens that there are and what they can do\n"
    "  --json                with --info: as JSON\n"
    "  --doctor              say why a screen cannot be used, and the command that mends it;\n"
    "                        status 0 if one can\n"
    "  --help                show this text\n"
    "  --version             show the version, and the libraries that are built in\n"
    "\n"
    "Displays:\n";

/* An option's value that is wrong. `text` names what was expected. */
static bool bad_value(const char *option, const char *text, const char *value)
{
    return error_set("--%s: expected %s, got \"%s\"", option, text, value);
}

/* Reads a decimal number and moves *text behind it. */
static bool parse_digits(const char **text, long min, long max, long *number)
{
    int64_t n;
    const char *end = digits_parse(*text, &n);
    if (end == NULL || n < min || n > max)
        return false;
    *text = end;
    *number = (long)n;
    return true;
}

static bool parse_number(const char *option, const char *text, long min, long max, long *number)
{
    char expected[64];
    const char *p = text;
    if (parse_digits(&p, min, max, number) && *p == '\0')
        return true;
    snprintf(expected, sizeof expected, "a whole number from %ld to %ld", min, max);
    return bad_value(option, expected, text);
}

/* A number of bytes with K, M or G behind it, or nothing. */
static bool parse_size(const char *option, const char *text, size_t *size)
{
    static const char units[] = "KMG";
    const char *p = text;
    long number;
    bool ok = parse_digits(&p, 1, INT_MAX, &number);
    uint64_t bytes = ok ? (uint64_t)number : 0;
    const char *unit = ok && *p != '\0' ? strchr(units, *p) : NULL;
    if (unit != NULL) {
        bytes <<= 10 * (unit - units + 1);
        p++;
    }
    *size = (size_t)bytes;
    if (ok && *p == '\0' && bytes <= SIZE_MAX && bytes >= MEMORY_MIN)
        return true;
    return bad_value(option, "a size of at least 1M, as in 64M or 2G", text);
}

static bool parse_seconds(const char *option, const char *text, double *seconds)
{
    char *end;
    *seconds = strtod(text, &end);
    if (end != text && *end == '\0' && *seconds >= 0.01 && *seconds <= 86400)
        return true;
    return bad_value(option, "seconds from 0.01 to 86400", text);
}

static bool parse_tile(struct options *o, const char *text)
{
    const char *p = text;
    long width, height;
    char expected[64];
    if (parse_digits(&p, 1, TILE_MAX, &width) && *p++ == 'x' &&
        parse_digits(&p, 1, TILE_MAX, &height) && *p == '\0') {
        o->screen.tile_width = o->host.scene.tile_width = (int)width;
        o->screen.tile_height = o->host.scene.tile_height = (int)height;
        return true;
    }
    snprintf(expected, sizeof expected, "WIDTHxHEIGHT, both from 1 to %d", TILE_MAX);
    return bad_value("tile", expected, text);
}

static bool parse_rotate(struct options *o, const char *text)
{
    static const char *const degrees[] = {"0", "90", "180", "270"};
    for (int i = 0; i < 4; i++)
        if (strcmp(text, degrees[i]) == 0) {
            o->screen.rotate = 90 * i;
            return true;
        }
    return bad_value("rotate", "0, 90, 180 or 270", text);
}

static bool parse_keyboard(struct options *o, const char *text)
{
    struct key_layout_names names;
    o->screen.keyboard = text;
    return key_layout_parse(text, &names) || error_prefix("--keyboard");
}

/* One of two words; *second tells which. */
static bool parse_word(const char *option, const char *text, const char *first_word,
                       const char *second_word, bool *second)
{
    char expected[64];
    *second = strcmp(text, second_word) == 0;
    if (*second || strcmp(text, first_word) == 0)
        return true;
    snprintf(expected, sizeof expected, "%s or %s", first_word, second_word);
    return bad_value(option, expected, text);
}

/* Stores one option that takes a value. False with an error text. */
static bool store_value(struct options *o, int option, const char *value)
{
    long number = -1;
    switch (option) {
    case BLANK_AFTER:
        return parse_seconds("blank-after", value, &o->screen.blank_after);
    case CLOCK:
        if (!parse_word("clock", value, "real", "virtual", &o->screen.virtual_clock))
            return false;
        o->host.virtual_clock = o->screen.virtual_clock;
        return true;
    case CONTROL:
        free(o->control);
        o->control = control_path(value, true);
        o->screen.control = o->control;
        return o->control != NULL || error_prefix("--control");
    case DISPLAY:
        o->screen.display.spec = value;
        return true;
    case FALLBACK:
        o->fallback = value;
        return true;
    case FRAMES:
        return parse_number("frames", value, 1, INT_MAX, &o->screen.frames);
    case KEYBOARD:
        return parse_keyboard(o, value);
    case MAX_MEMORY:
        return parse_size("max-memory", value, &o->host.max_memory);
    case MAX_PIXELS:
        if (!parse_number("max-pixels", value, 1, INT_MAX, &number))
            return false;
        o->host.max_pixels = number;
        return true;
    case MAX_TIME:
        return parse_seconds("max-time", value, &o->host.max_time);
    case REDRAW:
        return parse_word("redraw", value, "changed", "all", &o->host.scene.redraw_all);
    case RESTART:
        if (value != NULL && !parse_number("restart", value, 0, RESTARTS_MAX, &number))
            return false;
        o->screen.restarts = (int)number;
        return true;
    case ROTATE:
        return parse_rotate(o, value);
    case THREADS:
        if (!parse_number("threads", value, 1, POOL_THREADS_MAX, &number))
            return false;
        o->host.scene.threads = (int)number;
        return true;
    case TILE:
        return parse_tile(o, value);
    default:
        return error_set("option %d has no value", option);
    }
}

static void store_flag(struct options *o, int option)
{
    switch (option) {
    case 'i':
        o->screen.prompt = isatty(STDIN_FILENO);
        o->host.prompt = o->screen.prompt ? PROMPT_TERMINAL : PROMPT_LINES;
        break;
    case CURSOR:
        o->screen.cursor = true;
        break;
    case DITHER:
        o->screen.display.dither = true;
        break;
    case EXIT:
        o->screen.exit_when_still = true;
        break;
    case KEEP:
        o->screen.display.keep = true;
        break;
    case KIOSK:
        o->screen.kiosk = o->screen.display.patient = true;
        break;
    case NO_RELOAD:
        o->screen.reload = false;
        break;
    case RELOAD:
        o->screen.stay = true;
        break;
    case QUIET:
        log_set_level(LOG_ERROR);
        break;
    case SANDBOX:
        o->host.sandbox = o->screen.display.withheld = true;
        break;
    case SINGLE_PROCESS:
        o->single_process = true;
        break;
    case STATS:
        o->host.stats = true;
        break;
    case VERBOSE:
        log_set_level(LOG_DEBUG);
        break;
    }
}

/* What getopt could not make sense of: an option that it does not know, or one without its value.
 * It tells a letter in optopt, and a word by having stepped over it. */
static void bad_option(int found, char **argv)
{
    char letter[3] = {'-', (char)optopt, '\0'};
    const char *name = optopt != 0 && optopt < 256 ? letter : argv[optind - 1];
    if (found == ':')
        error_set("a value is missing after %s", name);
    else if (optopt >= 256)
        error_set("no value is expected, but one came: %s", name);
    else
        error_set("unknown option %s", name);
}

static int show(const char *first, const char *second, const char *third)
{
    printf("%s%s%s", first, second, third);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The script's name without folder and extension. */
static char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot != NULL && dot != name ? strndup(name, (size_t)(dot - name)) : strdup(name);
}

/* False with an error text. `path` is NULL if the code came with -e. */
static bool set_script(struct options *o, const char *path)
{
    const char *name = path;
    if (o->host.code != NULL) {
        name = "fbrun";
        o->host.chunk = "=(-e)";
        o->host.code_size = strlen(o->host.code);
    } else if (strcmp(path, "-") == 0) {
        name = "stdin";
        o->host.chunk = "=stdin";
        if (!file_read("-", HOST_SCRIPT_MAX, &o->code, &o->host.code_size))
            return false;
        o->host.code = o->code;
    } else {
        o->host.path = path;
    }
    o->script_name = base_name(name);
    if (o->fallback != NULL)
        o->fallback_name = base_name(o->fallback);
    if (o->script_name == NULL || (o->fallback != NULL && o->fallback_name == NULL))
        return error_set("no memory for the script's name");
    o->screen.display.script_name = o->script_name;
    o->screen.fallback = o->fallback_name;

    o->start_dir = get_current_dir_name(); /* as the user went there, through symbolic links */
    if (o->start_dir == NULL)
        return error_set_errno("cannot find out the working directory");
    o->host.start_dir = o->start_dir;
    return true;
}

/* A fallback that is missing would be found out only when it is needed, perhaps years from now. It
 * is no reason to show nothing, though. */
static void check_fallback(const char *path)
{
    char *text;
    size_t size;
    if (path == NULL)
        return;
    if (file_read_regular(path, HOST_SCRIPT_MAX, &text, &size))
        free(text);
    else
        log_warning("--fallback: %s", error_text());
}

static int wrong(void)
{
    log_error("%s (see fbrun --help)", error_text());
    return OPTIONS_USAGE;
}

/* What is asked for instead of running a script. */
struct questions {
    bool info, json, doctor;
};

/* True if `option` is one of them. */
static bool store_question(struct questions *q, int option)
{
    q->info |= option == INFO;
    q->json |= option == JSON;
    q->doctor |= option == DOCTOR;
    return option == INFO || option == JSON || option == DOCTOR;
}

/* `script` is what stands behind the options; NULL if nothing does. */
static bool check_questions(const struct questions *q, const char *script)
{
    if (q->json && !q->info)
        return error_set("--json: only --info is written as JSON");
    if (q->info && q->doctor)
        return error_set("--info and --doctor: one at a time");
    if (script != NULL)
        return error_set("%s runs no script, but one came: %s", q->info ? "--info" : "--doctor",
                         script);
    return true;
}

/* Returns the exit status. */
static int answer(const struct questions *q)
{
    if (q->doctor)
        return doctor_run(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
    if (info_write(stdout, q->json))
        return EXIT_SUCCESS;
    log_error("%s", error_text());
    return EXIT_FAILURE;
}

/* Runs that are to repeat, or to end by themselves, do not follow what happens to files. */
static void decide_reload(struct options *o, const char *path)
{
    const struct screen_options *s = &o->screen;
    bool follow = s->reload && path != NULL && strcmp(path, "-") != 0 && !o->single_process &&
                  !s->virtual_clock && !s->exit_when_still && s->frames == 0;
    o->screen.reload = o->host.watched = follow;
}

/* With --max-time the script process ends itself a second later, which can say where it was; and a
 * frame may be several callbacks. What is left are processes that are stopped, or that nobody gave
 * a limit. */
static void decide_patience(struct options *o)
{
    const double limit = o->host.max_time;
    if (limit > 0)
        o->screen.patience = 2 * limit + 1;
    else if (o->screen.restarts != 0)
        o->screen.patience = PATIENCE;
}

int options_parse(struct options *o, int argc, char **argv)
{
    *o = (struct options){.screen = {.rotate = OUTPUT_AS_MOUNTED, .reload = true},
                          .host.program = argv[0]};
    if (argc > 1 && strcmp(argv[1], "shot") == 0)
        return shot_run(argc - 1, argv + 1);
    optind = 0; /* forget an earlier command line */
    opterr = 0;
    struct questions asked = {0};
    int found;
    /* '+': options end where the script begins; ':': tell a missing value from an unknown name. */
    while (o->host.code == NULL && (found = getopt_long(argc, argv, "+:e:i", known, NULL)) != -1) {
        if (found == HELP)
            return show(usage, help, display_help());
        if (found == VERSION)
            return show("fbrun " FBRUN_VERSION "\nbuilt with ", FBRUN_LIBRARIES, "\n");
        if (found == '?' || found == ':') {
            bad_option(found, argv);
            return wrong();
        }
        if (store_question(&asked, found))
            continue;
        if (found == 'e')
            o->host.code = optarg;
        else if (optarg == NULL && found != RESTART && found != CONTROL)
            store_flag(o, found);
        else if (!store_value(o, found, optarg))
            return wrong();
    }
    if (asked.info || asked.json || asked.doctor)
        return check_questions(&asked, o->host.code != NULL ? "-e" : argv[optind]) ? answer(&asked)
                                                                                   : wrong();
    const char *path = NULL;
    const bool prompt = o->host.prompt != PROMPT_NONE;
    if (prompt && optind >= argc && o->host.code == NULL)
        o->host.code = ""; /* all of the program will be typed */
    if (prompt && optind < argc && o->host.code == NULL && strcmp(argv[optind], "-") == 0) {
        error_set("-i reads standard input, which cannot hold the script as well");
        return wrong();
    }
    if (o->host.code == NULL && optind >= argc) {
        fputs(usage, stderr);
        return OPTIONS_USAGE;
    }
    if (o->host.code == NULL)
        path = argv[optind++];
    o->host.arguments = argv + optind;
    if (o->host.sandbox && o->single_process) {
        error_set("--sandbox and --single-process: the sandbox is for a process of its own");
        return wrong();
    }
    decide_reload(o, path);
    if (o->screen.kiosk && o->screen.restarts == 0)
        o->screen.restarts = -1;
    decide_patience(o);
    check_fallback(o->fallback);
    if (!set_script(o, path)) {
        log_error("%s", error_text());
        return EXIT_FAILURE;
    }
    return OPTIONS_RUN;
}

void options_finish(struct options *o)
{
    free(o->code);
    free(o->control);
    free(o->start_dir);
    free(o->script_name);
    free(o->fallback_name);
    *o = (struct options){0};
}
