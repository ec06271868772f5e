-- A program is replaced when one of its files is saved, however that is done, and stays what it was
-- if the new version is no good.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=file:screen,size=320x240,format=XRGB8888"

-- A program that says which version it is and how many there have been, answers when it is asked
-- whether it lives, and fills the screen.
local function version(name, rest)
  return ([[
keep.n = (keep.n or 0) + 1
print("%s", keep.n) io.stdout:flush()
function draw()
  if os.remove("ask") then print("%s lives") io.stdout:flush() end
  clear(0x00ff00)
end
%s]]):format(name, name, rest or "")
end

local function expect(run, line)
  h.equal(run:line(), line, "line")
end

-- Says also that it has taken the place of the one before: until then a further reload would begin
-- with that one once more.
local STARTED = "function started() print 'started' io.stdout:flush() end"

local function expect_version(run, name, n)
  expect(run, ("%s\t%d"):format(name, n))
  expect(run, "started")
end

local function start(code, ...)
  h.write("main.lua", code)
  local words = {DISPLAY, ...}
  words[#words + 1] = "main.lua"
  return h.start(words, {before = "ulimit -c 0"})
end

-- What is said of a file that its writer has not come to the end of; see the last of `ways`.
local HALF = "fbrun: main%.lua:%d+: unfinished long string %(starting at line 1%) near <eof>\n"

-- The end of a run whose versions were saved in `ways`.
local function stop_saved(run)
  run:signal("INT")
  local got = run:finish()
  got.err = got.err:gsub(HALF, "")
  h.result(got, 0, "", "")
end

local function stop(run, err)
  run:signal("INT")
  h.result(run:finish(), 0, "", err or "")
end

-- The number of the process that runs the script, which is the watcher's only child.
local function script_process(run)
  local pipe <close> = assert(io.popen(("cat /proc/$(cat /proc/%d/task/*/children | cut -d' ' -f1)" ..
    "/task/*/children"):format(run.pid)))
  return pipe:read("n")
end

-- The pixel at the left of a row, once it is as asked; the test's time limit is the limit.
local function await_row(y, is)
  local pixel
  repeat
    local bytes = h.read("screen")
    pixel = #bytes == 320 * 240 * 4 and ("<I4"):unpack(bytes, y * 320 * 4 + 1) & 0xffffff
  until pixel and is(pixel)
end

local function is_green(pixel) return pixel == 0x00ff00 end
local function is_panel(pixel) return pixel == 0x2b1d1d end

-- Each writes the file anew; where it is away for a moment, that is one of this process alone, since
-- others may take long to start. The last one takes so many steps that it may be halted among them
-- for longer than a writer is waited for. What there is then is no program before it is whole, and is
-- refused in the same words wherever it ends.
local ways = {
  function(name, text) h.write(name, text) end,
  function(name, text)
    h.write(name .. "~new", text)
    h.shell(("mv %s~new %s"):format(name, name))
  end,
  function(name, text)
    assert(os.rename(h.path(name), h.path(name .. "~")))
    h.write(name, text)
  end,
  function(name, text)
    assert(os.remove(h.path(name)))
    h.write(name, text)
  end,
  function(name, text)
    local file <close> = assert(io.open(h.path(name), "wb"))
    file:write("return load [==["):flush()
    for c in text:gmatch(".") do
      file:write(c):flush()
    end
    file:write("]==] ()"):flush()
  end,
}

function tests.ways_of_saving()
  local run = start(version("v0", STARTED))
  expect_version(run, "v0", 1)
  for i, save in ipairs(ways) do
    save("main.lua", version("v" .. i, STARTED)) -- a second reload would be counted
    expect_version(run, "v" .. i, i + 1)
  end
  stop_saved(run)
end

function tests.modules_and_files()
  h.write("mod.lua", "return 'm0'")
  h.write("part.lua", "return 'p0'")
  h.write("data.lua", "return 'd0'")
  local run = start(version("v", [[
    local m, p, d = require "mod", dofile "part.lua", loadfile("./data.lua")()
    function started() print(m, p, d) io.stdout:flush() end]]))
  expect(run, "v\t1")
  expect(run, "m0\tp0\td0")
  h.write("mod.lua", "return 'm1'")
  expect(run, "v\t2")
  expect(run, "m1\tp0\td0")
  h.write("part.lua", "return 'p1'")
  expect(run, "v\t3")
  expect(run, "m1\tp1\td0")
  h.write("data.lua", "return 'd1'")
  expect(run, "v\t4")
  expect(run, "m1\tp1\td1")
  stop(run)
end

-- What a program has written in its state_dir and reads again is no new version of it.
function tests.state_is_no_part_of_the_program()
  local run = start(version("v", [[
    local function save(n)
      local file <close> = assert(io.open(state_dir .. "/state.lua", "w"))
      file:write("return ", n)
    end
    save(1)
    dofile(state_dir .. "/state.lua")
    function started() save(2) print "saved" io.stdout:flush() end]]), "--verbose")
  expect(run, "v\t1")
  expect(run, "saved")
  h.write("main.lua", version("w")) -- news that comes after the other
  expect(run, "w\t2")
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0, "status")
  assert(got.err:find("main.lua has changed", 1, true), got.err)
  assert(not got.err:find("state.lua has changed", 1, true), got.err)
