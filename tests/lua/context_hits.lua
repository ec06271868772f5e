-- is_point_in_path and is_point_in_stroke.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(40, 40)
check.equal(c:is_point_in_path(0, 0), false) -- an empty path
check.equal(c:is_point_in_stroke(0, 0), false)

c:rect(10, 10, 20, 10)
for _, case in ipairs {
  { 15, 15, true }, { 9.9, 15, false }, { 30.1, 15, false }, { 15, 20.1, false },
  { 10, 10, true }, { 30, 20, true }, { 10, 15, true }, -- on the outline
} do
  check.equal(c:is_point_in_path(case[1], case[2]), case[3], case[1] .. ", " .. case[2])
end
for _, bad in ipairs { nan, inf, -inf } do
  check.equal(c:is_point_in_path(bad, 15), false)
  check.equal(c:is_point_in_path(15, bad), false)
  check.equal(c:is_point_in_stroke(bad, 15), false)
  check.equal(c:is_point_in_stroke(10, bad), false)
end

-- Rules, and open subpaths.
c:rect(15, 12, 5, 5)
check.equal(c:is_point_in_path(17, 14), true)
check.equal(c:is_point_in_path(17, 14, "nonzero"), true)
check.equal(c:is_point_in_path(17, 14, "evenodd"), false)
c:begin_path()
c:move_to(0, 0)
c:line_to(20, 0)
c:line_to(0, 20)
check.equal(c:is_point_in_path(5, 5), true)
check.equal(c:is_point_in_path(15, 15), false)

-- The point is in pixels, whatever the transform; the path is where it was built.
c:reset()
c:translate(10, 10)
c:rect(0, 0, 10, 10)
check.equal(c:is_point_in_path(15, 15), true)
check.equal(c:is_point_in_path(5, 5), false)
c:reset_transform()
check.equal(c:is_point_in_path(15, 15), true)
c:scale(0, 0)
check.equal(c:is_point_in_path(15, 15), true)

-- A Path2D is in the space of the transform in force.
c:reset()
local p = path2d()
p:arc(0, 0, 5, 0, 7)
check.equal(c:is_point_in_path(p, 0, 0), true)
check.equal(c:is_point_in_path(p, 4, 4), false)
c:translate(20, 20)
check.equal(c:is_point_in_path(p, 0, 0), false)
check.equal(c:is_point_in_path(p, 20, 20, "evenodd"), true)
check.equal(c:is_point_in_path(20, 20), false) -- the current path is empty

-- Strokes: width, caps, dashes.
c:reset()
c:move_to(10, 20)
c:line_to(30, 20)
check.equal(c:is_point_in_stroke(20, 20), true)
check.equal(c:is_point_in_stroke(20, 22), false)
c.line_width = 6
check.equal(c:is_point_in_stroke(20, 22), true)
check.equal(c:is_point_in_stroke(20, 23.5), false)
check.equal(c:is_point_in_stroke(8, 20), false)
c.line_cap = "square"
check.equal(c:is_point_in_stroke(8, 20), true)
c.line_cap = "butt"
c:set_line_dash { 5, 5 }
check.equal(c:is_point_in_stroke(12, 20), true)
check.equal(c:is_point_in_stroke(17, 20), false)
check.equal(c:is_point_in_path(20, 20), true) -- on its outline
c:set_line_dash {}
check.equal(c:is_point_in_stroke(path2d("M0 0V40"), 2, 20), true)
check.equal(c:is_point_in_stroke(path2d("M0 0V40"), 4, 20), false)
c:scale(4, 1) -- a pen that is wider than high
check.equal(c:is_point_in_stroke(path2d("M0 0V40"), 11, 20), true)
check.equal(c:is_point_in_stroke(path2d("M0 0V40"), 13, 20), false)

-- Neither the clip nor the canvas's edges count.
c:reset()
c:begin_path()
c:clip()
c:rect(-100, -100, 300, 300)
check.equal(c:is_point_in_path(-50, 150), true)

check.fails("TypeError: bad argument #2 to 'is_point_in_path' (number expected, got no value)",
  function() c:is_point_in_path(1) end)
check.fails("TypeError: bad argument #3 to 'is_point_in_path' (number expected, got no value)",
  function() c:is_point_in_path(p, 1) end)
check.fails("TypeError: bad argument #1 to 'is_point_in_stroke' (number expected, got table)",
  function() c:is_point_in_stroke({}, 1, 2) end)
check.fails("TypeError: bad argument #3 to 'is_point_in_path' (\"nonzero\" or \"evenodd\" expected, "
  .. "got 'odd')", function() c:is_point_in_path(1, 2, "odd") end)
check.done()
