-- line, polyline, rect, circle, ellipse, arc, polygon, and gradients as colours.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

-- How much of the screen is lit when fn draws in white on black, in pixels.
local function area(fn, ...)
  clear()
  fn(...)
  local data, sum = screen:get_image_data(0, 0, 64, 48).data, 0
  for i = 0, #data - 1, 4 do
    sum = sum + data[i]
  end
  return sum / 255
end
local function near(got, expected)
  if not (math.abs(got - expected) <= 0.01 * expected + 0.2) then
    error(("expected %s, got %s"):format(expected, got), 2)
  end
end
local W = "white"

-- Whole-pixel axis-parallel lines of width 1 are crisp, ends included.
check.equal(area(line, 2, 3, 9, 3, W), 8.0)
check.equal(pixel(2, 3), 0xffffff)
check.equal(pixel(9, 3), 0xffffff)
check.equal(pixel(10, 3), 0)
check.equal(pixel(5, 2), 0)
check.equal(area(line, 5, 20, 5, 10, W, { width = 1 }), 11.0)
check.equal(area(line, 5, 5, 5, 5, W), 1.0)
-- Others are anti-aliased, half of the width on each side.
near(area(line, 10, 10, 30, 30, W), 20 * math.sqrt(2))
near(area(line, 10.5, 10, 10.5, 30, W), 20)
near(area(line, 10, 10, 30, 10, W, { width = 4 }), 80)
near(area(line, 10, 10, 30, 10, W, { width = 4, cap = "square" }), 96)
near(area(line, 10, 10, 30, 10, W, { width = 4, cap = "round" }), 80 + math.pi * 4)
near(area(line, 10, 10, 30, 10, W, { width = 2, dash = { 5, 5 } }), 20)
near(area(line, 10, 10, 30, 10, W, { width = 2, dash = { 5 } }), 20)
near(area(line, 10, 10, 30, 10, W, { width = 2, dash = {} }), 40)
near(area(line, 10, 10, 30, 10, W, { width = 2, dash = { 0, 0 } }), 40)
check.equal(area(line, 10, 10, 30, 10, W, { width = 0 }), 0.0)
near(area(line, -1e6, 24, 1e6, 24, W, { width = 2 }), 128)

near(area(polyline, { 5, 40, 5, 5, 40, 5 }, W, { width = 4 }), 35 * 4 * 2)
near(area(polyline, { 5, 40, 5, 5, 40, 5 }, W, { width = 4, join = "bevel" }), 35 * 8 - 2)
near(area(polyline, { 5, 5, 30, 30 }, W), 25 * math.sqrt(2))
check.equal(area(polyline, {}, W), 0.0)
check.equal(area(polyline, { 5, 5 }, W), 0.0)
near(area(polygon, { 5, 5, 25, 5, 5, 25 }, W), 200)
near(area(polygon, { 5, 5, 25, 5, 25, 25, 5, 25 }, W, { stroke = 2 }), 4 * 20 * 2)
check.equal(area(polygon, { 5, 5, 25, 5 }, W), 0.0)
check.equal(area(polygon, {}, W), 0.0)
check.equal(area(polygon, { 5, 5, 25, 5, 5, 25 }, W, { stroke = 0 }), 0.0)
check.equal(area(polygon, { 5, 5, 25, 5, 5, 25 }, W, { stroke = 1 / 0 }), 0.0)

near(area(rect, 5, 5, 20, 10, W), 200)
near(area(rect, 5.5, 5.25, 10, 10, W), 100)
near(area(rect, 25, 15, -20, -10, W), 200)
near(area(rect, 10, 10, 20, 10, W, { stroke = 2 }), 2 * 2 * 30)
near(area(rect, 10, 10, 20, 20, W, { radius = 5 }), 400 - 25 * (4 - math.pi))
near(area(rect, 10, 10, 20, 20, W, { radius = 100 }), math.pi * 100)
near(area(rect, 10, 10, 20, 20, W, { stroke = 2, radius = 5 }), 2 * (80 - 5 * (8 - 2 * math.pi)))
near(area(rect, 10, 10, 20, 20, W, { stroke = 2, join = "bevel" }), 160 - 4 * 0.5)
near(area(rect, 10, 10, 20, 20, W, { stroke = 2, dash = { 5, 5 } }), 80)
check.equal(area(rect, 10, 10, 0, 10, W), 0.0)

