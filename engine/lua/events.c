/* Input reaches the program at the beginning of a frame: callbacks in the order of the events, and
 * the polling functions tell of what was taken in last. Motion was summed up on the way, so a
 * callback's dx and dy are counted from where the program was told last. What was held before the
 * program began counts for polling alone; its release comes as any. */
#include "lua/events.h"

#include <lauxlib.h>
#include <string.h>

#include "lua/host_impl.h"
#include "lua/job.h"
#include "lua/names.h"

enum callback {
    KEYPRESSED,
    KEYRELEASED,
    TEXTINPUT,
    MOUSEPRESSED,
    MOUSERELEASED,
    MOUSEMOVED,
    WHEELMOVED,
    TOUCHPRESSED,
    TOUCHMOVED,
    TOUCHRELEASED,
};

/* Their addresses are the owners of jobs. A callback that waits in present() does not keep later
 * events from being told. */
static const char *const callbacks[] = {
    [KEYPRESSED] = "keypressed",       [KEYRELEASED] = "keyreleased",
    [TEXTINPUT] = "textinput",         [MOUSEPRESSED] = "mousepressed",
    [MOUSERELEASED] = "mousereleased", [MOUSEMOVED] = "mousemoved",
    [WHEELMOVED] = "wheelmoved",       [TOUCHPRESSED] = "touchpressed",
    [TOUCHMOVED] = "touchmoved",       [TOUCHRELEASED] = "touchreleased",
};

static bool is_defined(struct host *h, enum callback c)
{
    bool defined = names_push_callback(h, callbacks[c]);
    if (defined)
        lua_pop(h->L, 1);
    return defined;
}

static bool takes_touches(struct host *h)
{
    return is_defined(h, TOUCHPRESSED) || is_defined(h, TOUCHMOVED) || is_defined(h, TOUCHRELEASED);
}

/* Calls the callback that was pushed with its arguments. False when the frame's end here. */
static bool call(struct host *h, enum callback c, int arguments)
{
    h->redraw = true;
    return job_call(h, &callbacks[c], arguments, NULL) != JOB_FAILED && !h->exiting;
}

const char *events_key_name(const struct host_input *in, uint32_t code, char *buffer)
{
    uint32_t c = in->symbols[code];
    if (c == 0)
        return key_name(code);
    char *end = buffer;
    if (c < 0x80) {
        *end++ = (char)c;
    } else { /* a first byte that says how many follow, and six bits in each of these */
        int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        *end++ = (char)((0xf00 >> (more + 1) & 0xff) | c >> 6 * more);
        while (more-- > 0)
            *end++ = (char)(0x80 | (c >> 6 * more & 0x3f));
    }
    *end = '\0';
    return buffer;
}

static bool tell_key(struct host *h, const struct ui_event *e)
{
    char name[KEY_NAME_SIZE];
    enum callback c = e->pressed ? KEYPRESSED : KEYRELEASED;
    if (names_push_callback(h, callbacks[c])) {
        lua_pushstring(h->L, events_key_name(&h->input, e->code, name));
        lua_pushstring(h->L, key_name(e->code));
        if (e->pressed)
            lua_pushboolean(h->L, e->repeated);
        if (!call(h, c, e->pressed ? 3 : 2))
            return false;
    }
    if (e->text[0] == '\0' || !names_push_callback(h, callbacks[TEXTINPUT]))
        return true;
    lua_pushstring(h->L, e->text);
    return call(h, TEXTINPUT, 1);
}

static bool tell_button(struct host *h, const struct ui_event *e, uint32_t presses, bool touch)
{
    enum callback c = e->pressed ? MOUSEPRESSED : MOUSERELEASED;
    if (!names_push_callback(h, callbacks[c]))
        return true;
    lua_pushnumber(h->L, (lua_Number)e->x);
    lua_pushnumber(h->L, (lua_Number)e->y);
    lua_pushinteger(h->L, touch ? 1 : (lua_Integer)e->code);
    lua_pushboolean(h->L, touch);
    lua_pushinteger(h->L, (lua_Integer)presses);
    return call(h, c, 5);
}

/* The mouse is at e's place now, and was at (x, y). */
static bool tell_move(struct host *h, const struct ui_event *e, float x, float y, bool touch)
{
    if (!names_push_callback(h, callbacks[MOUSEMOVED]))
        return true;
    lua_pushnumber(h->L, (lua_Number)e->x);
    lua_pushnumber(h->L, (lua_Number)e->y);
    lua_pushnumber(h->L, (lua_Number)(e->x - x));
    lua_pushnumber(h->L, (lua_Number)(e->y - y));
    lua_pushboolean(h->L, touch);
    return call(h, MOUSEMOVED, 5);
}

static bool tell_wheel(struct host *h, const struct ui_event *e)
{
    if (!names_push_callback(h, callbacks[WHEELMOVED]))
        return true;
    lua_pushnumber(h->L, (lua_Number)e->x);
    lua_pushnumber(h->L, (lua_Number)e->y);
    return call(h, WHEELMOVED, 2);
}

