-- image and images with their options.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

-- 4x4 in quarters: red, lime / blue, white.
local c = canvas(4, 4)
draw_to(c, function()
  fill(0, 0, 2, 2, "red")
  fill(2, 0, 2, 2, "lime")
  fill(0, 2, 2, 2, "blue")
  fill(2, 2, 2, 2, "white")
end)
local R, G, B, W = 0xff0000, 0x00ff00, 0x0000ff, 0xffffff

local function is(places, what)
  for place, color in pairs(places) do
    local x, y = place:match("(%d+) (%d+)")
    local got = pixel(tonumber(x), tonumber(y))
    if got ~= color then
      error(("%s at %s: expected %06x, got %06x"):format(what or "pixel", place, color, got), 2)
    end
  end
end
local function drawn(...)
  clear()
  image(c, ...)
end

-- Its own size: whole pixels.
drawn(3.4, 5.4)
is { ["3 5"] = R, ["6 8"] = W, ["2 5"] = 0, ["7 8"] = 0 }

-- Scaled.
drawn(2, 2, 16, 8, { smooth = false })
is { ["2 2"] = R, ["9 5"] = R, ["10 2"] = G, ["2 6"] = B, ["17 9"] = W, ["18 9"] = 0, ["17 10"] = 0 }
drawn(2, 2, 16, 8)
is { ["2 2"] = R, ["17 9"] = W, ["18 9"] = 0 }
assert(pixel(9, 2) ~= R) -- smoothed between its colours
drawn(2, 2, 8, 8, { src = { 2, 0, 2, 2 } })
is { ["2 2"] = G, ["9 9"] = G, ["10 9"] = 0 }
drawn(0, 0, 0, 5)
is { ["0 0"] = 0 }

-- fit.
drawn(0, 0, 40, 20, { fit = "contain", smooth = false }) -- 20x20 in the middle
is { ["9 5"] = 0, ["10 5"] = R, ["29 19"] = W, ["30 5"] = 0 }
drawn(0, 0, 40, 20, { fit = "cover", smooth = false }) -- 40x40, cut above and below
is { ["0 0"] = R, ["39 19"] = W, ["0 9"] = R, ["0 10"] = B, ["0 20"] = 0 }

-- anchor and rotate: the anchor comes to x, y, and the image turns about it.
drawn(10, 10, { anchor = { 0.5, 0.5 } })
is { ["8 8"] = R, ["11 11"] = W, ["7 8"] = 0, ["12 11"] = 0 }
drawn(10, 10, 8, 8, { anchor = { 1, 1 }, smooth = false })
is { ["2 2"] = R, ["9 9"] = W, ["10 10"] = 0 }
drawn(10, 10, { anchor = { 0.5, 0.5 }, rotate = math.pi / 2 })
is { ["11 8"] = R, ["11 11"] = G, ["8 8"] = B, ["8 11"] = W }
drawn(10, 10, { rotate = math.pi / 2 })
is { ["9 10"] = R, ["9 13"] = G, ["6 10"] = B, ["6 13"] = W, ["10 10"] = 0 }

-- alpha, tint, and the quick functions' own state.
clear("black")
image(c, 0, 0, { alpha = 0.5 })
is { ["0 0"] = 0x800000, ["3 3"] = 0x808080 }
clear("black")
image(c, 0, 0, { tint = 0xff8000 })
is { ["0 0"] = R, ["2 0"] = 0x008000, ["0 2"] = 0, ["2 2"] = 0xff8000 }
clear("black")
push()
alpha(0.5)
translate(10, 0)
image(c, 0, 0)
image(c, 10, 0, { alpha = 0.5 })
pop()
is { ["10 0"] = 0x800000, ["0 0"] = 0 }
assert(math.abs((pixel(20, 0) >> 16) - 64) <= 1)
clear()
push()
scale(2)
image(c, 1, 1, { smooth = false })
pop()
is { ["2 2"] = R, ["9 9"] = W, ["10 9"] = 0 }
clear("red")
push()
blend("destination-over")
image(c, 0, 0)
pop()
is { ["2 0"] = R }
clear()
push()
clip(1, 1, 2, 2)
image(c, 0, 0)
pop()
is { ["0 0"] = 0, ["1 1"] = R, ["2 2"] = W, ["3 3"] = 0 }

