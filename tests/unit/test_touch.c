/* Mouse and touches must reach a program's callbacks with LÖVE's arguments, and its polling. */
#include "lua/events.h"

#include "played_screen.h"

static void send_pointer(struct program *p, struct link_pointer pointer)
{
    send_message(p, &(struct link_message){.type = LINK_POINTER, .pointer = pointer, .fd = -1});
}

static void send_touch(struct program *p, struct link_touch touch)
{
    send_message(p, &(struct link_message){.type = LINK_TOUCH, .touch = touch, .fd = -1});
}

/* Ends every program here. */
static void end(struct program *p)
{
    send_pointer(p, (struct link_pointer){.action = LINK_PRESSED, .button = 8, .presses = 1});
}

#define SAY                                                                                        \
    "local function say(name) return function(...)\n"                                              \
    "  if select(3, ...) == 8 and name == 'press' then exit(7) else print(name, ...) end\n"        \
    "end end\n"
#define MOUSE                                                                                      \
    SAY "mousepressed, mousereleased = say 'press', say 'release'\n"                               \
        "mousemoved, wheelmoved = say 'move', say 'wheel'\n"
#define TOUCH "touchpressed, touchmoved, touchreleased = say 'down', say 'drag', say 'up'\n"

static void a_mouse_has_loves_arguments(void **state)
{
    (void)state;
    struct program p = start_and_take_frame(MOUSE);
    send_pointer(&p, (struct link_pointer){.action = LINK_MOVED, .x = 3, .y = 4.5F});
    send_pointer(&p, (struct link_pointer){
                         .action = LINK_PRESSED, .button = 2, .presses = 2, .x = 3, .y = 4.5F});
    send_pointer(&p, (struct link_pointer){.action = LINK_MOVED, .x = 1, .y = 5});
    send_pointer(&p, (struct link_pointer){.action = LINK_RELEASED, .button = 2, .x = 1, .y = 5});
    send_pointer(&p, (struct link_pointer){.action = LINK_WHEEL, .y = -0.25F});
    end(&p);
    expect_end(&p, 7,
               "move\t3.0\t4.5\t3.0\t4.5\tfalse\n"
               "press\t3.0\t4.5\t2\tfalse\t2\n"
               "move\t1.0\t5.0\t-2.0\t0.5\tfalse\n"
               "release\t1.0\t5.0\t2\tfalse\t2\n"
               "wheel\t0.0\t-0.25\n");
}

static void touches_have_loves_arguments(void **state)
{
    (void)state;
    struct program p = start_and_take_frame(MOUSE TOUCH);
    send_touch(&p,
               (struct link_touch){
                   .action = LINK_PRESSED, .id = 2, .presses = 1, .x = 5, .y = 6, .pressure = 1});
    send_touch(&p, (struct link_touch){.action = LINK_MOVED, .id = 1, .x = 9}); /* is not down */
    send_touch(
        &p, (struct link_touch){.action = LINK_MOVED, .id = 2, .x = 7, .y = 6, .pressure = 0.5F});
    send_touch(&p, (struct link_touch){.action = LINK_RELEASED, .id = 2, .x = 7, .y = 6});
    end(&p);
    expect_end(&p, 7,
               "down\t2\t5.0\t6.0\t0.0\t0.0\t1.0\n"
               "drag\t2\t7.0\t6.0\t2.0\t0.0\t0.5\n"
               "up\t2\t7.0\t6.0\t0.0\t0.0\t0.0\n");
}

/* One finger is the mouse of a program that does not know of touches; a second one is not. */
static void a_touch_is_a_mouse(void **state)
{
    (void)state;
    struct program p = start_and_take_frame(MOUSE);
    send_touch(&p,
               (struct link_touch){.action = LINK_PRESSED, .id = 1, .presses = 2, .x = 5, .y = 6});
    send_touch(&p, (struct link_touch){.action = LINK_PRESSED, .id = 2, .presses = 1, .x = 50});
    send_touch(&p, (struct link_touch){.action = LINK_MOVED, .id = 2, .x = 40});
    send_touch(&p, (struct link_touch){.action = LINK_MOVED, .id = 1, .x = 8, .y = 6});
    send_touch(&p, (struct link_touch){.action = LINK_RELEASED, .id = 1, .x = 8, .y = 6});
    send_touch(&p, (struct link_touch){.action = LINK_RELEASED, .id = 2, .x = 40});
    end(&p);
    expect_end(&p, 7,
               "press\t5.0\t6.0\t1\ttrue\t2\n"
               "move\t8.0\t6.0\t3.0\t0.0\ttrue\n"
               "release\t8.0\t6.0\t1\ttrue\t2\n");
}

