-- load_image and decode_image: what they return, their options, and files that are no pictures.
local check = require "check"
local jpeg, png = require "jpeg", require "png"

local path = os.tmpname()
local function write(bytes)
  local file = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
end

-- What an image knows.
write(png.make(6, 4, function(x, y) return x * 40, y * 60, 7, 255 end))
local img = assert(load_image(path))
check.list({ img.width, img.height, img.natural_width, img.natural_height, img.frames, img.state,
  img.duration, img:frame(7) }, { 6, 4, 6, 4, 1, "ready", 0.0, 1 })
check.equal(img.error, nil)
check.equal(img.warning, nil)
check.equal(tostring(img), "image (6x4)")
image(img, 3, 2)
check.equal(pixel(8, 5), 0xc8b407)
check.equal(pixel(2, 2), 0)

-- From bytes, and with transparency.
local glass = assert(decode_image(png.plain(2, 2, 255, 0, 0, 128)))
clear("white")
image(glass, 0, 0)
check.equal(pixel(1, 1), 0xff7f7f)

-- What it was read from may go.
local other = assert(decode_image(png.plain(3, 5, 1, 2, 3)))
os.remove(path)
collectgarbage()
image(img, 0, 0)
check.equal(pixel(5, 3), 0xc8b407)

-- A JPEG that is shown smaller is decoded smaller; its own size stays known.
local photo = jpeg.make(16, 8, function(x, y) return 8 * x + y end)
local small = assert(decode_image(photo, { width = 40, height = 20 }))
check.list({ small.width, small.height, small.natural_width, small.natural_height },
  { 48, 24, 128, 64 })
check.list({ decode_image(photo, { width = 1000 }).width, decode_image(photo).width }, { 128, 128 })
image(small, 0, 0)
check.equal(pixel(1, 1), 0)
check.equal(pixel(13, 1), 0x202020)

-- Other still pictures are halved while it stays no smaller than it is shown.
local stripes = png.make(65, 32, function(x) return x % 2 * 255, 0, 0, 255 end)
for size, expected in pairs { [15] = "17x8", [17] = "17x8", [18] = "33x16", [33] = "33x16",
  [34] = "65x32", [1] = "1x1", [32767] = "65x32" } do
  local halved = assert(decode_image(stripes, { width = size }))
  check.equal(halved.width .. "x" .. halved.height, expected)
  check.list({ halved.natural_width, halved.natural_height }, { 65, 32 })
end
check.equal(decode_image(stripes, { width = 1, height = 16 }).width, 33)
image(assert(decode_image(stripes, { height = 4 })), 0, 0)
check.list({ (pixel(0, 0)), (pixel(7, 3)) }, { 0x800000, 0x800000 })

