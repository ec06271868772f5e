-- A kiosk shows no errors: its last good picture stays, and something runs in the end.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=file:screen,size=320x240,format=XRGB8888"
local PROGRAM = [[
print("%s") io.stdout:flush()
local n = 0
function draw()
  clear(%s) n = n + 1
  if n == 3 then %s end
end]]

local function expect(run, line)
  h.equal(run:line(), line, "line")
end

local function await_pixel(color)
  local bytes
  repeat
    bytes = h.read("screen")
  until #bytes == 320 * 240 * 4 and ("<I4"):unpack(bytes, #bytes - 3) & 0xffffff == color
end

-- How often a text is in another one.
local function count(text, part)
  return select(2, text:gsub(part:gsub("%p", "%%%0"), ""))
end

function tests.fallback()
  h.write("main.lua", PROGRAM:format("main", "0x0000ff", "oh()"))
  h.write("other.lua", PROGRAM:format("other", "0x00ff00", ""))
  local run = h.start {DISPLAY, "--kiosk", "--fallback=other.lua", "main.lua"}
  for _ = 1, 5 do
    expect(run, "main")
  end
  expect(run, "other")
  await_pixel(0x00ff00)
  h.write("main.lua", PROGRAM:format("mended", "0xff0000", ""))
  expect(run, "mended")
  await_pixel(0xff0000)
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  h.equal(count(got.err, "attempt to call a nil value (global 'oh')"), 1)
  h.equal(count(got.err, "the same error again, 2 times so far\n"), 1)
  h.equal(count(got.err, "the same error again"), 2)
  h.equal(count(got.err, "starting the script again"), 5)
  h.equal(count(got.err, "the fallback script takes its place"), 1)
end

-- No error is on the screen, neither of the running program nor of a new version.
function tests.last_good_picture()
  h.write("main.lua", PROGRAM:format("main", "0x0000ff", ""))
  local run = h.start {DISPLAY, "--kiosk", "main.lua"}
  expect(run, "main")
  await_pixel(0x0000ff)
  h.write("main.lua", "print('broken') io.stdout:flush() oh()")
  expect(run, "broken")
  repeat until h.read("stderr"):find("global 'oh'", 1, true) -- before the next one drops it
  h.write("main.lua", PROGRAM:format("failing", "0x00ff00", "oh()"))
  for _ = 1, 3 do
    expect(run, "failing")
    await_pixel(0x00ff00)
  end
  run:signal("INT")
  assert(run:finish().err:find("main.lua:1: attempt to call a nil value (global 'oh')", 1, true))
end

-- Who asks for a new version does not wait for it, nor for the one after it.
function tests.delays()
  h.write("main.lua", "print('main') io.stdout:flush() oh()")
  local run = h.start {DISPLAY, "--kiosk", "main.lua"}
  expect(run, "main")
  local time = 5
  repeat until h.read("stderr"):find("again in 0.8 s, time 5", 1, true)
  repeat -- on a busy machine the next try may come before the signal
    run:signal("HUP")
    local wait
    repeat
      wait = h.read("stderr"):match("again in (%S+) s, time " .. time + 1)
    until wait
    time = time + 1
  until wait == "0.0"
  run:signal("INT")
  run:finish()
end

-- Tells its number and what the screen shows, draws in a colour of its own, and says when it has.
local WATCHED = [[
local f = io.open("screen", "rb") f:seek("end", -4)
print(io.open("/proc/self/stat"):read("n"), ("%06x"):format(("<I4"):unpack(f:read(4)) & 0xffffff))
function started() print("drawn") io.stdout:flush() end
function draw() clear(]]

-- However a script process ends or hangs, another one takes its place, and meanwhile the picture
-- is there. --max-time is how long a start may take; one that hangs gets twice that and a second.
function tests.picture_stays()
  h.write("main.lua", WATCHED .. "0x0000ff) end")
  local run = h.start({DISPLAY, "--kiosk", "--max-time=2", "main.lua"}, {before = "ulimit -c 0"})
  local shown = "000000"
  for _, signal in ipairs {"SEGV", "KILL", "STOP", "INT"} do
    local pid, before = run:line():match("^(%d+)\t(%x+)$")
    h.equal(before, shown, "the screen's colour")
    expect(run, "drawn")
    await_pixel(0x0000ff)
    shown = "0000ff"
    if signal ~= "INT" then
      h.signal(tonumber(pid), signal)
    end
  end
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  assert(got.err:find("the script did not answer for 5 s and was killed", 1, true), got.err)
  h.equal(count(got.err, "starting the script again"), 3)
end

-- Ended by a signal, and by a limit; a fallback that fails as well gives way.
function tests.killed()
  h.write("main.lua", "print(io.open('/proc/self/stat'):read('n')) io.stdout:flush() " ..
    "function draw() end")
  h.write("other.lua", "print('other') io.stdout:flush() error 'oh'")
  local run = h.start({DISPLAY, "--kiosk", "--fallback=other.lua", "main.lua"},
    {before = "ulimit -c 0"})
  for i = 1, 5 do
    h.signal(tonumber(run:line()), i % 2 == 0 and "KILL" or "SEGV")
  end
  expect(run, "other")
  assert(tonumber(run:line()))
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  h.equal(count(got.err, "the script process was killed by signal"), 5)
end

h.main(tests)
