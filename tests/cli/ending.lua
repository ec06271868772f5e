-- However a program ends, the end is clean, is told, and leaves no process behind.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=headless,size=16x16"

-- Prints the script process's own number once the script runs.
local TELL = "print(io.open('/proc/self/stat'):read('n')) io.stdout:flush() "
local FOREVER = TELL .. "while true do present() end"

-- Starts a script that tells its number; returns the run and the numbers of its three processes.
local function start(code, ...)
  local words = {DISPLAY, ...}
  words[#words + 1] = "-e"
  words[#words + 1] = code
  local run = h.start(words, {before = "ulimit -c 0"})
  local script = assert(tonumber(run:line()), "the script did not start")
  local _, parent = h.process(script)
  return run, {screen = run.pid, script = script, watcher = parent}
end

local function assert_gone(processes)
  for _, pid in pairs(processes) do
    h.wait_gone(pid)
  end
end

function tests.script_process_killed()
  for name, number in pairs {KILL = 9, SEGV = 11} do
    local text = name == "KILL" and "Killed" or "Segmentation fault"
    local run, processes = start(FOREVER)
    h.signal(processes.script, name)
    h.result(run:finish(), 128 + number, "",
      ("fbrun: the script process was killed by signal %d (%s)\n"):format(number, text))
    assert_gone(processes)
  end
end

function tests.script_process_replaced()
  local run, processes = start(FOREVER, "--restart=1", "--frames=100000000")
  h.signal(processes.script, "KILL")
  local second = tonumber(run:line())
  assert(second and second ~= processes.script, "no second script process")
  h.signal(second, "KILL")
  h.result(run:finish(), 137, "",
    "fbrun: the script process was killed by signal 9 (Killed)\n" ..
    "fbrun: starting the script again in 0.0 s, time 1\n" ..
    "fbrun: the script process was killed by signal 9 (Killed)\n")
  processes.second = second
  assert_gone(processes)
end

-- The output ends when the last process is gone that could write to it. A script that lets events
-- in may end by itself before the watcher kills it.
function tests.screen_process_killed()
  for _, code in ipairs {FOREVER, TELL .. "while true do end",
    TELL .. "while true do pcall(function() while true do end end) end"} do
    local run, processes = start(code)
    h.signal(processes.screen, "KILL")
    local got = run:finish()
    local err = "fbrun: the screen process died; its script process was killed\n"
    if code == FOREVER and got.err == "fbrun: the screen process died\n" then
      err = got.err
    end
    h.result(got, "signal 9", "", err)
    assert_gone(processes)
  end
end

function tests.watcher_killed()
  local run, processes = start(FOREVER)
  h.signal(processes.watcher, "KILL")
  h.result(run:finish(), 1, "", "fbrun: the watcher process is gone\n")
  assert_gone(processes)
end

-- Programs that let events in: a signal ends them with status 0. They tell their number when they
-- have set all up: one that is asked to end before has as long as any to come back.
local open_to_events = {
  main_loop = FOREVER,
  callbacks = "function draw() clear('red') end " .. TELL,
  waiting = "fps(0) function draw() end function keypressed() end " .. TELL,
  timer = "every(3600, function() end) " .. TELL,
  many_frames = "function update() for _ = 1, 1000 do present() end end " .. TELL,
  many_timers = "for _ = 1, 2000 do every(0, function() end) end " .. TELL,
  timers_that_breed = "local function f() after(0, f) end for _ = 1, 1000 do f() end " .. TELL,
  many_redraws = "fps(0) function draw() for _ = 1, 1000 do redraw() end end " .. TELL,
}

-- Programs that are busy in their first line, and are interrupted there.
local busy = {
  endless_loop = TELL .. "while true do end",
  pcall_loop = TELL .. "while true do pcall(function() while true do end end) end",
  pcall_error_loop = TELL .. "while true do pcall(error) end",
  coroutine = TELL .. "coroutine.wrap(function() while true do end end)()",
  many_coroutines = TELL .. "while true do " ..
    "local co = coroutine.create(function() while true do coroutine.yield() end end) " ..
    "for _ = 1, 100 do coroutine.resume(co) end end",
  pcall_in_coroutine = TELL .. "coroutine.wrap(function() " ..
    "while true do pcall(function() while true do end end) end end)()",
  draw = TELL .. "function draw() while true do end end",
  close = TELL .. "while true do " ..
    "local x <close> = setmetatable({}, {__close = function() end}) end",
}

-- Lua runs no hook inside __gc, so nothing can interrupt it there but the end of the process.
local deaf = TELL .. "while true do setmetatable({}, {__gc = function() while true do end end}) end"

local function end_by(signal, code, status, err)
  local run, processes = start(code)
  h.signal(processes.screen, signal)
  h.result(run:finish(), status, "", err)
  assert_gone(processes)
end

for name, code in pairs(open_to_events) do
  tests["signal_while_" .. name] = function()
    for _, signal in ipairs {"INT", "TERM", "HUP"} do
      end_by(signal, code, 0, "")
    end
  end
end

for name, code in pairs(h.holds_signals_back() and {} or busy) do
  tests["interrupted_" .. name] = function()
    end_by("INT", code, 130, "fbrun: (-e):1: interrupted\n")
    end_by("TERM", code, 143, "fbrun: (-e):1: interrupted\n")
  end
end

-- What waits in present() is closed when something else fails before it goes on.
function tests.closed_by_an_error()
  h.result(h.run {DISPLAY, "-e", "after(0, function() present() error 'x' end) " ..
    "local c <close> = setmetatable({}, {__close = function() print 'closed' end}) while true do present() end"}, 1,
    "closed\n", "fbrun: (-e):1: x\nstack traceback:\n\t[C]: in function 'error'\n\t(-e):1: in function <(-e):1>\n")
end

function tests.interrupted_collector()
  end_by("INT", deaf, 137, "fbrun: the script did not end within 2 s; killed\n")
end

-- As Ctrl-C in a terminal does it: every process of the group gets the signal.
function tests.interrupted_as_a_group()
  local function end_group(code, status, err)
    local run = h.start({DISPLAY, "-e", code}, {before = "ulimit -c 0", group = true})
    local script = assert(tonumber(run:line()))
    h.signal(-run.pid, "INT")
    h.result(run:finish(), status, "", err)
    h.wait_gone(script)
  end
  end_group(FOREVER, 0, "")
  if not h.holds_signals_back() then
    end_group(busy.endless_loop, 130, "fbrun: (-e):1: interrupted\n")
  end
end

-- quit() may finish things, but not stay.
function tests.quit_is_told()
  local run = start("function quit() end " .. FOREVER)
  run:signal("INT")
  h.result(run:finish(), 0, "", "")
  run = start([[
    function draw() end
    function quit() print("quit") return true end ]] .. TELL)
  run:signal("TERM")
  h.result(run:finish(), 0, "quit\n", "")
  run = start([[
    local function uptime() return (io.open("/proc/uptime"):read("n")) end
    function draw() end
    function quit()
      local start = uptime()
      while uptime() < start + 0.5 do end
      print("quit")
    end ]] .. TELL)
  run:signal("TERM")
  h.result(run:finish(), 0, "quit\n", "")
end

function tests.script_that_ignores_everything()
  local run, processes = start(TELL .. "while true do end")
  h.signal(processes.script, "STOP")
  run:signal("TERM")
  h.result(run:finish(), 137, "", "fbrun: the script did not end within 2 s; killed\n")
  assert_gone(processes)
end

-- The picture of the last whole frame is written when a signal ends the program.
function tests.picture_after_a_signal()
  local run = h.start {"--display=headless:out.ppm,size=2x1", "-e",
    "clear('red') present() present() " .. FOREVER}
  run:line()
  run:signal("INT")
  h.result(run:finish(), 0, "", "")
  h.same_bytes(h.read "out.ppm", "P6\n2 1\n255\n" .. ("\xff\0\0"):rep(2), "picture")
end

-- A file that gets shorter while it is mapped ends in a message.
function tests.file_that_shrinks()
  if h.emulated "s390x" or h.emulated "qemu%-arm%-" then
    print "        (skipped: the emulator garbles the address of a SIGBUS)"
    return
  end
  for _, length in ipairs {0, 10, 8192} do
    local run = h.start {"--display=file:fb,size=64x64", "-e", [[
      print("ready") io.stdout:flush()
      local n = 0
      function draw() n = n + 1 clear(n % 0x1000000) end]]}
    h.equal(run:line(), "ready", "line")
    h.shell("truncate -s " .. length .. " fb")
    h.result(run:finish(), 1, "",
      ("fbrun: file:fb: the file was cut from 16384 to %d bytes while it was mapped\n")
      :format(length))
  end
end

h.main(tests)
