-- fbrun -i: a Lua prompt on the live screen, typed at a terminal or read from a pipe. TYPIST names
-- the program that stands for somebody at a terminal.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=headless,size=2x1"
local PICTURE = "--display=headless:out.ppm,size=2x1"
local function piped(lines, out, err, ...)
  h.result(h.run({DISPLAY, "-i", ...}, {input = lines}), 0, out, err or "")
end

local function picture()
  return h.read "out.ppm":sub(-6)
end

function tests.a_picture_after_a_line()
  piped("fill(0, 0, 1, 1, 0xff8000)\n", "", "", PICTURE)
  h.equal(picture(), "\xff\x80\0\0\0\0", "pixels")
  piped("function draw() clear(0x0000ff) end", "", "", PICTURE) -- no newline at its end
  h.equal(picture(), "\0\0\xff\0\0\xff", "pixels")
end

function tests.values_are_shown()
  piped('1 + 1\nx = 3\nx, "a", nil\n"two\\nlines"\nreturn x\nprint "p"\nlocal y = 1 return y\n' ..
    "setmetatable({}, {__tostring = function() return 'mine' end})\n",
    '2\n3\ta\tnil\ntwo\nlines\n3\np\n1\nmine\n')
end

function tests.tables_are_shown()
  piped('{}\n{1, "a\\"\\n\\1", b = 2, ["a b"] = true, [true] = 1.5}\n{10, nil, 30}\n',
    '{}\n{1, "a\\"\\n\\001", ["a b"] = true, b = 2, [true] = 1.5}\n{10, [3] = 30}\n')
  piped("t = {} for i = 1, 1000 do t[i] = 7 end\nt\n", "{" .. ("7, "):rep(99) .. "7, … 900 more}\n")
end

-- Not each of them takes a frame, whether they are one chunk or many.
function tests.many_lines()
  local after = "print(stats().frames - before < 100)\n"
  piped("before = stats().frames\nfor _ = 1, 1 do\n" .. ("local x = 1\n"):rep(100) .. "end\n" .. after, "true\n")
  piped("before = stats().frames\n" .. ("x = 1\n"):rep(100) .. after, "true\n")
end

