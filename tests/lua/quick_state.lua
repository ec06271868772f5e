-- push, pop, translate, rotate, scale, shear, alpha, blend, clip, and where the state begins anew.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local function at(x, y, color, what)
  local got = pixel(x, y)
  if got ~= color then
    error(("%s (%d, %d): expected %06x, got %06x"):format(what or "pixel", x, y, color, got), 2)
  end
end

-- Transforms, alone and after one another.
clear()
push()
translate(10, 5)
fill(0, 0, 2, 2, "red")
at(10, 5, 0xff0000)
at(9, 5, 0)
scale(2)
fill(1, 1, 2, 1, "lime") -- 12, 7 to 16, 9
at(12, 7, 0x00ff00)
at(15, 8, 0x00ff00)
at(16, 8, 0)
scale(0.5, 1)
point(20, 2, "blue")
at(30, 9, 0x0000ff)
pop()
fill(0, 0, 1, 1, "white")
at(0, 0, 0xffffff)

clear()
push()
rotate(math.pi / 2, 20, 20)
fill(20, 10, 5, 5, "red") -- right of and above the centre: now right of and below it
at(29, 20, 0xff0000)
at(25, 24, 0xff0000)
at(24, 20, 0)
pop()
push()
rotate(math.pi)
fill(-10, -10, 5, 5, "red")
at(5, 5, 0xff0000)
at(9, 9, 0xff0000)
pop()
clear()
push()
shear(1, 0)
rect(0, 10, 5, 10, "red")
at(14, 12, 0xff0000) -- x goes up with y
at(25, 19, 0)
at(20, 18, 0xff0000)
pop()

-- Under a turn fill is a rect.
clear()
push()
translate(32, 24)
rotate(math.pi / 4)
fill(-10, -10, 20, 20, "white")
pop()
at(32, 11, 0xffffff)
at(23, 15, 0)
assert(pixel(32, 9) ~= 0xffffff and pixel(45, 24) ~= 0)

-- NaN and infinities leave the transform alone.
clear()
for _, bad in ipairs { nan, inf, -inf } do
  translate(bad, 0)
  rotate(bad)
  scale(bad)
  scale(1, bad)
  shear(0, bad)
  fill(0, 0, 1, 1, "red")
  at(0, 0, 0xff0000)
end
push()
scale(0)
fill(0, 0, 64, 48, "white")
circle(0, 0, 10, "white")
pop()
at(0, 0, 0xff0000)
at(5, 5, 0)

-- alpha: set, not multiplied, cut to 0 to 1.
clear()
push()
alpha(0.5)
fill(0, 0, 1, 1, "white")
fill(1, 0, 1, 1, rgba(255, 255, 255, 0.5))
alpha(0.5)
fill(2, 0, 1, 1, "white")
alpha(7)
fill(3, 0, 1, 1, "white")
alpha(-1)
fill(4, 0, 1, 1, "white")
pop()
fill(5, 0, 1, 1, "white")
at(0, 0, 0x808080)
assert(math.abs((pixel(1, 0) & 255) - 64) <= 1)
at(2, 0, 0x808080)
at(3, 0, 0xffffff)
at(4, 0, 0)
at(5, 0, 0xffffff)

-- blend.
clear("lime")
push()
blend("multiply")
fill(0, 0, 1, 1, "yellow")
blend("lighter")
fill(1, 0, 1, 1, "red")
blend("xor")
fill(2, 0, 1, 1, "red") -- both opaque: transparent, which a screen shows black
blend("destination-over")
fill(3, 0, 1, 1, "red")
pop()
fill(4, 0, 1, 1, "red")
at(0, 0, 0x00ff00)
at(1, 0, 0xffff00)
check.list({ pixel(2, 0) }, { 0, 1 })
at(3, 0, 0x00ff00)
at(4, 0, 0xff0000)
local c = canvas(4, 4)
draw_to(c, function()
  fill(0, 0, 4, 4, "red")
  blend("copy")
  clip(0, 0, 2, 4)
  fill(0, 0, 1, 4, rgba(0, 0, 255, 0.5))
end)
check.rgba(c, 0, 0, { 0, 0, 255, 128 })
check.rgba(c, 1, 0, { 0, 0, 0, 0 }) -- where copy's source is not
check.rgba(c, 2, 0, { 255, 0, 0, 255 })

-- clip: intersects; clip() is none; clear keeps to it, the transform does not count there.
clear()
clip(10, 10, 20, 20)
clip(20, 5, 20, 20)
fill(0, 0, 64, 48, "red")
at(20, 10, 0xff0000)
at(29, 24, 0xff0000)
at(19, 15, 0)
at(30, 15, 0)
at(25, 25, 0)
push()
clip()
fill(0, 0, 1, 1, "white")
at(0, 0, 0xffffff)
pop()
translate(1000, 1000)
clear("blue")
at(20, 10, 0x0000ff)
at(0, 0, 0xffffff)
translate(-1000, -1000)
clip()
clip(0, 0, 0, 0)
fill(0, 0, 64, 48, "white")
at(1, 1, 0)
clip()
clip(10, 10, -5, -5)
fill(0, 0, 64, 48, "lime")
at(5, 5, 0x00ff00)
at(4, 5, 0)
at(10, 9, 0)
clip()
clear()
push()
translate(32, 24)
rotate(math.pi / 4)
clip(-10, -10, 20, 20)
rotate(-math.pi / 4)
fill(-32, -24, 64, 48, "white")
pop()
at(32, 13, 0xffffff)
at(24, 15, 0)

