/* Keys must reach a program's callbacks in order and in a frame of their own making. */
#include "lua/events.h"

#include <linux/input-event-codes.h>

#include "played_screen.h"

static void send_key(struct program *p, uint32_t code, bool pressed)
{
    send_message(p, &(struct link_message){
                        .type = LINK_KEY, .key = {.code = code, .action = pressed}, .fd = -1});
}

static void hit(struct program *p, uint32_t code)
{
    send_key(p, code, true);
    send_key(p, code, false);
}

/* The callbacks of most programs here. */
#define PRINT_KEYS                                                                                 \
    "function keypressed(key) print('+' .. key) if key == 'escape' then exit(7) end end\n"         \
    "function keyreleased(key) print('-' .. key) end\n"

static void callbacks_have_loves_arguments(void **state)
{
    (void)state;
    struct program p = start_and_take_frame(
        "function keypressed(...) print('pressed', select('#', ...), ...) end\n"
        "function keyreleased(...) print('released', select('#', ...), ...) end_with(...) end\n"
        "function end_with(key) if key == 'kpenter' then exit() end end\n");
    hit(&p, KEY_ENTER);
    hit(&p, BTN_LEFT);
    hit(&p, 70000); /* no code at all */
    hit(&p, KEY_KPENTER);
    expect_end(&p, 0,
               "pressed\t3\treturn\treturn\tfalse\n"
               "released\t2\treturn\treturn\n"
               "pressed\t3\tunknown\tunknown\tfalse\n"
               "released\t2\tunknown\tunknown\n"
               "pressed\t3\tkpenter\tkpenter\tfalse\n"
               "released\t2\tkpenter\tkpenter\n");
}

static void send_typed(struct program *p, struct link_key key)
{
    send_message(p, &(struct link_message){.type = LINK_KEY, .key = key, .fd = -1});
}

/* A key has the name that the layout gives it, and is found by that; what it types follows. */
static void layouts_and_text(void **state)
{
    (void)state;
    struct program p = start_and_take_frame(
        "function keypressed(key, code, again) print(key, code, again, key_down(key)) end\n"
        "function keyreleased(key, code)\n"
        "  print(key, code, key_down(key), key_down 'ß', key_down 'y')\n"
        "  if key == 'x' then exit() end\n"
        "end\n"
        "function textinput(text) print('text', text) end\n");
    send_typed(
        &p, (struct link_key){.code = KEY_Y, .action = LINK_PRESSED, .symbol = 'z', .text = "Z"});
    send_typed(
        &p, (struct link_key){.code = KEY_Y, .action = LINK_REPEATED, .symbol = 'z', .text = "Z"});
    send_typed(&p, (struct link_key){.code = KEY_MINUS, .action = LINK_PRESSED, .symbol = 0xdf});
    send_typed(&p, (struct link_key){.code = KEY_Y, .symbol = 'z'});
    send_typed(&p, (struct link_key){.code = KEY_B, .action = LINK_REPEATED}); /* is not down */
    send_key(&p, KEY_X, true);
    send_key(&p, KEY_X, false);
    expect_end(&p, 0,
               "z\ty\tfalse\ttrue\ntext\tZ\n"
               "z\ty\ttrue\ttrue\ntext\tZ\n"
               "ß\t-\tfalse\ttrue\n"
               "z\ty\tfalse\ttrue\tfalse\n"
               "x\tx\tfalse\ttrue\nx\tx\tfalse\ttrue\tfalse\n");
}

/* Also those that come before the program has its screen. */
static void order_is_kept(void **state)
{
    (void)state;
    struct program p = start("print 'chunk'\n" PRINT_KEYS "function setup() print 'setup' end");
    send_key(&p, KEY_LEFTCTRL, true);
    hit(&p, KEY_A);
    send_setup(&p);
    send_key(&p, KEY_B, true);
    send_key(&p, KEY_LEFTCTRL, false);
    take_frame(&p);
    send_key(&p, KEY_A, true);
    send_key(&p, KEY_B, false);
    hit(&p, KEY_ESC);
    expect_end(&p, 7, "chunk\nsetup\n+lctrl\n+a\n-a\n+b\n-lctrl\n+a\n-b\n+escape\n");
}

