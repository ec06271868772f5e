-- A map as a file: its position, lines, bytes. As CPython's mmap, case by case.
local check = require "check"
local mmap = require "mmap"

local m <close> = mmap.anonymous(16)
check.equal(m:write("one\ntwo\n\nlast"), 13)
check.equal(m:tell(), 13)
check.equal(m:seek(0), 0)
check.list({ m:readline(), m:readline(), m:readline(), m:readline(), m:readline() },
  { "one\n", "two\n", "\n", "last\0\0\0", "" })

check.equal(m:seek(4), 4)
check.list({ m:read(3), m:tell(), m:read(0), m:read_byte(), m:read(-1), m:read(), m:tell() },
  { "two", 7, "", 10, "\nlast\0\0\0", "", 16 })
check.fails("there is no byte to read at the map's end", function() m:read_byte() end)

check.list({ m:seek(-1, "end"), m:seek(-5, "cur"), m:seek(2, "set"), m:seek(0, "end") },
  { 15, 10, 2, 16 })
for _, case in ipairs { { -1, "set" }, { 17, "set" }, { 1, "end" }, { -17, "end" }, { 1, "cur" },
  { math.maxinteger, "cur" }, { math.mininteger, "cur" } } do
  check.fails(("bad argument #1 to 'seek' (%d from %s is outside of 0 to 16)"):format(case[1],
    case[2]), function() m:seek(case[1], case[2]) end)
end
check.equal(m:tell(), 16)
check.fails("bad argument #2 to 'seek' (invalid option 'start')", function() m:seek(0, "start") end)

-- What does not fit is not begun.
m:seek(14)
check.fails("3 bytes do not fit: the map ends 2 bytes after its position",
  function() m:write("abc") end)
check.list({ m:tell(), m:get(14) }, { 14, "\0\0" })
m:write_byte(65)
m:write_byte(66)
check.fails("1 bytes do not fit: the map ends 0 bytes after its position",
  function() m:write_byte(67) end)
check.fails("bad argument #1 to 'write_byte' (0 to 255 expected, got 256)",
  function() m:write_byte(256) end)
check.equal(m:get(14), "AB")

-- Behind the end, after the map became shorter.
m:resize(8)
check.list({ m:tell(), m:read(), m:readline(), m:read(5) }, { 16, "", "", "" })
check.fails("there is no byte to read at the map's end", function() m:read_byte() end)
check.fails("1 bytes do not fit: the map ends 0 bytes after its position",
  function() m:write("x") end)
check.equal(m:find("o"), nil)
check.equal(m:find("", 8), 8)

-- A file that is open, was written and not flushed, and is read again once the map is closed.
do
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w+b"))
  file:write("first line\nsecond\n")
  local map = assert(mmap.open(file, { access = "write" }))
  check.list({ map:readline(), map:get(0, 5), map:tell() }, { "first line\n", "first", 11 })
  map:set(6, "word")
  map:seek(0)
  check.equal(map:readline(), "first word\n")
  map:close()
  file:seek("set")
  check.equal(file:read("a"), "first word\nsecond\n")
  os.remove(path)
end
check.done()
