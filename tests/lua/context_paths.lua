-- Building, filling and clipping the current path.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(40, 40)
local K, N = { 0, 0, 0, 255 }, { 0, 0, 0, 0 }

local function area() -- of all that is covered, in pixels
  local data, sum = c:get_image_data(0, 0, 40, 40).data, 0
  for i = 3, #data - 1, 4 do
    sum = sum + data[i]
  end
  return sum / 255
end
local function drawn(build, rule)
  c:reset()
  c:begin_path()
  build()
  c:fill(rule)
  return area()
end
local function near(got, expected, what)
  if not (math.abs(got - expected) <= 0.02 * expected + 0.2) then
    error(("%s: expected %s, got %s"):format(what or "area", expected, got), 2)
  end
end

-- Lines. An open subpath is filled as if it were closed.
near(drawn(function() c:move_to(5, 5) c:line_to(25, 5) c:line_to(5, 25) end), 200)
near(drawn(function() c:move_to(5, 5) c:line_to(25, 5) c:line_to(5, 25) c:close_path() end), 200)
-- line_to without a subpath begins one; so do the curves.
near(drawn(function() c:line_to(5, 5) c:line_to(25, 5) c:line_to(5, 25) end), 200)
near(drawn(function() c:quadratic_curve_to(0, 0, 10, 10) end), 0)
near(drawn(function() c:bezier_curve_to(5, 5, 20, 20, 20, 5) c:line_to(5, 25) end),
  drawn(function() c:move_to(5, 5) c:bezier_curve_to(5, 5, 20, 20, 20, 5) c:line_to(5, 25) end))
-- After close_path a new subpath begins where the closed one did.
near(drawn(function()
  c:move_to(5, 5) c:line_to(15, 5) c:line_to(15, 15) c:close_path()
  c:line_to(15, 15) c:line_to(5, 15)
end), 100)
-- Several subpaths.
near(drawn(function() c:rect(1, 1, 5, 5) c:rect(10, 10, 6, 6) end), 61)
check.equal(drawn(function() end), 0.0)
check.equal(drawn(function() c:move_to(5, 5) end), 0.0)
check.equal(drawn(function() c:close_path() end), 0.0)

-- Rules.
local function star()
  for i = 0, 4 do
    local a = i * 4 * math.pi / 5
    c:line_to(20 + 18 * math.sin(a), 20 - 18 * math.cos(a))
  end
end
local full, odd = drawn(star), drawn(star, "evenodd")
check.rgba(c, 20, 20, N)
assert(full > odd + 50)
near(drawn(star, "nonzero"), full)
check.rgba(c, 20, 20, K)
near(drawn(function() c:rect(5, 5, 20, 20) c:rect(10, 10, 10, 10) end), 400)
near(drawn(function() c:rect(5, 5, 20, 20) c:rect(10, 10, 10, 10) end, "evenodd"), 300)
near(drawn(function() c:rect(5, 5, 20, 20) c:rect(20, 10, -10, 10) end), 300) -- the other way round

-- Curves: areas that are known exactly.
near(drawn(function() c:move_to(0, 20) c:quadratic_curve_to(20, 0, 40, 20) end), 40 * 20 / 3)
near(drawn(function() c:move_to(0, 0) c:bezier_curve_to(0, 40, 40, 40, 40, 0) end), 0.6 * 40 * 40)

-- Arcs.
near(drawn(function() c:arc(20, 20, 15, 0, 2 * math.pi) end), math.pi * 225)
near(drawn(function() c:arc(20, 20, 15, 0, math.pi) end), math.pi * 225 / 2)
check.rgba(c, 20, 30, K) -- clockwise from the right: below
check.rgba(c, 20, 10, N)
near(drawn(function() c:arc(20, 20, 15, 0, math.pi, true) end), math.pi * 225 / 2)
check.rgba(c, 20, 10, K)
-- Angles beyond a turn are a whole circle in their direction, else they wrap round.
near(drawn(function() c:arc(20, 20, 15, 0, 100) end), math.pi * 225)
near(drawn(function() c:arc(20, 20, 15, 0, -100, true) end), math.pi * 225)
near(drawn(function() c:arc(20, 20, 15, math.pi / 2, -math.pi) end), math.pi * 225 / 4 - 225 / 2)
check.equal(drawn(function() c:arc(20, 20, 15, 1, 1) end), 0.0)
-- From an angle to itself the other way round, whatever rounding makes of it: a whole circle.
for i = 0, 12 do
  local a = i * 0.7 - 3
  near(drawn(function() c:arc(20, 20, 15, a, a + 2 * math.pi, true) end), math.pi * 225)
  near(drawn(function() c:arc(20, 20, 15, a + 4 * math.pi, a) end), math.pi * 225)