/* A program with nothing to do but keys sends one frame, and then one for each batch of keys. */
static void a_key_wakes_a_program(void **state)
{
    (void)state;
    struct program p =
        start("fps(0)\n" PRINT_KEYS "function update(dt) print(dt >= 0 and 'update') end\n"
              "function draw() print('draw', stats().frames) end\n");
    send_setup(&p);
    assert_int_equal(await_frame(&p).still, LINK_WAITS); /* a key may change the picture */
    answer(&p);
    send_key(&p, KEY_A, true);
    assert_int_equal(await_frame(&p).frame, 2);
    hit(&p, KEY_B);
    send_key(&p, KEY_A, false);
    answer(&p);
    assert_int_equal(await_frame(&p).frame, 3);
    answer(&p);
    hit(&p, KEY_ESC);
    expect_end(&p, 7,
               "update\ndraw\t0\n+a\nupdate\ndraw\t1\n"
               "+b\n-b\n-a\nupdate\ndraw\t2\n+escape\n");
}

/* Nobody wants these keys, so no frame begins; key_down knows of them all the same. */
static void keys_without_a_callback(void **state)
{
    (void)state;
    struct program p = start("fps(0)\n"
                             "function draw() print('draw', key_down 'a', key_down 'b') end\n"
                             "function keyreleased() end\n");
    send_setup(&p);
    take_frame(&p);
    send_key(&p, KEY_A, true);
    send_key(&p, KEY_B, true);
    send_key(&p, KEY_A, false); /* the first one with a callback */
    assert_int_equal(await_frame(&p).frame, 2);
    answer(&p);
    send_message(&p, &(struct link_message){.type = LINK_QUIT, .fd = -1});
    expect_end(&p, 0, "draw\tfalse\tfalse\ndraw\tfalse\ttrue\n");
}

static void without_callbacks_it_is_still(void **state)
{
    (void)state;
    struct program p = start("clear()");
    send_setup(&p);
    assert_int_equal(await_frame(&p).still, 1);
    for (uint32_t code = 1; code < 500; code++) /* it reads them, or they would stop the link */
        hit(&p, code);
    answer(&p);
    send_message(&p, &(struct link_message){.type = LINK_QUIT, .fd = -1});
    expect_end(&p, 0, "");
}

static void polling(void **state)
{
    (void)state;
    struct program p = start("function update()\n"
                             "  print(key_down 'printscreen', key_down 'lshift')\n"
                             "  if key_down 'escape' then exit() end\n"
                             "end\n"
                             "print(pcall(key_down, 'shift'))\n"
                             "print(pcall(key_down))\n"
                             "print(pcall(key_down, {}))\n");
    send_setup(&p);
    await_frame(&p);
    send_key(&p, KEY_SYSRQ, true);
    answer(&p);
    await_frame(&p);
    send_key(&p, KEY_PRINT, true); /* another key of that name */
    send_key(&p, KEY_SYSRQ, false);
    send_key(&p, KEY_LEFTSHIFT, true);
    answer(&p);
    await_frame(&p);
    send_key(&p, KEY_PRINT, false);
    send_key(&p, KEY_ESC, true);
    answer(&p);
    expect_end(&p, 0,
               "false\tbad argument #1 to 'fbrun.key_down' (no key is called 'shift')\n"
               "false\tkey_down(name): 1 argument expected, got 0\n"
               "false\tbad argument #1 to 'fbrun.key_down' (string expected, got table)\n"
               "false\tfalse\n"
               "true\tfalse\n"
               "true\ttrue\n"
               "false\ttrue\n");
}

