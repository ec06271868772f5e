-- The quick functions on the screen.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

-- How many pixels of the screen have the colour, and the rectangle around them.
local function find(color)
  local count, x0, y0, x1, y1 = 0, w, h, -1, -1
  for y = 0, h - 1 do
    for x = 0, w - 1 do
      if pixel(x, y) == color then
        count = count + 1
        x0, y0 = math.min(x0, x), math.min(y0, y)
        x1, y1 = math.max(x1, x), math.max(y1, y)
      end
    end
  end
  return { count, x0, y0, x1, y1 }
end

local function on_black(fn, ...)
  clear()
  fn(...)
  return find(0xff0000)
end

check.list({ pixel(0, 0) }, { 0, 1 }) -- a screen begins black, and is opaque
clear("red")
check.list(find(0xff0000), { 64 * 48, 0, 0, 63, 47 })
clear(nil)
check.list(find(0), { 64 * 48, 0, 0, 63, 47 })

-- Left is floor(x + 0.5), right floor(x + w + 0.5).
check.list(on_black(fill, 2, 3, 4, 5, "red"), { 20, 2, 3, 5, 7 })
check.list(on_black(fill, 0.5, 0.5, 1, 1, "red"), { 1, 1, 1, 1, 1 })
check.list(on_black(fill, 0.4, 0.4, 1, 1, "red"), { 1, 0, 0, 0, 0 })
check.list(on_black(fill, 10, 10, -4, -5, "red"), { 20, 6, 5, 9, 9 })
check.list(on_black(fill, -inf, 3, inf, 1, "red"), { 0, 64, 48, -1, -1 }) -- -inf + inf is no place
check.list(on_black(fill, 3, 3, inf, 1, "red"), { 61, 3, 3, 63, 3 })
check.list(on_black(fill, 60, 40, 1e300, 1e300, "red"), { 32, 60, 40, 63, 47 })
for _, bad in ipairs { nan, -nan } do
  check.equal(on_black(fill, bad, 0, 9, 9, "red")[1], 0)
  check.equal(on_black(fill, 0, 0, 9, bad, "red")[1], 0)
  check.equal(on_black(point, bad, 0, "red")[1], 0)
  check.equal(on_black(line, 0, 0, 9, bad, "red")[1], 0)
end

check.list(on_black(point, 5, 6, "red"), { 1, 5, 6, 5, 6 })
check.list(on_black(point, 5.9, 6.9, "red"), { 1, 5, 6, 5, 6 })
check.list(on_black(point, -0.1, 0, "red"), { 0, 64, 48, -1, -1 })
check.list(on_black(point, inf, inf, "red"), { 0, 64, 48, -1, -1 })

check.list(on_black(line, 2, 3, 9, 3, "red"), { 8, 2, 3, 9, 3 })
check.list(on_black(line, 9, 2, 9, 9, "red", { width = 1 }), { 8, 9, 2, 9, 9 })
check.list(on_black(line, 0, 0, 0, 0, "red", {}), { 1, 0, 0, 0, 0 })

check.equal(pixel(-1, 0), nil)
check.equal(pixel(64, 0), nil)
check.equal(pixel(nan, 0), nil)
check.equal(select("#", pixel(64, 0)), 1)

check.refuses("fill(x, y, w, h, colour) draws a rectangle; to colour everything use "
  .. "clear(colour)", "fill('red')")
check.refuses("fill(x, y, w, h, colour): 5 arguments expected, got 0", "fill()")
check.refuses("fill(x, y, w, h, colour): 5 arguments expected, got 6", "fill(1, 2, 3, 4, 5, 6)")
check.refuses("bad argument #2 to 'fill' (number expected, got table)", "fill(1, {}, 3, 4, 5)")
check.refuses("clear(colour): 0 to 1 arguments expected, got 2", "clear(1, 2)")
check.refuses("point(x, y, colour): 3 arguments expected, got 2", "point(1, 2)")
check.refuses("pixel(x, y): 2 arguments expected, got 1", "pixel(1)")
check.refuses("line(x1, y1, x2, y2, colour, {width=, cap=, dash=}): 5 to 6 arguments expected, "
  .. "got 4", "line(1, 2, 3, 4)")
check.refuses("bad argument #6 to 'line' (unknown option 'widht'; line knows: width, cap, join, dash)",
  "line(1, 2, 3, 4, 5, {widht=2})")
check.refuses("bad argument #6 to 'line' (unknown option '1'; line knows: width, cap, join, dash)",
  "line(1, 2, 3, 4, 5, {2})")
check.refuses("bad argument #6 to 'line' (table expected, got number)", "line(1, 2, 3, 4, 5, 6)")

-- Files: the world's failure comes back as nil, message, code.
local ok, message, code = screenshot("no such folder/x.png")
check.equal(ok, nil)
check.equal(message:match("No such file or directory"), "No such file or directory")
check.equal(code, 2)
check.refuses("bad argument #1 to 'image' (image or canvas expected, got nil (last failure: "
  .. message .. "))", "image(nil, 0, 0)")
check.refuses("bad argument #1 to 'screenshot' (path expected, got a string with a zero byte)",
  [[screenshot("x\0.png")]])
check.equal(select(2, display_power(false)), "this display has no panel to switch off")
check.refuses("display_power(on): 1 argument expected, got 0", "display_power()")
check.refuses("bad argument #1 to 'display_power' (boolean expected, got number)", "display_power(1)")
check.refuses("screenshot(path): 1 argument expected, got 0", "screenshot()")
local path = os.tmpname()
check.equal(screenshot(path .. ".ppm"), true)
local file = assert(io.open(path .. ".ppm", "rb"))
check.equal(file:read(2), "P6")
file:close()
os.remove(path .. ".ppm")
os.remove(path)

local s = stats()
for _, name in ipairs { "frames", "commands", "flushes", "lists_skipped", "tiles_drawn",
  "tiles_skipped", "memory" } do
  check.equal(math.type(s[name]), "integer", name)
end
assert(s.commands > 0 and s.memory > 0)
check.done()