/* What is held, while nobody has a callback for it. */
static void polling(void **state)
{
    (void)state;
    struct program p = start_and_take_frame(
        "fps(0)\n" SAY "mousepressed = say 'press'\n"
        "function wheelmoved()\n"
        "  print(mouse())\n"
        "  print(mouse_down(1), mouse_down(3))\n"
        "  for _, t in ipairs(touches()) do print(t.id, t.x, t.y, t.pressure) end\n"
        "end\n"
        "print(pcall(mouse_down, 0))\n"
        "print(pcall(mouse_down))\n"
        "print(pcall(mouse, 1))\n");
    send_pointer(&p, (struct link_pointer){.action = LINK_WHEEL, .y = 1});
    take_frame(&p);
    send_touch(&p, (struct link_touch){.action = LINK_PRESSED, .id = 1, .x = 5, .pressure = 1});
    send_touch(&p, (struct link_touch){.action = LINK_PRESSED, .id = 4, .y = 6, .pressure = 0.5F});
    send_pointer(&p, (struct link_pointer){.action = LINK_WHEEL, .y = 1});
    take_frame(&p);
    send_touch(&p, (struct link_touch){.action = LINK_RELEASED, .id = 1, .x = 5});
    send_pointer(&p, (struct link_pointer){.action = LINK_WHEEL, .y = 1});
    take_frame(&p);
    end(&p);
    expect_end(&p, 7,
               "false\tbad argument #1 to 'fbrun.mouse_down' (a button is 1 (left), 2 (right), 3 "
               "(middle) or up to 8)\n"
               "false\tmouse_down(button): 1 argument expected, got 0\n"
               "false\tmouse(): 0 arguments expected, got 1\n"
               "0.0\t0.0\nfalse\tfalse\n"
               "press\t5.0\t0.0\t1\ttrue\t0\n"
               "5.0\t0.0\ntrue\tfalse\n1\t5.0\t0.0\t1.0\n4\t0.0\t6.0\t0.5\n"
               "5.0\t0.0\nfalse\tfalse\n4\t0.0\t6.0\t0.5\n");
}

/* What was held before the program began is there from its first line on; only the end is told. */
#define HELD                                                                                       \
    "print(key_down('a'), mouse_down(3), mouse())\n"                                               \
    "for _, t in ipairs(touches()) do print(t.id, t.x, t.y, t.pressure) end\n"                     \
    "keypressed, keyreleased = say 'key', say 'key up'\n"

static struct program start_with_held(const char *code)
{
    struct program p = start(code);
    send_pointer(&p, (struct link_pointer){.action = LINK_HELD, .x = 3, .y = 4});
    send_pointer(
        &p, (struct link_pointer){.action = LINK_HELD, .button = 3, .presses = 1, .x = 3, .y = 4});
    send_message(&p, &(struct link_message){
                         .type = LINK_KEY, .key = {.code = 30, .action = LINK_HELD}, .fd = -1});
    send_touch(&p, (struct link_touch){
                       .action = LINK_HELD, .id = 2, .presses = 1, .x = 5, .pressure = 0.5F});
    send_setup(&p);
    take_frame(&p);
    send_pointer(&p, (struct link_pointer){.action = LINK_MOVED, .x = 4, .y = 4});
    send_pointer(&p, (struct link_pointer){.action = LINK_RELEASED, .button = 3, .x = 4, .y = 4});
    send_message(&p, &(struct link_message){.type = LINK_KEY, .key = {.code = 30}, .fd = -1});
    send_touch(&p, (struct link_touch){.action = LINK_RELEASED, .id = 2, .x = 5});
    end(&p);
    return p;
}

static void what_was_held_before(void **state)
{
    (void)state;
    struct program p = start_with_held(MOUSE TOUCH HELD);
    expect_end(&p, 7,
               "true\ttrue\t5.0\t0.0\n2\t5.0\t0.0\t0.5\n"
               "move\t4.0\t4.0\t-1.0\t4.0\tfalse\n"
               "release\t4.0\t4.0\t3\tfalse\t1\n"
               "key up\ta\ta\n"
               "up\t2\t5.0\t0.0\t0.0\t0.0\t0.0\n");
}

static void a_finger_that_was_held_before_is_a_mouse(void **state)
{
    (void)state;
    struct program p = start_with_held(MOUSE HELD);
    expect_end(&p, 7,
               "true\ttrue\t5.0\t0.0\n2\t5.0\t0.0\t0.5\n"
               "move\t4.0\t4.0\t-1.0\t4.0\tfalse\n"
               "release\t4.0\t4.0\t3\tfalse\t1\n"
               "key up\ta\ta\n"
               "release\t5.0\t0.0\t1\ttrue\t1\n");
}

/* A program that is slow gets where the mouse is, with all presses, and not each step. */
static void motion_does_not_pile_up(void **state)
{
    (void)state;
    struct program p = start(MOUSE);
    send_setup(&p);
    await_frame(&p);
    for (int i = 1; i <= 5000; i++) {
        send_pointer(&p, (struct link_pointer){.action = LINK_MOVED, .x = (float)i});
        if (i == 2500)
            send_pointer(&p, (struct link_pointer){
                                 .action = LINK_PRESSED, .button = 1, .presses = 1, .x = 2500});
    }
    end(&p);
    answer(&p);
    expect_end(&p, 7,
               "move\t2500.0\t0.0\t2500.0\t0.0\tfalse\n"
               "press\t2500.0\t0.0\t1\tfalse\t1\n"
               "move\t5000.0\t0.0\t2500.0\t0.0\tfalse\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mouse_has_loves_arguments),
        cmocka_unit_test(touches_have_loves_arguments),
        cmocka_unit_test(a_touch_is_a_mouse),
        cmocka_unit_test(polling),
        cmocka_unit_test(what_was_held_before),
        cmocka_unit_test(a_finger_that_was_held_before_is_a_mouse),
        cmocka_unit_test(motion_does_not_pile_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
