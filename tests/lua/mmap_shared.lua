-- Atomic words, waiting, locks and rings: what one process sees of them. tests/cli/shared.lua has
-- two of them.
local check = require "check"
local mmap = require "mmap"

local name = "/fbrun-test-" .. os.tmpname():match("[^/]*$")
local m = assert(mmap.shared(name, 4096, { create = true }))
local other = assert(mmap.shared(name, 4096)) -- another mapping of the same memory
mmap.unlink(name)

-- Words.
m:store32(8, 0xfffffffe)
check.equal(other:load32(8), 0xfffffffe)
check.equal(other:add32(8, 3), 0xfffffffe) -- what was there before
check.equal(m:load32(8), 1)
check.equal(m:add32(8, -2), 1)
check.equal(m:load32(8), 0xffffffff)
check.list({ m:cas32(8, 5, 6) }, { false, 0xffffffff })
check.list({ m:cas32(8, -1, 6) }, { true, 0xffffffff })
check.equal(other:load32(8), 6)

-- Waiting.
check.list({ m:wait(8, 6, 0) }, { nil, "timeout" })
check.equal(select(2, m:wait(8, 6, 0.15)), "timeout") -- longer than a nap
check.list({ m:wait(8, 5) }, { true }) -- it is not 5
check.equal(m:wake(8), 0)
check.equal(m:wake(8, 1), 0)

for text, fn in pairs {
  ["bad argument #1 to 'load32' (multiple of 4 expected, got 2)"] = function() m:load32(2) end,
  ["bad argument #1 to 'load32' (offset 4093 of 4 bytes is outside of the map's 4096)"] =
    function() m:load32(4093) end,
  ["bad argument #1 to 'store32' (offset -4 of 4 bytes is outside of the map's 4096)"] =
    function() m:store32(-4, 1) end,
  ["bad argument #2 to 'store32' (-2147483648 to 4294967295 expected, got 4294967296)"] =
    function() m:store32(0, 1 << 32) end,
  ["bad argument #2 to 'wake' (1 to 2147483647 expected, got 0)"] = function() m:wake(0, 0) end,
  ["bad argument #3 to 'wait' (seconds expected, 0 or more; got -1)"] =
    function() m:wait(0, 0, -1) end,
} do
  check.fails(text, fn)
end
local readable = assert(mmap.open("mmap_shared.lua"))
for _, fn in ipairs {
  function() readable:store32(0, 1) end, function() readable:add32(0, 1) end,
  function() readable:cas32(0, 0, 1) end,
} do
  check.fails('this map can only be read; open it with access="write" or "copy"', fn)
end
check.equal(math.type(readable:load32(0)), "integer")

-- Locks.
local a, b = assert(mmap.lock(m, 64)), assert(mmap.lock(other, 64))
check.equal(tostring(a), "lock (not held)")
check.list({ a:acquire() }, { true })
check.equal(tostring(a), "lock (held)")
check.list({ b:acquire(0) }, { nil, "timeout" })
check.fails("this lock is held already, by this very object", function() a:acquire() end)
a:release()
check.fails("this lock is not held", function() a:release() end)
check.list({ b:acquire(0) }, { true })
do
  local held <close> = b -- closing releases
end
check.list({ a:acquire(0) }, { true })
check.equal(tostring(b), "lock (closed)")
check.fails("attempt to use a closed lock", function() b:acquire() end)
a:close()
a:close()

-- Rings.
local ring, same = assert(mmap.ring(m, 128, 164)), assert(mmap.ring(other, 128, 164))
check.equal(ring:longest(), 92)
check.list({ same:take(0) }, { nil, "timeout" })
check.equal(ring:put("hello"), true)
check.equal(ring:put(""), true)
check.equal(ring:put("zero \0 byte", 1), true)
check.list({ same:take(), same:take(), ring:take(0) }, { "hello", "", "zero \0 byte" })
check.equal(ring:put(("x"):rep(92)), true)
check.list({ ring:put("y", 0) }, { nil, "timeout" })
check.equal(#same:take(), 92)
check.fails("a message of at most 92 bytes expected, got 93",
  function() ring:put(("x"):rep(93)) end)
ring:put("damaged")
m:store32(128 + 64 + 28, 1000) -- its length: those before took 12, 4, 16 and 96 of 100 bytes
check.fails("the ring is damaged: its oldest message's length is 1000", function() same:take(0) end)
local nothing, message = mmap.ring(m, 128, 160)
check.list({ nothing, message }, { nil, "there is a ring of 160 bytes expected, got one of 164" })
m:store32(1024, 7)
nothing, message = mmap.ring(m, 1024, 200)
check.list({ nothing, message }, { nil, "a ring or zeros expected, got bytes that are neither" })

-- They outlive the map.
local last = assert(mmap.ring(m, 2048, 1000))
last:put("still there")
m:close()
check.equal(last:take(0), "still there")
check.equal(tostring(last), "ring")
last:close()
check.equal(tostring(last), "ring (closed)")
check.fails("attempt to use a closed ring", function() last:take(0) end)

for text, fn in pairs {
  ["bad argument #1 to 'lock' (a file's map or mmap.shared memory, opened with access=\"write\", expected)"] =
    function() mmap.lock(mmap.anonymous(4096), 0) end,
  ["bad argument #1 to 'ring' (a file's map or mmap.shared memory, opened with access=\"write\", expected)"] =
    function() mmap.ring(readable, 0, 80) end,
  ["bad argument #1 to 'lock' (map expected, got string)"] = function() mmap.lock("x", 0) end,
  ["attempt to use a closed map"] = function() mmap.lock(m, 0) end,
  ["bad argument #2 to 'lock' (offset 4081 of 16 bytes is outside of the map's 4096)"] =
    function() mmap.lock(other, 4081) end,
  ["bad argument #2 to 'lock' (multiple of 4 expected, got 6)"] =
    function() mmap.lock(other, 6) end,
  ["bad argument #3 to 'ring' (80 to 2147483647 expected, got 79)"] =
    function() mmap.ring(other, 0, 79) end,
  ["bad argument #2 to 'ring' (offset 4096 of 80 bytes is outside of the map's 4096)"] =
    function() mmap.ring(other, 4096, 80) end,
} do
  check.fails(text, fn)
end
check.done()
