-- Makes grey JPEG files of plain 8x8 blocks: the simplest ones that there are. Only the means of
-- blocks are coded, with Huffman tables in which the code of category n is n in four bits, and "no
-- further coefficients" one bit.
local jpeg = {}

local function segment(marker, data)
  return ("\xff%c"):format(marker) .. (">I2"):pack(#data + 2) .. data
end

-- How many bits the value needs.
local function category(value)
  local bits = 0
  while math.abs(value) >> bits > 0 do
    bits = bits + 1
  end
  return bits
end

-- columns x rows blocks, each grey(column, row) → 0 to 255.
function jpeg.make(columns, rows, grey)
  local bits, last = {}, 0
  local function put(value, count)
    for i = count - 1, 0, -1 do
      bits[#bits + 1] = value >> i & 1
    end
  end
  for row = 0, rows - 1 do
    for column = 0, columns - 1 do
      local value = grey(column, row) - 128
      local difference = value - last
      local length = category(difference)
      put(length, 4)
      put(difference < 0 and difference + (1 << length) - 1 or difference, length)
      put(0, 1)
      last = value
    end
  end
  put(0x7f, -#bits % 8)
  local bytes = {}
  for i = 1, #bits, 8 do
    local byte = 0
    for k = 0, 7 do
      byte = byte << 1 | bits[i + k]
    end
    bytes[#bytes + 1] = byte == 255 and "\xff\0" or string.char(byte)
  end
  local categories = "\0\1\2\3\4\5\6\7\8\9\10\11"
  return "\xff\xd8"
    .. segment(0xdb, "\0" .. ("\8"):rep(64)) -- a mean is its own coefficient
    .. segment(0xc0, (">BI2I2BBBB"):pack(8, rows * 8, columns * 8, 1, 1, 0x11, 0))
    .. segment(0xc4, "\0" .. "\0\0\0\12" .. ("\0"):rep(12) .. categories)
    .. segment(0xc4, "\x10" .. "\1" .. ("\0"):rep(15) .. "\0")
    .. segment(0xda, "\1\1\0\0\63\0") .. table.concat(bytes) .. "\xff\xd9"
end

return jpeg
