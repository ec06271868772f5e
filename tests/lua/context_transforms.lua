-- Transforms: scale, rotate, translate, transform, set_transform, get_transform, reset_transform.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(40, 40)

local function is(a, b, cc, d, e, f, what)
  local m = c:get_transform()
  local got, expected = { m.a, m.b, m.c, m.d, m.e, m.f }, { a, b, cc, d, e, f }
  for i = 1, 6 do
    if not (math.abs(got[i] - expected[i]) < 1e-12) then
      error(("%s: item %d: expected %s, got %s"):format(what or "transform", i, expected[i], got[i]), 2)
    end
  end
end

is(1, 0, 0, 1, 0, 0)
c:translate(3, 4)
is(1, 0, 0, 1, 3, 4)
c:scale(2, -3)
is(2, 0, 0, -3, 3, 4)
c:translate(1, 1)
is(2, 0, 0, -3, 5, 1)
c:reset_transform()
is(1, 0, 0, 1, 0, 0)
c:rotate(math.pi / 2)
is(0, 1, -1, 0, 0, 0)
c:translate(10, 0) -- along the turned x axis, which points down
is(0, 1, -1, 0, 0, 10)
c:reset_transform()
c:transform(1, 2, 3, 4, 5, 6)
is(1, 2, 3, 4, 5, 6)
c:transform(2, 0, 0, 2, 1, 1)
is(2, 4, 6, 8, 9, 12)
c:set_transform(6, 5, 4, 3, 2, 1)
is(6, 5, 4, 3, 2, 1)

-- set_transform of a table: DOMMatrix's names, both kinds; what is missing is the identity's.
c:set_transform { a = 2, b = 3, c = 4, d = 5, e = 6, f = 7 }
is(2, 3, 4, 5, 6, 7)
c:set_transform { e = 5 }
is(1, 0, 0, 1, 5, 0)
c:set_transform { m11 = 2, m12 = 3, m21 = 4, m22 = 5, m41 = 6, m42 = 7 }
is(2, 3, 4, 5, 6, 7)
c:set_transform { a = 2, m11 = 2 }
is(2, 0, 0, 1, 0, 0)
check.fails("TypeError: a and m11 differ", function() c:set_transform { a = 2, m11 = 3 } end)
c:set_transform()
is(1, 0, 0, 1, 0, 0)
c:set_transform(c:get_transform())
is(1, 0, 0, 1, 0, 0)
local m = c:get_transform()
m.a = 5 -- a copy
is(1, 0, 0, 1, 0, 0)

-- NaN and infinities are ignored.
c:set_transform(1, 2, 3, 4, 5, 6)
for _, bad in ipairs { nan, inf, -inf } do
  c:scale(bad, 1) c:scale(1, bad)
  c:rotate(bad)
  c:translate(bad, 1) c:translate(1, bad)
  for i = 1, 6 do
    local numbers = { 1, 0, 0, 1, 0, 0 }
    numbers[i] = bad
    c:transform(table.unpack(numbers))
    c:set_transform(table.unpack(numbers))
    c:set_transform { [({ "a", "b", "c", "d", "e", "f" })[i]] = bad }
  end
  is(1, 2, 3, 4, 5, 6, "after " .. bad)
end

check.fails("TypeError: bad argument #2 to 'scale' (number expected, got no value)",
  function() c:scale(1) end)
check.fails("TypeError: bad argument #1 to 'rotate' (number expected, got table)",
  function() c:rotate {} end)
check.fails("TypeError: bad argument #3 to 'set_transform' (number expected, got no value)",
  function() c:set_transform(1, 2) end)
c:reset_transform()
c:translate("5", 2) -- a number as text
is(1, 0, 0, 1, 5, 2)

-- What is drawn. A quarter turn is exact.
c:reset()
c.fill_style = "red"
c:translate(20, 20)
c:rotate(math.pi / 2)
c:fill_rect(0, 0, 10, 5) -- now from (20, 20) down, to the left
check.rgba(c, 19, 20, { 255, 0, 0, 255 })
check.rgba(c, 15, 29, { 255, 0, 0, 255 })
check.rgba(c, 20, 20, { 0, 0, 0, 0 })
check.rgba(c, 14, 25, { 0, 0, 0, 0 })
check.rgba(c, 17, 30, { 0, 0, 0, 0 })

-- A mirror image.
c:reset()
c.fill_style = "red"
c:translate(20, 0)
c:scale(-2, 2)
c:fill_rect(0, 0, 5, 5)
check.rgba(c, 10, 9, { 255, 0, 0, 255 })
check.rgba(c, 19, 0, { 255, 0, 0, 255 })
check.rgba(c, 9, 0, { 0, 0, 0, 0 })
check.rgba(c, 20, 0, { 0, 0, 0, 0 })

-- A path is built in the transform of each of its points; the one of fill() does not matter.
c:reset()
c:begin_path()
c:move_to(0, 0)
c:translate(10, 0)
c:line_to(0, 0)
c:translate(0, 10)
c:line_to(0, 0)
c:translate(-10, 0)
c:line_to(0, 0)
c:scale(50, 50)
c:fill()
check.rgba(c, 0, 0, { 0, 0, 0, 255 })
check.rgba(c, 9, 9, { 0, 0, 0, 255 })
check.rgba(c, 10, 5, { 0, 0, 0, 0 })

-- The pen is that of the transform in force at stroke().
c:reset()
c:begin_path()
c:move_to(5, 20)
c:line_to(35, 20)
c:scale(1, 10)
c:stroke() -- 10 pixels high
check.rgba(c, 20, 15, { 0, 0, 0, 255 })
check.rgba(c, 20, 24, { 0, 0, 0, 255 })
check.rgba(c, 20, 14, { 0, 0, 0, 0 })
check.rgba(c, 20, 25, { 0, 0, 0, 0 })

-- Without an inverse nothing is drawn, and drawing goes on afterwards.
c:reset()
c:scale(0, 1)
c:fill_rect(0, 0, 40, 40)
c:stroke_rect(1, 1, 20, 20)
c:begin_path()
c:rect(0, 0, 40, 40)
c:reset_transform()
c:fill() -- every point of it is on x = 0
check.rgba(c, 0, 5, { 0, 0, 0, 0 })
c:fill_rect(0, 0, 40, 40)
check.rgba(c, 0, 5, { 0, 0, 0, 255 })

-- Huge ones neither crash nor draw astray.
c:reset()
c:scale(1e300, 1e300)
c:scale(1e300, 1e300)
c:fill_rect(1, 1, 1, 1)
c:stroke_rect(1, 1, 1, 1)
c:reset_transform()
c:scale(1e30, 1e30)
c:fill_rect(-1, -1, 2, 2)
check.rgba(c, 20, 20, { 0, 0, 0, 255 })
check.done()
