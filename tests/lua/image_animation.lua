-- Animated pictures: which frame is shown when, and drawing a frame.
local check = require "check"
local png = require "png"

local function animation(loops, ...)
  return assert(decode_image(png.animation(6, 4, loops, { ... })))
end

local a = animation(0, { 255, 0, 0, 255, delay = { 1, 10 } },
  { 0, 255, 0, 255, delay = { 2, 10 } }, { 0, 0, 255, 255, delay = { 300, 1000 } })
check.list({ a.frames, a.duration, tostring(a) }, { 3, 0.6, "image (6x4, 3 frames)" })
for t, frame in pairs { [0] = 1, [0.0999] = 1, [0.1] = 2, [0.2999] = 2, [0.3] = 3, [0.5999] = 3,
  [0.6] = 1, [0.7] = 2, [60.3] = 3, [-5] = 1, [6e6 + 0.1] = 2 } do
  check.equal(a:frame(t), frame, "at " .. t)
end
check.equal(a:frame(0 / 0), 1)

for frame, color in ipairs { 0xff0000, 0x00ff00, 0x0000ff } do
  clear()
  image(a, 0, 0, { frame = frame })
  images(a, { 10, 0 }, { frame = frame })
  image(a, 20, 0, 12, 8, { frame = frame })
  check.list({ (pixel(5, 3)), (pixel(15, 3)), (pixel(31, 7)), (pixel(6, 0)) },
    { color, color, color, 0 })
end
-- The first one, if nothing is said, and in the context.
clear()
image(a, 0, 0)
screen:draw_image(a, 10, 0)
screen.fill_style = screen:create_pattern(a, "repeat")
screen:fill_rect(20, 0, 10, 10)
check.list({ (pixel(0, 0)), (pixel(10, 0)), (pixel(20, 0)) }, { 0xff0000, 0xff0000, 0xff0000 })

-- A number of loops: the last frame stays.
local twice = animation(2, { 1, 1, 1, 255, delay = { 1, 10 } }, { 2, 2, 2, 255, delay = { 1, 10 } })
local shown = {}
for i = 0, 5 do
  shown[i + 1] = twice:frame(i / 10)
end
check.list(shown, { 1, 2, 1, 2, 2, 2 })

check.fails("bad argument #4 to 'image' (frame= a whole number from 1 to 3 expected, got 4)",
  function() image(a, 0, 0, { frame = 4 }) end)
check.fails("bad argument #4 to 'image' (frame= a whole number from 1 to 3 expected, got 0)",
  function() image(a, 0, 0, { frame = 0 }) end)
check.fails("bad argument #4 to 'image' (frame= a whole number from 1 to 3 expected, got string)",
  function() image(a, 0, 0, { frame = "second" }) end)
local nothing, message = decode_image(png.animation(6, 4, 0,
  { { 1, 1, 1, 255, delay = { 1, 10 } }, { 2, 2, 2, 255, delay = { 1, 10 } } }), { max_frames = 1 })
assert(nothing == nil and message:find("max_frames", 1, true), message)
check.done()
