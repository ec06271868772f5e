-- Slices, search, fill, move and dumps of maps, and numbers in them. What CPython's mmap has as
-- well was compared with it, case by case.
local check = require "check"
local mmap = require "mmap"

local m = mmap.anonymous(26)
m:set(0, "abcdefghijklmnopqrstuvwxyz")

-- Slices are Python's.
for _, case in ipairs {
  { nil, nil, "abcdefghijklmnopqrstuvwxyz" }, { 0, 3, "abc" }, { -3, nil, "xyz" }, { 23, 99, "xyz" },
  { -99, 2, "ab" }, { 5, 5, "" }, { 5, 2, "" }, { 26, nil, "" }, { 99, nil, "" }, { nil, -24, "ab" },
  { 1, -99, "" }, { math.mininteger, math.maxinteger, "abcdefghijklmnopqrstuvwxyz" },
} do
  check.equal(m:get(case[1], case[2]), case[3])
end
m:set(-3, "XYZ")
m:set(1, "B")
m:set(26, "")
check.equal(m:get(), "aBcdefghijklmnopqrstuvwXYZ")
check.fails("bad argument #1 to 'set' (4 bytes at -3 do not fit into the map's 26)",
  function() m:set(-3, "WXYZ") end)
check.fails("bad argument #1 to 'set' (1 bytes at 26 do not fit into the map's 26)",
  function() m:set(26, "x") end)
check.fails("bad argument #1 to 'set' (1 bytes at -27 do not fit into the map's 26)",
  function() m:set(-27, "x") end)
check.fails("bad argument #2 to 'set' (string expected, got no value)", function() m:set(0) end)
check.fails("bad argument #1 to 'get' (number has no integer representation)",
  function() m:get(0.5) end)

-- Search: from the position of read and write on, unless it is said from where.
m:set(0, "abcabcabcabcabcabcabcabcab")
check.list({ m:find("abc"), m:find("abc", 1), m:find("abc", -2), m:rfind("abc"), m:rfind("ab"),
  m:rfind("abc", 0, 23), m:find("", 5), m:rfind("", 5, 7) }, { 0, 3, nil, 21, 24, 18, 5, 7 })
check.equal(m:find("abc", 0, 2), nil)
check.equal(m:find("cab", 3, 8), 5)
check.equal(m:find("cab", 3, 7), nil)
check.equal(m:find("x"), nil)
check.equal(m:find(("abc"):rep(20)), nil)
check.equal(m:rfind(("abc"):rep(20)), nil)
check.equal(m:find("", 9, 3), nil)
m:seek(4)
check.list({ m:find("abc"), m:rfind("abc", 0, 8) }, { 6, 3 })
m:seek(0)

-- Move with overlap, in both directions.
m:set(0, "abcdefghijklmnopqrstuvwxyz")
m:move(2, 0, 10)
check.equal(m:get(), "ababcdefghijmnopqrstuvwxyz")
m:move(0, 2, 10)
check.equal(m:get(0, 12), "abcdefghijij")
m:move(26, 26, 0)
check.fails("bad argument #1 to 'move' (offset 20 of 7 bytes is outside of the map's 26)",
  function() m:move(20, 0, 7) end)
check.fails("bad argument #2 to 'move' (offset -1 of 1 bytes is outside of the map's 26)",
  function() m:move(0, -1, 1) end)
check.fails("bad argument #3 to 'move' (0 to 26 expected, got -1)", function() m:move(0, 0, -1) end)

-- Fill: the last repetition may be cut.
m:fill(0, 26, "xyz")
check.equal(m:get(), "xyzxyzxyzxyzxyzxyzxyzxyzxy")
m:fill(-2, 2, 33)
m:fill(0, 3, "long text")
m:fill(5, 0, "a")
check.equal(m:get(), "lonxyzxyzxyzxyzxyzxyzxyz!!")
check.fails("bad argument #3 to 'fill' (one byte or more expected)", function() m:fill(0, 1, "") end)
check.fails("bad argument #3 to 'fill' (0 to 255 expected, got 256)",
  function() m:fill(0, 1, 256) end)
check.fails("bad argument #1 to 'fill' (2 bytes at -1 do not fit into the map's 26)",
  function() m:fill(-1, 2, "a") end)
do
  local large <close> = mmap.anonymous(200003)
  large:fill(1, 200002, "\1\2\3\4\5\6\7")
  for i = 1, 200002 do
    assert(large[i] == (i - 1) % 7 + 1)
  end
  check.equal(large[0], 0)
end

-- Numbers: every type, at every alignment, in both byte orders.
local formats = {
  u8 = "B", u16 = "I2", u32 = "I4", i8 = "b", i16 = "i2", i32 = "i4", i64 = "i8", u64 = "i8",
  f32 = "f", f64 = "d",
}
local values = {
  u8 = { 0, 255, 18 }, u16 = { 0, 65535, 0x1234 }, u32 = { 0, 0xffffffff, 0x12345678 },
  i8 = { -128, 127, -2 }, i16 = { -32768, 32767, -2 }, i32 = { -0x80000000, 0x7fffffff, -2 },
  i64 = { math.mininteger, math.maxinteger, -2 }, u64 = { -1, 0x123456789abcdef0, 0 },
  f32 = { 0.5, -1024.25, 1 / 0 }, f64 = { 0.1, -1e300, -1 / 0 },
}
-- An error names the method only where it is called as one.
local function call(name, offset)
  load(("local m = ... m:%s(%d) return nil"):format(name, offset), "=call.lua")(m)
