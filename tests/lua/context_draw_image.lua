-- draw_image: its three forms.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

-- 4x4 in quarters: red, lime / blue, white.
local source = canvas(4, 4)
for i, color in ipairs { "red", "lime", "blue", "white" } do
  source.fill_style = color
  source:fill_rect((i - 1) % 2 * 2, (i - 1) // 2 * 2, 2, 2)
end
local R, G, B, W, N = { 255, 0, 0, 255 }, { 0, 255, 0, 255 }, { 0, 0, 255, 255 },
  { 255, 255, 255, 255 }, { 0, 0, 0, 0 }
local c = canvas(20, 20)

local function is(places)
  for place, color in pairs(places) do
    local x, y = place:match("(%d+) (%d+)")
    check.rgba(c, tonumber(x), tonumber(y), color)
  end
end

c:draw_image(source, 3, 5)
is { ["3 5"] = R, ["5 5"] = G, ["3 7"] = B, ["6 8"] = W, ["2 5"] = N, ["7 8"] = N, ["6 9"] = N }

c:reset()
c.image_smoothing_enabled = false
c:draw_image(source, 2, 2, 16, 8)
is { ["2 2"] = R, ["9 5"] = R, ["10 2"] = G, ["17 5"] = G, ["2 6"] = B, ["17 9"] = W, ["18 9"] = N,
  ["17 10"] = N }

c:reset()
c.image_smoothing_enabled = false
c:draw_image(source, 1, 1, 2, 2, 4, 4, 8, 8)
is { ["4 4"] = R, ["7 7"] = R, ["8 4"] = G, ["4 8"] = B, ["11 11"] = W, ["12 11"] = N }

-- Negative sizes span to the other side; the picture is not mirrored.
c:reset()
c.image_smoothing_enabled = false
c:draw_image(source, 4, 4, -4, -4, 14, 12, -8, -8)
is { ["6 4"] = R, ["13 4"] = G, ["6 11"] = B, ["13 11"] = W, ["5 4"] = N, ["14 11"] = N }

-- A part that reaches beyond the source is cut to it, and so is its place.
c:reset()
c.image_smoothing_enabled = false
c:draw_image(source, -4, -4, 8, 8, 0, 0, 16, 16)
is { ["7 7"] = N, ["8 8"] = R, ["15 15"] = W, ["16 15"] = N, ["8 7"] = N }

-- Nothing: sizes of 0, parts outside, NaN and infinities.
c:reset()
c:draw_image(source, 0, 0, 0, 10)
c:draw_image(source, 0, 0, 10, 0)
c:draw_image(source, 0, 0, 0, 4, 0, 0, 10, 10)
c:draw_image(source, 0, 0, 4, 0, 0, 0, 10, 10)
c:draw_image(source, 10, 10, 4, 4, 0, 0, 10, 10)
for _, bad in ipairs { nan, inf, -inf } do
  for count = 2, 8, 2 do
    if count ~= 6 then
      for i = 1, count do
        local n = { 0, 0, 4, 4, 0, 0, 4, 4 }
        n[i] = bad
        c:draw_image(source, table.unpack(n, 1, count))
      end
    end
  end
end
for y = 0, 19 do
  for x = 0, 19, 3 do
    check.rgba(c, x, y, N)
  end
end

-- Smoothing: between two pixels their mean; without it the nearest.
local two = canvas(2, 1)
two.fill_style = "white"
two:fill_rect(0, 0, 1, 1)
two.fill_style = "black"
two:fill_rect(1, 0, 1, 1)
c:reset()
c:draw_image(two, 0, 0, 20, 1)
check.rgba(c, 0, 0, W)
check.rgba(c, 19, 0, { 0, 0, 0, 255 })
check.rgba(c, 10, 0, { 115, 115, 115, 255 }, 2)
check.rgba(c, 7, 0, { 191, 191, 191, 255 }, 3)
-- The picture's edges do not fade. Beyond the part's edge its neighbours count, as the standard
-- says, if they are inside of the picture.
c:draw_image(source, 0, 0, 2, 2, 0, 0, 20, 20)
for i = 0, 14 do
  check.rgba(c, i, 0, R)
  check.rgba(c, 0, i, R)
end
check.rgba(c, 19, 0, { 140, 115, 0, 255 }, 2)
check.rgba(c, 0, 19, { 140, 0, 115, 255 }, 2)
-- Quality "high" takes the mean of all that a pixel covers.
local stripes = canvas(100, 1)
for x = 0, 99, 10 do
  stripes:fill_rect(x, 0, 5, 1)
end
for _, quality in ipairs { "medium", "high" } do
  c:reset()
  c.image_smoothing_quality = quality
  c:draw_image(stripes, 0, 0, 10, 1)
  check.rgba(c, 3, 0, { 0, 0, 0, 128 }, 2)
end

-- Alpha, operator, clip and transform.
c:reset()
c.global_alpha = 0.5
c:draw_image(source, 0, 0)
check.rgba(c, 0, 0, { 255, 0, 0, 128 }, 1)
c:reset()
c:translate(10, 10)
c:rotate(math.pi / 2)
c:draw_image(source, 0, 0)
is { ["9 10"] = R, ["9 13"] = G, ["6 10"] = B, ["6 13"] = W, ["10 10"] = N }
c:reset()
c:begin_path()
c:rect(0, 0, 1, 20)
c:clip()
c:draw_image(source, 0, 0)
is { ["0 0"] = R, ["1 0"] = N }
c:reset()
c:draw_image(source, 0, 0)
c.global_composite_operation = "copy"
c:draw_image(source, 10, 10)
is { ["0 0"] = N, ["10 10"] = R }
c:reset()
c:scale(0, 1)
c:draw_image(source, 0, 0)
check.rgba(c, 0, 0, N)

-- Itself, from a copy of itself.
c:reset()
c:draw_image(source, 0, 0)
c:draw_image(c, 2, 2)
is { ["1 1"] = R, ["2 2"] = R, ["4 2"] = G, ["2 4"] = B, ["5 5"] = W }
for i = 1, 100 do
  c:draw_image(c, 0, 0, 20, 20, 0.25, 0.25, 19.5, 19.5)
end

-- The source as it was at the call.
c:reset()
c:draw_image(source, 0, 0)
source:clear_rect(0, 0, 4, 4)
is { ["0 0"] = R }
source.fill_style = "red"
source:fill_rect(0, 0, 4, 4)
c:draw_image(source, 5, 5)
source.width = 10
is { ["5 5"] = R }
source.fill_style = "blue"
source:fill_rect(0, 0, 10, 4)
c:draw_image(source, 0, 0)
source:close()
is { ["9 3"] = B }

-- The screen is opaque as a source.
screen:clear_rect(0, 0, 64, 48)
c:draw_image(screen, 0, 0)
check.rgba(c, 5, 5, { 0, 0, 0, 255 })

-- Errors.
check.fails("InvalidStateError: bad argument #1 to 'draw_image' (the canvas is closed)",
  function() c:draw_image(source, 0, 0) end)
for count, numbers in pairs { [2] = { 1 }, [4] = { 1, 2, 3 }, [7] = { 1, 2, 3, 4, 5, 6 } } do
  check.fails("TypeError: draw_image(image, dx, dy), (image, dx, dy, dw, dh) or (image, sx, sy, sw, "
    .. "sh, dx, dy, dw, dh) expected, got " .. count .. " arguments",
    function() c:draw_image(two, table.unpack(numbers)) end)
end
check.fails("TypeError: bad argument #1 to 'draw_image' (image or canvas expected, got table)",
  function() c:draw_image({}, 0, 0) end)
check.fails("TypeError: bad argument #2 to 'draw_image' (number expected, got string)",
  function() c:draw_image(two, "x", 0) end)

-- Far out, and enormous.
c:reset()
for _, far in ipairs { 1e9, -1e9, 1e30, -1e30, 1e300 } do
  c:draw_image(two, far, far)
  c:draw_image(two, 0, 0, far, far)
  c:draw_image(two, -far, -far, 2 * far, 2 * far)
  c:draw_image(two, 0, 0, far, far, 0, 0, 20, 20)
  c:draw_image(two, 0, 0, 1e-300, 1e-300, 0, 0, far, far)
end
c:flush()
check.done()
