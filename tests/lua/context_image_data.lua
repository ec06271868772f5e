-- image_data(), create_image_data, get_image_data, put_image_data.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

-- Made new: transparent black.
local d = image_data(3, 2)
check.equal(tostring(d), "image data (3x2)")
check.list({ d.width, d.height, #d.data }, { 3, 2, 24 })
check.equal(math.type(d.width), "integer")
check.equal(d.color_space, "srgb")
check.equal(d.data, d.data)
for i = 0, 23 do
  check.equal(d.data[i], 0)
end

-- Bytes: clamped, rounded to the nearest, to the even one between two.
local bytes = d.data
for given, expected in pairs {
  [5] = 5, [255] = 255, [256] = 255, [1e300] = 255, [inf] = 255, [-1] = 0, [-inf] = 0, [0.5] = 0,
  [1.5] = 2, [2.5] = 2, [254.5] = 254, [254.6] = 255, [0.4] = 0, ["7"] = 7,
} do
  bytes[0] = given
  check.equal(bytes[0], expected, "byte of " .. given)
end
bytes[0] = nan
check.equal(bytes[0], 0)
check.equal(math.type(bytes[0]), "integer")
bytes[1.0] = 9
check.equal(bytes[1], 9)

-- What is no index is not there, and writing it does nothing.
for _, i in ipairs { -1, 24, 0.5, 1 << 40, inf, -inf, nan } do
  bytes[i] = 5
  check.equal(bytes[i], nil)
end
check.fails("byte index expected, got x", function() return bytes.x end)
check.fails("byte index expected, got 0", function() return bytes["0"] end)
check.fails("TypeError: number expected for a byte, got nil", function() bytes[0] = nil end)
check.fails("TypeError: number expected for a byte, got string", function() bytes[0] = "x" end)
check.fails("image data has no 'depth'", function() return d.depth end)
check.fails("image data has nothing to assign to; its bytes are in .data",
  function() d.width = 5 end)

-- Of bytes that are there: shared.
local e = image_data(bytes, 2)
check.list({ e.width, e.height }, { 2, 3 })
e.data[5] = 77
check.equal(d.data[5], 77)
check.list({ image_data(bytes, 6, 1).height, image_data(bytes, 1, 6).height }, { 1, 6 })
check.fails("IndexSizeError: 6 pixels do not make rows of 4", function() image_data(bytes, 4) end)
check.fails("IndexSizeError: 6 pixels do not make rows of 0", function() image_data(bytes, 0) end)
check.fails("IndexSizeError: 2 rows of 2 pixels expected, the data has 3",
  function() image_data(bytes, 2, 2) end)
d, e = nil, nil
collectgarbage()
check.equal(bytes[5], 77)

-- Sizes.
for _, size in ipairs { { 0, 5 }, { 5, 0 }, { nan, 5 }, { 0.9, 5 }, { 1 << 32, 1 } } do
  local ok, message = pcall(image_data, table.unpack(size))
  check.equal(ok, false)
  check.equal(message:match("^IndexSizeError: image data needs a size, got "),
    "IndexSizeError: image data needs a size, got ", message)
end
for _, size in ipairs { { -1, 5 }, { 1 << 31, 1 << 31 }, { 100000, 100000 } } do
  local ok, message = pcall(image_data, table.unpack(size))
  check.equal(ok, false)
  check.equal(message:match("^RangeError: image data of "), "RangeError: image data of ", message)
end
check.equal(image_data(2.9, 1).width, 2)
check.fails("TypeError: bad argument #2 to 'image_data' (number expected, got no value)",
  function() image_data(5) end)
check.fails("TypeError: bad argument #1 to 'image_data' (number expected, got table)",
  function() image_data({}, 5) end)

-- create_image_data: negative sizes count as positive ones; of another, its size alone.
local c = canvas(10, 10)
check.equal(tostring(c:create_image_data(-3, 2)), "image data (3x2)")
d = image_data(4, 3)
d.data[0] = 5
e = c:create_image_data(d)
check.list({ e.width, e.height, e.data[0] }, { 4, 3, 0 })
check.fails("IndexSizeError: image data needs a size, got 0x3",
  function() c:create_image_data(0, 3) end)
check.fails("TypeError: bad argument #1 to 'create_image_data' (number from -2147483648 to "
  .. "2147483647 expected, got 2147483648)", function() c:create_image_data(1 << 31, 1) end)
check.fails("TypeError: bad argument #1 to 'create_image_data' (image data expected, got userdata)",
  function() c:create_image_data(c) end)

-- Settings: what there is, and nothing else.
local settings = { color_space = "srgb", pixel_format = "rgba-unorm8" }
check.equal(image_data(4, 3, settings).width, 4)
check.equal(image_data(d.data, 4, nil, settings).height, 3)
check.equal(c:create_image_data(4, 3, {}).color_space, "srgb")
check.equal(c:get_image_data(0, 0, 1, 1, settings).pixel_format, "rgba-unorm8")
check.fails("TypeError: bad argument #3 to 'image_data' (color_space=\"srgb\" expected, got display-p3)",
  function() image_data(4, 3, { color_space = "display-p3" }) end)
check.fails("TypeError: bad argument #4 to 'image_data' (pixel_format=\"rgba-unorm8\" expected, got "
  .. "rgba-float16)", function() image_data(d.data, 4, 3, { pixel_format = "rgba-float16" }) end)
check.fails("TypeError: bad argument #3 to 'create_image_data' (color_space=\"srgb\" expected, got "
  .. "true)", function() c:create_image_data(4, 3, { color_space = true }) end)
check.fails("TypeError: bad argument #5 to 'get_image_data' (table of settings expected, got 5)",
  function() c:get_image_data(0, 0, 1, 1, 5) end)

-- get_image_data: straight colours; transparent black outside; negative sizes to the other side.
c.fill_style = "rgba(255, 128, 0, 0.5)"
c:fill_rect(0, 0, 10, 10)
d = c:get_image_data(8, 8, 4, 4)
check.list({ d.width, d.height, #d.data }, { 4, 4, 64 })
for y = 0, 3 do
  for x = 0, 3 do
    local i, inside = 4 * (4 * y + x), x < 2 and y < 2
    check.equal(d.data[i + 3], inside and 128 or 0)
    check.equal(d.data[i], inside and 255 or 0)
  end
end
c.fill_style = "blue"
c:fill_rect(2, 3, 1, 1)
d = c:get_image_data(3, 4, -2, -3)
check.list({ d.width, d.height }, { 2, 3 })
check.list({ d.data[4 * 5], d.data[4 * 5 + 2], d.data[4 * 5 + 3] }, { 0, 255, 255 })
d = c:get_image_data(-5, -5, 2, 2)
check.equal(d.data[3], 0)
d = c:get_image_data(-1e9, -1e9, 1, 1)
check.equal(d.data[3], 0)
d = c:get_image_data(2147483647, 2147483647, 2, 2)
check.equal(d.data[3], 0)
d = c:get_image_data(-2147483648, 5, -2, 2)
check.equal(d.data[3], 0)
check.equal(c:get_image_data(0.9, 0, 1.9, 1).width, 1)
check.fails("IndexSizeError: image data needs a size, got 0x5",
  function() c:get_image_data(0, 0, 0, 5) end)
check.fails("IndexSizeError: image data needs a size, got 5x0",
  function() c:get_image_data(0, 0, 5, 0.5) end)
for _, huge in ipairs { { 0, 0, 2147483647, 2147483647 }, { 0, 0, -2147483648, -2147483648 },
  { 5, 5, 1000000, 1000 } } do
  local ok, message = pcall(c.get_image_data, c, table.unpack(huge))
  check.equal(ok, false)
  check.equal(message:match("RangeError: image data of "), "RangeError: image data of ", message)
end
for i = 1, 4 do
  for _, bad in ipairs { nan, inf, -inf, 1e30 } do
    local n = { 1, 1, 1, 1 }
    n[i] = bad
    local ok, message = pcall(c.get_image_data, c, table.unpack(n))
    check.equal(ok, false)
    check.equal(message:match("TypeError: "), "TypeError: ", message)
  end
end

-- put_image_data: replaces, state or not.
local function colored(width, height)
  local data = image_data(width, height)
  for i = 0, width * height - 1 do
    data.data[4 * i], data.data[4 * i + 1], data.data[4 * i + 3] = 10 * i + 5, 100, 255
  end
  return data
end
c:reset()
c:translate(5, 5)
c.global_alpha = 0
c.shadow_color, c.shadow_offset_x = "red", 5
c:begin_path()
c:clip()
c:put_image_data(colored(3, 2), 1, 2)
check.rgba(c, 1, 2, { 5, 100, 0, 255 })
check.rgba(c, 3, 2, { 25, 100, 0, 255 })
check.rgba(c, 1, 3, { 35, 100, 0, 255 })
check.rgba(c, 4, 2, { 0, 0, 0, 0 })
c:put_image_data(image_data(1, 1), 1, 2)
check.rgba(c, 1, 2, { 0, 0, 0, 0 })

-- A round trip changes nothing for opaque pixels, and stays what it was for others.
c:reset()
d = image_data(10, 10)
for i = 0, 99 do
  d.data[4 * i], d.data[4 * i + 1], d.data[4 * i + 2] = i, 255 - i, 2 * i
  d.data[4 * i + 3] = i < 50 and 255 or i
end
c:put_image_data(d, 0, 0)
e = c:get_image_data(0, 0, 10, 10)
for i = 0, 199 do
  check.equal(e.data[i], d.data[i])
end
c:put_image_data(e, 0, 0)
local again = c:get_image_data(0, 0, 10, 10)
for i = 0, 399 do
  check.equal(again.data[i], e.data[i])
end

-- The dirty rectangle, in the data's pixels.
local function put(...)
  c:reset()
  c:put_image_data(colored(4, 4), ...)
  local alpha, found = c:get_image_data(0, 0, 10, 10).data, {}
  for i = 0, 99 do
    if alpha[4 * i + 3] > 0 then
      found[#found + 1] = i
    end
  end
  return found
end
check.list(put(2, 2, 1, 1, 2, 1), { 33, 34 })
check.rgba(c, 3, 3, { 55, 100, 0, 255 }) -- pixel (1, 1) of the data
check.list(put(2, 2, 3, 2, -2, -1), { 33, 34 })
check.list(put(0, 0, -5, -5, 6, 6), { 0 })
check.list(put(0, 0, 3, 3, 100, 100), { 33 })
check.list(put(0, 0, 4, 0, 4, 4), {})
check.list(put(0, 0, 1, 1, 0, 5), {})
check.list(put(-3, -3), { 0 })
check.list(put(9, 9), { 99 })
check.list(put(10, 0), {})
check.list(put(-2147483648, 2147483647), {})
check.list(put(0, 0, 2147483647, 0, 2147483647, 4), {})
check.list(put(0, 0, -2147483648, -2147483648, 2147483647, 2147483647), {})
check.equal(#put(0, 0, 2147483647, 2147483647, -2147483648, -2147483648), 16)

-- On a screen over black; what was drawn before is under it, what is drawn later above.
fill(0, 0, 10, 10, "red")
d = image_data(1, 1)
d.data[0], d.data[3] = 255, 128
screen:put_image_data(d, 0, 0)
fill(1, 0, 1, 1, "lime")
check.list({ pixel(0, 0) }, { 0x800000, 1 })
check.equal(pixel(1, 0), 0x00ff00)
check.equal(pixel(2, 0), 0xff0000)
check.equal(screen:get_image_data(0, 0, 1, 1).data[3], 255)

check.fails("TypeError: bad argument #1 to 'put_image_data' (image data expected, got table)",
  function() c:put_image_data({}, 0, 0) end)
check.fails("TypeError: bad argument #1 to 'put_image_data' (image data expected, got userdata)",
  function() c:put_image_data(c, 0, 0) end)
check.fails("TypeError: bad argument #7 to 'put_image_data' (number expected, got no value)",
  function() c:put_image_data(d, 0, 0, 1, 2, 3) end)

-- Much of it, that nobody keeps.
local kept, count = setmetatable({}, { __mode = "v" }), 0
for i = 1, 100 do
  kept[i] = image_data(500, 500)
end
for _ in pairs(kept) do
  count = count + 1
end
assert(count < 50, "nothing was collected")
check.done()