-- slice: corners keep their size.
local frame = canvas(6, 6)
draw_to(frame, function()
  fill(0, 0, 6, 6, "red")
  fill(2, 2, 2, 2, "lime")
end)
clear()
image(frame, 5, 5, 30, 20, { slice = { 2, 2, 2, 2 }, smooth = false })
is { ["5 5"] = R, ["6 6"] = R, ["7 7"] = G, ["32 22"] = G, ["33 22"] = R, ["32 23"] = R,
  ["34 24"] = R, ["35 24"] = 0 }

-- Turned, nothing shows through between its parts: no pixel inside is lighter than the panel.
local panel = canvas(24, 24)
draw_to(panel, function() clear("#003") end)
local function lightest()
  local most = 0
  for y = 12, 35 do
    for x = 20, 43 do
      most = math.max(most, pixel(x, y) >> 16)
    end
  end
  return most
end
for _, angle in ipairs { 0.1, 0.7, math.pi / 2, -2 } do
  local opts = { slice = { 8, 8, 8, 8 }, anchor = { 0.5, 0.5 }, rotate = angle }
  clear("white")
  image(panel, 32, 24, 40.3, 38, opts)
  check.list({ lightest(), (pixel(1, 1)) }, { 0, 0xffffff })
  clear("white")
  push()
  translate(32, 24)
  scale(1.3, 1.1)
  image(panel, 0, 0, -36, -35.7, opts)
  pop()
  check.list({ lightest(), (pixel(1, 1)) }, { 0, 0xffffff })
end
clear("black")
push()
translate(20, 4)
rotate(math.pi / 2)
image(frame, 0, 0, 20, 12, { slice = { 2, 2, 2, 2 }, smooth = false, tint = 0xffff80, alpha = 0.5 })
pop()
is { ["19 4"] = 0x800000, ["17 6"] = 0x008000, ["10 21"] = 0x008000, ["10 22"] = 0x800000,
  ["8 23"] = 0x800000, ["20 4"] = 0, ["10 24"] = 0 }

-- images.
clear()
images(c, { 0, 0, 10, 5, 20.4, 10 })
is { ["0 0"] = R, ["13 8"] = W, ["20 10"] = R, ["5 5"] = 0 }
clear()
images(c, { 10, 10, 30, 10 }, { anchor = { 0.5, 0.5 }, rotate = math.pi, alpha = 1 })
is { ["8 8"] = W, ["31 11"] = R }
images(c, {})
images(c, { nan, 0, 0, inf })
local many = {}
for i = 1, 20000 do
  many[i] = i % 60
end
images(c, many)
is { ["1 2"] = R }

-- Of the target itself, and of the screen.
clear()
fill(0, 0, 2, 2, "red")
image(screen, 10, 10)
is { ["10 10"] = R, ["12 12"] = 0 }
image(screen, 0, 24, 32, 24)
is { ["0 24"] = R }
draw_to(c, function() image(screen, 0, 0) end)
check.rgba(c, 0, 0, { 255, 0, 0, 255 })
check.rgba(c, 3, 3, { 0, 0, 0, 255 })

-- Nothing, and far out.
for _, bad in ipairs { nan, inf, -inf, 1e30, -1e30, 1e300 } do
  image(c, bad, 0)
  image(c, 0, bad)
  image(c, 0, 0, bad, 5)
  image(c, 0, 0, 5, bad)
  image(c, 0, 0, { rotate = bad == bad and bad or 0 })
  image(panel, 0, 0, bad, bad, { slice = { 8, 8, 8, 8 }, rotate = 1 })
end
for _, size in ipairs { 0, 0.2, 1, 5, 5000, 50000 } do
  image(panel, 0, 0, size, 3, { slice = { 8, 8, 8, 8 }, rotate = 1 })
end

