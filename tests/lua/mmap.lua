-- require "mmap": opening maps, and bytes and numbers in them.
local check = require "check"
local mmap = require "mmap"

check.equal(rawget(_G, "mmap"), nil, "a global mmap")
check.equal(require "mmap", mmap)
check.equal(mmap.PAGESIZE, mmap.ALLOCATIONGRANULARITY)

local path = os.tmpname()
local function write(bytes)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(bytes))
end

write("hello world\n")
local m = assert(mmap.open(path))
check.equal(#m, 12)
check.equal(m:size(), 12)
check.list({ m[0], m[11], m[-1], m[-12], m[1.0] }, { 104, 10, 10, 104, 101 })
check.equal(m.closed, false)
check.equal(tostring(m), "mmap (12 bytes)")
check.fails("index 12 is outside of -12 to 11", function() return m[12] end)
check.fails("index -13 is outside of -12 to 11", function() return m[-13] end)
check.fails("whole number expected as index, got 1.5", function() return m[1.5] end)
check.fails("a map has no 'bytes'", function() return m.bytes end)
check.fails('this map can only be read; open it with access="write" or "copy"',
  function() m[0] = 1 end)
m:close()
m:close()
check.equal(m.closed, true)
check.equal(tostring(m), "mmap (closed)")
for _, use in ipairs { function() return m[0] end, function() m[0] = 1 end,
  function() return #m end, function() return m:u8(0) end, function() return m:size() end } do
  check.fails("attempt to use a closed map", use)
end

-- Writing reaches the file, a copy does not.
do
  local writer <close> = assert(mmap.open(path, { access = "write" }))
  local copy <close> = assert(mmap.open(path, { access = "copy" }))
  writer[0] = 72
  copy[1] = 69
  check.list({ writer[0], writer[1], copy[1] }, { 72, 101, 69 })
  for value, shown in pairs { [256] = "256", [-1] = "-1", [1.5] = "1.5", x = "string" } do
    check.fails("byte 0 to 255 expected, got " .. shown, function() writer[0] = value end)
  end
  check.fails("a map has no 'x' to assign to", function() writer.x = 1 end)
end
local file <close> = assert(io.open(path))
check.equal(file:read("a"), "Hello world\n")

-- From an open file and from a descriptor; the file may be closed afterwards.
do
  local f = assert(io.open(path, "r+"))
  f:write("J")
  local from_file <close> = assert(mmap.open(f, { access = "write" }))
  f:close()
  check.equal(from_file[0], 74)
  check.fails("bad argument #1 to 'mmap.open' (attempt to use a closed file)", mmap.open, f)
end

-- Memory without a file, and shared by name.
do
  local memory <close> = assert(mmap.anonymous(100000))
  check.list({ #memory, memory[99999], memory:size() }, { 100000, 0, 100000 })
  memory:u32(3, 0xdeadbeef)
  check.list({ memory:u32(3), memory:u8(3), memory:u32be(3) }, { 0xdeadbeef, 0xef, 0xefbeadde })
  local name = ("fbrun-test-%d"):format(wall_time() * 1e6 // 1 | 0)
  local one <close> = assert(mmap.shared(name, 4096, { create = true }))
  local two <close> = assert(mmap.shared("/" .. name))
  one[4095] = 9
  check.equal(two[4095], 9)
  check.equal(mmap.unlink(name), true)
  check.list({ mmap.shared(name, 4096) },
    { nil, "cannot map shared memory /" .. name .. ": No such file or directory", 2 })
end
os.remove(path)
check.done()
