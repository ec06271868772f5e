-- present(): wherever the script calls it, a frame is shown and the script goes on.
local check = require "check"

local function frames_of(fn)
  local before = stats().frames
  fn()
  return stats().frames - before
end

check.equal(frames_of(present), 1)
check.equal(frames_of(function() for _ = 1, 5 do present() end end), 5)
check.equal(select("#", present()), 0)

-- Through pcall, xpcall, a metamethod, an iterator, dofile's like.
check.equal(frames_of(function() check.list({ pcall(present) }, { true }) end), 1)
check.equal(frames_of(function() assert(xpcall(present, error)) end), 1)
local object = setmetatable({}, { __index = function() present() return 7 end })
check.equal(frames_of(function() check.equal(object.x, 7) end), 1)
check.equal(frames_of(function() for _ in function(_, i) present() return not i or nil end do end end), 2)
check.fails("after the frame", function()
  present()
  error("after the frame", 0)
end)

-- Through coroutines, nested, created or wrapped, with values going in and out around it.
check.equal(frames_of(function()
  local co = coroutine.create(function(a, b)
    present()
    check.list({ a, b }, { 1, 2 })
    check.list({ coroutine.yield("first") }, { 3 })
    present()
    return "last", nil, 5
  end)
  check.list({ coroutine.resume(co, 1, 2) }, { true, "first" })
  check.list({ coroutine.resume(co, 3) }, { true, "last", nil, 5 })
  check.equal(coroutine.status(co), "dead")
  check.list({ coroutine.resume(co) }, { false, "cannot resume dead coroutine" })
end), 2)
check.equal(frames_of(function()
  local inner = coroutine.wrap(function(x)
    while true do
      present()
      x = coroutine.yield(x + 1)
    end
  end)
  local outer = coroutine.wrap(function()
    for i = 1, 3 do
      check.list({ pcall(inner, i) }, { true, i + 1 })
    end
    error("out", 0)
  end)
  check.fails("out", outer)
end), 3)

-- In draw_to, the target is there again afterwards; timers meanwhile draw on the screen.
local c = canvas(3, 2)
local timer_target
after(0, function() timer_target = w end)
check.equal(frames_of(function()
  draw_to(c, function()
    coroutine.wrap(function()
      draw_to(screen, function() present() check.equal(w, 64) end)
      check.equal(w, 3)
      present()
      clear("red")
    end)()
    check.list({ w, h }, { 3, 2 })
    check.equal(pixel(2, 1), 0xff0000)
  end)
end), 2)
check.equal(timer_target, 64)
check.equal(w, 64)

-- Where a C function stands between that cannot wait.
local refused = "present() cannot wait for the frame here: not in quit(), and not inside of a call "
  .. "by a C function such as table.sort"
check.fails(refused, table.sort, { 1, 2 }, function() present() end)
check.fails(refused, string.gsub, "x", "x", function() present() end)
check.fails(refused, string.gsub, "x", "x", coroutine.wrap(function() present() end))
check.fails("present(): 0 arguments expected, got 1", present, 1)

-- Nobody else resumes a coroutine that waits for its frame.
local co = coroutine.create(function() present() return "done" end)
local seen
after(0, function() seen = { coroutine.status(co), coroutine.resume(co) } end)
check.list({ coroutine.resume(co) }, { true, "done" })
check.list(seen, { "suspended", false, "cannot resume a coroutine that waits in present()" })

-- One that is closed meanwhile is found dead.
co = coroutine.create(function() present() end)
after(0, function() assert(coroutine.close(co)) end)
check.list({ coroutine.resume(co) }, { false, "cannot resume dead coroutine" })

-- The chunk itself, and callbacks, are the host's to resume.
local main = coroutine.running()
after(0, function() seen = { coroutine.isyieldable(main), pcall(coroutine.close, main) } end)
present()
check.list(seen, { false, false, "cannot close the coroutine of the chunk or of a callback" })

-- A callback at the begin of a frame waits for that one.
local shown
after(0, function() shown = frames_of(present) end)
present()
check.equal(shown, nil)
present()
check.equal(shown, 1)

-- Callbacks that wait: update is not called again until it has come back, timers go on.
local updates, draws, ticks = 0, 0, 0
local ticker = every(0, function()
  ticks = ticks + 1
  present()
  present()
end)
function update()
  updates = updates + 1
  local before = draws
  present()
  present()
  check.equal(draws, before + 2)
  check.equal(updates, 1)
  ticker:close()
  check.equal(ticks, 1)
  update = nil
  check.done()
end
function draw() draws = draws + 1 end
