-- The virtual clock: every run is the same.
local check = require "check"
local period = 16666666 / 1e9

check.equal(now(), 0)
check.equal(wall_time(), 946684800) -- 2000-01-01T00:00:00Z
check.equal(os.time(), 946684800)
check.equal(os.date("!%Y-%m-%d %H:%M:%S"), "2000-01-01 00:00:00")
check.equal(os.clock(), 0)
local x = math.random(1 << 30)
math.randomseed()
check.equal(math.random(1 << 30), x)
math.randomseed(5)
assert(math.random(1 << 30) ~= x)

-- Calls that name a time are Lua's own.
check.equal(os.date("!%Y", 0), "1970")
check.equal(os.time { year = 2001, month = 2, day = 3, hour = 12 } > 946684800, true)
check.fails("field 'year' missing in date table", os.time, {})

for i = 1, 120 do
  present()
  assert(math.abs(now() - i * period) < 1e-9)
  assert(math.abs(wall_time() - 946684800 - now()) < 1e-6)
  check.equal(os.clock(), now())
end
check.equal(os.time(), 946684801) -- 120 periods of 16,666,666 ns
present()
check.equal(os.time(), 946684802)
check.equal(os.date("!%S"), "02")
check.equal(os.date("!*t").sec, 2)

-- Still within a frame.
local before = now()
for _ = 1, 100000 do end
check.equal(now(), before)

-- fps makes frames longer.
fps(10)
present()
assert(math.abs(now() - before - 0.1) < 1e-9)
before = now()
fps(1e-300)
present()
assert(math.abs(now() - before - 86400) < 1e-6)
check.refuses("now(): 0 arguments expected, got 1", "now(1)")
check.done()
