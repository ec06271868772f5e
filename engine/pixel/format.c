/* Names of formats. DRM's names spell out their layout, letters from the highest bits down and then
 * one length a letter, so a name is read and not looked up; the list says which names there are. */
#include "pixel/format.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"

static const char BIG_ENDIAN_SUFFIX[] = "_BE";

#define BOTH_ORDERS(name) name, name "_BE"

/* The first name of a format is the one that it is called by. */
static const char *const packed_names[] = {
    BOTH_ORDERS("XRGB8888"),
    BOTH_ORDERS("XBGR8888"),
    BOTH_ORDERS("RGBX8888"),
    BOTH_ORDERS("BGRX8888"),
    BOTH_ORDERS("ARGB8888"),
    BOTH_ORDERS("ABGR8888"),
    BOTH_ORDERS("RGBA8888"),
    BOTH_ORDERS("BGRA8888"),
    BOTH_ORDERS("XRGB2101010"),
    BOTH_ORDERS("XBGR2101010"),
    BOTH_ORDERS("RGBX1010102"),
    BOTH_ORDERS("BGRX1010102"),
    BOTH_ORDERS("ARGB2101010"),
    BOTH_ORDERS("ABGR2101010"),
    BOTH_ORDERS("RGBA1010102"),
    BOTH_ORDERS("BGRA1010102"),
    BOTH_ORDERS("RGB888"),
    BOTH_ORDERS("BGR888"),
    BOTH_ORDERS("RGB565"),
    BOTH_ORDERS("BGR565"),
    BOTH_ORDERS("XRGB1555"),
    BOTH_ORDERS("XBGR1555"),
    BOTH_ORDERS("RGBX5551"),
    BOTH_ORDERS("BGRX5551"),
    BOTH_ORDERS("ARGB1555"),
    BOTH_ORDERS("ABGR1555"),
    BOTH_ORDERS("RGBA5551"),
    BOTH_ORDERS("BGRA5551"),
    BOTH_ORDERS("XRGB4444"),
    BOTH_ORDERS("XBGR4444"),
    BOTH_ORDERS("RGBX4444"),
    BOTH_ORDERS("BGRX4444"),
    BOTH_ORDERS("ARGB4444"),
    BOTH_ORDERS("ABGR4444"),
    BOTH_ORDERS("RGBA4444"),
    BOTH_ORDERS("BGRA4444"),
    "RGB332",
    "BGR233",
};

