-- path2d(): path objects.
local check = require "check"
local nan = 0 / 0

local c = canvas(40, 40)
local function area(path, rule)
  c:reset()
  c:fill(path, rule)
  local data, sum = c:get_image_data(0, 0, 40, 40).data, 0
  for i = 3, #data - 1, 4 do
    sum = sum + data[i]
  end
  return sum / 255
end
local function near(got, expected)
  if not (math.abs(got - expected) <= 0.02 * expected + 0.2) then
    error(("expected %s, got %s"):format(expected, got), 2)
  end
end

-- Built by its methods.
local p = path2d()
check.equal(tostring(p):match("^%w+"), "path2d")
check.equal(area(p), 0.0)
p:move_to(5, 5)
p:line_to(25, 5)
p:line_to(5, 25)
p:close_path()
near(area(p), 200)
p:rect(30, 30, 5, 5)
near(area(p), 225)
p:arc(30, 20, 5, 0, 7)
p:ellipse(5, 35, 2, 2, 0, 0, 7)
p:round_rect(15, 25, 4, 4, 1)
p:move_to(0, 0)
p:quadratic_curve_to(1, 1, 2, 0)
p:bezier_curve_to(2, 1, 3, 1, 4, 0)
p:arc_to(6, 0, 6, 2, 1)
assert(area(p) > 225 + 25 * 3)

-- A copy is its own.
local q = path2d(p)
near(area(q), area(p))
q:rect(0, 0, 40, 40)
assert(area(q) > 1500)
assert(area(p) < 700)

-- SVG path data.
near(area(path2d("M5 5 L25 5 L5 25 Z")), 200)
near(area(path2d("m5,5h20v20h-20z")), 400)
near(area(path2d("M5 5H25V25H5ZM10 10H20V20H10Z"), "evenodd"), 300)
near(area(path2d("M20 5A15 15 0 0 1 20 35A15 15 0 0 1 20 5")), math.pi * 225)
near(area(path2d("M0 20Q20 0 40 20")), 40 * 20 / 3)
near(area(path2d("M0 0C0 40 40 40 40 0")), 960)
check.equal(area(path2d("")), 0.0)
check.equal(area(path2d("nonsense")), 0.0)
near(area(path2d("M5 5 L25 5 L5 25 Q nonsense")), 200) -- up to the mistake
near(area(path2d("M5 5 L25 5 L5 25 \0 L 40 40")), 200)

-- In the transform in force when it is drawn, all of it.
p = path2d("M0 0H10V10H0Z")
c:reset()
c:translate(10, 20)
c:scale(2, 1)
c:fill(p)
check.rgba(c, 10, 20, { 0, 0, 0, 255 })
check.rgba(c, 29, 29, { 0, 0, 0, 255 })
check.rgba(c, 30, 29, { 0, 0, 0, 0 })
check.rgba(c, 9, 25, { 0, 0, 0, 0 })

-- The current path is another one.
c:reset()
c:begin_path()
c:rect(30, 30, 5, 5)
c:fill(p)
check.rgba(c, 31, 31, { 0, 0, 0, 0 })
c:fill()
check.rgba(c, 31, 31, { 0, 0, 0, 255 })

-- Strokes and clips.
c:reset()
c.line_width = 4
c:stroke(path2d("M0 20H40"))
check.rgba(c, 20, 18, { 0, 0, 0, 255 })
check.rgba(c, 20, 16, { 0, 0, 0, 0 })
c:reset()
c:clip(path2d("M5 5H25V25H5ZM10 10H20V20H10Z"), "evenodd")
c:fill_rect(0, 0, 40, 40)
check.rgba(c, 7, 7, { 0, 0, 0, 255 })
check.rgba(c, 15, 15, { 0, 0, 0, 0 })

-- add_path.
local all = path2d()
all:add_path(p)
all:add_path(p, { e = 20, f = 10 })
all:add_path(p, { a = 2, d = 0.5, f = 30 })
near(area(all), 300)
check.rgba(c, 25, 15, { 0, 0, 0, 255 })
check.rgba(c, 15, 32, { 0, 0, 0, 255 })
all:add_path(p, { a = nan })
near(area(all), 300)
all:add_path(all, { e = 10 }) -- itself
near(area(all), 550)

-- It may change, and go, after it was drawn.
c:reset()
p = path2d()
p:rect(0, 0, 10, 10)
c:fill(p)
p:rect(20, 20, 10, 10)
p = nil
collectgarbage()
check.rgba(c, 5, 5, { 0, 0, 0, 255 })
check.rgba(c, 25, 25, { 0, 0, 0, 0 })

-- Errors.
check.fails("TypeError: bad argument #1 to 'path2d' (path2d or string expected, got 5)",
  function() local x = path2d(5) return x end)
check.fails("path2d(path or SVG path data): 0 to 1 arguments expected, got 2",
  function() path2d("", "") end)
check.fails("TypeError: bad argument #1 to 'add_path' (path2d expected, got string)",
  function() all:add_path("M0 0") end)
check.fails("IndexSizeError: a radius must be 0 or more, got -1",
  function() all:arc(0, 0, -1, 0, 1) end)
check.fails("a path2d has no 'fill'", function() all:fill() end)
check.fails("a path2d has no 'x'", function() all.x = 5 end)
check.refuses("TypeError: bad argument #1 to 'move_to' (path2d expected, got userdata)",
  "path2d().move_to(screen, 0, 0)")
check.done()