static void a_failing_callback_ends_the_program(void **state)
{
    (void)state;
    struct program p = start("function keypressed(key)\n"
                             "  error('no ' .. key)\n"
                             "end\n"
                             "function quit() print 'quit' end\n");
    send_setup(&p);
    await_frame(&p);
    hit(&p, KEY_TAB);
    hit(&p, KEY_A);
    answer(&p);
    expect_end(&p, 1,
               "fbrun: test:2: no tab\n"
               "stack traceback:\n"
               "\t[C]: in function 'error'\n"
               "\ttest:2: in function 'keypressed'\n");
}

/* exit() ends what would come after this callback; if quit() refuses, it comes later. */
static void exit_and_a_refusal(void **state)
{
    (void)state;
    struct program p = start("fps(0)\n" PRINT_KEYS "local asked = 0\n"
                             "function draw() print 'draw' end\n"
                             "function quit() asked = asked + 1 print 'quit' return asked < 2 end");
    send_setup(&p);
    await_frame(&p);
    hit(&p, KEY_A);
    hit(&p, KEY_ESC);
    hit(&p, KEY_B);
    send_key(&p, KEY_ESC, true);
    answer(&p);
    expect_end(&p, 7,
               "draw\n+a\n-a\n+escape\nquit\n"
               "-escape\n+b\n-b\n+escape\nquit\n");
}

/* present() lets keys in, wherever it is called, and callbacks that wait in it do not hold up
 * later ones. */
static void callbacks_and_present(void **state)
{
    (void)state;
    struct program p = start("function keypressed(key)\n"
                             "  print('begin ' .. key)\n"
                             "  if key == 'escape' then exit() end\n"
                             "  while not key_down('b') do present() end\n"
                             "  print('end ' .. key)\n"
                             "end\n"
                             "while true do present() end\n");
    send_setup(&p);
    await_frame(&p);
    send_key(&p, KEY_A, true);
    answer(&p);
    await_frame(&p);
    answer(&p);
    await_frame(&p);
    send_key(&p, KEY_B, true);
    answer(&p);
    await_frame(&p);
    send_key(&p, KEY_ESC, true);
    answer(&p);
    expect_end(&p, 0, "begin a\nbegin b\nend b\nend a\nbegin escape\nend escape\n");
}

/* fps() paces update and draw; keys are not made to wait for them. */
static void keys_between_two_turns(void **state)
{
    (void)state;
    struct program p = start("fps(0.0001)\n" PRINT_KEYS "function update() print 'update' end");
    send_setup(&p);
    await_frame(&p);
    send_key(&p, KEY_A, true);
    answer(&p);
    take_frame(&p); /* the first turn that fps() had a say in */
    send_key(&p, KEY_B, true);
    take_frame(&p);
    send_key(&p, KEY_ESC, true);
    expect_end(&p, 7, "update\n+a\nupdate\n+b\n+escape\n");
}

/* What comes while a frame is not taken is bounded, and no key stays down in the program's eyes. */
static void a_flood(void **state)
{
    (void)state;
    struct program p = start("local down, count = 0, 0\n"
                             "function keypressed() down, count = down + 1, count + 1 end\n"
                             "function keyreleased() down, count = down - 1, count + 1 end\n"
                             "function update()\n"
                             "  if count > 0 then print(down, count) exit() end\n"
                             "end\n");
    send_setup(&p);
    await_frame(&p);
    for (int round = 0; round < 10; round++)
        for (uint32_t code = 1; code < 200; code++)
            hit(&p, code);
    answer(&p);
    expect_end(&p, 0, "0\t256\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callbacks_have_loves_arguments),
        cmocka_unit_test(layouts_and_text),
        cmocka_unit_test(order_is_kept),
        cmocka_unit_test(a_key_wakes_a_program),
        cmocka_unit_test(keys_without_a_callback),
        cmocka_unit_test(without_callbacks_it_is_still),
        cmocka_unit_test(polling),
        cmocka_unit_test(a_failing_callback_ends_the_program),
        cmocka_unit_test(exit_and_a_refusal),
        cmocka_unit_test(callbacks_and_present),
        cmocka_unit_test(keys_between_two_turns),
        cmocka_unit_test(a_flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