-- A JPEG that was cut: what there is, and a warning.
local cut = assert(decode_image(photo:sub(1, #photo * 3 // 4)))
check.equal(cut.warning, "the file is cut short or corrupt: part of the picture is missing")
check.list({ cut.width, cut.height, cut.state }, { 128, 64, "ready" })
image(cut, 0, 0)
check.equal(pixel(4 * 8, 4), 0x202020)

-- The world's failures: nil, message, code.
local function failure(text, code, ...)
  local result = table.pack(...)
  check.list({ result.n, result[1], result[2], result[3] }, { 3, nil, text, code })
end
failure("cannot read " .. path .. ": No such file or directory", 2, load_image(path))
failure("cannot read .: it is a directory, not a regular file", 0, load_image("."))
write("I am a picture")
failure(path .. ': expected a PNG, JPEG, GIF, WebP or SVG, but it begins with "I am a p"', 0,
  load_image(path))
write("")
failure(path .. ": expected a picture, but it is empty", 0, load_image(path))
failure("decode_image: expected a picture, but it is empty", 0, decode_image(""))
write("\x89PNG\r\n\x1a\n and then a text")
local nothing, message = load_image(path)
check.equal(nothing, nil)
check.equal(message:sub(1, #path + 2), path .. ": ")
local whole = png.plain(20, 20, 9, 9, 9)
for i = 1, #whole - 40, 97 do -- a file that is cut is an error or a warning, and never more
  local got, text = decode_image(whole:sub(1, i))
  assert(got == nil and #text > 0 or got.warning)
end
os.remove(path)

-- Limits, and the options that raise them.
local header = "\x89PNG\r\n\x1a\n"
  .. png.chunk("IHDR", (">I4I4BBBBB"):pack(100000, 100000, 8, 6, 0, 0, 0)) .. "ten bytes."
nothing, message = decode_image(header)
assert(nothing == nil and message:find("max_pixels", 1, true), message)
for option, limit in pairs { max_pixels = 399, max_bytes = 1000 } do
  nothing, message = decode_image(whole, { [option] = limit })
  assert(nothing == nil and message:find(option, 1, true), message)
end
check.equal(decode_image(whole, { max_pixels = 400, max_bytes = 100000, max_frames = 1 }).width, 20)
check.equal(decode_image(whole, { max_pixels = math.maxinteger }).width, 20)

-- The script's mistakes.
check.refuses("load_image(path, {async=}): 1 to 2 arguments expected, got 0", "load_image()")
check.refuses("decode_image(bytes, {async=}): 1 to 2 arguments expected, got 3",
  "decode_image(1, 2, 3)")
check.refuses("bad argument #1 to 'load_image' (string expected, got table)", "load_image {}")
check.refuses("bad argument #1 to 'load_image' (path expected, got a string with a zero byte)",
  [[load_image("a\0.png")]])
check.refuses("bad argument #1 to 'decode_image' (string expected, got nil)", "decode_image(nil)")
check.refuses("bad argument #2 to 'load_image' (unknown option 'sync'; load_image knows: async, "
  .. "width, height, max_pixels, max_bytes, max_frames)", "load_image('x', {sync=true})")
check.refuses("bad argument #2 to 'decode_image' (unknown option '1'; decode_image knows: async, "
  .. "width, height, max_pixels, max_bytes, max_frames)", "decode_image('x', {1})")
check.refuses("bad argument #2 to 'load_image' (table expected, got number)", "load_image('x', 5)")
for bad, got in pairs { ["0"] = "0", ["-1"] = "-1", ["32768"] = "32768", ["1.5"] = "1.5",
  ["'wide'"] = "string", ["{}"] = "table" } do
  check.refuses("bad argument #2 to 'load_image' (width= a whole number from 1 to 32767 expected, got "
    .. got .. ")", "load_image('x', {width=" .. bad .. "})")
end
check.refuses("bad argument #2 to 'load_image' (height= a whole number from 1 to 32767 expected, got 0)",
  "load_image('x', {height=0})")
check.refuses("bad argument #2 to 'load_image' (max_pixels= a whole number from 1 on expected, got 0)",
  "load_image('x', {max_pixels=0})")
check.refuses("bad argument #2 to 'load_image' (max_bytes= a whole number from 1 on expected, got -1)",
  "load_image('x', {max_bytes=-1})")
check.refuses("bad argument #2 to 'load_image' (max_frames= a whole number from 1 to 2147483647 "
  .. "expected, got 10000000000.0)", "load_image('x', {max_frames=1e10})")
check.fails("an image has no 'widht'; did you mean 'width'?", function() return img.widht end)
check.fails("an image has no 'x' to assign to", function() img.x = 5 end)
check.fails("an image has no 'width' to assign to", function() img.width = 5 end)
check.fails("bad argument #1 to 'frame' (number expected, got no value)",
  function() img:frame() end)
check.fails("bad argument #1 to 'frame' (image expected, got table)",
  function() img.frame({}, 1) end)

-- Closed.
do
  local closing <close> = other
  check.equal(closing.height, 5)
end
check.equal(tostring(other), "image (closed)")
other:close()
check.fails("attempt to use a closed image", function() return other.width end)
check.fails("attempt to use a closed image", function() other:frame(1) end)
check.fails("attempt to use a closed image", function() image(other, 0, 0) end)
check.fails("attempt to use a closed image", function() images(other, {}) end)
check.fails("InvalidStateError: bad argument #1 to 'draw_image' (the image is closed)",
  function() screen:draw_image(other, 0, 0) end)
check.fails("InvalidStateError: bad argument #1 to 'create_pattern' (the image is closed)",
  function() screen:create_pattern(other, "repeat") end)

-- What was drawn stays when the image goes in the same frame.
clear()
local short = assert(decode_image(png.plain(5, 5, 0, 0, 255)))
image(short, 0, 0)
short:close()
check.equal(pixel(4, 4), 0x0000ff)

-- The collector hears of the pixels: a quarter of a megabyte each, never many of them at a time.
local large = png.plain(256, 256, 1, 2, 3)
local collected = 0
for _ = 1, 60 do
  setmetatable({}, { __gc = function() collected = collected + 1 end })
  assert(decode_image(large))
end
assert(collected > 20, "only " .. collected .. " of 60 were collected")
check.done()
