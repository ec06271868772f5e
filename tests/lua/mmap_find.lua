-- find and rfind in files of many of the pieces in which they are read: what string.find finds, also
-- where a match lies across two pieces, what other maps have written, and what is gone.
local check = require "check"
local mmap = require "mmap"

local N = 3 << 20
local path = os.tmpname()
math.randomseed(7)
do
  local words = {}
  for i = 1, N // 4 do
    words[i] = ("abab abc "):sub(math.random(1, 5)):sub(1, 4)
  end
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(table.concat(words)))
end
local m = assert(mmap.open(path, { access = "write" }))
local text = m:get()
check.equal(#text, N)

-- What is often there is found at the first place of a range, and what ends the range at the last.
for _ = 1, 50 do
  local at, size = math.random(0, N - 1), math.random(1, 60)
  local bytes = text:sub(at + 1, at + size)
  local from = math.random(0, N - 2)
  local to = math.min(N, from + math.random(1 << 20, 2 << 20))
  local first = text:find(bytes, from + 1, true)
  check.equal(m:find(bytes, from, to), first and first - 1 + #bytes <= to and first - 1 or nil)
  check.equal(m:rfind(text:sub(to - 19, to), from, to), to - 20)
end

-- Across the edges of pieces, from both ends.
local BYTES = "XYZW0123456789ab"
for _, edge in ipairs { 256 << 10, (512 << 10) - 15, N - (256 << 10), N - (512 << 10) + 15 } do
  for at = edge - 17, edge + 1 do
    local old = m:get(at, at + 16)
    m:set(at, BYTES)
    check.list({ m:find(BYTES), m:rfind(BYTES), m:find(BYTES, at), m:rfind(BYTES, 0, at + 16) },
      { at, at, at, at })
    check.equal(m:find(BYTES, at + 1, at + (1 << 20) + 1), nil)
    check.equal(m:rfind(BYTES, 0, at + 15), nil)
    m:set(at, old)
  end
end

-- A copy has bytes of its own.
do
  local copy <close> = assert(mmap.open(path, { access = "copy" }))
  copy:set(2 << 20, BYTES)
  check.list({ copy:find(BYTES), copy:rfind(BYTES) }, { 2 << 20, 2 << 20 })
  check.equal(m:find(BYTES), nil)
end

-- What is before the place where the file was cut is found; the rest is an error. Not under qemu, as
-- in mmap_file.lua.
if ("<I2"):pack(1) == ("=I2"):pack(1) and string.packsize("T") == 8 then
  m:set(1000, BYTES)
  os.execute(("truncate -s 2000000 '%s'"):format(path))
  check.equal(m:find(BYTES), 1000)
  check.fails(("the file was cut short: it has 2000000 bytes, this map needs %d"):format(N),
    function() m:find("not there") end)
  check.fails(("the file was cut short: it has 2000000 bytes, this map needs %d"):format(N),
    function() m:rfind(BYTES) end)
end
m:close()
os.remove(path)

check.done()
