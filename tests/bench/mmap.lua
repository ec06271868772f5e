-- What maps cost, each against its peer in the same run; the best of several rounds:
--   fbrun --quiet --display=headless tests/bench/mmap.lua
-- Needs 1 GB on the disk for its file, which it makes and removes.
local mmap = require "mmap"
local uv = require "luv"

local function clock()
  return uv.hrtime() / 1e9
end

local function best(rounds, time, fn)
  local least = math.huge
  for _ = 1, rounds do
    local start = time()
    fn()
    least = math.min(least, time() - start)
  end
  return least
end

local function row(name, ours, peer, limit)
  print(("%-44s %8.2f  (at most %.1f)"):format(name, ours / peer, limit))
end

do -- a byte by index
  local m, t, sum = mmap.anonymous(4096), {}, 0
  for i = 0, 4095 do t[i] = 0 end
  local function loop(o)
    return function() for _ = 1, 300 do for i = 0, 4095 do sum = sum + o[i] end end end
  end
  row("m[i] against a table's t[i]", best(10, os.clock, loop(m)), best(10, os.clock, loop(t)), 8.0)
end

do -- 64 MB at once, against memmove between two maps, which is memcpy at that size
  local N = 64 << 20
  local m, s = mmap.anonymous(2 * N), ("x"):rep(N)
  m:fill(0, 2 * N, 1)
  local copy = best(9, os.clock, function() m:move(0, N, N) end)
  row("m:set of 64 MB against memcpy", best(9, os.clock, function() m:set(0, s) end), copy, 1.1)
  s = nil
  collectgarbage()
  -- A string is new memory each time, so the peer copies to new memory as well.
  local fresh = math.huge
  for _ = 1, 5 do
    local new <close> = mmap.anonymous(N)
    local source = m:get(0, N)
    fresh = math.min(fresh, best(1, os.clock, function() new:set(0, source) end))
  end
  collectgarbage()
  row("m:get of 64 MB against memcpy to new memory",
    best(5, os.clock, function() m:get(0, N) end), fresh, 1.2)
end

do -- what is not there, in 1 GB of a file that is in memory already
  local path = os.tmpname()
  do
    local words = {}
    for i = 1, 200000 do
      words[i] = ("%x"):format(i * 2654435761 & 0xffffff) .. (i % 12 == 0 and "\n" or " ")
    end
    local block = table.concat(words):sub(1, 1 << 20)
    local file <close> = assert(io.open(path, "wb"))
    for _ = 1, 1024 do assert(file:write(block)) end
  end
  local needle = "0 a1b2c3 missing"
  local ours = best(5, clock, function()
    local m <close> = assert(mmap.open(path))
    assert(not m:find(needle))
  end)
  local grep = best(5, clock, function()
    os.execute(("LC_ALL=C grep -c -F '%s' %s >/dev/null"):format(needle, path))
  end)
  row("find in 1 GB against grep -c -F", ours, grep, 1.0)
  os.remove(path)
end
exit()
