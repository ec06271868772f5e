/* Runs in the machine, on QEMU's bochs-display: prints the microseconds from the start of a program
 * until the top half of the screen is white, and ends the program.
 *   first_picture memory|scanout DEVICE COMMAND...
 * DEVICE is the card's folder below /sys/bus/pci/devices. The picture is looked for in the memory
 * of /dev/fb0, or in what the card scans out, which the emulation of /dev/fb0 copies to only every
 * 50 ms. The kernel needs iomem=relaxed for the latter. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The DISPI registers, 16 bits each, in the card's second memory range. */
enum { DISPI = 0x500 / 2, WIDTH = 1, HEIGHT = 2, VIRTUAL_WIDTH = 6, X_OFFSET = 8, Y_OFFSET = 9 };

static struct fb_var_screeninfo var;
static struct fb_fix_screeninfo fix;
static uint8_t *memory;                /* of /dev/fb0 */
static volatile uint8_t *video;        /* the card's */
static const volatile uint16_t *dispi; /* its registers; NULL: look at `memory` */

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "first_picture: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *map(const char *path, size_t size)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *p = fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        die(path);
    close(fd);
    return p;
}

static uint32_t pixel(uint32_t x, uint32_t y)
{
    const volatile uint8_t *p = memory + (size_t)y * fix.line_length;
    if (dispi != NULL)
        p = video + 4 * (((size_t)y + dispi[Y_OFFSET]) * dispi[VIRTUAL_WIDTH] + dispi[X_OFFSET]);
    return ((const volatile uint32_t *)p)[x] & 0xffffff;
}

static bool top_half_is(uint32_t color)
{
    return pixel(0, 0) == color && pixel(var.xres - 1, var.yres / 2 - 1) == color;
}

static void wait_for(uint32_t color)
{
    while (!top_half_is(color))
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
    char path[256];
    if (argc < 4)
        return 2;
    int fd = open("/dev/fb0", O_RDWR | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, FBIOGET_VSCREENINFO, &var) < 0 ||
        ioctl(fd, FBIOGET_FSCREENINFO, &fix) < 0)
        die("/dev/fb0");
    memory = map("/dev/fb0", fix.smem_len);
    if (strcmp(argv[1], "scanout") == 0) {
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/resource0", argv[2]);
        video = map(path, 16 << 20);
        snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/resource2", argv[2]);
        dispi = (const volatile uint16_t *)map(path, 4096) + DISPI;
    }
    memset(memory, 0, (size_t)fix.line_length * var.yres);
    wait_for(0);
    int64_t start = now();
    pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[3], argv + 3);
        _exit(127);
    }
    wait_for(0xffffff);
    printf("%" PRId64 "\n", now() - start);
    kill(pid, SIGTERM);
    return waitpid(pid, NULL, 0) == pid ? 0 : 1;
}