-- push and pop nest, and hold all of it.
clear()
for i = 1, 10 do
  push()
  translate(1, 1)
end
point(0, 0, "red")
at(10, 10, 0xff0000)
for i = 1, 10 do
  pop()
end
point(0, 0, "red")
at(0, 0, 0xff0000)
local none = "pop() without a push(): this callback or draw_to() has made none that is still open"
check.fails(none, pop)

-- A leftover push is dropped at the callback's end; each callback begins afresh.
push()
translate(5, 5)
alpha(0)
blend("xor")
clip(0, 0, 1, 1)
local frames = 0
local waiting = coroutine.create(function()
  draw_to(c, function()
    translate(1, 1)
    present()
  end)
end)
function update()
  frames = frames + 1
  check.fails(none, pop)
  clear()
  fill(0, 0, 1, 1, "red")
  at(0, 0, 0xff0000)
  if frames == 1 then -- draw() closes it while it waits for the frame
    check.equal(coroutine.resume(waiting), false)
    fill(1, 0, 1, 1, "red")
    at(1, 0, 0xff0000)
  end
  if frames < 3 then
    push()
    translate(9, 9)
    present() -- in the same callback: the state goes on
    fill(0, 0, 1, 1, "lime")
    at(9, 9, 0x00ff00)
    pop()
    push()
    return
  end

  -- draw_to begins afresh too, and what was before comes back, after errors as well.
  translate(10, 10)
  push()
  local function inside()
    check.fails(none, pop)
    fill(0, 0, 1, 1, "blue")
    translate(3, 3)
    push()
    draw_to(screen, function()
      check.fails(none, pop)
      fill(0, 0, 1, 1, "blue")
      at(0, 0, 0x0000ff)
    end)
    fill(0, 0, 1, 1, "blue")
    error("oops", 0)
  end
  for i = 1, 3 do
    check.fails("oops", draw_to, c, inside)
    check.fails("oops", coroutine.wrap(function() draw_to(c, inside) end))
    coroutine.resume(coroutine.create(function() draw_to(c, inside) end))
  end
  check.rgba(c, 0, 0, { 0, 0, 255, 255 })
  check.rgba(c, 3, 3, { 0, 0, 255, 255 })
  fill(0, 0, 1, 1, "yellow")
  at(10, 10, 0xffff00)
  pop()

  -- A coroutine has the state of who resumes it.
  local co = coroutine.wrap(function()
    fill(1, 0, 1, 1, "white")
    coroutine.yield()
    fill(1, 0, 1, 1, "white")
  end)
  co()
  at(11, 10, 0xffffff)
  translate(5, 0)
  co()
  at(16, 10, 0xffffff)
  update = nil
  check.done()
end

-- A coroutine that failed inside of a draw_to and is closed by a later callback.
local failed = coroutine.create(function()
  draw_to(c, function()
    translate(2, 2)
    error "left open"
  end)
end)
coroutine.resume(failed)
function draw()
  if failed then
    translate(7, 7)
    coroutine.close(failed)
    fill(0, 0, 1, 1, "red")
    at(7, 7, 0xff0000)
    failed = nil
  end
  if waiting and coroutine.status(waiting) == "suspended" and frames > 0 then
    coroutine.close(waiting)
    waiting = nil
    collectgarbage()
  end
end

-- So many that they are refused.
local pushed = 0
local ok, message = pcall(function()
  for i = 1, 1000000 do
    push()
    pushed = i
  end
end)
check.equal(ok, false)
check.equal(message:match("push: 65536 pushes wait for their pop; no more are kept$"),
  "push: 65536 pushes wait for their pop; no more are kept")

-- A new size begins afresh.
draw_to(c, function()
  translate(2, 2)
  push()
  c.width = 6
  check.fails(none, pop)
  fill(0, 0, 1, 1, "red")
  check.rgba(c, 0, 0, { 255, 0, 0, 255 })
  fill(5, 0, 1, 1, "red")
  check.rgba(c, 5, 0, { 255, 0, 0, 255 })
end)

check.refuses("push(): 0 arguments expected, got 1", "push(1)")
check.refuses("translate(x, y): 2 arguments expected, got 1", "translate(1)")
check.refuses("rotate(angle, cx, cy): 1 to 3 arguments expected, got 0", "rotate()")
check.refuses("bad argument #3 to 'rotate' (number expected, got no value)", "rotate(1, 2)")
check.refuses("bad argument #1 to 'scale' (number expected, got string)", "scale('x')")
check.refuses("bad argument #1 to 'alpha' (0 to 1 expected, got NaN)", "alpha(0/0)")
check.refuses("clip(x, y, w, h), or clip() for none: 4 arguments expected, got 2", "clip(1, 2)")
check.refuses("bad argument #1 to 'blend' ('plus' is none of source-over, source-in, source-out, "
  .. "source-atop, destination-over, destination-in, destination-out, destination-atop, lighter, "
  .. "copy, xor, multiply, screen, overlay, darken, lighten, color-dodge, color-burn, hard-light, "
  .. "soft-light, difference, exclusion, hue, saturation, color, luminosity)", "blend('plus')")