end
near(drawn(function() c:arc(20, 20, 15, 0, 2 * math.pi - 1e-4, true) end), 0)
near(drawn(function() c:arc(20, 20, 15, 0, 2 * math.pi + 1e-4, true) end), math.pi * 225)
check.equal(drawn(function() c:arc(20, 20, 0, 0, 7) end), 0.0)
-- A line leads from where the path is to the arc's begin.
near(drawn(function() c:move_to(20, 20) c:arc(20, 20, 15, 0, math.pi / 2) end), math.pi * 225 / 4)
near(drawn(function() c:ellipse(20, 20, 18, 9, 0, 0, 7) end), math.pi * 18 * 9)
near(drawn(function() c:ellipse(20, 20, 18, 9, 1, 0, 7) end), math.pi * 18 * 9)
near(drawn(function() c:ellipse(20, 20, 18, 9, math.pi / 2, 0, math.pi) end), math.pi * 81)
check.rgba(c, 15, 30, K) -- turned by a quarter: the half that was below is on the left
check.rgba(c, 25, 30, N)

-- arc_to: a corner made round.
near(drawn(function() c:move_to(5, 5) c:arc_to(35, 5, 35, 35, 10) c:line_to(35, 35) end),
  450 - (100 - math.pi * 25))
near(drawn(function() c:move_to(5, 5) c:arc_to(35, 5, 35, 35, 0) c:line_to(35, 35) end), 450)
near(drawn(function() c:move_to(5, 5) c:arc_to(5, 5, 35, 35, 9) c:line_to(35, 5) c:line_to(35, 35)
end), 450)
near(drawn(function() -- in one line: goes to the corner
  c:move_to(5, 5) c:arc_to(20, 5, 35, 5, 5) c:line_to(20, 35)
end), 15 * 30 / 2)
check.equal(drawn(function() c:arc_to(5, 5, 35, 35, 9) end), 0.0)

-- rect: a subpath of its own, closed; the next one begins at its corner.
near(drawn(function() c:rect(25, 25, -20, -10) end), 200)
near(drawn(function() c:rect(5, 5, 10, 10) c:line_to(35, 5) c:line_to(35, 35) end), 100 + 450 - 50)

-- round_rect.
local r5 = 25 * (4 - math.pi) -- what four corners of radius 5 take away
near(drawn(function() c:round_rect(5, 5, 30, 30) end), 900)
near(drawn(function() c:round_rect(5, 5, 30, 30, 0) end), 900)
near(drawn(function() c:round_rect(5, 5, 30, 30, 5) end), 900 - r5)
near(drawn(function() c:round_rect(5, 5, 30, 30, { 5 }) end), 900 - r5)
near(drawn(function() c:round_rect(5, 5, 30, 30, { 5, 0 }) end), 900 - r5 / 2)
check.rgba(c, 5, 5, N) -- top left and bottom right are round
check.rgba(c, 34, 5, K)
check.rgba(c, 34, 34, N)
near(drawn(function() c:round_rect(5, 5, 30, 30, { 5, 0, 0 }) end), 900 - r5 / 4)
check.rgba(c, 5, 5, N)
near(drawn(function() c:round_rect(5, 5, 30, 30, { 0, 0, 0, 5 }) end), 900 - r5 / 4)
check.rgba(c, 5, 34, N)
near(drawn(function() c:round_rect(5, 5, 30, 30, { x = 15, y = 15 }) end), math.pi * 225)
near(drawn(function() c:round_rect(5, 5, 30, 20, { { x = 15, y = 10 } }) end), math.pi * 150)
near(drawn(function() c:round_rect(5, 5, 30, 30, 1000) end), math.pi * 225) -- made smaller to fit
near(drawn(function() c:round_rect(35, 35, -30, -30, { 5, 0, 0, 0 }) end), 900 - r5 / 4)
check.rgba(c, 34, 34, N) -- its corners go with it
check.fails("RangeError: 1 to 4 radii expected, got 0", function() c:round_rect(0, 0, 1, 1, {}) end)
check.fails("RangeError: 1 to 4 radii expected, got 5",
  function() c:round_rect(0, 0, 1, 1, { 1, 1, 1, 1, 1 }) end)
check.fails("RangeError: a radius must be 0 or more, got -1",
  function() c:round_rect(0, 0, 1, 1, -1) end)
-- One after the other: a negative radius is an error only if none before it is not finite.
check.fails("RangeError: a radius must be 0 or more, got -1",
  function() c:round_rect(0, 0, 1, 1, { -1, 0 / 0 }) end)
