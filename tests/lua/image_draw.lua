-- Images wherever a canvas may be drawn from.
local check = require "check"
local png = require "png"

-- 4x4 in quarters: red, lime / blue, white.
local img = assert(decode_image(png.make(4, 4, function(x, y)
  if y < 2 then
    return x < 2 and 255 or 0, x < 2 and 0 or 255, 0, 255
  end
  return x < 2 and 0 or 255, x < 2 and 0 or 255, 255, 255
end)))
local R, G, B, W = 0xff0000, 0x00ff00, 0x0000ff, 0xffffff

local function is(places)
  for place, color in pairs(places) do
    local x, y = place:match("(%d+) (%d+)")
    local got = pixel(tonumber(x), tonumber(y))
    if got ~= color then
      error(("%s: expected %06x, got %06x"):format(place, color, got), 2)
    end
  end
end

-- The quick functions.
image(img, 3, 5)
is { ["3 5"] = R, ["5 5"] = G, ["3 7"] = B, ["6 8"] = W, ["7 8"] = 0 }
clear()
image(img, 2, 2, 16, 8, { smooth = false })
is { ["2 2"] = R, ["10 2"] = G, ["2 6"] = B, ["17 9"] = W, ["18 9"] = 0 }
clear()
image(img, 2, 2, 8, 8, { src = { 2, 0, 2, 2 }, tint = 0x808080 })
is { ["2 2"] = 0x008000, ["9 9"] = 0x008000, ["10 9"] = 0 }
clear()
images(img, { 0, 0, 20.4, 10 })
is { ["0 0"] = R, ["3 3"] = W, ["20 10"] = R, ["23 13"] = W }
clear()
image(img, 0, 0, { columns = 2, frame = 2 })
is { ["0 0"] = G, ["1 3"] = W, ["2 0"] = 0 }
clear()
image(img, 0, 0, { src = { 0, 0, 2, 2 }, columns = 2, frame = 3 })
is { ["0 0"] = B, ["1 1"] = B, ["2 0"] = 0 }
image(img, 0, 0, { frame = 1 })
check.fails("bad argument #4 to 'image' (frame= a whole number from 1 to 1 expected, got 2)",
  function() image(img, 0, 0, { frame = 2 }) end)
check.fails("bad argument #4 to 'image' (src={0, 0, 5, 4} is not inside of the image, which is 4x4)",
  function() image(img, 0, 0, { src = { 0, 0, 5, 4 } }) end)

-- draw_image in its three forms.
clear()
screen:draw_image(img, 3, 5)
is { ["3 5"] = R, ["5 5"] = G, ["3 7"] = B, ["6 8"] = W, ["7 8"] = 0 }
clear()
screen.image_smoothing_enabled = false
screen:draw_image(img, 2, 2, 16, 8)
is { ["2 2"] = R, ["10 2"] = G, ["2 6"] = B, ["17 9"] = W, ["18 9"] = 0 }
clear()
screen:draw_image(img, 1, 1, 2, 2, 4, 4, 8, 8)
is { ["4 4"] = R, ["8 4"] = G, ["4 8"] = B, ["11 11"] = W, ["12 11"] = 0 }
screen:reset()

-- A pattern outlives its image.
clear()
local short = assert(decode_image(png.make(2, 1, function(x) return x * 255, 255, 0, 255 end)))
screen.fill_style = screen:create_pattern(short, "repeat")
short:close()
screen:fill_rect(0, 0, 20, 3)
is { ["0 0"] = G, ["1 0"] = 0xffff00, ["18 2"] = G, ["19 2"] = 0xffff00 }

-- On other canvases, which keep it.
local c = canvas(8, 8)
draw_to(c, function() image(img, 0, 0, 8, 8, { smooth = false }) end)
clear()
image(c, 0, 0)
is { ["0 0"] = R, ["7 7"] = W }

-- Drawn small: each pixel is the mean of what it covers, wherever it lies. A chessboard of single
-- pixels is grey; one that is merely sampled flickers as it moves.
local board = assert(decode_image(png.make(256, 128, function(x, y)
  local v = (x + y) % 2 * 255
  return v, v, v, 255
end)))
local function check_grey(tolerance, what)
  for y = 2, 13 do
    for x = 2, 29 do
      local grey = pixel(x, y) & 255
      assert(math.abs(grey - 128) <= tolerance, what .. ": " .. grey)
    end
  end
end
for i = 0, 9 do
  clear("grey")
  image(board, i * 0.13, i * 0.07, 32, 16)
  check_grey(1, "an eighth")
  clear("grey")
  image(board, -i * 0.1, -i * 0.1, 64 + i * 1.7, 32 + i * 0.85)
  check_grey(1, "a quarter and more")
  clear("grey")
  image(board, 0, 0, 40, 20, { rotate = -i * 0.01 })
  check_grey(1, "turned")
end
screen.image_smoothing_quality = "medium"
clear("grey")
screen:draw_image(board, 0.3, 0.3, 40, 20)
check_grey(1, "medium")
screen.image_smoothing_quality = "high"
clear("grey")
screen:draw_image(board, 0.3, 0.3, 40, 20)
check_grey(14, "high") -- the exact mean of 6.4 x 6.4 pixels of a chessboard is not quite grey

-- Cells of a sheet do not run into each other, however small they are drawn.
local sheet = assert(decode_image(png.make(66, 33, function(x)
  return x < 33 and 255 or 0, x < 33 and 0 or 255, 0, 255
end)))
clear()
image(sheet, 0, 0, 5, 5, { columns = 2, frame = 1 })
image(sheet, 10, 0, 5, 5, { columns = 2, frame = 2 })
for i = 0, 4 do
  is { [i .. " 2"] = R, [10 + i .. " 2"] = G }
end
check.done()
