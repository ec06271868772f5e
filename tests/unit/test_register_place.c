/* Places by sysfs's files, made here as the kernel makes them. */
#include "map/register_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "processes.h"

static char folder[64];
static uint64_t page;

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void write_map(int map, const char *address, const char *size, const char *offset)
{
    char name[128];
    snprintf(name, sizeof name, "%s/maps", folder);
    mkdir(name, 0700);
    snprintf(name, sizeof name, "%s/maps/map%d", folder, map);
    mkdir(name, 0700);
    snprintf(name, sizeof name, "maps/map%d/addr", map);
    write_file(name, address);
    snprintf(name, sizeof name, "maps/map%d/size", map);
    write_file(name, size);
    snprintf(name, sizeof name, "maps/map%d/offset", map);
    write_file(name, offset);
}

static int make_folder(void **state)
{
    (void)state;
    page = (uint64_t)sysconf(_SC_PAGESIZE);
    strcpy(folder, "/tmp/fbrun-place-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : 1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void assert_place(uint64_t address, uint64_t offset, uint64_t skip, uint64_t size)
{
    struct register_place place;
    assert_true(register_place_uio(&place, folder, address));
    assert_int_equal(place.offset, offset);
    assert_int_equal(place.skip, skip);
    assert_int_equal(place.size, size);
}

static void uio_devices(void **state)
{
    (void)state;
    struct register_place place;
    assert_false(register_place_uio(&place, folder, 0));
    assert_string_equal(error_text(), "this UIO device has no memory");
    write_map(0, "0xfe000000\n", "0x2000\n", "0x0\n");
    write_map(1, "0x00000000fd000000\n", "0x1000\n", "0x40\n");
    assert_place(0, 0, 0, 0x2000);
    assert_place(0x1ffc, 0, 0x1ffc, 4);
    assert_place(0xfe000010, 0, 0x10, 0x1ff0);
    assert_place(0xfd000040, page, 0x40, 0xfc0);
    assert_place(0xfd000fff, page, 0xfff, 1);
    static const uint64_t wrong[] = {0x2000, 0xfd00003f, 0xfd001000, UINT64_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[200];
        assert_false(register_place_uio(&place, folder, wrong[i]));
        snprintf(text, sizeof text,
                 "0x%llx is neither in the 8192 bytes of this UIO device's map 0 nor a physical "
                 "address that a map of it has",
                 (unsigned long long)wrong[i]);
        assert_string_equal(error_text(), text);
    }
    /* What does not begin with a page, as old kernels let it. */
    write_map(0, "0xfe000100\n", "0x80\n", "0\n");
    assert_place(4, 0, 0x104, 0x7c);
    static const char *const bad[] = {"", "x\n", "0x10000000000000000\n", "0xffffffffffffff80\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_map(0, i == 3 ? bad[i] : "0\n", i == 3 ? "0x81" : bad[i], "0\n");
        assert_false(register_place_uio(&place, folder, 0));
    }
}

static void pci_resources(void **state)
{
    (void)state;
    char path[128];
    struct register_place place = {0, 8, 100};
    snprintf(path, sizeof path, "%s/resource2", folder);
    assert_true(register_place_pci(&place, path)); /* no list: a file like any other */
    assert_int_equal(place.skip, 8);
    write_file("resource", "0x00000000fd000000 0x00000000fdffffff 0x0000000000042208\n"
                           "0x000000000000c000 0x000000000000c01f 0x0000000000040101\n"
                           "0x00000000feb50400 0x00000000feb504ff 0x0000000000040200\n");
    assert_true(register_place_pci(&place, path));
    assert_int_equal(place.skip, 8 + 0x400 % page);
    assert_int_equal(place.size, 100);
    place.skip = 0;
    snprintf(path, sizeof path, "%s/resource0_wc", folder);
    assert_true(register_place_pci(&place, path));
    static const char *const others[] = {"resource", "resource2_x", "resource22",
                                         "rom",      "resourcex",   "resource5"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, others[i]);
        assert_true(register_place_pci(&place, path));
    }
    assert_int_equal(place.skip, 0);
    snprintf(path, sizeof path, "%s/resource1", folder);
    assert_false(register_place_pci(&place, path));
    assert_string_equal(strstr(error_text(), ": "),
                        ": I/O ports 0xc000 to 0xc01f cannot be mapped, only memory can");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(uio_devices, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(pci_resources, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
