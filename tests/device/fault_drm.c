/* What only an injected fault can show of DRM screens, on the kernel's vkms: drm_faults.lua runs
 * this in the machine. Each test changes calls in drm_calls and looks at what a screen process
 * would see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <drm_fourcc.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "display/display_impl.h"
#include "display/drm_calls.h"

static struct seat *seat;
static struct drm_calls real;

/* What the calls below are to do, and what they saw. */
static struct {
    int commit_errors;        /* how many commits of frames fail … */
    int commit_error;         /* … and how: a negative error number */
    int commits;              /* of frames, tests left out */
    uint32_t commit_flags;    /* of the last one */
    int swallow;              /* how many reads of events are lost */
    bool link_bad;            /* every connector says so */
    int create_errors;        /* how many buffers cannot be made … */
    int create_good;          /* … after how many that can */
    uint32_t pitch;           /* what the kernel says it is; 0: what it is */
    uint32_t refused_format;  /* fourcc */
    int dirty_error, dirties; /* negative error number; calls */
    int flip_error, flips;
    int set_crtcs;
} fault;

static int commit(int fd, drmModeAtomicReq *request, uint32_t flags, void *data)
{
    if ((flags & DRM_MODE_ATOMIC_TEST_ONLY) != 0)
        return fault.commit_error == -EINVAL ? -EINVAL
                                             : real.atomic_commit(fd, request, flags, data);
    fault.commits++;
    fault.commit_flags = flags;
    if (fault.commit_errors > 0) {
        fault.commit_errors--;
        return fault.commit_error;
    }
    return real.atomic_commit(fd, request, flags, data);
}

static ssize_t read_events(int fd, void *buffer, size_t size)
{
    ssize_t got = real.read(fd, buffer, size);
    if (got <= 0 || fault.swallow == 0)
        return got;
    fault.swallow--;
    return 0;
}

static drmModeObjectProperties *get_properties(int fd, uint32_t id, uint32_t type)
{
    drmModeObjectProperties *list = real.get_properties(fd, id, type);
    for (uint32_t i = 0; fault.link_bad && list != NULL && i < list->count_props; i++) {
        drmModePropertyRes *property = drmModeGetProperty(fd, list->props[i]);
        if (property != NULL && strcmp(property->name, "link-status") == 0)
            list->prop_values[i] = DRM_MODE_LINK_STATUS_BAD;
        drmModeFreeProperty(property);
    }
    return list;
}

static int call_ioctl(int fd, unsigned long request, void *argument)
{
    if (request == DRM_IOCTL_MODE_CREATE_DUMB && fault.create_good-- <= 0 &&
        fault.create_errors-- > 0) {
        errno = ENOMEM;
        return -1;
    }
    int result = real.ioctl(fd, request, argument);
    if (request == DRM_IOCTL_MODE_CREATE_DUMB && result == 0 && fault.pitch != 0)
        ((struct drm_mode_create_dumb *)argument)->pitch = fault.pitch;
    return result;
}

static int add_fb2(int fd, uint32_t width, uint32_t height, uint32_t format,
                   const uint32_t handles[4], const uint32_t pitches[4], const uint32_t offsets[4],
                   uint32_t *id, uint32_t flags)
{
    if (format == fault.refused_format)
        return -EINVAL;
    return real.add_fb2(fd, width, height, format, handles, pitches, offsets, id, flags);
}

static int dirty_fb(int fd, uint32_t fb, drmModeClip *clips, uint32_t count)
{
    fault.dirties++;
    return fault.dirty_error != 0 ? fault.dirty_error : real.dirty_fb(fd, fb, clips, count);
}

static int page_flip(int fd, uint32_t crtc, uint32_t fb, uint32_t flags, void *data)
{
    fault.flips++;
    return fault.flip_error != 0 ? fault.flip_error : real.page_flip(fd, crtc, fb, flags, data);
}

static int set_crtc(int fd, uint32_t crtc, uint32_t fb, uint32_t x, uint32_t y,
                    uint32_t *connectors, int count, drmModeModeInfo *mode)
{
    fault.set_crtcs++;
    return real.set_crtc(fd, crtc, fb, x, y, connectors, count, mode);
}

