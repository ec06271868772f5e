-- create_linear_gradient, create_radial_gradient, create_conic_gradient, add_color_stop.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(100, 20)

local function fill_with(g)
  c:clear_rect(0, 0, 100, 20)
  c.fill_style = g
  c:fill_rect(0, 0, 100, 20)
end

-- Linear: at pixel x the colour at x + 0.5.
local g = c:create_linear_gradient(0, 0, 100, 0)
check.equal(tostring(g):match("^%a+"), "gradient")
fill_with(g) -- without stops nothing is painted
check.rgba(c, 50, 10, { 0, 0, 0, 0 })
g:add_color_stop(0, "black")
g:add_color_stop(1, "white")
fill_with(g)
for x = 0, 99 do
  local v = (x + 0.5) / 100 * 255
  check.rgba(c, x, x % 20, { v, v, v, 255 }, 1)
end

-- Beyond its ends: the last colours. A stop in the middle, and two at the same place.
g = c:create_linear_gradient(20, 0, 80, 0)
g:add_color_stop(0, "red")
g:add_color_stop(0.5, "lime")
g:add_color_stop(0.5, "blue")
g:add_color_stop(1, "yellow")
fill_with(g)
check.rgba(c, 0, 0, { 255, 0, 0, 255 })
check.rgba(c, 19, 0, { 255, 0, 0, 255 })
check.rgba(c, 49, 0, { 2, 253, 0, 255 }, 2)
check.rgba(c, 50, 0, { 2, 2, 253, 255 }, 2)
check.rgba(c, 80, 0, { 255, 255, 0, 255 })
check.rgba(c, 99, 0, { 255, 255, 0, 255 })

-- Stops are sorted; equal ones stay as they were added.
g = c:create_linear_gradient(0, 0, 100, 0)
g:add_color_stop(1, "blue")
g:add_color_stop(0, "red")
g:add_color_stop(1, "lime") -- after the one that was there
g:add_color_stop(0, "lime")
fill_with(g)
check.rgba(c, 0, 0, { 0, 254, 1, 255 }, 1)
check.rgba(c, 99, 0, { 0, 1, 254, 255 }, 1)

-- Colours are interpolated straight: half way to a transparent red it is still red.
g = c:create_linear_gradient(0, 0, 100, 0)
g:add_color_stop(0, "rgba(255, 0, 0, 0)")
g:add_color_stop(1, "rgba(255, 0, 0, 1)")
fill_with(g)
check.rgba(c, 50, 0, { 255, 0, 0, 129 }, 1)
c.global_alpha = 0.5
fill_with(g)
check.rgba(c, 50, 0, { 255, 0, 0, 64 }, 2)
c.global_alpha = 1

-- A stop that comes later changes what is drawn later, not what was drawn.
g = c:create_linear_gradient(0, 0, 100, 0)
g:add_color_stop(0, "red")
c:clear_rect(0, 0, 100, 20)
c.fill_style = g
c:fill_rect(0, 0, 50, 20)
g:add_color_stop(0, "blue")
c:fill_rect(50, 0, 50, 20)
check.rgba(c, 10, 10, { 255, 0, 0, 255 })
check.rgba(c, 90, 10, { 0, 0, 255, 255 })

-- Points that coincide paint nothing.
g = c:create_linear_gradient(50, 10, 50, 10)
g:add_color_stop(0, "red")
g:add_color_stop(1, "blue")
fill_with(g)
check.rgba(c, 50, 10, { 0, 0, 0, 0 })

-- In the space of the transform in force when it is used.
g = c:create_linear_gradient(0, 0, 10, 0)
g:add_color_stop(0, "black")
g:add_color_stop(1, "white")
c:scale(10, 1)
c.fill_style = g
c:fill_rect(0, 0, 10, 20)
c:reset_transform()
check.rgba(c, 50, 0, { 129, 129, 129, 255 }, 1)

-- Strokes too.
c:clear_rect(0, 0, 100, 20)
c.stroke_style = g
c.line_width = 4
c:begin_path()
c:move_to(0, 10)
c:line_to(100, 10)
c:stroke()
check.rgba(c, 5, 10, { 140, 140, 140, 255 }, 1)
check.rgba(c, 5, 5, { 0, 0, 0, 0 })

-- Radial: concentric circles.
g = c:create_radial_gradient(50, 10, 0, 50, 10, 50)
g:add_color_stop(0, "white")
g:add_color_stop(1, "black")
fill_with(g)
for x = 0, 99 do
  local v = 255 * (1 - math.sqrt((x + 0.5 - 50) ^ 2 + 0.25) / 50)
  check.rgba(c, x, 10, { v, v, v, 255 }, 1)
end