-- A value that changes the table while it is shown.
function tests.a_table_that_changes()
  local names = {}
  for i = 2, 50 do names[#names + 1] = ", name" .. i .. " = nil" end
  table.sort(names)
  local nils = table.concat(names)
  piped([[t = {} for i = 1, 50 do t["name" .. i] = setmetatable({}, {__tostring = function() ]] ..
    [[for k in pairs(t) do t[k] = nil end collectgarbage() for j = 1, 1000 do local _ = "other" .. j end return "x" end}) end]] ..
    "\nt\n", "{name1 = x" .. nils .. "}\n")
end

function tests.a_chunk_of_several_lines()
  piped("for i = 1, 2 do\nprint(i)\nend\n(\n1\n)\n[[a\nb]]\n", "1\n2\n1\na\nb\n")
  piped("for i = 1, 2 do\n", "", "fbrun: stdin: the last chunk is not complete\n")
end

function tests.errors_do_not_end_it()
  piped("oh()\nx = = 1\nprint 'on'\nerror {}\nlocal t <close> = setmetatable({}, {__close = function() print 'closed' end}) error 'e'\nprint 'and on'\n",
    "on\nclosed\nand on\n",
    "fbrun: stdin:1: attempt to call a nil value (global 'oh')\nstack traceback:\n\tstdin:1: in main chunk\n\t[C]: in ?\n" ..
    "fbrun: stdin:1: unexpected symbol near '='\n" ..
    "fbrun: (error object is a table value)\nstack traceback:\n\t[C]: in function 'error'\n\tstdin:1: in main chunk\n\t[C]: in ?\n" ..
    "fbrun: stdin:1: e\nstack traceback:\n\t[C]: in function 'error'\n\tstdin:1: in main chunk\n\t[C]: in ?\n")
end

-- One that failed is put aside, and another one of that name is called.
function tests.callbacks_that_fail()
  piped("function draw() oh() end\npresent() print(draw)\nfunction draw() clear(0x00ff00) end\nnil\n", "nil\nnil\n",
    "fbrun: stdin:1: attempt to call a nil value (global 'oh')\nstack traceback:\n\tstdin:1: in function 'draw'\n" ..
    "fbrun: draw is not called any more, until it is defined anew\n", PICTURE)
  h.equal(picture(), "\0\xff\0\0\xff\0", "pixels")
end

-- What waits in present() goes on when something else fails, here the script's main loop.
function tests.one_of_many_fails()
  h.write("main.lua", "n = 0 while true do n = n + 1 present() end")
  piped("present() error 'typo'\nm = n present() present() print(n > m)\n", "true\n",
    "fbrun: stdin:1: typo\nstack traceback:\n\t[C]: in function 'error'\n\tstdin:1: in main chunk\n\t[C]: in ?\n",
    "main.lua")
end

function tests.a_timer_that_fails_after_a_frame()
  piped("n = 0 every(1 / 60, function() n = n + 1 present() oh() end)\n" ..
    "while n == 0 do present() end for _ = 1, 10 do present() end print(n)\n", "1\n",
    "fbrun: stdin:1: attempt to call a nil value (global 'oh')\nstack traceback:\n\tstdin:1: in function <stdin:1>\n")
end

-- One that begins itself anew is told of once after each line.
function tests.an_error_in_each_frame()
  local report = "fbrun: stdin:1: attempt to call a nil value (global 'oh')\nstack traceback:\n\tstdin:1: in function 'f'\n"
  piped("n = 0 function f() n = n + 1 after(0, f) oh() end after(0, f) while n < 5 do present() end print(n)\n" ..
    "n = 0 while n < 5 do present() end print(n)\n", "5\n5\n", report:rep(2))
end

-- Others that call the same function go on.
function tests.one_of_two_timers_fails()
  piped("n = 0 function f() n = n + 1 if n == 1 then oh() end end every(1 / 60, f) every(1 / 60, f)\n" ..
    "while n < 4 do present() end print 'on'\n", "on\n",
    "fbrun: stdin:1: attempt to call a nil value (global 'oh')\nstack traceback:\n\tstdin:1: in function 'f'\n")
  piped("n = 0 function f() local i = n n = n + 1 present() if i == 0 then oh() end end every(1 / 60, f) every(1 / 60, f)\n" ..
    "while n < 4 do present() end print 'on'\n", "on\n",
    "fbrun: stdin:1: attempt to call a nil value (global 'oh')\nstack traceback:\n\tstdin:1: in function 'f'\n")
end

function tests.present_and_exit()
  piped("for i = 1, 3 do clear(i) present() end print(stats().frames >= 3)\n", "true\n")
  h.result(h.run({DISPLAY, "-i"}, {input = "exit(3)\nprint 'no'\n"}), 3, "", "")
end

-- The script comes first, with its arguments; then the prompt has what it left.
function tests.with_a_script()
  h.write("main.lua", "n = select('#', ...) clear(0xff0000) function quit() print 'quit' end")
  piped("n\n", "2\nquit\n", "", PICTURE, "main.lua", "a", "b")
  h.equal(picture(), "\xff\0\0\xff\0\0", "pixels")
  h.result(h.run({DISPLAY, "-i", "-e", "n = 5"}, {input = "n"}), 0, "5\n", "")
  h.result(h.run({DISPLAY, "-i", "-"}, {input = "n"}), 2, "",
    "fbrun: -i reads standard input, which cannot hold the script as well (see fbrun --help)\n")
  piped("n\n", "nil\n", "", "--single-process")
end

function tests.with_a_script_that_is_no_lua()
  h.write("main.lua", "x = = 1")
  piped("1 + 1\n", "2\n", "fbrun: main.lua:1: unexpected symbol near '='\n", "main.lua")
end

function tests.odd_input()
  piped("", "")
  piped("\n\n--\n", "")
  piped("x = '" .. ("y"):rep(300000) .. "'\n#x\n", "300000\n")
end

-- LeakSanitizer wants to see the process from outside of the sandbox.
local UNSEEN = "export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0;"

-- At a terminal: what TYPIST prints of the steps.
local function typed(steps, ...)
  local words = {os.getenv "TYPIST", h.command, DISPLAY .. " -i", ...}
  h.write("steps", steps)
  h.shell((... == "--sandbox" and UNSEEN or "") .. "XDG_STATE_HOME=$PWD/state TERM=xterm " .. table.concat(words, " ") .. " <steps >typed 2>&1 || { cat typed; false; }")
  return (h.read "typed":gsub("\r\n", "\n"))
end

local function ends(text, status)
  local last = "\nstatus " .. status .. "\nmodes as before\n"
  assert(text:sub(-#last) == last, text)
end

local typed_tests = {}

-- As typed, of a session whose steps stand between the first prompt and Ctrl-D at the last one.
local function session(steps, ...)
  local text = typed("see > \n" .. steps .. "see > \ntype \\004\n", ...)
  ends(text, 0)
  return text
end

function typed_tests.lines_at_a_terminal()
  session([[
type 1 + 2\r
see 3
see > 
type for i = 1, 2 do\r
see >> 
type print(i * 5) end\r
see 10
see > 
type fill(0, 0, 1, 1, 0xff8000)\r
]], PICTURE)
  h.equal(picture(), "\xff\x80\0\0\0\0", "pixels")
end

-- What is half typed, and what runs, is stopped; the program and the prompt go on.
function typed_tests.ctrl_c()
  if h.holds_signals_back() then
    return
  end
  session [[
type nonsense(
see nonsense(
type \003
see > 
type print("g".."o") while true do pcall(function() while true do end end) end\r
see go
cooked
type \003
see interrupted
see > 
type print("g".."o") while true do present() end\r
see go
cooked
type \003
see interrupted
see > 
type print("g".."o") require "mmap".anonymous(4096):wait(0, 0)\r
see go
cooked
type \003
see interrupted
see > 
type function draw() print("dr".."aw") while true do end end\r
see draw\r
type \003
see interrupted
see draw is not called any more
type \r
see > 
type "still" .. " here"\r
see still here
]]
end

-- The program's own code is not stopped as long as it comes back soon after Ctrl-C. It stands still
-- while that is sent, and what it reads is there when it goes on: it has nobody else to wait for.
function typed_tests.ctrl_c_while_the_program_is_busy()
  local text = session [[
type p = io.open("/proc/self/stat"):read("n")\r
see > 
type signals = ("kill -STOP %d; kill -INT %d; echo; kill -CONT %d"):gsub("%%d", p)\r
see > 
type function draw() if p then f = io.popen(signals) f:read() p = print("dr".."awn") end end\r
see drawn
type \r
see > 
type draw ~= nil\r
see true
]]
  assert(not text:find("interrupted", 1, true), text)
end

local function has_libedit()
  return h.run({"--version"}).out:find "libedit" ~= nil
end

function typed_tests.editing_and_history()
  if not has_libedit() then
    return
  end
  session [[
type 7 * 6\r
see 42
see > 
type \e[A + 1\r
see 43
see > 
type 5\e[D1\r
see 15
see > 
type "ä"\e[D\e[D\e[3~ö\r
see ö
]]
  -- The next one knows the lines; the file is this user's alone, and bounded.
  h.shell "[ $(stat -c %a state/fbrun/history) = 600 ]"
  session [[
type \e[A\e[A\e[A\e[A\r
see 42
]]
  ends(typed "see > \nraw\ntype 1200 + 34\\r5600 + 78\\r\\004\n", 0) -- all at once
  session [[
type \e[A\e[A\r
see 1234
see > 
type \e[A\e[A\r
see 5678
]]
end

-- In the sandbox too, but the history ends with the program.
function typed_tests.editing_in_the_sandbox()
  if not has_libedit() or h.run({DISPLAY, "--sandbox", "-e", ""}, {before = UNSEEN}).status ~= 0 then
    return
  end
  session([[
type 7 * 6\r
see 42
see > 
type \e[A + 1\r
see 43
see > 
raw
type cle\t
see > clear
type \003
]], "--sandbox")
  assert(not h.exists "state/fbrun/history")
end

function typed_tests.completion()
  if not has_libedit() then
    return
  end
  session([[
type cle\t
see clear([c])
see > clear
type "red"\r
see > 
type pol\t
type \t
see polygon({x, y, …}, c, opts)
see polyline({x, y, …}, c, opts)
see > poly
type \003
]], PICTURE)
  h.equal(picture(), "\xff\0\0\xff\0\0", "pixels")
end

-- The modes are put back whichever process dies, while somebody types.
function typed_tests.killed()
  local kill = "type function started() end local p = io.open('/proc/self/stat'):read('n') " ..
    "after(0.05, function() os.execute('kill -9 ' .. p) end)\\r\n"
  local text = typed("see > \n" .. kill .. "see killed by signal 9\n")
  ends(text, 137)
  local raw = has_libedit() and "raw\n" or ""
  text = typed("see > \n" .. raw .. "kill 9\nsee the screen process died\n")
  ends(text, 137)
  ends(typed("see > \n" .. raw .. "kill 15\n"), 0)
end

-- A byte that is no UTF-8 is left out, but not the key behind it.
function typed_tests.no_utf_8()
  if not has_libedit() then
    return
  end
  session [[
type 6 * 7\303\r
see 42
]]
end

-- An error that comes while somebody types does not lose what was typed.
function typed_tests.an_error_while_typing()
  session [[
type go = true after(0.05, function() while go do present() end oh() end)\r
see > 
type go, n = false, "sti
see sti
type ll"\r
see global 'oh'
see > 
type n\r
see still
]]
end

function typed_tests.one_prompt_after_an_error()
  local text = session [[
type oh()\r
see global 'oh'
see > 
type "a" .. "b"\r
see ab
]]
  assert(not text:find("> > ", 1, true), text)
end

-- A new version of the script takes the prompt over.
function typed_tests.a_new_version()
  h.write("main.lua", "version = 'v1' function draw() end")
  h.write("new.lua", "version = 'v2' function draw() end function started() print('here') end")
  session([[
type version\r
see v1
see > 
run cp new.lua main.lua
see here
see > 
type version\r
see v2
]], "main.lua")
end

-- What is half typed, in whole lines and in part, goes along.
function typed_tests.a_new_version_while_typing()
  if not has_libedit() then
    return
  end
  h.write("main.lua", "version = 'v1' function draw() end")
  h.write("new.lua", "version = 'v2' function draw() end function started() print('here') end")
  session([[
type for i = 1, 2 do\r
see >> 
type print(vers
see vers
run cp new.lua main.lua
see here
see >> print(vers
type ion, i) end\r
see v2\t2
]], "main.lua")
end

-- The old version goes on beside an error, as without a prompt, and with what is half typed.
function typed_tests.a_new_version_that_is_no_lua()
  h.write("main.lua", "version = 'v1' function draw() end")
  session([[
type vers
see vers
run echo "version = = 2" >main.lua
see \n
see unexpected symbol
see > 
type ion\r
see v1
]], "main.lua")
end

-- Under valgrind they would take minutes; AddressSanitizer sees as much.
if not h.emulated "valgrind" then
  for name, test in pairs(typed_tests) do
    tests[name] = test
  end
end

h.main(tests)
