/* Every message arrives once, whole, and in its writer's order, whoever is killed meanwhile; what
 * another process scribbles is refused. */
#include "map/ring.h"

#include <signal.h>
#include <stdlib.h>

#include "base/error.h"
#include "descriptors.h"
#include "processes.h"

#ifndef MESSAGES
#define MESSAGES 1000000
#endif

static const struct patience for_ever = {.deadline = UINT64_MAX};
static const struct patience at_once = {0};

#ifndef KILLS
#define KILLS 60
#endif

enum { POSITION = 4040 };

static int open_ring(struct ring *r, size_t length)
{
    int fd = zeros(POSITION + length);
    assert_int_equal(ring_open(r, fd, POSITION, length, &for_ever), WAIT_DONE);
    return fd;
}

static void assert_took(struct ring *r, const void *expected, size_t expected_length)
{
    void *bytes;
    size_t length;
    assert_int_equal(ring_take(r, &bytes, &length, &at_once), WAIT_DONE);
    assert_int_equal(length, expected_length);
    assert_memory_equal(bytes, expected, length);
    free(bytes);
}

static void assert_empty(struct ring *r)
{
    void *bytes;
    size_t length;
    assert_int_equal(ring_take(r, &bytes, &length, &at_once), WAIT_TIMEOUT);
}

static void sizes_that_are_none(void **state)
{
    (void)state;
    struct ring r = {.part.fd = -1};
    int fd = zeros(100);
    ring_close(&r);
    assert_int_equal(ring_open(&r, fd, 0, RING_LEAST - 1, &at_once), WAIT_FAILED);
    assert_string_equal(error_text(), "a ring of 80 to 2147483647 bytes expected, got 79");
    assert_int_equal(ring_open(&r, fd, 0, (size_t)INT32_MAX + 1, &at_once), WAIT_FAILED);
    assert_int_equal(ring_open(&r, fd, 24, RING_LEAST, &at_once), WAIT_FAILED);
    assert_string_equal(error_text(), "80 bytes at 24 of the file expected, it has 100");
    assert_int_equal(ring_open(&r, fd, 0, RING_LEAST, &at_once), WAIT_DONE);
    struct ring other;
    assert_int_equal(ring_open(&other, fd, 0, RING_LEAST + 4, &at_once), WAIT_FAILED);
    assert_string_equal(error_text(), "there is a ring of 84 bytes expected, got one of 80");
    ring_close(&r);
    ring_close(&r);
    close(fd);
}

static void messages_come_as_they_went(void **state)
{
    (void)state;
    struct ring r;
    int fd = open_ring(&r, RING_HEADER + 103); /* 100 bytes of data */
    assert_int_equal(ring_longest(&r), 92);
    assert_empty(&r);
    char text[92];
    for (int i = 0; i < 92; i++)
        text[i] = (char)('0' + i % 75);
    for (size_t length = 0; length <= 92; length++) { /* across the end at every place */
        assert_int_equal(ring_put(&r, text, length, &at_once), WAIT_DONE);
        assert_took(&r, text, length);
    }
    assert_int_equal(ring_put(&r, text, 93, &at_once), WAIT_FAILED);
    assert_string_equal(error_text(), "a message of at most 92 bytes expected, got 93");
    int count = 0;
    while (ring_put(&r, text + count, 1, &at_once) == WAIT_DONE)
        count++;
    assert_int_equal(count, 12);
    assert_int_equal(ring_put(&r, text, 0, &at_once), WAIT_TIMEOUT);
    for (int i = 0; i < 12; i++)
        assert_took(&r, text + i, 1);
    assert_empty(&r);
    ring_close(&r);
    close(fd);
}

static void messages_stay_when_nobody_has_it_open(void **state)
{
    (void)state;
    struct ring r;
    int fd = open_ring(&r, 200);
    assert_int_equal(ring_put(&r, "stay", 4, &at_once), WAIT_DONE);
    ring_close(&r);
    assert_int_equal(ring_open(&r, fd, POSITION, 200, &at_once), WAIT_DONE);
    assert_took(&r, "stay", 4);
    ring_close(&r);
    close(fd);
}

