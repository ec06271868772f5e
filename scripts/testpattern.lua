-- A test pattern. Each part shows one way in which a screen, or fbrun's idea of it, can be wrong.

-- Eight bars with every combination of full red, green and blue. On a screen that mixes up its
-- channels the order is another one.
local function bars(x, y, width, height)
  local colors = { "white", "yellow", "cyan", "lime", "magenta", "red", "blue", "black" }
  for i, color in ipairs(colors) do
    local left = x + (i - 1) * width / #colors
    fill(left, y, width / #colors, height, color)
  end
end

-- From dark to bright: red, green, blue and grey, from the top. Steps in them mean few bits a
-- channel; a jump back to dark in the middle means that bits are in the wrong place.
local function gradients(x, y, width, height)
  local channels = { 0x010000, 0x000100, 0x000001, 0x010101 }
  for i, channel in ipairs(channels) do
    local top = y + (i - 1) * height / #channels
    for column = 0, width - 1 do
      local level = column * 255 // math.max(width - 1, 1)
      fill(x + column, top, 1, height / #channels, level * channel)
    end
  end
end

-- Every second pixel: columns, rows, and single points. A screen that stretches the picture shows
-- waves or a flat grey here.
local function grids(x, y, width, height)
  local third = width // 3
  for column = 0, third - 1, 2 do
    line(x + column, y, x + column, y + height - 1, "white")
  end
  for row = 0, height - 1, 2 do
    line(x + third, y + row, x + 2 * third - 1, y + row, "white")
  end
  for row = 0, height - 1 do
    for column = row % 2, third - 1, 2 do
      point(x + 2 * third + column, y + row, "white")
    end
  end
end

-- The very edge of the picture, and a mark in each corner: red, green, blue and yellow, clockwise
-- from the top left. What is cut off, turned or mirrored is seen at once.
local function edges()
  local size = h // 12
  local right, bottom = w - 1, h - 1
  fill(0, 0, size, size, "red")
  fill(w - size, 0, size, size, "lime")
  fill(w - size, h - size, size, size, "blue")
  fill(0, h - size, size, size, "yellow")
  line(0, 0, right, 0, "white")
  line(right, 0, right, bottom, "white")
  line(right, bottom, 0, bottom, "white")
  line(0, bottom, 0, 0, "white")
end

-- All that stands still is drawn once, on a canvas of its own.
local still

local function draw_still()
  still = canvas(w, h)
  draw_to(still, function()
    clear("black")
    bars(0, 0, w, h // 2)
    gradients(0, h // 2, w, h // 4)
    grids(w // 4, h * 3 // 4, w // 2, h // 4)
    edges()
  end)
end

setup = draw_still
resize = draw_still

-- A bar crosses the screen in four seconds. Where its edges break, the screen shows parts of two
-- frames at a time ("tearing").
function draw()
  image(still, 0, 0)
  local width = w / 20
  fill(now() / 4 % 1 * (w + width) - width, h / 8, width, h / 4, "gray")
end
