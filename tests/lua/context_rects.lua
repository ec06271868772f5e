-- clear_rect, fill_rect, stroke_rect.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(20, 20)
local R, N = { 255, 0, 0, 255 }, { 0, 0, 0, 0 }
c.fill_style = "red"
c.stroke_style = "red"

local function covered() -- the rectangle around all pixels, and their sum
  local data, sum, x0, y0, x1, y1 = c:get_image_data(0, 0, 20, 20).data, 0, 20, 20, -1, -1
  for i = 0, 399 do
    local alpha = data[4 * i + 3]
    sum = sum + alpha
    if alpha > 0 then
      x0, y0 = math.min(x0, i % 20), math.min(y0, i // 20)
      x1, y1 = math.max(x1, i % 20), math.max(y1, i // 20)
    end
  end
  return { x0, y0, x1, y1, sum / 255 }
end

c:fill_rect(3, 4, 5, 6)
check.list(covered(), { 3, 4, 7, 9, 30.0 })
c:clear_rect(4, 5, 3, 4)
check.rgba(c, 4, 5, N)
check.rgba(c, 3, 5, R)
check.list(covered(), { 3, 4, 7, 9, 18.0 })

-- Negative sizes span to the other side.
c:clear_rect(20, 20, -20, -20)
check.equal(covered()[5], 0.0)
c:fill_rect(8, 10, -5, -6)
check.list(covered(), { 3, 4, 7, 9, 30.0 })
c:clear_rect(0, 0, 20, 20)

-- Between pixels: anti-aliased by their area.
c:fill_rect(5.5, 5.25, 2, 1)
check.rgba(c, 5, 5, { 255, 0, 0, 96 }, 1) -- 0.5 * 0.75
check.rgba(c, 6, 5, { 255, 0, 0, 191 }, 1)
check.rgba(c, 7, 6, { 255, 0, 0, 32 }, 1)
c:clear_rect(5.5, 5, 20, 20) -- so is clearing
check.rgba(c, 5, 5, { 255, 0, 0, 48 }, 2)
check.rgba(c, 6, 5, N)
c:clear_rect(0, 0, 20, 20)

-- Nothing: sizes of 0, NaN, infinities.
c:fill_rect(5, 5, 0, 10)
c:fill_rect(5, 5, 10, 0)
for _, bad in ipairs { nan, inf, -inf } do
  for i = 1, 4 do
    local n = { 0, 0, 20, 20 }
    n[i] = bad
    c:fill_rect(table.unpack(n))
    c:stroke_rect(table.unpack(n))
  end
end
check.equal(covered()[5], 0.0)
c:fill_rect(0, 0, 20, 20)
for _, bad in ipairs { nan, inf, -inf } do
  for i = 1, 4 do
    local n = { 0, 0, 20, 20 }
    n[i] = bad
    c:clear_rect(table.unpack(n))
  end
end
c:clear_rect(5, 5, 0, 10)
check.equal(covered()[5], 400.0)
c:clear_rect(-1e9, -1e9, 2e9, 2e9)
check.equal(covered()[5], 0.0)
c:fill_rect(-1e30, -1e30, 2e30, 2e30)
check.equal(covered()[5], 400.0)
c:clear_rect(0, 0, 20, 20)

-- Strokes: half of the line on each side.
c.line_width = 2
c:stroke_rect(5, 5, 10, 8)
check.list(covered(), { 4, 4, 15, 13, 12.0 * 10 - 8 * 6 })
check.rgba(c, 6, 6, N)
c:clear_rect(0, 0, 20, 20)
c.line_join = "round" -- corners
c:stroke_rect(5, 5, 10, 8)
assert(c:get_image_data(4, 4, 1, 1).data[3] < 255)
c:clear_rect(0, 0, 20, 20)
c.line_join = "bevel"
c:stroke_rect(5, 5, 10, 8)
check.rgba(c, 4, 4, { 255, 0, 0, 128 }, 1)
c:clear_rect(0, 0, 20, 20)
c.line_join = "miter"

-- One side of 0 is a line, both are nothing.
c:stroke_rect(5, 5, 10, 0)
check.list(covered(), { 5, 4, 14, 5, 20.0 })
c:clear_rect(0, 0, 20, 20)
c:stroke_rect(5, 5, 0, 10)
check.list(covered(), { 4, 5, 5, 14, 20.0 })
c:clear_rect(0, 0, 20, 20)
c:stroke_rect(5, 5, 0, 0)
check.equal(covered()[5], 0.0)

-- The current path is not touched.
c:begin_path()
c:rect(0, 0, 3, 3)
c:fill_rect(10, 10, 2, 2)
c:clear_rect(0, 0, 20, 20)
c:stroke_rect(10, 10, 2, 2)
c:clear_rect(0, 0, 20, 20)
c:fill()
check.list(covered(), { 0, 0, 2, 2, 9.0 })

-- Dashes, transforms and the clip hold.
c:clear_rect(0, 0, 20, 20)
c:set_line_dash { 2, 2 }
c:stroke_rect(2, 2, 16, 16)
check.rgba(c, 2, 1, R)
check.rgba(c, 4, 1, N)
c:set_line_dash {}
c:save()
c:begin_path()
c:rect(0, 0, 10, 20)
c:clip()
c:clear_rect(0, 0, 20, 20)
check.rgba(c, 15, 1, R)
c:fill_rect(0, 0, 20, 20)
check.rgba(c, 9, 10, R)
check.rgba(c, 10, 10, N)
c:clear_rect(0, 0, 20, 20)
c:restore()
check.rgba(c, 9, 10, N)
c:rotate(math.pi / 4)
c:fill_rect(10, -5, 10, 10)
check.rgba(c, 10, 10, R)
c:clear_rect(0, -20, 40, 40)
check.rgba(c, 10, 10, N)

-- clear_rect makes a screen black.
screen.fill_style = "red"
screen:fill_rect(0, 0, 64, 48)
screen:clear_rect(0, 0, 10, 10)
check.list({ pixel(5, 5) }, { 0, 1 })
check.equal(pixel(15, 5), 0xff0000)

for _, name in ipairs { "clear_rect", "fill_rect", "stroke_rect" } do
  check.fails("TypeError: bad argument #4 to '?' (number expected, got no value)", function()
    local ok, message = pcall(function() c[name](c, 1, 2, 3) return nil end)
    error((message:gsub("#[45] to '%g-'", "#4 to '?'"):gsub("^%g+: (TypeError)", "%1")), 0)
  end)
end
check.done()