end

-- The folder as a whole is another one, by way of a symbolic link: never half of each.
function tests.folder_swapped()
  for i = 1, 3 do
    h.shell("mkdir r" .. i)
    h.write(("r%d/main.lua"):format(i), version("v" .. i,
      "local m = require 'mod' function started() print(m) io.stdout:flush() end"))
    h.write(("r%d/mod.lua"):format(i), "return 'm" .. i .. "'")
  end
  h.shell("ln -s r1 current")
  local run = h.start({DISPLAY, "current/main.lua"})
  for i = 1, 3 do
    expect(run, ("v%d\t%d"):format(i, i))
    expect(run, "m" .. i)
    if i < 3 then
      h.shell(("ln -s r%d next && mv -T next current"):format(i + 1))
    end
  end
  stop(run)
end

-- The folder is gone, and the program in it goes on; it comes back, and so does the next version.
function tests.folder_vanishes()
  h.shell("mkdir folder")
  h.write("folder/main.lua", version("v1", STARTED))
  local run = h.start({DISPLAY, "folder/main.lua"})
  expect_version(run, "v1", 1)
  h.shell("rm -r folder")
  repeat until h.read("stderr"):find "cannot read folder/main.lua: No such file or directory\n"
  await_row(238, is_green)
  h.shell("mkdir folder")
  h.write("folder/main.lua", version("v2", STARTED))
  expect_version(run, "v2", 2)
  run:signal("INT")
  h.equal(run:finish().status, 0)
end

function tests.saved_and_broken()
  local run = start(version("v1"))
  expect(run, "v1\t1")
  await_row(239, is_green)
  h.write("main.lua", "print('v2') io.stdout:flush()\nerror('oh')")
  expect(run, "v2")
  await_row(238, is_panel)
  await_row(0, is_green)
  h.write("ask", "")
  expect(run, "v1 lives")
  await_row(150, is_panel)
  h.write("main.lua", "this is no Lua")
  await_row(150, is_green) -- it has less to say
  await_row(238, is_panel)
  h.write("main.lua", version("v4"))
  expect(run, "v4\t2")
  await_row(239, is_green)
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  assert(got.err:find("^fbrun: main.lua:2: oh\nstack traceback:\n"), got.err)
  assert(got.err:find("\nfbrun: main.lua:1: syntax error near 'is'\n"), got.err)
end

function tests.missing_module()
  local run = start(version("v1"))
  expect(run, "v1\t1")
  h.write("main.lua", "print('v2') io.stdout:flush() require 'later'\n" .. version("v2"))
  expect(run, "v2")
  await_row(238, is_panel)
  h.write("later.lua", "return 1")
  expect(run, "v2")
  expect(run, "v2\t2")
  run:signal("INT")
  h.equal(run:finish().status, 0)
end

function tests.hung_in_its_first_frame()
  local run = start(version("v1"))
  expect(run, "v1\t1")
  h.write("main.lua", "print('v2') io.stdout:flush() while true do end")
  expect(run, "v2")
  h.write("ask", "")
  expect(run, "v1 lives")
  h.write("main.lua", version("v3"))
  expect(run, "v3\t2")
  stop(run)
end