/* A million messages. */

struct job {
    int fd;
    uint32_t writer, writers, readers;
    uint64_t *sums; /* shared: of all numbers that were taken */
};

enum { LENGTH = 65536 };

struct note {
    uint32_t writer, number;
    uint8_t filling[20];
};

static void write_messages(void *argument)
{
    const struct job *job = argument;
    struct ring r;
    CHECK(ring_open(&r, job->fd, POSITION, LENGTH, &for_ever) == WAIT_DONE);
    const uint32_t count = MESSAGES / job->writers;
    for (uint32_t i = 0; i < count; i++) {
        struct note note = {.writer = job->writer, .number = i};
        memset(note.filling, (int)(i % 251), sizeof note.filling);
        const size_t length = offsetof(struct note, filling) + i % (sizeof note.filling + 1);
        CHECK(ring_put(&r, &note, length, &for_ever) == WAIT_DONE);
    }
}

static void read_messages(void *argument)
{
    const struct job *job = argument;
    struct ring r;
    uint32_t next[2] = {0, 0};
    uint64_t sum = 0, count = 0;
    CHECK(ring_open(&r, job->fd, POSITION, LENGTH, &for_ever) == WAIT_DONE);
    for (;;) {
        void *bytes;
        size_t length;
        struct note note;
        CHECK(ring_take(&r, &bytes, &length, &for_ever) == WAIT_DONE);
        if (length == 0) /* that is all */
            break;
        CHECK(length <= sizeof note && length >= offsetof(struct note, filling));
        memcpy(&note, bytes, length);
        free(bytes);
        CHECK(note.writer < 2 && note.number >= next[note.writer]); /* in order */
        CHECK(length == offsetof(struct note, filling) + note.number % (sizeof note.filling + 1));
        for (size_t i = 0; i < length - offsetof(struct note, filling); i++)
            CHECK(note.filling[i] == note.number % 251);
        next[note.writer] = note.number + 1;
        sum += note.number;
        count++;
    }
    __atomic_fetch_add(&job->sums[0], sum, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&job->sums[1], count, __ATOMIC_SEQ_CST);
}