/* `before` is the last that was told of this touch. */
static bool tell_touch(struct host *h, const struct ui_event *e, const struct ui_event *before)
{
    enum callback c = e->type == UI_TOUCH_MOVE ? TOUCHMOVED
                      : e->pressed             ? TOUCHPRESSED
                                               : TOUCHRELEASED;
    if (!names_push_callback(h, callbacks[c]))
        return true;
    lua_pushinteger(h->L, (lua_Integer)e->code);
    lua_pushnumber(h->L, (lua_Number)e->x);
    lua_pushnumber(h->L, (lua_Number)e->y);
    lua_pushnumber(h->L, c == TOUCHPRESSED ? 0 : (lua_Number)(e->x - before->x));
    lua_pushnumber(h->L, c == TOUCHPRESSED ? 0 : (lua_Number)(e->y - before->y));
    lua_pushnumber(h->L, (lua_Number)e->pressure);
    return call(h, c, 6);
}

/* Notes the place of the mouse and, of its buttons, how often in a row they were pressed. */
static void note_mouse(struct host_input *in, const struct ui_event *e, uint32_t button)
{
    in->mouse_x = e->x;
    in->mouse_y = e->y;
    if (button != 0)
        in->presses[button] = !e->pressed ? 0 : e->presses > 0 ? e->presses : 1;
}

static bool take_key(struct host *h, const struct ui_event *e)
{
    h->input.keys[e->code] = e->pressed;
    if (e->pressed)
        h->input.symbols[e->code] = e->symbol;
    return e->held || tell_key(h, e);
}

static bool take_button(struct host *h, const struct ui_event *e)
{
    uint32_t presses = e->pressed ? e->presses : h->input.presses[e->code];
    note_mouse(&h->input, e, e->code);
    return e->held || tell_button(h, e, presses, false);
}

static bool take_place(struct host *h, const struct ui_event *e)
{
    float x = h->input.mouse_x, y = h->input.mouse_y;
    note_mouse(&h->input, e, 0);
    return e->held || tell_move(h, e, x, y, false);
}

/* The first of the touches is the mouse too for programs that know nothing of touches. */
static bool take_touch(struct host *h, const struct ui_event *e)
{
    struct host_input *in = &h->input;
    struct ui_event before = in->touches[e->code];
    bool moves = e->type == UI_TOUCH_MOVE;
    if (e->type == UI_TOUCH && e->pressed && in->mouse_touch == 0 && !takes_touches(h))
        in->mouse_touch = e->code;
    if (before.held && in->mouse_touch == e->code && takes_touches(h))
        in->mouse_touch = in->presses[1] = 0; /* it began before the program could say so */
    bool is_mouse = in->mouse_touch == e->code;
    if (is_mouse && !moves && !e->pressed)
        in->mouse_touch = 0;
    uint32_t presses = e->pressed ? e->presses : in->presses[1];
    in->touches[e->code] = *e;
    in->touches[e->code].pressed = moves || e->pressed;
    if (is_mouse)
        note_mouse(in, e, moves ? 0 : 1);
    if (e->held)
        return true;
    if (!tell_touch(h, e, &before))
        return false;
    if (!is_mouse)
        return true;
    return moves ? tell_move(h, e, before.x, before.y, true) : tell_button(h, e, presses, true);
}

/* Takes in an event and tells the program. False when the frame's callbacks end here. */
static bool take(struct host *h, const struct ui_event *e)
{
    switch (e->type) {
    case UI_KEY:
        return take_key(h, e);
    case UI_BUTTON:
        return take_button(h, e);
    case UI_PLACE:
        return take_place(h, e);
    case UI_WHEEL:
        return tell_wheel(h, e);
    case UI_TOUCH:
    case UI_TOUCH_MOVE:
        return take_touch(h, e);
    case UI_MOVE: /* never comes over the link */
        break;
    }
    return true;
}

/* True if the program has a callback for the event. */
static bool is_wanted(struct host *h, const struct ui_event *e)
{
    if (e->held)
        return false;
    switch (e->type) {
    case UI_KEY:
        return is_defined(h, e->pressed ? KEYPRESSED : KEYRELEASED) ||
               (e->text[0] != '\0' && is_defined(h, TEXTINPUT));
    case UI_BUTTON:
        return is_defined(h, e->pressed ? MOUSEPRESSED : MOUSERELEASED);
    case UI_PLACE:
        return is_defined(h, MOUSEMOVED);
    case UI_WHEEL:
        return is_defined(h, WHEELMOVED);
    case UI_TOUCH:
        return is_defined(h, e->pressed ? TOUCHPRESSED : TOUCHRELEASED) ||
               is_defined(h, e->pressed ? MOUSEPRESSED : MOUSERELEASED);
    case UI_TOUCH_MOVE:
        return is_defined(h, TOUCHMOVED) || is_defined(h, MOUSEMOVED);
    case UI_MOVE:
        break;
    }
    return false;
}

bool events_run(struct host *h)
{
    const struct ui_event *first;
    struct ui_event event;
    while ((first = event_queue_first(&h->loop.events)) != NULL &&
           (h->stage != STAGE_NEW || first->held)) {
        event_queue_take(&h->loop.events, &event);
        if (!take(h, &event))
            return false;
    }
    return true;
}

bool events_wait(struct host *h)
{
    const struct ui_event *first;
    struct ui_event unwanted;
    while ((first = event_queue_first(&h->loop.events)) != NULL) {
        if (is_wanted(h, first))
            return true;
        event_queue_take(&h->loop.events, &unwanted);
        take(h, &unwanted);
    }
    return false;
}
