-- Pictures: what the emulated monitor shows, and what it should show. Rows of RGB bytes.
local Picture = {}
Picture.__index = Picture

local picture = {}

local function new(width, height, rows)
  return setmetatable({width = width, height = height, rows = rows}, Picture)
end

-- Reads a PPM (P6). QEMU pads rows to four bytes if the width is no multiple of four.
function picture.read(path)
  local file <close> = assert(io.open(path, "rb"))
  local text = file:read("a")
  local width, height, start = text:match("^P6%s+(%d+)%s+(%d+)%s+255%s()")
  assert(width, path .. " is no PPM")
  width, height = math.tointeger(width), math.tointeger(height)
  local size = #text - start + 1
  local stride = size // height
  assert(stride >= 3 * width and stride * height == size, path .. " has a wrong length")
  local rows = {}
  for y = 0, height - 1 do
    local first = start + y * stride
    rows[y + 1] = text:sub(first, first + 3 * width - 1)
  end
  return new(width, height, rows)
end

local function rgb(color)
  return string.char(color >> 16 & 255, color >> 8 & 255, color & 255)
end

-- A picture from color(x, y), which returns 0xRRGGBB.
function picture.make(width, height, color)
  local rows, pixels = {}, {}
  for y = 0, height - 1 do
    for x = 0, width - 1 do
      pixels[x + 1] = rgb(color(x, y))
    end
    rows[y + 1] = table.concat(pixels)
  end
  return new(width, height, rows)
end

-- A picture of rectangles {x, y, width, height, 0xRRGGBB} on black, later ones on top. Much faster
-- than make.
function picture.rectangles(width, height, list)
  local rows, row = {}, nil
  local edges = {[0] = true}
  for _, r in ipairs(list) do
    edges[r[2]], edges[r[2] + r[4]] = true, true
  end
  for y = 0, height - 1 do
    if edges[y] then
      row = ("\0"):rep(3 * width)
      for _, r in ipairs(list) do
        if y >= r[2] and y < r[2] + r[4] then
          row = row:sub(1, 3 * r[1]) .. rgb(r[5]):rep(r[3]) .. row:sub(3 * (r[1] + r[3]) + 1)
        end
      end
    end
    rows[y + 1] = row
  end
  return new(width, height, rows)
end

-- What scripts/tophalf.lua draws.
function picture.tophalf(width, height)
  return picture.rectangles(width, height, {{0, 0, width, height // 2, 0xffffff}})
end

-- 0xRRGGBB
function Picture:pixel(x, y)
  assert(x >= 0 and x < self.width and y >= 0 and y < self.height, "pixel outside of the picture")
  local r, g, b = self.rows[y + 1]:byte(3 * x + 1, 3 * x + 3)
  return r << 16 | g << 8 | b
end

-- Turned clockwise by 0, 90, 180 or 270 degrees.
function Picture:rotated(degrees)
  local w, h = self.width, self.height
  local from = {
    [0] = function(x, y) return x, y end,
    [90] = function(x, y) return y, h - 1 - x end,
    [180] = function(x, y) return w - 1 - x, h - 1 - y end,
    [270] = function(x, y) return w - 1 - y, x end,
  }
  local aside = degrees % 180 ~= 0
  return picture.make(aside and h or w, aside and w or h, function(x, y)
    return self:pixel(from[degrees](x, y))
  end)
end

function Picture:save(path)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(("P6\n%d %d\n255\n"):format(self.width, self.height), table.concat(self.rows)))
end

-- The first x at which two rows differ by more than the tolerance in a channel.
local function first_difference(a, b, tolerance)
  for i = 1, #a, 300 do
    if a:sub(i, i + 299) ~= b:sub(i, i + 299) then
      for j = i, math.min(i + 299, #a) do
        if math.abs(a:byte(j) - b:byte(j)) > tolerance then
          return (j - 1) // 3
        end
      end
    end
  end
end

-- True if both are the same within the tolerance, a difference per channel of 0 to 255. Else false,
-- and text that says where they differ.
function Picture:matches(expected, tolerance)
  tolerance = tolerance or 0
  if type(expected) == "function" then
    expected = picture.make(self.width, self.height, expected)
  end
  if self.width ~= expected.width or self.height ~= expected.height then
    return false, ("the picture has %dx%d pixels, expected %dx%d"):format(self.width, self.height,
      expected.width, expected.height)
  end
  local count, first, top, bottom = 0, nil, nil, nil
  local known = {} -- most pictures have few different rows
  for y, row in ipairs(self.rows) do
    local other = expected.rows[y]
    if row ~= other then
      local key = row .. other
      if known[key] == nil then
        known[key] = first_difference(row, other, tolerance) or false
      end
      local x = known[key]
      if x then
        count = count + 1
        first = first or {x, y - 1}
        top, bottom = top or y - 1, y - 1
      end
    end
  end
  if not first then
    return true
  end
  local x, y = first[1], first[2]
  return false, ("the pictures differ in %d of %d rows, from %d to %d, first at %d,%d: " ..
    "#%06x, expected #%06x"):format(count, self.height, top, bottom, x, y, self:pixel(x, y),
    expected:pixel(x, y))
end

return picture