near(area(circle, 30, 24, 15, W), math.pi * 225)
near(area(circle, 30, 24, 15, W, { stroke = 2 }), 2 * math.pi * 30)
near(area(circle, 30, 24, 15, W, { stroke = 2, dash = { 2 * math.pi * 15 / 8 } }), math.pi * 30)
check.equal(area(circle, 30, 24, 0, W), 0.0)
near(area(ellipse, 30, 24, 20, 10, W), math.pi * 200)

-- arc: a pie; with stroke an open arc, clockwise.
near(area(arc, 30, 24, 15, 0, math.pi / 2, W), math.pi * 225 / 4)
check.equal(pixel(35, 30), 0xffffff)
check.equal(pixel(25, 30), 0)
near(area(arc, 30, 24, 15, 0, 2 * math.pi, W), math.pi * 225)
near(area(arc, 30, 24, 15, 0, math.pi, W, { stroke = 2 }), math.pi * 15 * 2)
check.equal(pixel(30, 24), 0)
near(area(arc, 30, 24, 15, 0, math.pi, W, { stroke = 4, cap = "square" }), math.pi * 60 + 16)

-- NaN and infinities draw nothing; huge numbers what is visible of them.
for _, bad in ipairs { nan, inf, -inf } do
  for name, n in pairs { line = 4, rect = 4, circle = 3, ellipse = 4, arc = 5 } do
    for i = 1, n do
      local numbers = { 10, 10, 20, 20, 3 }
      numbers[i] = bad
      local arguments = table.pack(table.unpack(numbers, 1, n))
      arguments[n + 1] = W
      check.equal(area(require "fbrun"[name], table.unpack(arguments, 1, n + 1)), 0.0)
    end
  end
  check.equal(area(polygon, { 0, 0, 64, 0, bad, 48 }, W), 0.0)
  check.equal(area(polyline, { 0, 0, 64, 0, bad, 48 }, W, { width = 5 }), 0.0)
end
near(area(rect, -1e30, -1e30, 2e30, 2e30, W), 64 * 48)
near(area(circle, 32, 1e6 + 24, 1e6, W), 64 * 24)
near(area(circle, 0, 0, 1e30, W), 64 * 48)

-- Gradients and patterns are colours; they are in user space when used.
local g = linear_gradient(0, 0, 64, 0, { 0, "black", 1, 0xffffff })
for name, draw in pairs {
  fill = function() fill(0, 0, 64, 48, g) end, rect = function() rect(0, 0, 64, 48, g) end,
  clear = function() clear(g) end, polygon = function() polygon({ 0, 0, 64, 0, 64, 48, 0, 48 }, g) end,
  line = function() line(0, 24, 64, 24, g, { width = 48 }) end,
} do
  clear()
  draw()
  for x = 0, 63, 9 do
    local v = (x + 0.5) / 64 * 255
    assert(math.abs((pixel(x, 30) & 255) - v) <= 1, name)
  end
end
clear()
push()
translate(32, 0)
fill(0, 0, 32, 48, g)
pop()
assert((pixel(32, 5) & 255) <= 2)
clear()
fill(0, 0, 64, 48, radial_gradient(32, 24, 0, 32, 24, 20, { 0, "red", 1, rgba(0, 0, 255, 0) }))
assert(pixel(32, 24) >> 16 > 230)
check.equal(pixel(2, 2), 0)
fill(0, 0, 64, 48, conic_gradient(0, 32, 24, { 0, "red", 0.5, "red", 0.5, "lime", 1, "lime" }))
check.equal(pixel(32, 40), 0xff0000)
check.equal(pixel(32, 8), 0x00ff00)
local tile = canvas(2, 2)
draw_to(tile, function() point(0, 0, "red") end)
clear()
fill(0, 0, 64, 48, tile:create_pattern(tile, "repeat"))
check.equal(pixel(4, 4), 0xff0000)
check.equal(pixel(5, 4), 0)
screen.fill_style = g -- the same objects as the context's
check.equal(screen.fill_style, g)
g:add_color_stop(1, "red")

