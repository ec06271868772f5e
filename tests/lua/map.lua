-- ctx:map(): pixels by index.
local check = require "check"

local c = canvas(10, 5)
local p = c:map()
check.equal(tostring(p), "map (10x5)")
check.list({ p.width, p.height, p.stride, #p }, { 10, 5, 16, 80 })
check.equal(p[0], 0)
p[0] = 0xff112233
p[79] = 5.0 -- in the padding: nobody sees it
check.equal(p[0], 0xff112233)
check.equal(math.type(p[79]), "integer")
check.equal(p[1 * 1.0], 0)

p:set(1, 2, rgba(255, 0, 0, 0.5))
check.equal(p[2 * p.stride + 1], 0x80800000) -- premultiplied
check.equal(p:get(1, 2), rgba(255, 0, 0, 0.5))
p:set(9.9, 4.9, "white")
check.equal(p:get(9, 4), 0xffffff)
check.equal(p:get(0, 0), 0x112233)

for _, i in ipairs { -1, 80, 1 << 40, -(1 << 40), math.mininteger } do
  check.fails(("pixel index %d is outside of 0 to 79"):format(i), function() return p[i] end)
  check.fails(("pixel index %d is outside of 0 to 79"):format(i), function() p[i] = 0 end)
end
check.fails("pixel index expected, got 0.5", function() return p[0.5] end)
check.fails("pixel index expected, got x", function() p.x = 0 end)
check.fails("a map has no 'x'", function() return p.x end)
for _, value in ipairs { -1, 1 << 32, 0.5, "red" } do
  check.fails("pixel word 0xAARRGGBB expected, got " .. tostring(value),
    function() p[0] = value end)
end
check.fails("pixel (10.0, 0.0) is outside of 10x5", function() p:get(10, 0) end)
check.fails("pixel (0.0, -1.0) is outside of 10x5", function() p:set(0, -1, 0) end)
check.fails("bad argument #3 to 'set' (colour expected: 0xRRGGBB, rgba() or a CSS string; got no value)",
  function() p:set(0, 0) end)

-- While it is open nothing may draw on or from the canvas.
local busy = "attempt to draw on or from a canvas while its map() is open"
check.fails("this map() is open already", function() c:map() end)
check.fails(busy, image, c, 0, 0)
check.fails(busy, draw_to, c, function() clear() end)
check.fails(busy, function() c:flush() end)
check.fails(busy, function() c:save_png("x.png") end)
check.fails("attempt to close a canvas while its map() is open", function() c:close() end)
check.fails("attempt to resize a canvas while its map() is open", function() c.width = 1 end)

p:close()
p:close()
check.equal(tostring(p), "map (closed)")
for _, use in ipairs {
  function() return p[0] end, function() p[0] = 0 end, function() return #p end,
  function() return p.stride end, function() p:get(0, 0) end, function() p:set(0, 0, 0) end,
} do
  check.fails("attempt to use a closed map", use)
end

-- What was written shows, and only what was written is drawn again elsewhere.
clear("blue")
image(c, 0, 0)
check.equal(pixel(0, 0), 0x112233)
check.equal(pixel(1, 2), 0x80007f)
check.equal(pixel(9, 4), 0xffffff)
check.equal(pixel(5, 0), 0x0000ff)

-- The screen's pixels, closed by <close> and by the collector.
do
  local pixels <close> = screen:map()
  check.equal(pixels[0], 0xff112233)
  pixels[1] = 0xff00ff00
  check.fails("attempt to draw on or from a screen while its map() is open", clear)
  check.fails("attempt to present() while the screen's map() is open", present)
end
check.equal(pixel(1, 0), 0x00ff00)
c:map()
collectgarbage()
c:map():close()

-- What is drawn after a map is drawn although the same list was drawn before it.
local function red() clear("red") end
for _, corner in ipairs { { 0, 0 }, { 9, 4 } } do
  local x, y = table.unpack(corner)
  draw_to(c, red)
  c:flush()
  do
    local pixels <close> = c:map()
    pixels:set(x, y, "lime")
  end
  draw_to(c, function()
    check.equal(pixel(x, y), 0x00ff00)
    red()
    check.equal(pixel(x, y), 0xff0000)
  end)
end

-- A map that changes nothing costs nothing: the list is known to be there.
draw_to(c, red)
c:flush()
local drawn = stats().tiles_drawn
do
  local pixels <close> = c:map()
  pixels[0] = pixels[0]
end
draw_to(c, red)
c:flush()
check.equal(stats().tiles_drawn, drawn)
check.done()