static const struct {
    const char *name;
    struct pixel_format format;
} special_names[] = {
    {"C8", {.kind = PIXEL_PALETTE, .bits_per_pixel = 8}},
    {"R8", {.kind = PIXEL_GREY, .bits_per_pixel = 8}},
    {"MONO10", {.kind = PIXEL_MONO, .bits_per_pixel = 1}},
    {"MONO10_LSB", {.kind = PIXEL_MONO, .bits_per_pixel = 1, .low_bit_first = true}},
    {"MONO01", {.kind = PIXEL_MONO, .bits_per_pixel = 1, .white_is_zero = true}},
    {"MONO01_LSB",
     {.kind = PIXEL_MONO, .bits_per_pixel = 1, .white_is_zero = true, .low_bit_first = true}},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct pixel_channel *channel_of(struct pixel_format *format, char letter)
{
    switch (letter) {
    case 'R':
        return &format->red;
    case 'G':
        return &format->green;
    case 'B':
        return &format->blue;
    case 'A':
        return &format->alpha;
    default: /* X: padding */
        return NULL;
    }
}

/* Reads one of packed_names. In their lengths a 1 before a 0 is a ten, any other digit a length. */
static struct pixel_format parse(const char *name)
{
    struct pixel_format format = {.kind = PIXEL_PACKED};
    uint8_t lengths[4] = {0};
    size_t letters = strcspn(name, "0123456789");
    const char *digit = name + letters;
    for (size_t i = 0; i < letters; i++) {
        bool ten = digit[0] == '1' && digit[1] == '0';
        lengths[i] = ten ? 10 : (uint8_t)(digit[0] - '0');
        digit += ten ? 2 : 1;
    }
    format.big_endian = strcmp(digit, BIG_ENDIAN_SUFFIX) == 0;
    for (size_t i = letters; i-- > 0;) {
        struct pixel_channel *channel = channel_of(&format, name[i]);
        if (channel != NULL)
            *channel = (struct pixel_channel){format.bits_per_pixel, lengths[i]};
        format.bits_per_pixel = (uint8_t)(format.bits_per_pixel + lengths[i]);
    }
    return format;
}

static bool unknown_name(const char *name)
{
    char list[1024] = "";
    size_t used = 0;
    for (size_t i = 0; i < COUNT(packed_names); i++)
        if (strstr(packed_names[i], BIG_ENDIAN_SUFFIX) == NULL)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s ", packed_names[i]);
    for (size_t i = 0; i < COUNT(special_names); i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? " " : "",
                                 special_names[i].name);
    return error_set("unknown pixel format '%.40s'; the formats are %s, and those of 16 bits and "
                     "more with _BE for big-endian words",
                     name, list);
}

bool pixel_format_from_name(const char *name, struct pixel_format *format)
{
    for (size_t i = 0; i < COUNT(packed_names); i++)
        if (strcasecmp(name, packed_names[i]) == 0) {
            *format = parse(packed_names[i]);
            return true;
        }
    for (size_t i = 0; i < COUNT(special_names); i++)
        if (strcasecmp(name, special_names[i].name) == 0) {
            *format = special_names[i].format;
            return true;
        }
    return unknown_name(name);
}

/* A channel of no bits is the same wherever it is said to be. */
static bool same_channel(struct pixel_channel a, struct pixel_channel b)
{
    return a.length == b.length && (a.length == 0 || a.offset == b.offset);
}

static bool same_packed(const struct pixel_format *a, const struct pixel_format *b)
{
    bool one_byte = a->bits_per_pixel == 8;
    return a->bits_per_pixel == b->bits_per_pixel && (one_byte || a->big_endian == b->big_endian) &&
           same_channel(a->red, b->red) && same_channel(a->green, b->green) &&
           same_channel(a->blue, b->blue) && same_channel(a->alpha, b->alpha);
}

static bool same_special(const struct pixel_format *a, const struct pixel_format *b)
{
    bool mono = a->kind == PIXEL_MONO;
    return a->kind == b->kind && (!mono || (a->white_is_zero == b->white_is_zero &&
                                            a->low_bit_first == b->low_bit_first));
}

const char *pixel_format_name(const struct pixel_format *format)
{
    if (format->kind == PIXEL_PACKED) {
        for (size_t i = 0; i < COUNT(packed_names); i++) {
            struct pixel_format named = parse(packed_names[i]);
            if (same_packed(format, &named))
                return packed_names[i];
        }
    } else {
        for (size_t i = 0; i < COUNT(special_names); i++)
            if (same_special(format, &special_names[i].format))
                return special_names[i].name;
    }
    return "unnamed";
}

static bool check_packed(const struct pixel_format *format)
{
    unsigned bits = format->bits_per_pixel;
    if (bits != 8 && bits != 16 && bits != 24 && bits != 32)
        return error_set("a packed pixel must have 8, 16, 24 or 32 bits, got %u", bits);
    if (format->red.length + format->green.length + format->blue.length == 0)
        return error_set("a packed pixel needs at least one of red, green and blue");

    const struct {
        const char *name;
        struct pixel_channel at;
    } channels[] = {
        {"red", format->red},
        {"green", format->green},
        {"blue", format->blue},
        {"alpha", format->alpha},
    };
    uint32_t taken = 0;
    for (size_t i = 0; i < COUNT(channels); i++) {
        unsigned offset = channels[i].at.offset, length = channels[i].at.length;
        if (length == 0)
            continue;
        if (length > 16 || offset + length > bits)
            return error_set("%s must be at most 16 bits and inside the pixel's %u, "
                             "got %u bits from bit %u on",
                             channels[i].name, bits, length, offset);
        uint32_t mask = ((UINT32_C(1) << length) - 1) << offset;
        if (taken & mask)
            return error_set("%s (%u bits from bit %u on) overlaps another channel",
                             channels[i].name, length, offset);
        taken |= mask;
    }
    return true;
}

bool pixel_format_check(const struct pixel_format *format)
{
    unsigned bits = format->bits_per_pixel;
    switch (format->kind) {
    case PIXEL_PACKED:
        return check_packed(format);
    case PIXEL_PALETTE:
    case PIXEL_GREY:
        return bits == 8 || error_set("a palette or grey pixel must have 8 bits, got %u", bits);
    case PIXEL_MONO:
        return bits == 1 || error_set("a mono pixel must have 1 bit, got %u", bits);
    }
    return error_set("unknown kind of pixel format: %d", (int)format->kind);
}

size_t pixel_format_row_bytes(const struct pixel_format *format, int width)
{
    return ((size_t)width * format->bits_per_pixel + 7) / 8;
}
