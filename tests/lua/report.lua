-- What a failing script leaves on standard error: message, hint, traceback.
package.path = arg[0]:gsub("[^/]*$", "../cli/?.lua")
local h = require "harness"

local tests = {}

-- Runs the text as x.lua; standard error must be exactly `err`.
local function fail(text, err, status)
  h.write("x.lua", text)
  h.result(h.run { "--quiet", "--clock=virtual", "--display=headless,size=16x16", "x.lua" },
    status or 1, "", err)
end

local function main_chunk(line)
  return "stack traceback:\n\tx.lua:" .. line .. ": in main chunk\n"
end

function tests.unknown_names()
  fail("\nflil(0, 0, 1, 1, 0)", "fbrun: x.lua:2: attempt to call a nil value (global 'flil'): "
    .. "did you mean 'fill'?\n" .. main_chunk(2))
  fail("pirnt()", "fbrun: x.lua:1: attempt to call a nil value (global 'pirnt'): "
    .. "did you mean 'print'?\n" .. main_chunk(1))
  fail("function helper() end helpr()", "fbrun: x.lua:1: attempt to call a nil value (global "
    .. "'helpr'): did you mean 'helper'?\n" .. main_chunk(1))
  fail("keyspressed()", "fbrun: x.lua:1: attempt to call a nil value (global 'keyspressed'): "
    .. "did you mean 'keypressed'?\n" .. main_chunk(1))
  fail("nothing_like_it()", "fbrun: x.lua:1: attempt to call a nil value (global "
    .. "'nothing_like_it')\n" .. main_chunk(1))
  fail("local t = {} t.flil()", "fbrun: x.lua:1: attempt to call a nil value (field 'flil')\n"
    .. main_chunk(1))
end

function tests.hidden_names()
  local hint = ": it hides fbrun's fill(); use fb.fill with local fb = require \"fbrun\"\n"
  fail("local fill = 'red'\nfill()", "fbrun: x.lua:2: attempt to call a string value (local 'fill')"
    .. hint .. main_chunk(2))
  fail("local function f(fill) fill() end\nf(5)\n", "fbrun: x.lua:1: attempt to call a number "
    .. "value (local 'fill')" .. hint .. "stack traceback:\n\tx.lua:1: in local 'f'\n"
    .. "\tx.lua:2: in main chunk\n")
  fail("local fill = 5\nfunction draw() fill() end", "fbrun: x.lua:2: attempt to call a number "
    .. "value (upvalue 'fill')" .. hint .. "stack traceback:\n\tx.lua:2: in function 'draw'\n")
  fail("local mine = 5 mine()", "fbrun: x.lua:1: attempt to call a number value (local 'mine')\n"
    .. main_chunk(1))
end

function tests.loves_load()
  fail("\nfunction load() end", "fbrun: x.lua:2: load is Lua's own; the callback that runs first "
    .. "is setup\n")
end

function tests.error_objects()
  local trace = "\nstack traceback:\n\t[C]: in function 'error'\n\tx.lua:1: in main chunk\n"
  fail("error()", "fbrun: (error object is a nil value)" .. trace)
  fail("error(5)", "fbrun: 5" .. trace)
  fail("error({})", "fbrun: (error object is a table value)" .. trace)
  fail("error(setmetatable({}, { __tostring = function() return 'mine' end }))",
    "fbrun: mine" .. trace)
  fail("error(setmetatable({}, { __tostring = error }))",
    "fbrun: (error object whose __tostring fails)" .. trace)
end

-- A wrapped coroutine is gone when its error arrives, but not its traceback.
function tests.tracebacks_through_coroutines()
  fail([[
local function deep()
  error("oops")
end
local inner = coroutine.wrap(function()
  deep()
end)
local outer = coroutine.wrap(function()
  inner()
end)
function draw()
  outer()
end]], "fbrun: x.lua:11: x.lua:8: x.lua:2: oops\nstack traceback:\n"
    .. "\t[C]: in function 'error'\n"
    .. "\tx.lua:2: in upvalue 'deep'\n"
    .. "\tx.lua:5: in function <x.lua:4>\n"
    .. "resumed by:\n"
    .. "\t[C]: in upvalue 'inner'\n"
    .. "\tx.lua:8: in function <x.lua:7>\n"
    .. "resumed by:\n"
    .. "\t[C]: in upvalue 'outer'\n"
    .. "\tx.lua:11: in function 'draw'\n")
end

-- The frames are still there after draw_to, present and pcall have been in between.
function tests.traceback_through_draw_to()
  fail([[
local c = canvas(1, 1)
draw_to(c, function()
  present()
  local x = nil .. "x"
end)]], "fbrun: x.lua:4: attempt to concatenate a nil value\nstack traceback:\n"
    .. "\tx.lua:4: in function <x.lua:2>\n"
    .. "\t[C]: in function 'fbrun.draw_to'\n"
    .. "\tx.lua:2: in main chunk\n")
end

function tests.map_left_open()
  fail("p = screen:map()", "fbrun: the screen's map() is still open at the end of the frame\n")
end

function tests.exit_status()
  fail("exit(7)", "", 7)
  fail("function quit() exit(9) end exit(7)", "", 9)
  fail("kept = setmetatable({}, { __gc = function() exit(5) end }) exit(7)", "", 7)
end

-- An endless loop is stopped by a signal, whatever the script does against it. The line that the
-- script prints says that it is about to begin.
local function interrupt(signal, status, code, line)
  h.write("x.lua", code)
  local run = h.start { "--quiet", "--display=headless,size=16x16", "x.lua" }
  h.equal(run:line(), "begin")
  run:signal(signal)
  h.result(run:finish(), status, "", ("fbrun: x.lua:%d: interrupted\n"):format(line))
end

local BEGIN = "print 'begin' io.stdout:flush()\n"

function tests.interrupted_loops()
  if h.holds_signals_back() then
    return
  end
  interrupt("TERM", 143, BEGIN .. "while true do end", 2)
  interrupt("INT", 130, BEGIN .. "while true do pcall(function() while true do end end) end", 2)
  interrupt("TERM", 143, BEGIN .. "coroutine.wrap(function() while true do end end)()", 2)
  interrupt("TERM", 143, BEGIN .. [[
local function loop() while true do end end
while true do coroutine.resume(coroutine.create(loop)) end]], 3)
  interrupt("TERM", 143, "function quit()\nwhile true do end end\n" .. BEGIN
    .. "while true do present() end", 2)
end

h.main(tests)
