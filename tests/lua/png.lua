-- Makes PNG files, animated ones too, from lists of pixels: the bytes of a test picture stand in the
-- test that needs it. Nothing is compressed.
local png = {}

local crc_table = {}
for i = 0, 255 do
  local c = i
  for _ = 1, 8 do
    c = c & 1 == 1 and 0xedb88320 ~ (c >> 1) or c >> 1
  end
  crc_table[i] = c
end

local function crc32(s)
  local c = 0xffffffff
  for i = 1, #s do
    c = crc_table[(c ~ s:byte(i)) & 0xff] ~ (c >> 8)
  end
  return c ~ 0xffffffff
end

local function adler32(s)
  local a, b = 1, 0
  for i = 1, #s do
    a = (a + s:byte(i)) % 65521
    b = (b + a) % 65521
  end
  return b << 16 | a
end

function png.chunk(name, data)
  return (">I4"):pack(#data) .. name .. data .. (">I4"):pack(crc32(name .. data))
end

-- Stored blocks of a zlib stream.
local function zlib(s)
  local out = { "\x78\x01" }
  for i = 1, #s, 65535 do
    local part = s:sub(i, i + 65534)
    local last = i + 65535 > #s and 1 or 0
    out[#out + 1] = ("<BI2I2"):pack(last, #part, ~#part & 0xffff) .. part
  end
  return table.concat(out) .. (">I4"):pack(adler32(s))
end

-- Rows of RGBA for width x height pixels, each color(x, y) → r, g, b, a.
local function rows(width, height, color)
  local out = {}
  for y = 0, height - 1 do
    out[#out + 1] = "\0"
    for x = 0, width - 1 do
      out[#out + 1] = string.char(color(x, y))
    end
  end
  return zlib(table.concat(out))
end

local function header(width, height)
  return "\x89PNG\r\n\x1a\n" .. png.chunk("IHDR", (">I4I4BBBBB"):pack(width, height, 8, 6, 0, 0, 0))
end

function png.make(width, height, color)
  return header(width, height) .. png.chunk("IDAT", rows(width, height, color))
    .. png.chunk("IEND", "")
end

-- frames: { { r, g, b, a, delay = {numerator, denominator} }, … }, each of one colour.
function png.animation(width, height, loops, frames)
  local out = { header(width, height), png.chunk("acTL", (">I4I4"):pack(#frames, loops)) }
  local sequence = 0
  for i, f in ipairs(frames) do
    out[#out + 1] = png.chunk("fcTL", (">I4I4I4I4I4I2I2BB"):pack(sequence, width, height, 0, 0,
      f.delay[1], f.delay[2], 0, 0))
    sequence = sequence + 1
    local data = rows(width, height, function() return f[1], f[2], f[3], f[4] end)
    if i == 1 then
      out[#out + 1] = png.chunk("IDAT", data)
    else
      out[#out + 1] = png.chunk("fdAT", (">I4"):pack(sequence) .. data)
      sequence = sequence + 1
    end
  end
  return table.concat(out) .. png.chunk("IEND", "")
end

-- One of a single colour.
function png.plain(width, height, r, g, b, a)
  return png.make(width, height, function() return r, g, b, a or 255 end)
end

return png