static void exchange(uint32_t writers, uint32_t readers)
{
    struct job jobs[2];
    pid_t writing[2], reading[2];
    struct ring r;
    uint64_t *sums =
        mmap(NULL, 2 * sizeof *sums, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int fd = open_ring(&r, LENGTH);
    for (uint32_t i = 0; i < 2; i++) {
        jobs[i] = (struct job){fd, i, writers, readers, sums};
        if (i < writers)
            writing[i] = start(write_messages, &jobs[i]);
        if (i < readers)
            reading[i] = start(read_messages, &jobs[i]);
    }
    for (uint32_t i = 0; i < writers; i++)
        assert_ends_well(writing[i]);
    for (uint32_t i = 0; i < readers; i++)
        assert_int_equal(ring_put(&r, NULL, 0, &for_ever), WAIT_DONE);
    for (uint32_t i = 0; i < readers; i++)
        assert_ends_well(reading[i]);
    const uint64_t each = MESSAGES / writers;
    assert_int_equal(sums[1], MESSAGES);
    assert_int_equal(sums[0], writers * (each * (each - 1) / 2));
    assert_empty(&r);
    munmap(sums, 2 * sizeof *sums);
    ring_close(&r);
    close(fd);
}

static void two_processes_lose_nothing(void **state)
{
    (void)state;
    exchange(1, 1);
}

static void four_processes_lose_nothing(void **state)
{
    (void)state;
    exchange(2, 2);
}

/* Killing. */

static void write_for_ever(void *argument)
{
    struct ring r;
    CHECK(ring_open(&r, *(int *)argument, POSITION, 4096, &for_ever) == WAIT_DONE);
    char text[1000];
    memset(text, 'w', sizeof text);
    for (size_t i = 0;; i++)
        CHECK(ring_put(&r, text, i % sizeof text, &for_ever) == WAIT_DONE);
}

static void read_for_ever(void *argument)
{
    struct ring r;
    CHECK(ring_open(&r, *(int *)argument, POSITION, 4096, &for_ever) == WAIT_DONE);
    for (;;) {
        void *bytes;
        size_t length;
        CHECK(ring_take(&r, &bytes, &length, &for_ever) == WAIT_DONE);
        free(bytes);
    }
}

/* Writers and readers are killed wherever they are, and those that are left go on. */
static void who_is_killed_leaves_a_whole_ring(void **state)
{
    (void)state;
    struct ring r;
    int fd = open_ring(&r, 4096);
    for (int i = 0; i < KILLS; i++) {
        pid_t writer = start(write_for_ever, &fd), reader = start(read_for_ever, &fd);
        for (int n = 0; n < i; n++) { /* until they are at work, and some steps more */
            void *bytes;
            size_t length;
            assert_int_equal(ring_take(&r, &bytes, &length, &for_ever), WAIT_DONE);
            for (size_t k = 0; k < length; k++)
                assert_int_equal(((char *)bytes)[k], 'w');
            free(bytes);
        }
        kill(i % 2 ? writer : reader, SIGKILL);
        kill(i % 2 ? reader : writer, SIGKILL);
        wait_for(writer);
        wait_for(reader);
    }
    void *bytes;
    size_t length;
    while (ring_take(&r, &bytes, &length, &at_once) == WAIT_DONE)
        free(bytes);
    assert_int_equal(ring_put(&r, "on", 2, &at_once), WAIT_DONE);
    assert_took(&r, "on", 2);
    ring_close(&r);
    close(fd);
}

/* Scribbling. Words of the header, as ring.h has them processes share: mark, capacity, head, tail.
 */
static void scribbles_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t word;
        uint32_t value;
        const char *text;
    } cases[] = {
        {0, 7, "the ring is damaged: its mark is 7"},
        {1, 1 << 30, "the ring is damaged: its capacity is 1073741824"},
        {2, 136, "the ring is damaged: its first position is 136"},
        {2, 2, "the ring is damaged: its first position is 2"},
        {3, UINT32_MAX, "the ring is damaged: its last position is 4294967295"},
        {3, 4, "the ring is damaged: its oldest message's length is 1819043176"},
        {16, 128, "the ring is damaged: its oldest message's length is 128"},
        {16, UINT32_MAX, "the ring is damaged: its oldest message's length is 4294967295"},
        {16, 9, "the ring is damaged: its oldest message's length is 9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ring r;
        int fd = open_ring(&r, 200);
        void *bytes;
        size_t length;
        uint32_t *words = (uint32_t *)r.part.bytes;
        assert_int_equal(ring_put(&r, "hello hello", cases[i].word == 16 ? 8 : 11, &at_once),
                         WAIT_DONE);
        if (cases[i].word == 3 && cases[i].value == 4)
            memcpy(&words[16], "hell", 4);
        words[cases[i].word] = cases[i].value;
        assert_int_equal(ring_take(&r, &bytes, &length, &at_once), WAIT_FAILED);
        if (cases[i].value != 4 || words[16] == 1819043176)
            assert_string_equal(error_text(), cases[i].text);
        if (cases[i].word < 4 && cases[i].value != 4)
            assert_int_equal(ring_put(&r, "x", 1, &at_once), WAIT_FAILED);
        ring_close(&r);
        close(fd);
    }
    int fd = zeros(200);
    struct ring r;
    assert_int_equal(pwrite(fd, "other data", 10, 0), 10);
    assert_int_equal(ring_open(&r, fd, 0, 200, &at_once), WAIT_FAILED);
    assert_string_equal(error_text(), "a ring or zeros expected, got bytes that are neither");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_that_are_none),
        cmocka_unit_test(messages_come_as_they_went),
        cmocka_unit_test(messages_stay_when_nobody_has_it_open),
        cmocka_unit_test(two_processes_lose_nothing),
        cmocka_unit_test(four_processes_lose_nothing),
        cmocka_unit_test(who_is_killed_leaves_a_whole_ring),
        cmocka_unit_test(scribbles_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
