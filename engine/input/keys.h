/* Keys' names as LÖVE has them (love.keyboard's KeyConstant and, for keys that it names by their
 * place only, Scancode). */
#ifndef INPUT_KEYS_H
#define INPUT_KEYS_H

#include <stdint.h>

enum { KEY_CODES = 768 }; /* every KEY_* code of linux/input-event-codes.h is below this */

/* The name of a KEY_* code of linux/input-event-codes.h: what a US keyboard has in that place,
 * such as "a", "return", "lshift", "kp1"; "unknown" for codes without a name. Several codes may
 * share a name. Static. */
const char *key_name(uint32_t code);

#endif