-- frame and columns: src is the first frame of a sheet; without it the sheet is one row.
local sheet = canvas(6, 4)
draw_to(sheet, function()
  for i = 0, 5 do
    fill(i % 3 * 2, i // 3 * 2, 2, 2, i * 0x111111)
  end
end)
for i = 1, 6 do
  clear("white")
  image(sheet, 3, 3, { src = { 0, 0, 2, 2 }, columns = 3, frame = i })
  check.list({ (pixel(3, 3)), (pixel(4, 4)), (pixel(5, 5)) },
    { (i - 1) * 0x111111, (i - 1) * 0x111111, 0xffffff })
end
clear("white")
images(sheet, { 0, 0, 10, 0 }, { columns = 3, frame = 2 })
check.list({ (pixel(0, 0)), (pixel(1, 3)), (pixel(2, 0)), (pixel(11, 2)), (pixel(0, 4)) },
  { 0x111111, 0x444444, 0xffffff, 0x444444, 0xffffff })
clear("white")
image(sheet, 0, 0, 20, 20, { columns = 3, smooth = false }) -- the first one
check.list({ (pixel(19, 0)), (pixel(19, 19)), (pixel(20, 0)) }, { 0, 0x333333, 0xffffff })

-- Errors.
check.refuses("bad argument #4 to 'image' (frame= needs columns=, how many a row of the sheet has)",
  "image(screen, 0, 0, {frame=2})")
check.refuses("bad argument #4 to 'image' (columns= a whole number from 1 to 64 expected, got 65)",
  "image(screen, 0, 0, {columns=65})")
check.refuses("bad argument #4 to 'image' (columns= a whole number from 1 to 64 expected, got 0.5)",
  "image(screen, 0, 0, {columns=0.5})")
check.refuses("bad argument #4 to 'image' (frame= a whole number from 1 on expected, got 0)",
  "image(screen, 0, 0, {columns=2, frame=0})")
check.refuses("bad argument #4 to 'image' (frame=3 is not inside of the image, which is 64x48)",
  "image(screen, 0, 0, {columns=2, frame=3})")
check.refuses("bad argument #3 to 'images' (frame=9223372036854775807 is not inside of the image, "
  .. "which is 64x48)", "images(screen, {}, {columns=1, src={0, 0, 1, 1}, frame=math.maxinteger})")
check.refuses("bad argument #4 to 'image' (frame=5 is not inside of the image, which is 64x48)",
  "image(screen, 0, 0, {columns=2, src={1, 0, 32, 20}, frame=5})")
check.refuses("bad argument #4 to 'image' (unknown option 'scr'; image knows: src, fit, anchor, "
  .. "rotate, alpha, tint, smooth, frame, columns, slice)", "image(screen, 0, 0, {scr={}})")
check.refuses("bad argument #4 to 'image' (fit= needs a box: image(img, x, y, w, h, {fit=}))",
  "image(screen, 0, 0, {fit='cover'})")
check.refuses("bad argument #6 to 'image' (fit=\"cover\" or \"contain\" expected, got 'fill')",
  "image(screen, 0, 0, 5, 5, {fit='fill'})")
check.refuses("bad argument #4 to 'image' (anchor= a list of 2 numbers expected)",
  "image(screen, 0, 0, {anchor=5})")
check.refuses("bad argument #4 to 'image' (rotate= a number expected, got table)",
  "image(screen, 0, 0, {rotate={}})")
check.refuses("bad argument #4 to 'image' (rotate= a number expected, got "
  .. tostring(0 / 0) .. ")", "image(screen, 0, 0, {rotate=0/0})")
check.refuses("bad argument #4 to 'image' (tint=: 'rod' is not a CSS colour)",
  "image(screen, 0, 0, {tint='rod'})")
check.refuses("bad argument #4 to 'image' (slice={left, top, right, bottom} expected, in whole "
  .. "pixels)", "image(screen, 0, 0, {slice={1, 2, 3, 0.5}})")
check.refuses("bad argument #4 to 'image' (the edges of slice= are wider than the image, which is "
  .. "64x48)", "image(screen, 0, 0, {slice={40, 0, 40, 0}})")
check.refuses("images(img, {x, y, …}, {src=}): 2 to 3 arguments expected, got 1", "images(screen)")
check.refuses("bad argument #2 to 'images' (points {x, y, x, y, …} expected, got an odd number of "
  .. "them)", "images(screen, {1})")
check.refuses("bad argument #1 to 'images' (image or canvas expected, got number)", "images(1, {})")
check.done()
