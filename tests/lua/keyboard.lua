-- key_down without a keyboard; with one: tests/unit/test_keyboard.c and tests/device/keyboard.lua.
local check = require "check"

for _, name in ipairs { "a", "return", "kp/", "printscreen" } do
  check.equal(key_down(name), false, name)
end
check.refuses("bad argument #1 to 'key_down' (no key is called 'ctrl')", "key_down 'ctrl'")
check.refuses("bad argument #1 to 'key_down' (no key is called 'A')", "key_down 'A'")
check.refuses("bad argument #1 to 'key_down' (string expected, got nil)", "key_down(nil)")
check.refuses("key_down(name): 1 argument expected, got 2", "key_down('a', 'b')")
check.done()