end
local native = string.pack("=I2", 1) == string.pack("<I2", 1) and "<" or ">"
for name, format in pairs(formats) do
  local size = string.packsize(native .. format)
  for _, value in ipairs(values[name]) do
    for offset = 0, 26 - size do
      m:fill(0, 26, 0xa5)
      check.equal(m[name](m, offset, value), nil)
      check.equal(m[name](m, offset), value, name)
      check.equal(m:get(), ("\xa5"):rep(offset) .. string.pack("<" .. format, value)
        .. ("\xa5"):rep(26 - size - offset), name)
      if size > 1 then
        m[name .. "be"](m, offset, value)
        check.equal(m[name .. "be"](m, offset), value, name .. "be")
        check.equal(m:get(offset, offset + size), string.pack(">" .. format, value), name .. "be")
      end
    end
  end
  check.fails(("bad argument #1 to '%s' (offset %d of %d bytes is outside of the map's 26)")
    :format(name, 27 - size, size), function() call(name, 27 - size) end)
  check.fails(("bad argument #1 to '%s' (offset -1 of %d bytes is outside of the map's 26)")
    :format(name, size), function() call(name, -1) end)
end
check.fails("bad argument #2 to 'u8' (0 to 255 expected, got 256)", function() m:u8(0, 256) end)
check.fails("bad argument #2 to 'i16' (-32768 to 32767 expected, got 32768)",
  function() m:i16(0, 32768) end)
check.fails("bad argument #2 to 'u32' (number has no integer representation)",
  function() m:u32(0, 1.5) end)
check.equal(m:f64(0, 0 / 0), nil)
check.equal(m:f64(0) ~= m:f64(0), true, "NaN")

-- Lists.
m:set(0, string.pack("<i2i2i2", 1, -2, 3))
check.list(m:array("i16", 0, 3), { 1, -2, 3 })
check.equal(#m:array("u32", 3), 5)
check.equal(#m:array("u8", 26), 0)
check.fails("bad argument #3 to 'array' (0 to 5 expected, got 6)",
  function() m:array("u32", 3, 6) end)
check.fails("bad argument #1 to 'array' ('u24' is none of u8, u16, u32, u64, i8, i16, i32, i64, "
  .. "f32, f64, u16be, u32be, u64be, i16be, i32be, i64be, f32be, f64be)",
  function() m:array("u24", 0) end)

-- string.pack's formats, also such whose size is in the bytes.
check.equal(m:pack(1, ">I2 s1 z", 0x0102, "abc", "de"), 10)
check.equal(m:get(1, 10), "\1\2\3abcde\0")
check.list({ m:unpack(1, ">I2 s1 z") }, { 0x0102, "abc", "de", 10 })
check.list({ m:unpack(1, ">I2") }, { 0x0102, 3 })
check.list({ m:unpack(26, "") }, { 26 })
do
  local long <close> = mmap.anonymous(5000)
  long:pack(7, "z", ("x"):rep(4000))
  local text, next = long:unpack(7, "z")
  check.list({ #text, next }, { 4000, 4008 })
end
m:fill(0, 26, 1)
check.fails("unfinished string for format 'z'", function()
  local ok, message = pcall(m.unpack, m, 20, "z")
  error((message:gsub("^.*%((.*)%)$", "%1")), 0)
end)
check.fails("bad argument #1 to 'pack' (offset 24 of 4 bytes is outside of the map's 26)",
  function() m:pack(24, "I4", 1) end)
check.fails("bad argument #1 to 'unpack' (offset 24 of 4 bytes is outside of the map's 26)",
  function() m:unpack(24, "I4") end)

-- As od -x has it.
m:fill(0, 26, 0)
m:set(0, "abc")
if native == "<" then
  check.equal(m:dump(), "0000000 6261 0063 0000 0000 0000 0000 0000 0000\n"
    .. "0000020 0000 0000 0000 0000 0000\n0000032\n")
  check.equal(m:dump(1, 3), "0000001 6362 0000\n0000004\n")
end
check.equal(m:dump(-1, 0), "0000031\n")
do
  local page <close> = mmap.anonymous(4096)
  check.equal(page:dump(), "0000000 0000 0000 0000 0000 0000 0000 0000 0000\n*\n0010000\n")
end

-- What cannot be written says so in every way of writing.
local path = os.tmpname()
local file <close> = assert(io.open(path, "w"))
file:write("0123456789abcdef"):flush()
local reader <close> = assert(mmap.open(path))
for _, write in ipairs {
  function() reader[0] = 1 end, function() reader:set(0, "a") end,
  function() reader:fill(0, 1, 1) end, function() reader:move(0, 1, 1) end,
  function() reader:u16(0, 1) end, function() reader:pack(0, "B", 1) end,
  function() reader:write("a") end, function() reader:write_byte(1) end,
} do
  check.fails('this map can only be read; open it with access="write" or "copy"', write)
end
check.equal(reader:get(), "0123456789abcdef")

-- A finalizer may close the map that a call is about to use.
for _, use in ipairs {
  function(map) return map:dump() end, function(map) return map:array("u8", 0) end,
  function(map) return map:unpack(0, "z") end, function(map) return map:find(12.5) end,
  function(map) map:set(0, 12.5) end, function(map) map:pack(0, "z", "abc") end,
} do
  for pause = 0, 200, 20 do
    local map = mmap.anonymous(100)
    setmetatable({}, { __gc = function() map:close() end })
    collectgarbage "step"
    local _ = ("x"):rep(pause * 100)
    pcall(use, map)
  end
end
collectgarbage()
os.remove(path)
check.done()
