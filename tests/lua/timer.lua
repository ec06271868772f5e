-- after() and every() on the virtual clock: 60 frames a second.
local check = require "check"

local log = {}
local function note(what) return function() log[#log + 1] = what end end

-- In the order of their times, and of their making.
after(2 / 60, note "c")
after(1 / 60, note "a")
after(1 / 60, note "b")
present() present() present() present()
check.list(log, { "a", "b", "c" })

-- Again and again, the first time after s; it stops when closed, also by itself.
log = {}
local times = {}
local timer
timer = every(0.05, function()
  times[#times + 1] = now()
  if #times == 3 then timer:close() end
end)
check.equal(tostring(timer):match("^timer %(0x%x+%)$") ~= nil, true)
local start = now()
for _ = 1, 20 do present() end
check.equal(#times, 3)
for i, time in ipairs(times) do
  local due = start + i * 0.05
  assert(time >= due - 1e-6 and time < due + 1 / 60, "call " .. i)
end
check.equal(tostring(timer), "timer (closed)")
timer:close()

-- One that is slower than frames are keeps its rhythm; one that is faster runs once a frame.
local fast = 0
local fast_timer = every(0.001, function() fast = fast + 1 end)
for _ = 1, 5 do present() end
check.equal(fast, 5)
fast_timer:close()

-- Zero seconds: the next frame. One made by a timer's function waits for the frame after that.
log = {}
after(0, function()
  log[#log + 1] = "outer@" .. stats().frames
  after(0, function() log[#log + 1] = "inner@" .. stats().frames end)
end)
local frame = stats().frames
present() present() present()
check.list(log, { "outer@" .. frame + 1, "inner@" .. frame + 2 })

-- One of zero seconds comes every frame, and lets others come, also those that were there before.
log = {}
local zero = every(0, note "zero")
after(1 / 60, note "other")
present() present()
zero:close()
check.list(log, { "zero", "other", "zero" })

-- Closed before it is due, by <close> too, and by another timer of the same frame.
log = {}
do
  local never <close> = after(0, note "never")
  after(0, note "kept")
  local second
  after(0, function() second:close() end)
  second = after(0, note "never")
end
present() present()
check.list(log, { "kept" })

-- Very many, made and closed in no order, are called in that of their times. Each takes its time
-- when it is made and when it is called, not that of the others.
do
  local called, due = {}, {}
  local seed = 1
  local kept = {}
  for i = 1, 5000 do
    seed = seed * 69069 + 1 & 0xffffffff
    local frames = seed >> 16 & 15
    local t = after(frames / 60, function() called[#called + 1] = { frames, i } end)
    if seed >> 24 & 3 == 0 then kept[#kept + 1] = t else due[#due + 1] = { frames, i } end
  end
  for _, t in ipairs(kept) do t:close() end
  for _ = 1, 18 do present() end
  table.sort(due, function(a, b)
    return a[1] < b[1] or a[1] == b[1] and a[2] < b[2]
  end)
  check.equal(#called, #due)
  for i, entry in ipairs(called) do
    check.equal(entry[2], due[i][2], "call " .. i)
  end
end

-- Nobody needs to hold a timer.
after(1 / 60, note "alive")
collectgarbage()
present() present()
check.equal(log[2], "alive")

check.refuses("after(seconds, function): 2 arguments expected, got 1", "after(1)")
check.refuses("every(seconds, function): 2 arguments expected, got 0", "every()")
for bad, name in pairs { ["-1"] = "-1", ["0/0"] = "NaN", ["-math.huge"] = "-inf" } do
  check.refuses("bad argument #1 to 'after' (seconds expected, 0 or more; got " .. name .. ")",
    ("after(%s, print)"):format(bad))
end
check.refuses("bad argument #2 to 'every' (function expected, got string)", "every(1, 'x')")
after(math.huge, note "never")

-- The last: a program of timers alone lives on.
after(1, check.done)