-- With --reload the error is shown, and the program comes back when it is mended.
function tests.error_in_a_callback()
  local broken = version("v1", "local n = 0 function update() n = n + 1 if n == 3 then oh() end end")
  local run = start(broken, "--reload")
  expect(run, "v1\t1")
  await_row(238, is_panel)
  h.write("main.lua", version("v2"))
  expect(run, "v2\t2")
  await_row(239, is_green)
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  assert(got.err:find("^fbrun: main.lua:7: attempt to call a nil value %(global 'oh'%)"), got.err)

  run = start(broken)
  expect(run, "v1\t1")
  h.equal(run:finish().status, 1)
  run = start(broken, "--no-reload")
  expect(run, "v1\t1")
  h.equal(run:finish().status, 1)
end

-- What is killed, by whom ever, leaves its picture and comes back as well; its end is told once.
function tests.killed()
  local deaf = not h.holds_signals_back() and [[
local n = 0
function update() n = n + 1 if n == 3 then string.find(("a"):rep(3000), (".-"):rep(30) .. "b") end end]]
  local run = start(version("KILL"), "--reload", "--max-time=2")
  local told = ""
  for _, how in ipairs {
    {"KILL", "the script process was killed by signal 9 (Killed)", "SEGV"},
    {"SEGV", "the script process was killed by signal 11 (Segmentation fault)", "deaf", deaf or nil},
    {"deaf", "the script was killed: it took longer than --max-time allows, in main.lua:8", "last"},
  } do
    local name, line, next_name, rest = table.unpack(how)
    expect(run, name .. "\t1")
    if name == "deaf" and not deaf then break end
    await_row(239, is_green)
    if name ~= "deaf" then
      h.signal(script_process(run), name)
    end
    told = told .. "fbrun: " .. line .. "\n"
    repeat until h.errors() == told
    await_row(239, is_green)
    h.write("main.lua", version(next_name, rest))
  end
  if deaf then
    expect(run, "last\t1")
  end
  stop(run, told)
end

-- A new version that ends without an error is no better; how it ended is told once.
function tests.ends_too_soon()
  local run = start(version("v1"))
  expect(run, "v1\t1")
  local told = ""
  for code, line in pairs {
    ["os.exit(3)"] = "ended with status 3 before it drew anything",
    ["os.execute('kill -SEGV ' .. io.open('/proc/self/stat'):read('n')) while true do end"] =
      "was killed by signal 11 (Segmentation fault)",
  } do
    told = told .. "fbrun: the new version " .. line .. "\n"
    h.write("new.lua", code)
    h.shell("mv new.lua main.lua") -- an empty file would be a program
    repeat until h.errors() == told
    h.write("ask", "")
    expect(run, "v1 lives")
  end
  h.shell("mkdir folder && ln -s folder link && mv -T link main.lua")
  told = told .. "fbrun: cannot read main.lua: Is a directory\n" ..
    "fbrun: the new version ended with status 1 before it drew anything\n"
  repeat until h.errors() == told
  stop(run, told)
end

-- An error at the start is shown as well; a script that is not there ends everything.
function tests.error_at_the_start()
  local run = start("print('v1') io.stdout:flush() error 'oh'", "--reload")
  expect(run, "v1")
  await_row(238, is_panel)
  h.write("main.lua", "no Lua")
  run:signal("HUP")
  h.write("main.lua", version("v2"))
  expect(run, "v2\t1")
  run:signal("INT")
  h.equal(run:finish().status, 0)
  h.result(h.run {DISPLAY, "--reload", "nothing.lua"}, 1, "",
    "fbrun: cannot read nothing.lua: No such file or directory\n")
end

function tests.hangup_reloads()
  local run = start(version("v1", "function started() print 'started' io.stdout:flush() end"))
  for i = 1, 3 do
    expect(run, "v1\t" .. i)
    expect(run, "started")
    run:signal("HUP")
  end
  expect(run, "v1\t4")
  expect(run, "started")
  stop(run)
end