-- Errors.
check.refuses("bad argument #5 to 'linear_gradient' (stops {offset, colour, offset, colour, …} "
  .. "expected)", "linear_gradient(0, 0, 1, 1, {})")
check.refuses("bad argument #5 to 'linear_gradient' (offset 0 to 1 expected as item 3 of the stops, "
  .. "got 2)", "linear_gradient(0, 0, 1, 1, {0, 'red', 2, 'red'})")
check.refuses("bad argument #4 to 'conic_gradient' (a stop: 'rod' is not a CSS colour)",
  "conic_gradient(0, 1, 1, {0, 'rod'})")
check.refuses("bad argument #4 to 'conic_gradient' (table expected, got number)",
  "conic_gradient(0, 1, 1, 5)")
check.refuses("radial_gradient(x0, y0, r0, x1, y1, r1, stops): 7 arguments expected, got 1",
  "radial_gradient(1)")
check.refuses("TypeError: bad argument #1 to 'conic_gradient' (finite number expected, got inf)",
  "conic_gradient(1/0, 1, 1, {0, 'red'})")
check.refuses("IndexSizeError: a radius of a gradient must be 0 or more, got -1",
  "radial_gradient(0, 0, -1, 0, 0, 1, {0, 'red'})")
check.refuses("rect(x, y, w, h, colour, {stroke=, radius=, join=, dash=}): 5 to 6 arguments "
  .. "expected, got 4", "rect(1, 2, 3, 4)")
check.refuses("bad argument #6 to 'rect' (unknown option 'width'; rect knows: stroke, radius, cap, "
  .. "join, dash)", "rect(1, 2, 3, 4, 5, {width=2})")
check.refuses("bad argument #6 to 'line' (width=0.0 or more expected, got -1)",
  "line(1, 2, 3, 4, 5, {width=-1})")
check.refuses("bad argument #6 to 'line' (width= a number expected, got table)",
  "line(1, 2, 3, 4, 5, {width={}})")
check.refuses("bad argument #6 to 'line' ('flat' is none of butt, round, square)",
  "line(1, 2, 3, 4, 5, {cap='flat'})")
check.refuses("bad argument #3 to 'polyline' ('sharp' is none of miter, round, bevel)",
  "polyline({}, 5, {join='sharp'})")
for _, bad in ipairs { "5", "{-1}", "{0/0}", "{1/0, 1}", "{{}}" } do
  check.refuses("bad argument #6 to 'line' (dash={dash, gap, …} expected, up to 64 numbers, 0 or "
    .. "more)", "line(1, 2, 3, 4, 5, {dash=" .. bad .. "})")
end
check.refuses("bad argument #1 to 'polygon' (points {x, y, x, y, …} expected, got an odd number of "
  .. "them)", "polygon({1, 2, 3}, 5)")
check.refuses("bad argument #1 to 'polygon' (number expected as item 2 of the list, got string)",
  "polygon({1, 'x'}, 5)")
check.refuses("bad argument #1 to 'polyline' (table expected, got number)", "polyline(1, 5)")
check.refuses("bad argument #4 to 'circle' (colour expected: 0xRRGGBB, rgba() or a CSS string; got "
  .. "table)", "circle(1, 2, 3, {})")

-- A long list.
local points = {}
for i = 1, 200000 do
  points[i] = i * 37 % 64
end
polygon(points, "red")
polyline(points, "red")
check.done()
