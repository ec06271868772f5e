/* Whoever asks for the picture gets it into memory of his own; who asks for anything else, or does
 * not read, is dropped, and the screen process keeps a few descriptors at most. */
#include "screen/control.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"
#include "link/packet.h"
#include "scratch.h"
#include "screen/control_socket.h"

enum { WIDTH = 20, HEIGHT = 3, SIZE = 32 * HEIGHT * 4 }; /* rows are 64 bytes and more */

static uv_loop_t loop;
static struct monitor monitor;
static struct control control;
static int before; /* descriptors */

static int set_up(void **state)
{
    const struct display_options options = {.spec = "headless,size=20x3"};
    scratch_make(state);
    uv_loop_init(&loop);
    monitor.output = output_create(&options, 0, 0, 0);
    assert_non_null(monitor.output);
    for (int i = 0; i < WIDTH; i++)
        *surface_at(output_shown(monitor.output), i, 1) = 0xff000000u + (uint32_t)i;
    assert_true(control_open(&control, &loop, scratch_path("socket"), &monitor));
    before = count_fds();
    return 0;
}

static void turn(void)
{
    for (int i = 0; i < 50; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
}

static int tear_down(void **state)
{
    control_close(&control);
    turn();
    assert_int_equal(uv_loop_close(&loop), 0);
    output_destroy(monitor.output);
    assert_int_equal(scratch_entries(0), 0); /* the socket is gone */
    return scratch_remove(state);
}

static int connected(void)
{
    const int fd = control_connect(scratch_path("socket"));
    if (fd < 0)
        fail_msg("%s", error_text());
    turn();
    return fd;
}

static void say(int fd, const void *bytes, size_t size, int pass)
{
    const struct iovec part = {(void *)bytes, size};
    assert_true(packet_send(fd, &part, 1, pass));
    turn();
}

static const struct control_request request = {.type = CONTROL_PICTURE};

static struct control_answer ask(int fd, int room)
{
    struct control_answer a = {0};
    const struct iovec part = {&a, sizeof a};
    struct packet p;
    say(fd, &request, sizeof request, room);
    assert_int_equal(packet_receive(fd, &part, 1, &p), PACKET_RECEIVED);
    assert_int_equal(p.size, sizeof a);
    assert_int_equal(p.descriptors, 0);
    assert_int_equal(a.type, CONTROL_PICTURE);
    return a;
}

static void assert_dropped(int fd)
{
    struct control_answer a;
    const struct iovec part = {&a, sizeof a};
    struct packet p;
    assert_int_equal(packet_receive(fd, &part, 1, &p), PACKET_CLOSED);
    close(fd);
    assert_int_equal(count_fds(), before);
}

static int memory(size_t size)
{
    const int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_true(fd >= 0 && ftruncate(fd, (off_t)size) == 0);
    return fd;
}

static void the_picture_is_written(void **state)
{
    (void)state;
    const int fd = connected(), room = memory(SIZE);
    struct control_answer a = ask(fd, -1);
    assert_int_equal(a.width, WIDTH);
    assert_int_equal(a.height, HEIGHT);
    assert_int_equal(a.written, 0);
    a = ask(fd, room);
    assert_int_equal(a.written, 1);
    uint32_t pixels[SIZE / 4];
    assert_int_equal(pread(room, pixels, SIZE, 0), SIZE);
    for (int i = 0; i < WIDTH; i++)
        assert_int_equal(pixels[32 + i], 0xff000000u + (uint32_t)i);
    close(room);
    close(fd);
    turn();
    assert_int_equal(count_fds(), before);
}

/* Memory of another size, and what is not memory, is left alone: only the size is told. */
static void other_room_is_not_used(void **state)
{
    (void)state;
    const int fd = connected();
    const int file = open(scratch_path("file"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    const int small = memory(SIZE - 1), large = memory(SIZE + 1), null = open("/dev/null", O_RDWR);
    assert_int_equal(ftruncate(file, SIZE), 0);
    int ends[2];
    assert_true(packet_pair(ends));
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(fd, (const int[]){file, small, large, null, ends[0]}[i]).written, 0);
    char bytes[SIZE];
    assert_int_equal(pread(file, bytes, SIZE, 0), SIZE);
    assert_null(memchr(bytes, 0xff, SIZE));
    for (int i = 0; i < 6; i++)
        close((const int[]){file, small, large, null, ends[0], ends[1]}[i]);
    close(fd);
    turn();
    assert_int_equal(count_fds(), before);
    unlink(scratch_path("file"));
}

static void nonsense_is_dropped(void **state)
{
    (void)state;
    static const char bytes[4096];
    const struct control_request other = {.type = CONTROL_PICTURE + 1};
    for (size_t size = 1; size <= sizeof bytes; size *= 2) {
        const int fd = connected();
        say(fd, bytes, size, -1);
        assert_dropped(fd);
    }
    int fd = connected();
    say(fd, &other, sizeof other, -1);
    assert_dropped(fd);

    const int sealed = memory(SIZE);
    assert_int_equal(fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE), 0);
    fd = connected();
    before++;
    say(fd, &request, sizeof request, sealed);
    assert_dropped(fd);
    before--;
    close(sealed);
}

/* There is no screen while nothing is plugged in, and before the display is open. */
static void no_screen_yet(void **state)
{
    (void)state;
    struct output *output = monitor.output;
    monitor.output = NULL;
    const int fd = connected();
    assert_int_equal(ask(fd, -1).width, 0);
    monitor.output = output;
    assert_int_equal(ask(fd, -1).width, WIDTH);
    close(fd);
    turn();
}

/* Somebody who says nothing keeps nobody else out. */
static void silent_ones_make_room(void **state)
{
    (void)state;
    enum { MANY = 3 * CONTROL_CLIENTS };
    int silent[MANY];
    for (int i = 0; i < MANY; i++)
        silent[i] = connected();
    assert_int_equal(count_fds(), before + MANY + CONTROL_CLIENTS);
    const int fd = connected(), room = memory(SIZE);
    assert_int_equal(ask(fd, room).written, 1);
    close(room);
    close(fd);
    for (int i = 0; i < MANY; i++)
        close(silent[i]);
    turn();
    assert_int_equal(count_fds(), before);
}

/* Who asks and asks and reads no answer is dropped as soon as the socket is full. */
static void a_flood_is_dropped(void **state)
{
    (void)state;
    const struct iovec part = {(void *)&request, sizeof request};
    const int fd = connected();
    bool open = true;
    while (open) {
        while (packet_send(fd, &part, 1, -1))
            ;
        open = errno == EAGAIN;
        turn();
    }
    assert_true(errno == EPIPE || errno == ECONNRESET);
    close(fd);
    assert_int_equal(count_fds(), before);
}

/* Without a descriptor for him, a client is turned away; the loop does not spin on him. */
static void no_descriptors_left(void **state)
{
    (void)state;
    struct rlimit limit, few;
    getrlimit(RLIMIT_NOFILE, &limit);
    const int fd = control_connect(scratch_path("socket"));
    assert_true(fd >= 0);
    few = limit;
    few.rlim_cur = (rlim_t)lowest_free();
    setrlimit(RLIMIT_NOFILE, &few);
    turn();
    setrlimit(RLIMIT_NOFILE, &limit);
    before++;
    close(fd);
    before--;
    assert_int_equal(count_fds(), before);
    const int other = connected();
    assert_int_equal(ask(other, -1).width, WIDTH);
    close(other);
    turn();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_picture_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_room_is_not_used, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nonsense_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_screen_yet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(silent_ones_make_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_flood_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_descriptors_left, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