c:round_rect(0, 0, 1, 1, { 0 / 0, -1 })
check.fails("TypeError: bad argument #5 to 'round_rect' (a radius, or a list of 1 to 4, expected)",
  function() c:round_rect(0, 0, 1, 1, true) end)
check.fails("TypeError: bad argument #5 to 'round_rect' (a radius, or a list of 1 to 4, expected)",
  function() c:round_rect(0, 0, 1, 1, { true }) end)
check.fails("TypeError: bad argument #5 to 'round_rect' (numbers expected as x and y of a radius)",
  function() c:round_rect(0, 0, 1, 1, { x = {} }) end)

-- Negative radii.
for _, use in ipairs {
  function() c:arc(0, 0, -1, 0, 1) end, function() c:ellipse(0, 0, -1, 1, 0, 0, 1) end,
  function() c:ellipse(0, 0, 1, -1, 0, 0, 1) end, function() c:arc_to(1, 1, 2, 1, -1) end,
} do
  c:begin_path()
  c:move_to(0, 0)
  local ok, message = pcall(use)
  check.equal(ok, false)
  check.equal(message:match(": (IndexSizeError: a radius must be 0 or more, got %-1)"),
    "IndexSizeError: a radius must be 0 or more, got -1", message)
end

-- NaN and infinities: the call is ignored, even with a negative radius.
for _, bad in ipairs { nan, inf, -inf } do
  for name, numbers in pairs {
    move_to = 2, line_to = 2, quadratic_curve_to = 4, bezier_curve_to = 6, arc = 5, arc_to = 5,
    ellipse = 7, rect = 4, round_rect = 5,
  } do
    for i = 1, numbers do
      local n = {}
      for k = 1, numbers do
        n[k] = k == i and bad or 30
      end
      local got = drawn(function()
        c:move_to(5, 5)
        c:line_to(25, 5)
        c[name](c, table.unpack(n))
        c:line_to(5, 25)
      end)
      near(got, 200, name .. " with " .. bad)
    end
  end
  c:arc(0, 0, -1, bad, 0)
end

-- Clipping: intersections, both rules, and what is outside of everything.
c:reset()
c:begin_path()
c:rect(5, 5, 20, 20)
c:clip()
c:begin_path()
c:rect(15, 15, 20, 20)
c:clip()
c:fill_rect(0, 0, 40, 40)
near(area(), 100)
check.rgba(c, 15, 15, K)
check.rgba(c, 25, 25, N)
c:reset()
c:begin_path()
star()
c:clip("evenodd")
c:fill_rect(0, 0, 40, 40)
near(area(), odd)
c:reset()
c:begin_path()
c:clip() -- an empty path: nothing is left
c:fill_rect(0, 0, 40, 40)
check.equal(area(), 0.0)
c:reset()
c:begin_path()
c:arc(20, 20, 15, 0, 7)
c:clip()
c:fill_rect(0, 0, 40, 40)
near(area(), math.pi * 225)
c:stroke_rect(0, 0, 40, 40)
c:draw_image(screen, 0, 0)
near(area(), math.pi * 225)
c:clear_rect(0, 0, 40, 40) -- half covered pixels are half cleared
check.rgba(c, 20, 20, N)
assert(area() < 30)
-- A clip is where the transform put it when it was made.
c:reset()
c:begin_path()
c:rect(0, 0, 10, 10)
c:clip()
c:translate(100, 100)
c:fill_rect(-100, -100, 40, 40)
near(area(), 100)

for _, name in ipairs { "fill", "clip" } do
  check.fails(("TypeError: bad argument #1 to '%s' (\"nonzero\" or \"evenodd\" expected, got "
    .. "'winding')"):format(name), function()
    if name == "fill" then c:fill("winding") else c:clip("winding") end
  end)
end
check.fails("TypeError: bad argument #1 to 'stroke' (path2d expected, got string)",
  function() c:stroke("evenodd") end)
check.fails("TypeError: bad argument #4 to 'arc' (number expected, got no value)",
  function() c:arc(1, 2, 3) end)

-- Far out, the part that is visible is right.
c:reset()
c:begin_path()
c:move_to(-1e6, -1e6)
c:line_to(1e6, -1e6)
c:line_to(1e6, 20)
c:line_to(-1e6, 20)
c:fill()
near(area(), 800)
c:reset()
c:begin_path()
c:move_to(-1e30, -1e30)
c:line_to(1e30, -1e30)
c:line_to(1e30, 1e30)
c:line_to(-1e30, 1e30)
c:fill()
near(area(), 1600)
c:reset()
c:begin_path()
c:arc(20, 1e6 + 20, 1e6, 0, 7)
c:fill()
near(area(), 800)
check.done()
