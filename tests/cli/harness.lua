-- What the tests of the command line share. They use fbrun from outside, as a user does:
--   lua5.4 tests/cli/NAME.lua FBRUN [EMULATOR...]
-- Nothing sleeps: a running fbrun is waited for by the lines that its script prints, and by the end
-- of its output, which comes when the last of its processes is gone.
local harness = {}

local function quote(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function shell_line(words)
  local quoted = {}
  for i, word in ipairs(words) do
    quoted[i] = quote(word)
  end
  return table.concat(quoted, " ")
end

local fbrun -- the emulator, if any, and the program, as words of a shell
do
  local words = {table.unpack(arg, 2)}
  words[#words + 1] = assert(arg[1], "the path of fbrun is missing")
  fbrun = shell_line(words)
  harness.command = fbrun -- for tests that run it in their own way
  -- A sanitizer would make another end of a SIGSEGV.
  fbrun = 'exec env ASAN_OPTIONS="$ASAN_OPTIONS:handle_segv=0" ' ..
    'TSAN_OPTIONS="$TSAN_OPTIONS:handle_segv=0" ' .. fbrun
end

-- True under an emulator whose name matches the pattern.
function harness.emulated(pattern)
  return arg[2] ~= nil and arg[2]:find(pattern) ~= nil
end

local function read_all(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

-- True if fbrun was built with ThreadSanitizer. That holds signals back until the program calls
-- something that waits, so a script that is busy for ever never gets one.
function harness.holds_signals_back()
  return read_all(arg[1]):find("__tsan_init", 1, true) ~= nil
end

local scratch

function harness.path(name)
  return scratch .. "/" .. name
end

function harness.read(name)
  return read_all(harness.path(name))
end

function harness.exists(name)
  local file = io.open(harness.path(name), "rb")
  return file ~= nil and file:close()
end

function harness.write(name, text)
  local file <close> = assert(io.open(harness.path(name), "wb"))
  assert(file:write(text))
end

-- Runs a shell command in the scratch folder.
function harness.shell(command)
  assert(os.execute("cd " .. quote(scratch) .. " && " .. command))
end

-- What emulators of processors and LeakSanitizer say of no concern here. The latter stops every
-- thread that it finds, and says so of one that has been joined but has not left the kernel yet.
local function clean(text)
  text = text:gsub("qemu: uncaught target signal [^\n]*\n", "")
  return (text:gsub("==%d+==Unable to get registers from thread %d+%.\n", ""))
end

local started = {} -- what may still run, by its pipe: closing that waits for its end

-- Starts a shell command, which is to begin with `exec` where it gives way to a program. Returns
-- what it prints, a pipe, and its number. A pipe that is closed is to be forgotten.
function harness.open(command)
  local pipe = assert(io.popen("echo $$; " .. command, "r"))
  started[pipe] = pipe:read("n", "l")
  return pipe, started[pipe]
end

-- Closes the pipe, which waits for the end; returns what pipe:close() does.
function harness.close(pipe)
  started[pipe] = nil
  return pipe:close()
end

local function kill_started()
  for pipe, pid in pairs(started) do
    os.execute(("kill -KILL %d"):format(pid))
    pipe:close()
  end
  started = {}
end

-- What fbrun has written to standard error so far.
function harness.errors()
  return clean(harness.read("stderr"))
end

local Run = {}
Run.__index = Run

-- Starts fbrun with these arguments in the scratch folder. `options.before` is shell text that
-- comes first, such as a ulimit; `options.under` is a command that runs it; `options.input` is what
-- it gets as standard input; with `options.group` its processes are a group of their own, which has
-- the first one's number. What it keeps in state_dir is in the scratch folder.
function harness.start(arguments, options)
  options = options or {}
  harness.write("stdin", options.input or "")
  local command = "cd " .. quote(scratch) .. " || exit; export XDG_STATE_HOME=$PWD/state\n" ..
    (options.before or "") .. "\n" .. (options.group and "exec setsid" or "exec") .. " " ..
    (options.under or "") .. " sh -c " ..
    quote("exec <stdin 2>stderr; " .. fbrun .. " " .. shell_line(arguments))
  local pipe, pid = harness.open(command)
  return setmetatable({pipe = pipe, pid = pid}, Run) -- that of the screen process
end

-- The next line that the script prints.
function Run:line()
  return (self.pipe:read("l"))
end

function Run:signal(name)
  harness.signal(self.pid, name)
end

-- Waits for the end. status is the exit status, or a signal as in "signal 9"; out is the rest of
-- what it printed, err all of standard error.
function Run:finish()
  local out = self.pipe:read("a")
  local _, what, code = harness.close(self.pipe)
  return {
    status = what == "signal" and "signal " .. code or code,
    out = out,
    err = harness.errors(),
  }
end

function harness.run(arguments, options)
  return harness.start(arguments, options):finish()
end

function harness.signal(pid, name)
  assert(os.execute(("kill -%s %d"):format(name, pid)))
end

-- State and parent of a process, or nil when it is gone. A dead one that nobody collects is gone.
function harness.process(pid)
  local file = io.open(("/proc/%d/stat"):format(pid))
  local text = file and file:read("a")
  if file then
    file:close()
  end
  -- The name, in parentheses, may hold anything.
  local state, parent = (text or ""):match("^.*%) (%a) (%d+)")
  if state and not state:find("[ZX]") then
    return state, tonumber(parent)
  end
end

-- Comes back when the process is in that state, as ps names it: "S" sleeps, "T" is stopped.
function harness.wait_state(pid, state)
  local now
  repeat
    now = harness.process(pid)
    assert(now, "the process is gone")
  until now == state
end

-- Comes back when the process is gone; the test's time limit is the limit.
function harness.wait_gone(pid)
  while harness.process(pid) do
    os.execute("true")
  end
end

local function show(value)
  return type(value) == "string" and ("%q"):format(value):gsub("\\\n", "\\n") or tostring(value)
end

function harness.equal(got, expected, what)
  if got ~= expected then
    error(("%s: expected %s, got %s"):format(what or "value", show(expected), show(got)), 2)
  end
end

-- Compares long strings of bytes; says where they differ.
function harness.same_bytes(got, expected, what)
  harness.equal(#got, #expected, what .. ": length")
  for i = 1, #expected do
    if got:byte(i) ~= expected:byte(i) then
      error(("%s: byte %d is %d, expected %d"):format(what, i - 1, got:byte(i),
        expected:byte(i)), 2)
    end
  end
end

-- All of the result: status, standard output, standard error.
function harness.result(got, status, out, err)
  local text = ("status %s\nout %s\nerr %s"):format(got.status, show(got.out), show(got.err))
  local expected = ("status %s\nout %s\nerr %s"):format(status, show(out), show(err))
  if text ~= expected then
    error("got\n" .. text .. "\nexpected\n" .. expected, 2)
  end
end

-- Runs every test, a function by name, each in a scratch folder of its own; ends the process.
function harness.main(tests)
  io.stdout:setvbuf "line" -- what failed is told even if a later test never ends
  local names, failed = {}, 0
  for name in pairs(tests) do
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local pipe <close> = assert(io.popen("mktemp -d \"${TMPDIR:-/tmp}/fbrun-cli-XXXXXX\""))
    scratch = pipe:read("l")
    local ok, message = xpcall(tests[name], function(text)
      return debug.traceback(text, 2):gsub("\n%s*%[C%].*", "")
    end)
    print((ok and "ok      " or "FAILED  ") .. name)
    if not ok then
      failed = failed + 1
      print(message)
      kill_started()
    end
    os.execute("rm -r " .. quote(scratch))
  end
  os.exit(failed == 0)
end

return harness
