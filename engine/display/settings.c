/* The key=value pairs of --display. */
#include "display/display_impl.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/error.h"

static bool unknown(const char *what, size_t length, const struct display_setting *known, int count)
{
    char keys[256] = "";
    for (int i = 0; i < count; i++) {
        size_t used = strlen(keys);
        snprintf(keys + used, sizeof keys - used, "%s%s=", i > 0 ? ", " : "", known[i].key);
    }
    return error_set("unknown setting \"%.*s\"; expected %s", (int)length, what, keys);
}

static struct display_setting *find(const char *key, size_t length, struct display_setting *known,
                                    int count)
{
    for (int i = 0; i < count; i++)
        if (strlen(known[i].key) == length && memcmp(known[i].key, key, length) == 0)
            return &known[i];
    return NULL;
}

/* Takes the one pair of `length` bytes at `pair`. */
static bool parse_pair(const char *pair, size_t length, struct display_setting *known, int count)
{
    const char *equals = memchr(pair, '=', length);
    size_t key_length = equals != NULL ? (size_t)(equals - pair) : length;
    struct display_setting *setting = find(pair, key_length, known, count);
    if (setting == NULL)
        return unknown(pair, key_length, known, count);
    if (setting->value[0] != '\0')
        return error_set("%s= is given twice", setting->key);
    if (equals == NULL || key_length + 1 == length)
        return error_set("%s= lacks a value", setting->key);
    size_t value_length = length - key_length - 1;
    if (value_length >= sizeof setting->value)
        return error_set("the value of %s= is longer than %zu characters", setting->key,
                         sizeof setting->value - 1);
    memcpy(setting->value, equals + 1, value_length);
    setting->value[value_length] = '\0';
    return true;
}

bool display_settings_parse(const char *settings, struct display_setting *known, int count)
{
    for (int i = 0; i < count; i++)
        known[i].value[0] = '\0';
    while (settings != NULL) {
        size_t length = strcspn(settings, ",");
        if (!parse_pair(settings, length, known, count))
            return false;
        settings = settings[length] == ',' ? settings + length + 1 : NULL;
    }
    return true;
}

bool display_setting_size(const struct display_setting *setting, int *width, int *height)
{
    int64_t w, h;
    size_t bytes;
    if (setting->value[0] == '\0')
        return true;
    const char *end = digits_parse(setting->value, &w);
    if (end != NULL)
        end = *end == 'x' ? digits_parse(end + 1, &h) : NULL;
    if (end == NULL || *end != '\0')
        return error_set("expected %s=WIDTHxHEIGHT, such as 1280x720, got \"%s\"", setting->key,
                         setting->value);
    if (!surface_size(w, h, &bytes))
        return false;
    *width = (int)w;
    *height = (int)h;
    return true;
}

bool display_setting_number(const struct display_setting *setting, size_t *number)
{
    int64_t n;
    if (setting->value[0] == '\0')
        return true;
    const char *end = digits_parse(setting->value, &n);
    if (end == NULL || *end != '\0')
        return error_set("expected a whole number after %s=, got \"%s\"", setting->key,
                         setting->value);
    *number = (uint64_t)n > SIZE_MAX ? SIZE_MAX : (size_t)n;
    return true;
}
