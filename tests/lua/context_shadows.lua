-- Shadows.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(40, 40)
local N = { 0, 0, 0, 0 }

-- Attributes.
c.shadow_blur, c.shadow_offset_x, c.shadow_offset_y = 3, -4, 5.5
for _, bad in ipairs { nan, inf, -inf, "x" } do
  c.shadow_blur, c.shadow_offset_x, c.shadow_offset_y = bad, bad, bad
  check.list({ c.shadow_blur, c.shadow_offset_x, c.shadow_offset_y }, { 3.0, -4.0, 5.5 })
end
c.shadow_blur = -1
check.equal(c.shadow_blur, 3.0)
c.shadow_blur = 0
check.equal(c.shadow_blur, 0.0)

local function shadow(color, x, y, blur)
  c:reset()
  c.shadow_color, c.shadow_offset_x, c.shadow_offset_y, c.shadow_blur = color, x, y, blur
  c.fill_style = "red"
end

-- No blur: the same shape in its colour, under the shape.
shadow("blue", 10, 5, 0)
c:fill_rect(5, 5, 10, 10)
check.rgba(c, 5, 5, { 255, 0, 0, 255 })
check.rgba(c, 14, 14, { 255, 0, 0, 255 })
check.rgba(c, 15, 10, { 0, 0, 255, 255 })
check.rgba(c, 24, 19, { 0, 0, 255, 255 })
check.rgba(c, 25, 19, N)
check.rgba(c, 15, 9, N)

-- None without an offset or blur, none in a transparent colour.
shadow("blue", 0, 0, 0)
c.fill_style = "rgba(255, 0, 0, 0.5)"
c:fill_rect(5, 5, 10, 10)
check.rgba(c, 10, 10, { 255, 0, 0, 128 }, 1)
shadow("rgba(0, 0, 255, 0)", 10, 10, 5)
c:fill_rect(5, 5, 10, 10)
check.rgba(c, 20, 20, N)

-- Its alpha is that of the colour times the shape's, times global_alpha.
shadow("rgba(0, 0, 255, 0.5)", 20, 0, 0)
c.fill_style = "rgba(255, 0, 0, 0.5)"
c:fill_rect(0, 0, 10, 10)
check.rgba(c, 25, 5, { 0, 0, 255, 64 }, 2)
shadow("blue", 20, 0, 0)
c.global_alpha = 0.5
c:fill_rect(0, 0, 10, 10)
check.rgba(c, 25, 5, { 0, 0, 255, 128 }, 2)

-- Blur: the Gaussian of half the value, so that an edge's middle is half.
shadow("black", 0, 100, 8)
c:fill_rect(-100, -200, 120, 400) -- its right edge at 20
local function edge(x) -- of a step, sigma 4, by Abramowitz and Stegun 7.1.26
  local v = (20 - x) / (4 * math.sqrt(2))
  local t = 1 / (1 + 0.3275911 * math.abs(v))
  local e = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t
    + 0.254829592) * t * math.exp(-v * v)
  return 255 * (0.5 + 0.5 * (v < 0 and -e or e))
end
shadow("black", 100, 0, 8)
c:fill_rect(-200, -100, 120, 300)
for x = 4, 36 do
  check.rgba(c, x, 20, { 0, 0, 0, edge(x + 0.5) }, 2)
end

-- Offsets and blur are in pixels, whatever the transform is.
shadow("blue", 10, 0, 0)
c:scale(2, 2)
c:rotate(math.pi)
c:fill_rect(-10, -10, 5, 5) -- pixels 10 to 20
check.rgba(c, 25, 15, { 0, 0, 255, 255 })
check.rgba(c, 30, 15, N)

-- Of strokes, images and patterns too; clear_rect and put_image_data have none.
shadow("blue", 20, 0, 0)
c.line_width = 4
c:stroke_rect(5, 5, 10, 10)
check.rgba(c, 25, 5, { 0, 0, 255, 255 })
check.rgba(c, 30, 10, N)
local half = canvas(10, 10)
half.fill_style = "lime"
half:fill_rect(0, 0, 5, 10)
shadow("blue", 20, 0, 0)
c:draw_image(half, 0, 0)
check.rgba(c, 22, 5, { 0, 0, 255, 255 })
check.rgba(c, 27, 5, N)
shadow("blue", 20, 0, 0)
c.fill_style = c:create_pattern(half, "no-repeat")
c:fill_rect(0, 0, 20, 20)
check.rgba(c, 22, 5, { 0, 0, 255, 255 })
check.rgba(c, 27, 5, N)
shadow("blue", 20, 0, 0)
c:put_image_data(half:get_image_data(0, 0, 10, 10), 0, 0)
c:clear_rect(2, 0, 2, 10)
check.rgba(c, 22, 5, N)

-- The clip holds for it.
shadow("blue", 20, 0, 0)
c:begin_path()
c:rect(0, 0, 25, 40)
c:clip()
c:fill_rect(0, 0, 10, 10)
check.rgba(c, 24, 5, { 0, 0, 255, 255 })
check.rgba(c, 26, 5, N)

-- Each of the two is composed with the operator; with copy only the shape stays, or its clip.
shadow("blue", 20, 0, 0)
c.global_composite_operation = "xor"
c:fill_rect(0, 0, 10, 10)
check.rgba(c, 25, 5, { 0, 0, 255, 255 })
check.rgba(c, 5, 5, { 255, 0, 0, 255 })

-- Of something that is outside of the canvas itself.
shadow("blue", 100, 0, 0)
c:fill_rect(-95, 5, 10, 10)
check.rgba(c, 5, 5, { 0, 0, 255, 255 })
check.rgba(c, 15, 5, N)

-- Huge numbers.
for _, far in ipairs { 1e9, -1e9, 1e300, -1e300 } do
  shadow("blue", far, -far, math.abs(far))
  c:fill_rect(0, 0, 40, 40)
  check.rgba(c, 20, 20, { 255, 0, 0, 255 })
end
check.done()