static struct display *try_open(void)
{
    struct display_options options = {.spec = "drm", .seat = seat};
    return display_open(&options);
}

static struct display *open_display(void)
{
    struct display *d = try_open();
    if (d == NULL)
        fail_msg("%s", error_text());
    return d;
}

static int dispatches;

/* Dispatches as the screen process does, until one of `events` has come. Returns all that came. */
static int wait_events(struct display *d, int events)
{
    int got = 0;
    uint64_t limit = clock_monotonic() + 30 * CLOCK_SECOND;
    while ((got & events) == 0) {
        uint64_t now = clock_monotonic(), at = display_deadline(d);
        struct pollfd p = {.fd = display_fd(d), .events = POLLIN};
        if (now > limit)
            fail_msg("the events %d do not come, only %d", events, got);
        uint64_t left = at == 0 || at > limit ? limit - now : at > now ? at - now : 0;
        poll(&p, 1, (int)((left + 999999) / 1000000));
        int result = display_dispatch(d);
        if (result < 0)
            fail_msg("%s", error_text());
        dispatches++;
        got |= result;
    }
    return got;
}

/* Shows one more frame, all of one colour, when the display is ready for it. */
static void show(struct display *d)
{
    static uint32_t color = 0xff000000;
    int buffer;
    struct surface s;
    while ((buffer = display_begin(d)) == DISPLAY_BUSY)
        wait_events(d, DISPLAY_READY);
    assert_in_range(buffer, 0, display_buffers(d) - 1);
    assert_true(surface_init(&s, display_width(d), display_height(d)));
    color += 0x102030;
    for (int i = 0; i < s.height * s.stride; i++)
        s.pixels[i] = color;
    struct rect all = surface_bounds(&s);
    assert_true(display_write(d, &s, all, 0, 0));
    assert_true(display_end(d, &all, 1));
    surface_finish(&s);
}

/* Lets everything that is under way arrive. */
static void settle(struct display *d)
{
    while (display_begin(d) == DISPLAY_BUSY)
        wait_events(d, DISPLAY_READY);
}

static int set_up(void **state)
{
    (void)state;
    memset(&fault, 0, sizeof fault);
    return 0;
}

/* A display that was closed, or could not be opened, leaves no descriptor behind. The seat has its
 * own from the first test on. */
static int count_descriptors(void **state)
{
    (void)state;
    static int before;
    int count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    if (before == 0)
        before = count;
    if (count != before)
        print_error("%d descriptors are open, there were %d\n", count, before);
    return count != before;
}

/* Time stamps of vertical blanks are the kernel's, so they stand on a grid exactly. */
static void test_frames_follow_the_vertical_blank(void **state)
{
    (void)state;
    struct display *d = open_display();
    assert_int_equal(display_buffers(d), 2);
    uint64_t first = 0, period = display_period(d);
    for (int i = 0; i < 60; i++) {
        show(d);
        settle(d);
        uint64_t vblank = display_vblank(d);
        if (i < 2) /* the modeset's, and the first that may be number 0 */
            continue;
        assert_int_not_equal(vblank, 0);
        if (first == 0)
            first = vblank;
        uint64_t off = (vblank - first) % period;
        if (off > period / 2)
            off = period - off;
        assert_in_range(off, 0, 10000); /* events have microseconds, and each is rounded */
    }
    assert_true(display_close(d));
}

static void test_an_unchanged_frame_flips_nothing(void **state)
{
    (void)state;
    struct display *d = open_display();
    show(d);
    show(d);
    settle(d);
    int commits = fault.commits;
    assert_int_not_equal(display_begin(d), DISPLAY_BUSY);
    assert_true(display_end(d, NULL, 0));
    assert_int_equal(fault.commits, commits);
    assert_int_equal(display_deadline(d), 0);
    assert_true(display_close(d));
}