function tests.keep_and_started()
  local code = [[
local function pid() return io.open("/proc/self/stat"):read("n") end
print(keep.text, keep.list and keep.list[2].x, keep.f, keep.yes, keep[1.5])
function started()
  print("started", keep.pid == nil or io.open("/proc/" .. keep.pid .. "/stat") == nil)
  io.stdout:flush()
  keep.pid = pid()
end
keep.text, keep.list, keep.yes, keep[1.5] = "a\0b", {1, {x = 1 << 62}}, true, -0.5
keep.f = print
function draw() end]]
  local run = start(code)
  expect(run, "nil\tnil\tnil\tnil\tnil")
  expect(run, "started\ttrue")
  run:signal("HUP")
  expect(run, "a\0b\t4611686018427387904\tnil\ttrue\t-0.5")
  expect(run, "started\ttrue")
  stop(run, "fbrun: keep.f cannot be kept: it is a function\n")
end

-- The new version loads, the old one fails, and the file is saved once more: the newest stays.
function tests.a_new_version_that_is_not_the_newest()
  local pid = 'local pid = io.open("/proc/self/stat"):read("n") '
  local run = start(pid .. 'print(pid) function draw() if io.open("fail") then error "oh" end end',
    "--reload")
  local first = tonumber(run:line())
  h.write("main.lua", pid .. 'print(pid) io.stdout:flush() repeat until io.open("go") function draw() end')
  local second = tonumber(run:line())
  h.write("fail", "")
  h.wait_gone(first)
  h.write("main.lua", 'print "third" function started() print "stays" io.stdout:flush() end function draw() end')
  expect(run, "third")
  h.wait_gone(second)
  expect(run, "stays")
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  assert(got.err:find "oh", got.err)
end

function tests.keep_in_itself()
  local run = start("print(type(keep.a), keep.b) keep.a = {} keep.a.a = keep.a keep.b = 2 " ..
    "function started() print 'started' io.stdout:flush() end function draw() end")
  expect(run, "nil\tnil")
  expect(run, "started")
  run:signal("HUP")
  expect(run, "table\t2")
  expect(run, "started")
  run:signal("INT")
  local got = run:finish()
  h.equal(got.status, 0)
  assert(got.err:find("cannot be kept: tables are nested deeper than 64; does one contain itself?",
    1, true), got.err)
end

-- Runs that are to be the same each time do not look at files.
function tests.not_followed()
  for _, option in ipairs {"--no-reload", "--frames=100000000", "--single-process"} do
    local run = start(version("v1"), option)
    expect(run, "v1\t1")
    h.write("main.lua", version("v2"))
    h.write("ask", "")
    expect(run, "v1 lives")
    run:signal("INT")
    h.result(run:finish(), 0, "", "")
  end
end

local function count(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read("n")
end

-- Of the screen process and of the watcher, its child.
local function descriptors(run)
  return count(("ls /proc/%d/fd /proc/$(cat /proc/%d/task/*/children | cut -d' ' -f1)/fd | wc -l")
    :format(run.pid, run.pid))
end

-- The screen process's: allocated bytes if tests/soak/heap.c is loaded, and resident kilobytes. What
-- it is about to free (a handle of its loop) is waited for: the least of some.
local function memory(pid)
  local least = math.huge
  for _ = 1, 20 do
    local file <close> = io.open(("/proc/%d/mem"):format(pid), "rb")
    local bytes = file and file:seek("set", 0x7e0000000000) and file:read(8)
    least = math.min(least, bytes and ("<i8"):unpack(bytes) or 0)
    os.execute("true")
  end
  return least, count(("awk '/VmRSS/ {print $2}' /proc/%d/status"):format(pid))
end

-- SAVES=1000 for more than CI has time for, and what memory does; with LD_PRELOAD=libsoak_heap.so it
-- may not grow by a byte.
function tests.many_saves()
  local saves, every = tonumber(os.getenv("SAVES")), 100
  local run = start(version("v1", STARTED))
  expect_version(run, "v1", 1)
  local before, bytes
  for i = 2, saves or 10 do
    ways[i % #ways + 1]("main.lua", version(("v%04d"):format(i), STARTED))
    expect_version(run, ("v%04d"):format(i), i)
    if i == 5 then
      before = descriptors(run)
    end
    if saves and i % every == 0 then
      local now, resident = memory(run.pid)
      print(("%5d saves: %d bytes, %d kB resident, %d descriptors"):format(i, now, resident,
        descriptors(run)))
      bytes = bytes or now
      assert(now <= bytes, "the screen process grows")
    end
  end
  h.equal(descriptors(run), before, "descriptors of the screen process and the watcher")
  stop_saved(run)
end

h.main(tests)
