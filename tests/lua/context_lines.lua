-- Line styles: width, cap, join, miter limit, dashes.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(40, 40)
local K, N = { 0, 0, 0, 255 }, { 0, 0, 0, 0 }

-- Attributes: what is not valid is ignored.
c.line_width, c.miter_limit, c.line_dash_offset = 2.5, 3, -4
for _, bad in ipairs { nan, inf, -inf, "x" } do
  c.line_width, c.miter_limit, c.line_dash_offset = bad, bad, bad
  check.list({ c.line_width, c.miter_limit, c.line_dash_offset }, { 2.5, 3.0, -4.0 })
end
for _, bad in ipairs { 0, -1 } do
  c.line_width, c.miter_limit = bad, bad
  check.list({ c.line_width, c.miter_limit }, { 2.5, 3.0 })
end
c.line_dash_offset = 0
for name, values in pairs { line_cap = { "butt", "round", "square" },
  line_join = { "miter", "round", "bevel" } } do
  for _, value in ipairs(values) do
    c[name] = value
    check.equal(c[name], value)
    for _, bad in ipairs { "", "Round", "round ", "none", "bevel\0" } do
      c[name] = bad
      check.equal(c[name], value)
    end
  end
end
c.line_cap, c.line_join = "bevel", "square" -- the other one's
check.list({ c.line_cap, c.line_join }, { "square", "bevel" })

-- Dashes.
for given, expected in pairs {
  [{}] = {}, [{ 1, 2 }] = { 1.0, 2.0 }, [{ 1 }] = { 1.0, 1.0 },
  [{ 1, 2, 3 }] = { 1.0, 2.0, 3.0, 1.0, 2.0, 3.0 }, [{ 0, 0 }] = { 0.0, 0.0 }, [{ "5", 1 }] = { 5.0, 1.0 },
} do
  c:set_line_dash(given)
  check.list(c:get_line_dash(), expected)
end
c:set_line_dash { 5, 6 }
for _, bad in ipairs { { -1, 2 }, { 1, nan }, { inf, 1 }, { 1, 2, -inf } } do
  c:set_line_dash(bad)
  check.list(c:get_line_dash(), { 5.0, 6.0 })
end
c:get_line_dash()[1] = 100 -- a copy
check.list(c:get_line_dash(), { 5.0, 6.0 })
check.fails("TypeError: bad argument #1 to 'set_line_dash' (list of numbers expected, got no value)",
  function() c:set_line_dash() end)
check.fails("TypeError: bad argument #1 to 'set_line_dash' (number expected as item 2 of the list, got table)",
  function() c:set_line_dash { 1, {} } end)

local function area()
  local data, sum = c:get_image_data(0, 0, 40, 40).data, 0
  for i = 3, #data - 1, 4 do
    sum = sum + data[i]
  end
  return sum / 255
end
local function near(got, expected)
  if not (math.abs(got - expected) <= 0.02 * expected + 0.3) then
    error(("expected %s, got %s"):format(expected, got), 2)
  end
end
local function stroked(state, path)
  c:reset()
  for name, value in pairs(state) do
    if name == "dash" then c:set_line_dash(value) else c[name] = value end
  end
  c:stroke(path2d(path))
  return area()
end

-- Width: half on each side.
near(stroked({}, "M5 10.5H35"), 30)
check.rgba(c, 5, 10, K)
check.rgba(c, 5, 9, N)
near(stroked({}, "M5 10H35"), 30)
check.rgba(c, 5, 9, { 0, 0, 0, 128 }, 1)
near(stroked({ line_width = 10 }, "M5 20H35"), 300)
check.rgba(c, 5, 15, K)
check.rgba(c, 34, 24, K)
check.rgba(c, 4, 20, N)
check.rgba(c, 20, 14, N)
near(stroked({ line_width = 0.25 }, "M5 10.5H35"), 7.5)
near(stroked({ line_width = 4 }, "M10 10L30 30"), 4 * 20 * math.sqrt(2))

-- Caps.
near(stroked({ line_width = 10, line_cap = "square" }, "M10 20H30"), 300)
check.rgba(c, 5, 15, K)
near(stroked({ line_width = 10, line_cap = "round" }, "M10 20H30"), 200 + math.pi * 25)
check.rgba(c, 5, 15, N)
check.rgba(c, 5, 20, { 0, 0, 0, 250 }, 8)
-- "Trace a path" removes lines without length, and then subpaths without lines.
for _, cap in ipairs { "butt", "round", "square" } do
  for _, path in ipairs { "M20 20L20 20", "M20 20", "M20 20Z", "M20 20L20 20L20 20Z" } do
    check.equal(stroked({ line_width = 10, line_cap = cap }, path), 0.0)
  end
end
near(stroked({ line_width = 10, line_cap = "square" }, "M10 20L10 20H30L30 20"), 300)
-- A closed path has none.
near(stroked({ line_width = 2, line_cap = "square", line_join = "bevel" }, "M10 10H30V30H10Z"),
  160 - 4 * 0.5)

