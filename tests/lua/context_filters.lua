-- The filter attribute.
local check = require "check"

local c = canvas(40, 40)
local N = { 0, 0, 0, 0 }

-- It reads back as it was set; what is not valid is ignored.
for _, text in ipairs { "blur(5px)", "none", "drop-shadow(2px 3px 4px red)", "brightness(2) blur(0)",
  "grayscale(50%)", "sepia(1)  invert(0.5)", "hue-rotate(90deg)", "saturate()", "contrast(0)",
  "opacity(50%)", "blur(1mm)", "drop-shadow(1in -1PC 0.5q)" } do
  c.filter = text
  check.equal(c.filter, text)
end
c.filter = "blur(1px)"
for _, bad in ipairs { "", "blur", "blur)", "blur(-1px)", "blur(5)", "blur(1px) none", "none none",
  "bluur(1px)", "drop-shadow()", "drop-shadow(1px)", "brightness(-1)", "5", "url(#x)", "blur(1px),",
  "blur(1px)\0", ("blur(1px) "):rep(100000) } do
  c.filter = bad
  check.equal(c.filter, "blur(1px)")
end
check.fails("TypeError: string expected for filter, got table", function() c.filter = {} end)
check.fails("TypeError: string expected for filter, got nil", function() c.filter = nil end)
c:reset()

-- The colour ones, on one colour.
for text, expected in pairs {
  ["none"] = { 200, 100, 50, 255 },
  ["brightness(0.5)"] = { 100, 50, 25, 255 },
  ["brightness(200%)"] = { 255, 200, 100, 255 },
  ["contrast(0)"] = { 128, 128, 128, 255 },
  ["contrast(2)"] = { 255, 73, 0, 255 },
  ["grayscale(1)"] = { 118, 118, 118, 255 },
  ["grayscale(100%)"] = { 118, 118, 118, 255 },
  ["grayscale(5)"] = { 118, 118, 118, 255 },
  ["sepia(1)"] = { 165, 147, 114, 255 },
  ["invert(1)"] = { 55, 155, 205, 255 },
  ["invert(0.5)"] = { 128, 128, 128, 255 },
  ["opacity(0.5)"] = { 200, 100, 50, 128 },
  ["saturate(0)"] = { 118, 118, 118, 255 },
  ["saturate(1)"] = { 200, 100, 50, 255 },
  ["hue-rotate(0deg)"] = { 200, 100, 50, 255 },
  ["hue-rotate(360deg)"] = { 200, 100, 50, 255 },
  ["invert(1) invert(1)"] = { 200, 100, 50, 255 },
  ["opacity(0.5) opacity(0.5)"] = { 200, 100, 50, 64 },
  ["brightness(0) invert(1)"] = { 255, 255, 255, 255 },
  ["drop-shadow(0 0 0 blue)"] = { 200, 100, 50, 255 },
} do
  c:reset()
  c.filter = text
  c.fill_style = "rgb(200, 100, 50)"
  c:fill_rect(0, 0, 40, 40)
  local ok, message = pcall(check.rgba, c, 20, 20, expected, 2)
  assert(ok, text .. ": " .. tostring(message))
end

-- Half transparent: straight colours are filtered, and alpha stays.
c:reset()
c.filter = "invert(1)"
c.fill_style = "rgba(200, 100, 50, 0.5)"
c:fill_rect(0, 0, 40, 40)
check.rgba(c, 20, 20, { 55, 155, 205, 128 }, 3)

-- drop-shadow: like a shadow, under the shape.
c:reset()
c.filter = "drop-shadow(10px 5px 0 blue)"
c.fill_style = "red"
c:fill_rect(5, 5, 10, 10)
check.rgba(c, 14, 14, { 255, 0, 0, 255 })
check.rgba(c, 20, 15, { 0, 0, 255, 255 })
check.rgba(c, 25, 15, N)

-- blur: what was one colour inside stays so, an edge's middle is half, far outside is nothing.
c:reset()
c.filter = "blur(2px)"
c.fill_style = "red"
c:fill_rect(10, 10, 20, 20)
check.rgba(c, 20, 20, { 255, 0, 0, 255 }, 1)
local left = c:get_image_data(9, 20, 2, 1).data
assert(math.abs(left[3] + left[7] - 255) <= 4 and left[3] > 90 and left[7] < 165)
check.rgba(c, 1, 20, N, 1)

-- The filter comes before the shadow, and the clip after both.
c:reset()
c.filter = "drop-shadow(10px 0 0 lime)"
c.shadow_color, c.shadow_offset_y = "blue", 20
c.fill_style = "red"
c:fill_rect(0, 0, 10, 10)
check.rgba(c, 15, 5, { 0, 255, 0, 255 })
check.rgba(c, 15, 25, { 0, 0, 255, 255 })
c:reset()
c:begin_path()
c:rect(0, 0, 20, 20)
c:clip()
c.filter = "blur(3px)"
c:fill_rect(0, 0, 20, 20)
check.rgba(c, 20, 10, N)

-- For images, strokes and patterns; not for clear_rect and put_image_data.
local image = canvas(10, 10)
image.fill_style = "rgb(200, 100, 50)"
image:fill_rect(0, 0, 10, 10)
c:reset()
c.filter = "invert(1)"
c:draw_image(image, 0, 0)
check.rgba(c, 5, 5, { 55, 155, 205, 255 }, 1)
c.stroke_style = c:create_pattern(image, "repeat")
c.line_width = 4
c:begin_path()
c:move_to(0, 20)
c:line_to(40, 20)
c:stroke()
check.rgba(c, 20, 20, { 55, 155, 205, 255 }, 1)
c:put_image_data(image:get_image_data(0, 0, 1, 1), 30, 30)
check.rgba(c, 30, 30, { 200, 100, 50, 255 })
c:clear_rect(0, 0, 40, 40)
check.rgba(c, 5, 5, N)

-- Alpha comes after it: what is inverted is not half as bright first.
c.filter, c.global_alpha = "invert(1) opacity(50%)", 0.5
c:draw_image(image, 0, 0)
check.rgba(c, 5, 5, { 55, 155, 205, 64 }, 2)
c.fill_style = "rgb(200, 100, 50)"
c:fill_rect(20, 20, 5, 5)
check.rgba(c, 22, 22, { 55, 155, 205, 64 }, 2)
c.global_alpha = 1

-- A huge blur ends.
c.filter = "blur(1000000px)"
c:fill_rect(0, 0, 40, 40)
c:flush()
check.done()