-- The same circle twice paints nothing; one inside the other's edge paints what the cone covers.
g = c:create_radial_gradient(50, 10, 5, 50, 10, 5)
g:add_color_stop(0, "red")
fill_with(g)
check.rgba(c, 50, 10, { 0, 0, 0, 0 })
g = c:create_radial_gradient(20, 10, 5, 80, 10, 5) -- a cylinder
g:add_color_stop(0, "red")
g:add_color_stop(1, "blue")
fill_with(g)
check.rgba(c, 50, 3, { 0, 0, 0, 0 })
check.rgba(c, 50, 17, { 0, 0, 0, 0 })
check.rgba(c, 5, 10, { 255, 0, 0, 255 })
check.rgba(c, 95, 10, { 0, 0, 255, 255 })
g = c:create_radial_gradient(20, 10, 0, 60, 10, 20) -- a cone, its tip on the left
g:add_color_stop(0, "red")
g:add_color_stop(1, "red")
fill_with(g)
check.rgba(c, 10, 10, { 0, 0, 0, 0 })
check.rgba(c, 60, 10, { 255, 0, 0, 255 })

-- Conic: clockwise from the x axis.
g = c:create_conic_gradient(0, 50, 10)
g:add_color_stop(0, "black")
g:add_color_stop(1, "white")
fill_with(g)
check.rgba(c, 99, 10, { 0, 0, 0, 255 }, 2)
check.rgba(c, 50, 19, { 62, 62, 62, 255 }, 3)
check.rgba(c, 0, 10, { 127, 127, 127, 255 }, 2)
check.rgba(c, 50, 0, { 193, 193, 193, 255 }, 3)
check.rgba(c, 99, 9, { 253, 253, 253, 255 }, 3)
g = c:create_conic_gradient(math.pi, 50, 10)
g:add_color_stop(0, "black")
g:add_color_stop(1, "white")
fill_with(g)
check.rgba(c, 99, 10, { 128, 128, 128, 255 }, 2)
for _, turns in ipairs { -2, -1, 1, 2 } do -- angles of any size
  g = c:create_conic_gradient((turns - 0.25) * 2 * math.pi, 50, 10)
  g:add_color_stop(0, "black")
  g:add_color_stop(1, "white")
  fill_with(g)
  check.rgba(c, 99, 10, { 64, 64, 64, 255 }, 2)
  check.rgba(c, 50, 19, { 126, 126, 126, 255 }, 3)
end

-- Errors.
local not_finite = "TypeError: bad argument #%d to '%s' (finite number expected, got %s)"
for _, bad in ipairs { nan, inf, -inf } do
  for name, count in pairs { create_linear_gradient = 4, create_radial_gradient = 6,
    create_conic_gradient = 3 } do
    for i = 1, count do
      local numbers = {}
      for k = 1, count do
        numbers[k] = k == i and bad or 1
      end
      local ok, message = pcall(function() c[name](c, table.unpack(numbers)) return nil end)
      check.equal(ok, false)
      assert(message:find("TypeError: ", 1, true), message)
      assert(message:find("finite number expected", 1, true), message)
    end
  end
end
check.fails(not_finite:format(1, "add_color_stop", "-inf"),
  function() g:add_color_stop(-inf, "red") end)
check.fails("IndexSizeError: the offset of a stop must be 0 to 1, got -0.1",
  function() g:add_color_stop(-0.1, "red") end)
check.fails("IndexSizeError: the offset of a stop must be 0 to 1, got 1.5",
  function() g:add_color_stop(1.5, "red") end)
check.fails("SyntaxError: a stop needs a CSS colour, got \"rod\"", function() g:add_color_stop(0, "rod") end)
check.fails("SyntaxError: a stop needs a CSS colour, got \"\"", function() g:add_color_stop(0, "") end)
g:add_color_stop(1, 0xff0000)
check.fails("TypeError: colour of a stop: colour expected: 0xRRGGBB, rgba() or a CSS string; got "
  .. "no value", function() g:add_color_stop(0) end)
check.fails("IndexSizeError: a radius of a gradient must be 0 or more, got -1",
  function() c:create_radial_gradient(0, 0, -1, 0, 0, 1) end)
check.fails("IndexSizeError: a radius of a gradient must be 0 or more, got -2",
  function() c:create_radial_gradient(0, 0, 1, 0, 0, -2) end)
check.fails("TypeError: bad argument #4 to 'create_linear_gradient' (finite number expected, got "
  .. "no value)", function() c:create_linear_gradient(0, 0, 1) end)
check.fails("a gradient has no 'colour'", function() return g.colour end)
check.fails("a gradient has no 'x'", function() g.x = 5 end)

-- Thousands of stops, and points far out.
g = c:create_linear_gradient(0, 0, 100, 0)
for i = 0, 9999 do
  g:add_color_stop(i / 9999, i % 2 == 0 and "red" or "lime")
end
fill_with(g)
check.equal(c:get_image_data(50, 5, 1, 1).data[3], 255)
for _, far in ipairs { 1e30, -1e30, 1e300, 1e-300 } do
  for _, gradient in ipairs { c:create_linear_gradient(0, 0, far, far),
    c:create_linear_gradient(far, far, -far, far),
    c:create_radial_gradient(0, 0, 1, far, far, math.abs(far)),
    c:create_radial_gradient(far, 0, math.abs(far), 0, 0, 0), c:create_conic_gradient(far, far, 0) } do
    gradient:add_color_stop(0, "red")
    gradient:add_color_stop(1, "blue")
    fill_with(gradient)
    c:flush()
  end
end
check.done()