static void test_a_lost_flip(void **state)
{
    (void)state;
    struct display *d = open_display();
    show(d);
    show(d);
    settle(d);
    fault.swallow = 1;
    show(d);
    assert_int_equal(display_begin(d), DISPLAY_BUSY);
    uint64_t start = clock_monotonic();
    assert_int_equal(wait_events(d, DISPLAY_READY), DISPLAY_READY | DISPLAY_LOST);
    assert_true(clock_monotonic() - start > CLOCK_SECOND / 2);
    show(d); /* sets the mode again */
    assert_true((fault.commit_flags & DRM_MODE_ATOMIC_ALLOW_MODESET) != 0);
    for (int i = 0; i < 3; i++)
        show(d);
    settle(d);
    assert_int_equal(display_vblank(d), 0); /* a timer paces now */
    assert_true(display_close(d));
}

static void test_a_storm_of_busy(void **state)
{
    (void)state;
    struct display *d = open_display();
    show(d);
    show(d);
    settle(d);
    fault.commits = dispatches = 0;
    fault.commit_errors = 10;
    fault.commit_error = -EBUSY;
    uint64_t start = clock_monotonic();
    show(d);
    int lost = 0;
    while (fault.commit_errors > 0) {
        lost += (wait_events(d, DISPLAY_LOST) & DISPLAY_LOST) != 0;
        show(d);
    }
    assert_int_equal(fault.commits, 10);
    assert_int_equal(lost, 9);
    assert_in_range(dispatches, 1, 30); /* it does not spin, and waits longer each time */
    assert_true(clock_monotonic() - start > CLOCK_SECOND);
    assert_int_equal(wait_events(d, DISPLAY_LOST), DISPLAY_LOST);
    show(d);
    show(d);
    settle(d);
    assert_true(display_close(d));
}

/* Asks the kernel to send the news that a connector has changed. */
static void send_change(void)
{
    int fd = open("/sys/class/drm/card0/uevent", O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0 && write(fd, "change", 6) == 6);
    close(fd);
}

static void test_a_bad_link(void **state)
{
    (void)state;
    struct display *d = open_display();
    show(d);
    show(d);
    settle(d);
    fault.link_bad = true;
    send_change();
    wait_events(d, DISPLAY_LOST);
    fault.link_bad = false;
    show(d);
    assert_true((fault.commit_flags & DRM_MODE_ATOMIC_ALLOW_MODESET) != 0);
    show(d);
    settle(d);
    /* News without a change change nothing. */
    send_change();
    struct pollfd p = {.fd = display_fd(d), .events = POLLIN};
    assert_int_equal(poll(&p, 1, 10000), 1);
    do
        assert_int_equal(display_dispatch(d), 0);
    while (display_deadline(d) != 0);
    assert_true(display_close(d));
}

static void test_a_session_that_was_taken(void **state)
{
    (void)state;
    struct display *d = open_display();
    show(d);
    show(d);
    settle(d);
    fault.commit_errors = 1;
    fault.commit_error = -EACCES;
    show(d);
    assert_int_equal(display_begin(d), DISPLAY_BUSY);
    assert_int_equal(display_dispatch(d), 0);
    assert_int_equal(display_deadline(d), 0); /* the seat knows when it goes on */
    display_set_active(d, false);
    assert_int_equal(display_begin(d), DISPLAY_BUSY);
    display_set_active(d, true);
    assert_int_equal(wait_events(d, DISPLAY_LOST), DISPLAY_LOST | DISPLAY_READY);
    show(d);
    assert_true((fault.commit_flags & DRM_MODE_ATOMIC_ALLOW_MODESET) != 0);
    show(d);
    settle(d);
    assert_true(display_close(d));
}

static void test_a_device_that_is_gone(void **state)
{
    (void)state;
    struct display *d = open_display();
    int width = display_width(d);
    show(d);
    show(d);
    settle(d);
    fault.commit_errors = 1;
    fault.commit_error = -ENODEV;
    show(d);
    assert_int_equal(display_width(d), 0);
    while (display_width(d) == 0) /* it is there again at once */
        wait_events(d, DISPLAY_CHANGED);
    assert_int_equal(display_width(d), width);
    show(d);
    show(d);
    settle(d);
    assert_true(display_close(d));
}

