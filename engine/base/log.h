/* One line on standard error per event: "fbrun: text", or "fbrun[module]: text" at debug level.
 * Nothing is logged every frame. A file that logs at debug level names its module by defining
 * LOG_MODULE before it includes this header. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

#ifndef LOG_MODULE
#define LOG_MODULE "fbrun"
#endif

/* Shows levels up to and including `level`; the start value is LOG_INFO. Call before threads. */
void log_set_level(enum log_level level);

/* Writes one line in one write(2), so that lines of several processes do not mix. */
void log_write(enum log_level level, const char *module, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define log_error(...)   log_write(LOG_ERROR, LOG_MODULE, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, LOG_MODULE, __VA_ARGS__)
#define log_info(...)    log_write(LOG_INFO, LOG_MODULE, __VA_ARGS__)
#define log_debug(...)   log_write(LOG_DEBUG, LOG_MODULE, __VA_ARGS__)

#endif
