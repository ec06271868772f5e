/* Keys' names as LÖVE has them (love.keyboard's KeyConstant and Scancode). */
#ifndef INPUT_KEYS_H
#define INPUT_KEYS_H

#include <stdint.h>

/* The name of a KEY_* code of linux/input-event-codes.h: what an US keyboard has in that place,
 * such as "a", "return", "lshift", "kp1"; "unknown" for codes without a name. Static. */
const char *key_name(uint32_t code);

#endif