static void test_memory_for_one_buffer(void **state)
{
    (void)state;
    fault.create_good = 1;
    fault.create_errors = 1;
    struct display *d = open_display();
    assert_int_equal(display_buffers(d), 1);
    show(d);
    show(d);
    assert_int_equal(fault.dirties, 1);
    assert_true(display_close(d));
}

static void test_memory_for_none(void **state)
{
    (void)state;
    fault.create_errors = 1000;
    assert_null(try_open());
    assert_non_null(strstr(error_text(), "Cannot allocate memory"));
}

static void test_a_pitch_that_is_too_small(void **state)
{
    (void)state;
    fault.pitch = 16;
    assert_null(try_open());
    assert_non_null(strstr(error_text(), "with rows of 16 for"));
}

static void test_a_pitch_that_is_too_large(void **state)
{
    (void)state;
    fault.pitch = UINT32_MAX;
    assert_null(try_open());
    assert_non_null(strstr(error_text(), "with rows of 4294967295 for"));
}

static void test_a_format_that_is_refused(void **state)
{
    (void)state;
    fault.refused_format = DRM_FORMAT_XRGB8888;
    struct display *d = open_display();
    show(d);
    show(d);
    settle(d);
    assert_true(display_close(d));
}

static void test_atomic_that_is_refused(void **state)
{
    (void)state;
    fault.commit_error = -EINVAL;
    struct display *d = open_display();
    assert_int_equal(display_buffers(d), 2);
    for (int i = 0; i < 10; i++)
        show(d);
    settle(d);
    assert_int_equal(fault.commits, 0);
    assert_int_equal(fault.flips, 9);
    assert_int_not_equal(display_vblank(d), 0);
    display_set_active(d, false);
    assert_int_equal(display_begin(d), DISPLAY_BUSY);
    fault.set_crtcs = 0;
    display_set_active(d, true);
    assert_int_equal(wait_events(d, DISPLAY_LOST), DISPLAY_LOST | DISPLAY_READY);
    show(d);
    assert_int_not_equal(fault.set_crtcs, 0);
    show(d);
    settle(d);
    assert_int_equal(fault.flips, 10);
    assert_true(display_close(d));
}

static void test_flips_that_are_refused(void **state)
{
    (void)state;
    fault.commit_error = fault.flip_error = -EINVAL;
    struct display *d = open_display();
    while (display_buffers(d) == 2) /* a failure leads to a modeset, the next one to one buffer */
        show(d);
    assert_in_range(fault.flips, 1, 3);
    assert_int_equal(display_buffers(d), 1);
    wait_events(d, DISPLAY_CHANGED);
    fault.dirty_error = -ENOSYS;
    show(d);
    show(d);
    show(d);
    assert_int_equal(fault.dirties, 1); /* whoever lacks it is not asked again */
    assert_true(display_close(d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frames_follow_the_vertical_blank, set_up,
                                        count_descriptors),
        cmocka_unit_test_setup_teardown(test_an_unchanged_frame_flips_nothing, set_up,
                                        count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_lost_flip, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_storm_of_busy, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_bad_link, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_session_that_was_taken, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_device_that_is_gone, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_memory_for_one_buffer, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_memory_for_none, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_pitch_that_is_too_small, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_pitch_that_is_too_large, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_a_format_that_is_refused, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_atomic_that_is_refused, set_up, count_descriptors),
        cmocka_unit_test_setup_teardown(test_flips_that_are_refused, set_up, count_descriptors),
    };
    seat = seat_create();
    real = drm_calls;
    drm_calls.atomic_commit = commit;
    drm_calls.read = read_events;
    drm_calls.get_properties = get_properties;
    drm_calls.ioctl = call_ioctl;
    drm_calls.add_fb2 = add_fb2;
    drm_calls.dirty_fb = dirty_fb;
    drm_calls.page_flip = page_flip;
    drm_calls.set_crtc = set_crtc;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    seat_destroy(seat);
    return failed;
}
