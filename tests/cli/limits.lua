-- A script that wants too much is stopped, whatever it is busy with, and whatever it does about it.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=headless,size=16x16"
local LATE = "it took longer than --max-time allows"

local function run(option, code)
  return h.run({DISPLAY, option, "-e", code}, {before = "ulimit -c 0"})
end

-- Runs code that never ends once it has printed "busy". On a machine that takes long to get there
-- the limit may come before that, and says nothing: then it gets more time.
local function run_busy(code)
  local seconds, got = 0.1, nil
  repeat
    got = run("--max-time=" .. seconds, "local function busy() print 'busy' io.stdout:flush() end " .. code)
    seconds = 2 * seconds
  until got.out ~= "" or not got.err:find(LATE, 1, true)
  h.equal(got.out, "busy\n", got.err)
  return got
end

-- Stopped by an error with its line; nothing holds that.
function tests.endless_loops()
  for place, code in pairs {
    ["in main chunk"] = "busy() while true do end",
    ["in function 'draw'"] = "function draw() busy() while true do pcall(error) end end",
    ["in function 'update'"] = "function update() busy() pcall(function() while true do end end) " ..
      "while true do end end",
    ["in function <(-e):1>"] = "every(0.01, function() busy() while true do end end)",
    ["resumed by:"] = "coroutine.wrap(function() busy() while true do end end)()",
  } do
    local got = run_busy(code)
    h.equal(got.status, 1, code)
    assert(got.err:find("(-e):1: " .. LATE .. "\n", 1, true), got.err)
    assert(got.err:find(place, 1, true), got.err)
  end
end

-- Nor does an error object that takes for ever to say what it is.
function tests.error_objects()
  local got = run_busy("local e = setmetatable({}, {__tostring = function() busy() while true do end end}) " ..
    "function draw() error(e) end")
  h.equal(got.status, 1)
  assert(got.err:find("fbrun: (error object whose __tostring fails)\n", 1, true), got.err)
end

-- No hook runs there: the process goes, a second later.
function tests.where_no_error_gets_through()
  local killed = "fbrun: the script was killed: " .. LATE .. ", in (-e):1\n"
  for _, code in ipairs {
    "setmetatable({}, {__gc = function() busy() while true do end end}) collectgarbage()",
    "busy() string.find(('a'):rep(3000), ('.-'):rep(30) .. 'b')",
  } do
    h.result(run_busy(code), 137, "busy\n", killed)
  end
  local got = run_busy("setmetatable({}, {__gc = function() while true do end end}) busy() while true do end")
  h.equal(got.status, 137)
  assert(got.err:find("fbrun: the script did not end within 2 s; killed\n", 1, true), got.err)
end

-- Time counts for one callback, and from one present() to the next.
function tests.enough_time()
  h.result(h.run {DISPLAY, "--max-time=100", "--frames=20", "-e", "while true do present() end"},
    0, "", "")
end

-- The script gets an error that it can live with.
function tests.too_much_memory()
  local got = run("--max-memory=20M", [[
    local t = {}
    print(pcall(function() while true do t[#t + 1] = ("x"):rep(1000) .. #t end end))
    t = nil
    print(pcall(string.rep, "x", 30 << 20))
    for i = 1, 50 do assert(canvas(1000, 1000)) end -- garbage makes room
    local kept = {}
    for i = 1, 10 do
      local c, message = canvas(1000, 1000)
      kept[i] = c
      if not c then print(message:match "^[^:]*: [^:]*") break end
    end
    print(#kept < 6)]])
  h.result(got, 0, "false\tnot enough memory\nfalse\tnot enough memory\n" ..
    "a surface of 1000x1000: not enough memory\ntrue\n", "")
  got = run("--max-memory=20M", "local t = {} while true do t[#t + 1] = {} end")
  h.equal(got.status, 1)
  assert(got.err:find("^fbrun: not enough memory\n"), got.err)
end

function tests.too_many_pixels()
  h.result(run("--max-pixels=1000000", "canvas(1000, 1000) print(pcall(canvas, 1001, 1000))"), 0,
    "false\ta canvas of 1001x1000 pixels, above the limit of 1000000 (--max-pixels)\n", "")
end

function tests.bad_values()
  local size, seconds = "a size of at least 1M, as in 64M or 2G", "seconds from 0.01 to 86400"
  for option, expected in pairs {
    ["max-memory=5"] = size, ["max-memory=1T"] = size, ["max-memory=M"] = size,
    ["max-memory="] = size, ["max-time=0"] = seconds, ["max-time=nan"] = seconds,
    ["max-time=1s"] = seconds, ["max-pixels=0"] = "a whole number from 1 to 2147483647",
  } do
    local name, value = option:match("(.*)=(.*)")
    h.result(run("--" .. option, ""), 2, "",
      ('fbrun: --%s: expected %s, got "%s" (see fbrun --help)\n'):format(name, expected, value))
  end
end

-- A thread sanitizer's program that is busy gets no signal.
if h.holds_signals_back() then
  tests.endless_loops, tests.error_objects, tests.where_no_error_gets_through = nil, nil, nil
end

h.main(tests)
