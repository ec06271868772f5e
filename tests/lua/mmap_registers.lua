-- mmap.registers on a plain file: by offset, and by the names of a description.
local check = require "check"
local mmap = require "mmap"

local path = os.tmpname()
do
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(("\0"):rep(8192)))
end

-- By offset. The bytes are those of the accesses.
local r = assert(mmap.registers(path, 4096 - 16, 64))
check.equal(#r, 64)
check.equal(tostring(r), ("registers (64 bytes at 0xff0 of %s)"):format(path))
r:u32(0, 0x11223344)
r:u16(4, 0x5566)
r:u8(7, 0x77)
check.list({ r:u32(0), r:u16(4), r:u8(6), r:u8(7) }, { 0x11223344, 0x5566, 0, 0x77 })
local wide = pcall(r.u64, r, 8)
if wide then -- a processor of 64 bits
  r:u64(8, -2)
  check.equal(r:u64(8), -2)
  check.equal(r:u32(8) | r:u32(12), 0xffffffff)
end
do
  local m <close> = assert(mmap.open(path))
  check.equal(("I4"):unpack(m[4080] and string.char(m[4080], m[4081], m[4082], m[4083])), 0x11223344)
end

r:u32(16, 0xf0)
r:set_bits(16, 0x0f)
check.equal(r:u32(16), 0xff)
r:clear_bits(16, 0x3c)
check.equal(r:u32(16), 0xc3)
r:field(16, 8, 11, 0xa)
check.equal(r:u32(16), 0xac3)
check.equal(r:field(16, 8, 11), 0xa)
check.equal(r:field(16, 0, 31), 0xac3)
r:u8(20, 1)
r:set_bits(20, 0x80, 8)
check.equal(r:u8(20), 0x81)
check.equal(r:field(20, 7, 7, nil, 8), 1)

check.list({ r:poll(16, 0xf, 3, 0) }, { true })
check.list({ r:poll(16, 0xf, 4, 0) }, { nil, "timeout" })
check.equal(select(2, r:poll(16, 0xf, 4, 0.01)), "timeout")
check.equal(r:poll(20, 0x80, 0x80, 1, 8), true)

for text, fn in pairs {
  ["0xff2 is misaligned: a register of 32 bits is at an address that is a multiple of 4"] =
    function() r:u32(2) end,
  ["4 bytes at 0x40 are not within the 64 bytes that are mapped"] = function() r:u32(64) end,
  ["4 bytes at 0x3e are not within the 64 bytes that are mapped"] =
    function() r:set_bits(62, 1) end,
  ["registers have a width: r:u32(0) expected, not r[0]"] = function() return r[0] end,
  ["registers have a width: r:u32(5) expected, not r[5]"] = function() r[5] = 1 end,
  ["these registers have no 'CTRL', and no description"] = function() return r.CTRL end,
  ["these registers have no 'u32', and no description"] = function() r.u32 = 1 end,
  ["bad argument #2 to 'u8' (0 to 255 expected, got 256)"] = function() r:u8(0, 256) end,
  ["bad argument #2 to 'u8' (0 to 255 expected, got -1)"] = function() r:u8(0, -1) end,
  ["bad argument #2 to 'u8' (number has no integer representation)"] =
    function() r:u8(0, 0.5) end,
  ["bad argument #1 to 'u8' (0 to 9223372036854775807 expected, got -1)"] =
    function() r:u8(-1) end,
  ["bits lo to hi of 0 to 31 expected, got 3 to 1"] = function() r:field(0, 3, 1) end,
  ["bits lo to hi of 0 to 31 expected, got 0 to 32"] = function() r:field(0, 0, 32) end,
  ["bad argument #4 to 'field' (0 to 7 expected, got 8)"] = function() r:field(0, 1, 3, 8) end,
  ["bad argument #5 to 'field' (a width of 8, 16, 32 or 64 bits expected, got 12)"] =
    function() r:field(0, 1, 3, 7, 12) end,
  ["0x2 has bits that the mask 0x1 has not"] = function() r:poll(0, 1, 2, 0) end,
  ["bad argument #4 to 'poll' (seconds expected, 0 or more; got -1)"] =
    function() r:poll(0, 1, 1, -1) end,
} do
  check.fails(text, fn)
end
check.equal(r:dump():match("^[^\n]*\n"), "0x0000  0x11223344\n")
check.equal(select(2, r:dump():gsub("\n", "")), 16)
r:close()
r:close()
check.equal(tostring(r), "registers (closed)")
check.fails("attempt to use closed registers", function() r:u32(0) end)
check.fails("attempt to use closed registers", function() return r.CTRL end)
check.fails("attempt to use closed registers", function() return #r end)

-- By name.
local uart = assert(mmap.registers(path, 0, 32, {
  CTRL = { 0x00, 32, { ENABLE = { 0, 0 }, MODE = { 1, 3 }, RATE = { 16, 31 } } },
  STATUS = { 0x04, 16, { READY = { 0, 0 } } },
  DATA = { 0x08, 8 },
}))
check.equal(uart.CTRL.MODE, 0)
uart.CTRL.MODE = 5
uart.CTRL.ENABLE = 1
uart.CTRL.RATE = 0xbeef
check.equal(uart:u32(0), 0xbeef000b)
check.equal(uart.CTRL.value, 0xbeef000b)
uart.CTRL.MODE = 2.0
check.list({ uart.CTRL.MODE, uart.CTRL.ENABLE, uart.CTRL.RATE }, { 2, 1, 0xbeef })
uart.CTRL.value = 3
uart.STATUS = 0x8001
check.list({ uart:u32(0), uart:u16(4), uart.STATUS.READY }, { 3, 0x8001, 1 })
uart.DATA = 0xff
check.equal(uart.DATA.value, 0xff)
check.equal(tostring(uart.CTRL), "0x00 CTRL = 0x00000003  ENABLE=1 MODE=1 RATE=0")
check.equal(uart:dump(), [[
0x00 CTRL = 0x00000003  ENABLE=1 MODE=1 RATE=0
0x04 STATUS = 0x8001  READY=1
0x08 DATA = 0xff
]])
local ctrl = uart.CTRL
for text, fn in pairs {
  ["there is no register 'CTR'; did you mean 'CTRL'?"] = function() return uart.CTR end,
  ["there is no register 'STATS'; did you mean 'STATUS'?"] = function() uart.STATS = 1 end,
  ["there is no register 'nothing_like_it'"] = function() return uart.nothing_like_it end,
  ["there is no register 'true'"] = function() return uart[true] end,
  ["registers have a width: r:u32(1) expected, not r[1]"] = function() return uart[1] end,
  ["register CTRL has no field 'MODES'; did you mean 'MODE'?"] =
    function() return uart.CTRL.MODES end,
  ["register CTRL has no field '1'"] = function() return uart.CTRL[1] end,
  ["register DATA has no field 'X'"] = function() uart.DATA.X = 1 end,
  ["MODE has 3 bits: 0 to 7 expected, got 8"] = function() uart.CTRL.MODE = 8 end,
  ["ENABLE has 1 bit: 0 to 1 expected, got -1"] = function() uart.CTRL.ENABLE = -1 end,
  ["MODE has 3 bits: 0 to 7 expected, got 1.5"] = function() uart.CTRL.MODE = 1.5 end,
  ["ENABLE has 1 bit: 0 to 1 expected, got boolean"] = function() uart.CTRL.ENABLE = true end,
  ["DATA has 8 bits: 0 to 255 expected, got 256"] = function() uart.DATA = 256 end,
  ["STATUS has 16 bits: 0 to 65535 expected, got string"] =
    function() uart.STATUS.value = "1" end,
} do
  check.fails(text, fn)
end
check.equal(uart:u32(0), 3) -- nothing of that was written
uart:close()
check.fails("attempt to use closed registers", function() return ctrl.MODE end)

-- Descriptions that are wrong.
local function described(description)
  return function() mmap.registers(path, 0, 32, description) end
end
for text, description in pairs {
  ["description: names expected as keys, got 1"] = { { 0, 32 } },
  ["description.A: {offset, width [, {FIELD={lo, hi}, …}]} expected, got number"] = { A = 0 },
  ["description.A: {offset, width [, {FIELD={lo, hi}, …}]} expected, got table"] = { A = { 0 } },
  ["description.B: a width of 8, 16, 32 or 64 bits expected, got 12"] = { B = { 0, 12 } },
  ["description.B: an offset of 0 or more expected"] = { B = { -4, 32 } },
  ["description.B: 4 bytes at 0x20 are not within the 32 bytes that are mapped"] =
    { B = { 32, 32 } },
  ["description.B: 0x2 is misaligned: a register of 32 bits is at an address that is a multiple of 4"] =
    { B = { 2, 32 } },
  ["description.dump: 'dump' is a method's name"] = { dump = { 0, 32 } },
  ["description.A: fields {NAME={lo, hi}, …} behind the width expected, got string"] =
    { A = { 0, 32, "x" } },
  ["description: names expected as keys, got 7"] = { A = { 0, 32, { [7] = { 0, 0 } } } },
  ["description.A.F: {lo, hi}, the numbers of bits, expected, got number"] =
    { A = { 0, 32, { F = 3 } } },
  ["description.A.F: {lo, hi}, the numbers of bits, expected, got table"] =
    { A = { 0, 32, { F = { 3 } } } },
  ["description.A.F: bits lo to hi of 0 to 15 expected, got 3 to 16"] =
    { A = { 0, 16, { F = { 3, 16 } } } },
  ["description.A.value: 'value' is the whole register's name"] =
    { A = { 0, 32, { value = { 0, 0 } } } },
} do
  check.fails("bad argument #4 to 'registers' (" .. text .. ")", described(description))
end

-- What the world refuses.
local nothing, message = mmap.registers("/nowhere/mem", 0, 4)
check.list({ nothing, message }, { nil, "cannot open /nowhere/mem: No such file or directory" })
nothing, message = mmap.registers(path, 8192, 4)
check.equal(message, ("4 bytes at 0x2000 of %s expected, there are 0"):format(path))
check.fails("bad argument #2 to 'registers' (0 to 9223372036854775807 expected, got -1)",
  function() mmap.registers(path, -1, 4) end)
check.fails("bad argument #1 to 'registers' (path expected, got a string with a zero byte)",
  function() mmap.registers("a\0b", 0, 4) end)
os.remove(path)
check.done()
