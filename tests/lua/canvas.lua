-- canvas(), image(), draw_to() and the context's own members.
local check = require "check"

local c = canvas(10, 5)
check.equal(tostring(c), "canvas (10x5)")
check.equal(tostring(screen), "screen (64x48)")
check.list({ c.width, c.height }, { 10, 5 })
check.equal(math.type(c.width), "integer")

-- draw_to: another target, with its size in w and h, and back afterwards.
local result = draw_to(c, function()
  check.list({ w, h }, { 10, 5 })
  check.list({ pixel(0, 0) }, { 0, 0 }) -- transparent
  fill(0, 0, 5, 5, "red")
  draw_to(screen, function()
    check.list({ w, h }, { 64, 48 })
    clear("blue")
  end)
  check.list({ w, h }, { 10, 5 })
  fill(5, 0, 5, 5, rgba(0, 255, 0, 0.5))
  check.list({ pixel(9, 4) }, { 0x00ff00, 128 / 255 })
end)
check.equal(result, nil)
check.list({ w, h }, { 64, 48 })
check.equal(pixel(0, 0), 0x0000ff)
check.fails("oops", draw_to, c, function() error("oops", 0) end)
check.list({ w, h }, { 64, 48 })
check.fails("oops", draw_to, c, function() draw_to(screen, function() error("oops", 0) end) end)
check.list({ w, h }, { 64, 48 })

-- Left inside of a coroutine that fails, is closed, or is wrapped.
for _, run in ipairs {
  function(fn) coroutine.resume(coroutine.create(fn)) end,
  function(fn)
    local co = coroutine.create(fn)
    coroutine.resume(co)
    draw_to(screen, function() coroutine.close(co) end)
  end,
  function(fn) pcall(coroutine.wrap(fn)) end,
} do
  run(function() draw_to(c, function() error("oops") end) end)
  check.list({ w, h }, { 64, 48 })
  clear()
  check.equal(pixel(0, 0), 0)
end
local co = coroutine.create(function() draw_to(c, coroutine.yield) end)
local ok, message = coroutine.resume(co)
check.equal(ok, false)
check.equal(message, "attempt to yield out of draw_to (present() works there)")

-- image: at its place, with its alpha, and parts of it.
clear("blue")
image(c, 20, 10)
check.equal(pixel(19, 10), 0x0000ff)
check.equal(pixel(20, 10), 0xff0000)
check.equal(pixel(25, 14), 0x00807f)
check.equal(pixel(30, 10), 0x0000ff)
image(c, 0, 0, 10, 5)
check.equal(pixel(4, 4), 0xff0000)
clear("blue")
image(c, 0, 0, { src = { 4, 1, 2, 2 } })
check.list({ pixel(0, 0) }, { 0xff0000, 1 })
check.list({ pixel(1, 1) }, { 0x00807f, 1 })
check.equal(pixel(2, 2), 0x0000ff)
image(c, 40, 0, 1, 1, { src = { 0, 0, 1, 1 } })
check.equal(pixel(40, 0), 0xff0000)
image(screen, 1, 0) -- of itself, from a copy
check.equal(pixel(1, 0), 0xff0000)
check.equal(pixel(41, 0), 0xff0000)

-- A drawn image shows the canvas as it was.
clear()
image(c, 0, 0)
draw_to(c, function() clear("white") end)
check.equal(pixel(0, 0), 0xff0000)

local image_usage = "image(img, x, y, w, h, {src=}): 3 to 6 arguments expected, got 2"
check.refuses(image_usage, "image(screen, 0)")
check.refuses("bad argument #1 to 'image' (image or canvas expected, got string)", "image('x', 0, 0)")
check.refuses("bad argument #5 to 'image' (number expected, got no value)",
  "image(screen, 0, 0, 64)")
check.refuses("bad argument #4 to 'image' (unknown option 'scr'; image knows: src, fit, anchor, "
  .. "rotate, alpha, tint, smooth, frame, columns, slice)", "image(screen, 0, 0, {scr={}})")
check.refuses("bad argument #4 to 'image' (src={x, y, w, h} expected, in whole pixels)",
  "image(screen, 0, 0, {src={0, 0, 1}})")
check.refuses("bad argument #4 to 'image' (src={x, y, w, h} expected, in whole pixels)",
  "image(screen, 0, 0, {src=5})")
check.refuses("bad argument #4 to 'image' (src={60, 0, 5, 1} is not inside of the image, which is "
  .. "64x48)", "image(screen, 0, 0, {src={60, 0, 5, 1}})")

-- Sizes.
local size = "size must be 1 to 32767 pixels a side and at most 268435456 pixels in all, got "
check.refuses(size .. "0x5", "canvas(0, 5)")
check.refuses(size .. "-1x5", "canvas(-1, 5)")
check.refuses(size .. "100000x100000", "canvas(100000, 100000)")
check.refuses("canvas(w, h): 2 arguments expected, got 1", "canvas(1)")
check.refuses("bad argument #1 to 'canvas' (number has no integer representation)",
  "canvas(1.5, 1)")

-- A size that is assigned makes it new.
c.width = 3
check.list({ c.width, c.height }, { 3, 5 })
draw_to(c, function() check.list({ pixel(0, 0) }, { 0, 0 }) end)
c.height = 4.0
check.equal(tostring(c), "canvas (3x4)")
check.fails(size .. "3x0", function() c.height = 0 end)
check.fails("attempt to resize the screen", function() screen.width = 5 end)
check.fails("whole number expected for width, got 2.5", function() c.width = 2.5 end)
check.fails("whole number expected for height, got nil", function() c.height = nil end)
check.fails("a canvas has no 'colour'", function() return c.colour end)
check.fails("a screen has no 'colour' to assign to", function() screen.colour = 1 end)

c:flush()
local path = os.tmpname()
check.equal(c:save_png(path .. ".ppm"), true)
check.equal((c:save_png("no such folder/x.png")), nil)
check.equal((select(3, c:save_png("no such folder/x.png"))), 2)
os.remove(path .. ".ppm")
os.remove(path)

-- Closing.
check.fails("attempt to close the screen", function() screen:close() end)
draw_to(c, function()
  c.width = 7
  check.list({ w, h }, { 7, 4 })
  c:close()
  check.fails("attempt to use a closed canvas", clear)
end)
check.list({ w, h }, { 64, 48 })
c:close()
check.equal(tostring(c), "canvas (closed)")
local closed = "attempt to use a closed canvas"
check.fails(closed, function() return c.width end)
check.fails(closed, function() c.width = 1 end)
check.fails(closed, image, c, 0, 0)
check.fails(closed, draw_to, c, print)
check.fails(closed, function() c:flush() end)
do
  local scoped <close> = canvas(1, 1)
  c = scoped
end
check.equal(tostring(c), "canvas (closed)")

-- Many that nobody keeps: their pixels make the collector work.
local kept, count = setmetatable({}, { __mode = "v" }), 0
for i = 1, 100 do
  kept[i] = canvas(500, 500)
end
for _ in pairs(kept) do
  count = count + 1
end
assert(count < 50, "nothing was collected")

-- Many small ones that are kept do not make the collector look at all of them time and again.
local cycles, small = 0, {}
local function count_cycles()
  setmetatable({}, { __gc = function()
    cycles = cycles + 1
    count_cycles()
  end })
end
count_cycles()
for i = 1, 1000 do
  small[i] = canvas(1, 1)
end
assert(cycles < 100, "1000 canvases took " .. cycles .. " collections")
check.done()