-- Joins.
near(stroked({ line_width = 10 }, "M10 30V10H30"), 400 + 25 - 25)
check.rgba(c, 5, 5, K)
near(stroked({ line_width = 10, line_join = "bevel" }, "M10 30V10H30"), 400 - 12.5)
check.rgba(c, 5, 5, N)
near(stroked({ line_width = 10, line_join = "round" }, "M10 30V10H30"), 375 + math.pi * 25 / 4)
check.rgba(c, 5, 5, N)
check.rgba(c, 7, 7, K)

-- Miter limit: of a right angle it is 1.414.
near(stroked({ line_width = 10, miter_limit = 1.5 }, "M10 30V10H30"), 400)
near(stroked({ line_width = 10, miter_limit = 1.4 }, "M10 30V10H30"), 400 - 12.5)

-- What caps and miters reach farthest: the corner of a square at an angle, and a sharp tip.
stroked({ line_width = 10, line_cap = "square" }, "M15 15L25 25")
check.rgba(c, 8, 14, { 0, 0, 0, 145 }, 2)
check.rgba(c, 31, 25, { 0, 0, 0, 145 }, 2)
stroked({ line_width = 6 }, "M5 35L20 10L35 35")
check.rgba(c, 20, 5, { 0, 0, 0, 202 }, 2)

-- Dashes, and where they begin.
near(stroked({ line_width = 2, dash = { 5, 5 } }, "M0 20H40"), 40)
check.rgba(c, 4, 20, K)
check.rgba(c, 5, 20, N)
near(stroked({ line_width = 2, dash = { 5, 5 }, line_dash_offset = 5 }, "M0 20H40"), 40)
check.rgba(c, 4, 20, N)
check.rgba(c, 5, 20, K)
stroked({ line_width = 2, dash = { 5, 5 }, line_dash_offset = -12 }, "M0 20H40")
check.rgba(c, 1, 20, N)
check.rgba(c, 2, 20, K)
check.rgba(c, 7, 20, N)
-- Along a curve that begins slowly, as long as along a line.
stroked({ line_width = 2, dash = { 5, 5 } }, "M0 20C0 20 0 20 40 20")
for x = 0, 39 do
  check.rgba(c, x, 20, x // 5 % 2 == 0 and K or N, 2)
end
stroked({ line_width = 2, dash = { 8 } }, "M0 20H40") -- an odd number of them: twice
check.rgba(c, 7, 20, K)
check.rgba(c, 8, 20, N)
check.rgba(c, 16, 20, K)
near(stroked({ line_width = 2, dash = { 4, 4 }, line_cap = "square" }, "M10 20H30"),
  2 * (6 + 6 + 6))
near(stroked({ line_width = 4, dash = { 0, 8 }, line_cap = "round" }, "M4 20H36"),
  4 * math.pi * 4) -- dots, none at the very end
near(stroked({ line_width = 2, dash = { 0, 0 } }, "M0 20H40"), 80) -- solid
near(stroked({ line_width = 2, dash = { 1000, 10 } }, "M0 20H40"), 80)
near(stroked({ line_width = 2, dash = { 10, 1000 } }, "M0 20H40"), 20)
-- Every subpath begins anew.
stroked({ line_width = 2, dash = { 5, 5 } }, "M0 10H7M0 20H40")
check.rgba(c, 4, 20, K)
check.rgba(c, 5, 20, N)

-- The pen is that of user space.
c:reset()
c:scale(10, 1)
c:set_line_dash { 1, 1 }
c.line_width = 2
c:begin_path()
c:move_to(0, 20)
c:line_to(4, 20)
c:stroke()
near(area(), 40)
check.rgba(c, 9, 20, K)
check.rgba(c, 10, 20, N)

-- Overlaps count once.
c:reset()
c.global_alpha = 0.5
c.line_width = 10
c:stroke(path2d("M5 20H35M20 5V35"))
check.rgba(c, 20, 20, { 0, 0, 0, 128 }, 1)

-- Much and little.
for _, state in ipairs {
  { line_width = 1e30 }, { line_width = 1e-30 }, { miter_limit = 1e300 }, { dash = { 1e-9, 1e-9 } },
  { dash = { 1e300, 1e300 } }, { line_dash_offset = 1e300, dash = { 1, 2 } },
  { line_dash_offset = -1e300, dash = { 1, 2 } }, { dash = { 1e-300, 0 } },
  { line_width = 1e300, dash = { 1e-300, 1e300 } },
} do
  for _, join in ipairs { "miter", "round", "bevel" } do
    state.line_join = join
    stroked(state, "M5 5L35 35L5 6A1 2 30 0 1 9 9C1 1 2 2 3 3Z")
    stroked(state, "M-1e30 5L1e30 35")
  end
end
check.done()
