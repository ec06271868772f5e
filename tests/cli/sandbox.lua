-- --sandbox: scripts that try to break out, and others that work as ever; and state_dir.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=headless,size=64x48"

-- Of the script own/main.lua; what it would like to have is beside its folder. Descriptor 9 is what
-- somebody left open. LeakSanitizer wants to see the process from outside of the sandbox.
local function options(before)
  return { before = "export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0\n" ..
    "unset STATE_DIRECTORY; exec 9<secret\n" .. (before or "") }
end

local PRELUDE = [[
  local function show(what, ok, message)
    print(what .. ": " .. (ok and "POSSIBLE" or tostring(message):gsub("\n.*", "")))
  end
  local function try(what, f, ...) show(what, pcall(f, ...)) end -- an error refuses
  local function get(what, f, ...) show(what, f(...)) end        -- nil, message does
]]

local function set_up(script)
  h.shell("mkdir -p own && echo secret >secret")
  h.write("own/main.lua", PRELUDE:gsub("%-%-[^\n]*", ""):gsub("\n", " ") .. script)
end

-- Where the script's state_dir is: its path as systemd-escape writes it.
local function state_of_script()
  local path = h.path "own/main.lua"
  return "state/fbrun/" .. path:sub(2):gsub("[^%w:_./]", function(c)
    return ("\\x%02x"):format(c:byte())
  end):gsub("/", "-")
end

local function start(script)
  set_up(script)
  return h.start({"--sandbox", DISPLAY, "own/main.lua"}, options())
end

-- Every line that the script prints must have something refused.
local function refused(script, lines)
  local got = start(script):finish()
  h.equal(got.status, 0, got.err)
  h.equal(got.err, "", "standard error")
  local count = 0
  for line in got.out:gmatch "[^\n]+" do
    count = count + 1
    if line:find("POSSIBLE", 1, true) then
      error(line, 2)
    end
  end
  assert(count >= lines, "it printed only " .. count .. " lines:\n" .. got.out)
  return got.out
end

-- Fails if one of the texts is not there.
local function has(out, ...)
  for _, text in ipairs {...} do
    assert(out:find(text, 1, true), ("no %q in\n%s"):format(text, out))
  end
end

function tests.files_of_others()
  set_up ""
  h.shell("ln -s ../secret own/link; ln -s .. own/up; ln -s /etc own/etc")
  local out = refused([[
    for _, path in ipairs {
      "/etc/passwd", "/etc/shadow", "/etc/hostname", "../secret", "link", "up/secret", "etc/passwd",
      start_dir .. "/secret", "/proc/self/root/etc/passwd", "/proc/self/cwd/../secret",
      "/proc/self/fd/9", "/dev/fd/9", "/proc/self/environ", "/proc/self/maps", "/proc/self/mem",
      "/proc/self/task", "/proc/thread-self/mem", "/proc/1/environ", "/proc/version",
      "/sys/class/graphics", "/dev/mem", "/dev/fb0", "/dev/tty", "/dev/input/event0", "/dev/shm",
      "/bin/sh", "/usr/lib", "/usr/include", "/root", "/var/log", "..", "/",
    } do
      get(path, io.open, path)
    end
    get("picture", load_image, "../secret.png")
    get("font", load_font, "/usr/lib/font.ttf")
    get("map", require "mmap".open, "../secret")
    get("loadfile", loadfile, "../secret")
    try("dofile", dofile, "../secret")
    try("lines", io.lines, "../secret")
    try("input", io.input, "../secret")
    package.path = "../?.lua;/etc/?;" .. package.path
    try("require", require, "passwd")]], 37)
  has(out, "/etc/passwd: /etc/passwd: Permission denied", "link: link: Permission denied",
    "map: cannot map ../secret: Permission denied")
end

function tests.files_are_not_changed()
  set_up ""
  h.write("own/data", "as it was")
  refused([[
    for _, path in ipairs {"main.lua", "data", "new", "../secret", "../new", "/tmp/new", "/dev/shm/new",
        "/proc/self/mem", "/proc/self/comm", "/proc/self/oom_score_adj", "/dev/tty", "/dev/zero"} do
      for _, mode in ipairs {"w", "a", "r+", "w+"} do
        get(path, io.open, path, mode)
      end
    end
    get("remove", os.remove, "data")
    get("remove", os.remove, "../secret")
    get("rename", os.rename, "data", "other")
    get("rename", os.rename, "data", state_dir .. "/data")
    get("rename", os.rename, "../secret", state_dir .. "/secret")
    get("tmpfile", io.tmpfile)
    get("screenshot", screenshot, "shot.ppm")
    get("screenshot", screenshot, "../shot.ppm")
    get("screenshot", screenshot, "/tmp/shot.ppm")
    get("save_png", function(path) return canvas(2, 2):save_png(path) end, "../c.png")
    get("map", require "mmap".open, "data", { access = "write" })
    get("map", require "mmap".open, "new", { access = "write", create = true, length = 5 })
    try("output", io.output, "new")]], 60)
  h.equal(h.read "own/data", "as it was")
  h.shell("test $(ls -A own | wc -l) = 2 && test \"$(cat secret)\" = secret")
  h.shell("test $(ls -A state/fbrun | wc -l) = 1 && test $(ls -A state/fbrun/* | wc -l) = 0")
end

-- The folder that is the script's to write.
function tests.state_dir()
  local got = start([[
    local path = state_dir .. "/value"
    local f <close> = assert(io.open(path, "w"))
    f:write("kept")
    f:close()
    assert(os.rename(path, path .. ".old"))
    for line in io.lines(path .. ".old") do print(line) end
    assert(os.remove(path .. ".old"))
    fill(0, 0, w, h, 0x123456)
    assert(screenshot(state_dir .. "/shot.ppm") and screenshot(state_dir .. "/shot.ppm"))
    local mmap = require "mmap"
    local m <close> = assert(mmap.open(state_dir .. "/map",
      { access = "write", create = true, length = 4096 }))
    m:u32(0, 5)
    local lock <close> = assert(mmap.lock(m, 64))
    print(lock:acquire(1), m:u32(0))
    local name = os.tmpname()
    print(name:sub(1, #state_dir) == state_dir, os.remove(name))
    print(pcall(function() return require "cjson".encode(require "cjson.safe".decode '{"a":[1,2]}') end))]]):finish()
  h.equal(got.status, 0, got.err)
  has(got.out, "kept\ntrue\t5\ntrue\ttrue\n")
  if os.getenv "CJSON" == "1" then
    has(got.out, 'true\t{"a":[1,2]}\n')
  end
  assert(h.exists(state_of_script() .. "/shot.ppm"))
end

-- Nothing of Lua's libraries is a way around.
function tests.lua_is_closed()
  local out = refused([[
    try("execute", os.execute, "true")
    try("popen", io.popen, "true")
    try("loadlib", package.loadlib, "/usr/lib/x86_64-linux-gnu/libc.so.6", "system")
    try("loadlib", package.loadlib, "*", "*")
    for _, name in ipairs {"luv", "posix", "socket.core", "lfs"} do
      try("require", require, name)
    end
    package.cpath = "/usr/lib/x86_64-linux-gnu/lua/5.4/?.so;./?.so"
    try("cpath", require, "luv")
    show("searchers", package.searchers[4], "none")
    for _, name in ipairs {"getregistry", "getupvalue", "setupvalue", "upvalueid", "upvaluejoin",
        "getmetatable", "setmetatable", "getlocal", "setlocal", "sethook", "gethook", "getinfo",
        "getuservalue", "setuservalue", "debug", "setcstacklimit"} do
      try(name, debug[name], 1, 1)
      try(name, package.loaded.debug[name], print, 1)
      try(name, require "debug"[name], "", 1)
    end
    print(select(2, pcall(require, "luv")))
    print(debug.traceback("trace"))]], 58)
  has(out, "execute: os.execute is not to be had in the sandbox (--sandbox)",
    "popen: io.popen is not to be had in the sandbox (--sandbox)",
    "loadlib: package.loadlib is not to be had in the sandbox (--sandbox)",
    "getregistry: debug.getregistry is not to be had in the sandbox (--sandbox)",
    "no C modules but cjson in the sandbox (--sandbox)\n", "trace\nstack traceback:\n")
end

-- Compiled code can make the interpreter do anything: none of it is taken, wherever it comes from.
function tests.compiled_code()
  local out = refused([[
    local code = string.dump(function() return 1 end)
    local crafted = code:sub(1, -20) .. ("\xff"):rep(20)
    local function file(name, text)
      local f <close> = assert(io.open(state_dir .. "/" .. name, "wb"))
      f:write(text)
    end
    for _, text in ipairs {code, crafted, "\27Lua", "\27"} do
      for _, mode in ipairs {"b", "bt", "tb", "t", "", "x"} do
        get("load", load, text, "chunk", mode)
        get("load", load, text, "chunk", mode, {})
      end
      get("load", load, text)
      get("load", load, text, nil, nil, nil)
      local part = 0
      get("reader", load, function() part = part + 1 return text:sub(part, part) end)
      file("module.lua", text)
      local path = state_dir .. "/module.lua"
      get("loadfile", loadfile, path)
      get("loadfile", loadfile, path, "b")
      get("loadfile", loadfile, path, "bt", {})
      try("dofile", dofile, path)
      package.path = state_dir .. "/?.lua"
      try("require", require, "module")
      try("searcher", function() return assert(type(package.searchers[2]("module")) == "function") end)
      file("module.lua", "# a first line that is skipped\n" .. text)
      try("require", require, "module")
      try("dofile", dofile, path)
    end
    show("mode", load("return 1", "text", "b"))
    show("mode", loadfile("main.lua", "b"))
    print(load("return 1 + 1")(), load("return x", "", "t", {x = 3})(), load("return x", "", "bt", {x = 4})(),
      pcall(load("return x", "", nil, nil)))]], 94)
  has(out, "load: attempt to load a binary chunk (mode is 't')",
    "load: compiled Lua is not to be had in the sandbox (--sandbox)", "2\t3\t4\tfalse\t")
end

function tests.memory_of_others()
  local out = refused([[
    local mmap = require "mmap"
    for fd = 0, 40 do try("descriptor " .. fd, mmap.open, fd, { length = 4096, access = "write" }) end
    for _, path in ipairs {"/dev/mem", "/dev/fb0", "/dev/kmem", "/dev/uio0", "/proc/self/mem",
        "/proc/1/mem", "/proc/kcore", "/sys/bus/pci/devices", "/proc/self/fd/9"} do
      get(path, mmap.open, path, { length = 4096 })
      get(path, mmap.open, path, { length = 4096, access = "write" })
      get(path, mmap.registers, path, 0, 4096)
    end
    try("shared", mmap.shared, "others")
    try("shared", mmap.shared, "mine", 4096, { create = true })
    try("unlink", mmap.unlink, "others")
    try("framebuffer", mmap.framebuffer)]], 72)
  has(out, "descriptor 5: mmap.open of a descriptor is not to be had in the sandbox (--sandbox)",
    "shared: mmap.shared is not to be had in the sandbox (--sandbox)", "framebuffer: ")
end

-- What there is to see of the script process from outside: none of its descriptors is the display's.
function tests.from_outside()
  set_up [[
    print(pcall(require "mmap".framebuffer))
    io.stdout:flush()
    function draw() end]]
  local run = h.start({"--sandbox", "--display=file:fb,size=64x48,format=xrgb8888", "own/main.lua"}, options())
  h.equal(run:line(), "false\tmmap.framebuffer (use screen:map() instead) is not to be had in the sandbox (--sandbox)")
  local function look(command, ...)
    local pipe <close> = assert(io.popen(command:format(...)))
    return pipe:read "a"
  end
  local watcher = look("cat /proc/%d/task/%d/children", run.pid, run.pid):match "%d+"
  local script = look("cat /proc/%s/task/%s/children", watcher, watcher):match "%d+"
  local status, open = look("cat /proc/%s/status", script), look("ls -l /proc/%s/fd", script)
  run:signal "TERM"
  h.equal(run:finish().err, "", "standard error")
  has(status, "Name:\tfbrun-script\n", "NoNewPrivs:\t1\n", "Seccomp:\t2\n")
  has(open, "memfd:") -- the shared buffer
  for _, name in ipairs {"/fb\n", "/secret\n", "/dev/fb"} do
    assert(not open:find(name, 1, true), open)
  end
end

-- Finalizers and methods of every kind of object, called by hand, in any order, do no harm.
function tests.metatables()
  local got = start([[
    local mmap = require "mmap"
    local objects = {
      canvas(4, 4), canvas(4, 4):map(), path2d(), image_data(2, 2), linear_gradient(0, 0, 1, 1, {0, 0, 1, 0}),
      after(100, print), watch("main.lua", print), mmap.anonymous(4096), io.stderr, io.open("main.lua"),
      assert(mmap.registers("main.lua", 0, 8)), assert(load_font("sans-serif")), screen,
    }
    local called = 0
    for _ = 1, 2 do
      for i, object in pairs(objects) do
        local meta = getmetatable(object)
        for _, other in pairs(objects) do
          for _, name in ipairs {"__gc", "__close", "__len", "__index", "__newindex", "__tostring"} do
            local f = type(meta) == "table" and object ~= io.stderr and meta[name]
            if type(f) == "function" then
              pcall(f, other, 1, 2)
              pcall(f, 5)
              pcall(f)
              called = called + 1
            end
          end
        end
        pcall(function() for k in pairs(meta) do meta[k] = nil end end)
      end
    end
    collectgarbage()
    collectgarbage()
    print(called > 100)
    getmetatable("").__index = nil
    fill(0, 0, 10, 10, 0xffffff)]]):finish()
  h.equal(got.status, 0, got.err)
  h.equal(got.out, "true\n")
end

-- The same program, the same picture.
local ORDINARY = [[
  local module = require "module"
  local n, late = 0, false
  after(0.05, function() late = true end)
  local png, svg = io.open("a.png") and load_image("a.png", { async = true }), nil
  svg = decode_image('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">' ..
    '<circle cx="10" cy="10" r="9" fill="red"/></svg>') -- no text: pango races with itself, says TSan
  local c = canvas(20, 20)
  c.fill_style = "teal"
  c:fill_rect(0, 0, 10, 20)
  function draw()
    clear("navy")
    text("שלום 你好 " .. module, 1, 1, "white", { size = 12 })
    if png then image(png, 30, 20) end
    if svg then image(svg, 5, 25) end
    image(c, 44, 28)
    if late then fill(60, 0, 4, 4, "lime") end
    n = n + 1
  end]]

function tests.same_picture()
  set_up(ORDINARY)
  h.write("own/module.lua", "return os.date('%Y', 0)")
  h.run({"--display=headless:own/a.png,size=16x16", "-e", "clear('orange')"}, options())
  local results = {}
  for _, option in ipairs {"--quiet", "--sandbox"} do
    local out = "--display=headless:" .. option .. "%d.ppm,size=64x48"
    h.result(h.run({option, out, "--clock=virtual", "--frames=8", "own/main.lua"}, options()), 0, "", "")
    for i = 1, 8 do
      local file = option .. i .. ".ppm"
      results[i] = results[i] or h.read(file)
      h.same_bytes(h.read(file), results[i], "picture " .. i)
    end
  end
  assert(results[1] ~= results[8], "the timer did not run")
end

-- An error is shown and told as ever; a new version starts in a sandbox of its own.
function tests.errors_and_reload()
  local got = start("error('wrong')"):finish()
  h.equal(got.status, 1)
  has(got.err, "fbrun: own/main.lua:1: wrong\nstack traceback:\n")
  set_up [[
    keep.n = 5
    print("one")
    io.stdout:flush()
    function draw() end]]
  local run = h.start({"--sandbox", "--reload", DISPLAY, "own/main.lua"}, options())
  h.equal(run:line(), "one")
  h.write("own/new.lua", [[
    print("two", keep.n, io.open("/etc/passwd") == nil, pcall(os.execute, "true"))
    io.stdout:flush()
    error("stopped")]])
  h.shell "mv own/new.lua own/main.lua"
  has(run:line(), "two\t5\ttrue\tfalse\t")
  h.write("own/new.lua", "function started() print('three') exit() end")
  h.shell "mv own/new.lua own/main.lua"
  got = run:finish()
  h.equal(got.out, "three\n")
  h.equal(got.status, 0)
end

-- The folder is the one that the path leads to at the start; code that is no file has none.
function tests.folders()
  set_up "print(io.open('data') ~= nil, io.open('main.lua') ~= nil, (require 'module'))"
  h.write("own/data", "")
  h.write("own/module.lua", "return 'module'")
  h.shell "ln -s own linked; mkdir other; ln -s ../own/main.lua other/main.lua; ln -s / own/root"
  h.result(h.run({"--sandbox", DISPLAY, "linked/main.lua"}, options()), 0, "true\ttrue\tmodule\n", "")
  local got = h.run({"--sandbox", DISPLAY, "other/main.lua"}, options()) -- the file, not what is beside it
  h.equal(got.status, 1)
  has(got.out .. got.err, "module 'module' not found")
  got = h.run({"--sandbox", DISPLAY, "-e", "print(io.open('secret'))"}, options())
  h.result(got, 0, "nil\tsecret: Permission denied\t13\n", "")
  got = h.run({"--sandbox", DISPLAY, "own/root/x.lua"}, options())
  h.equal(got.status, 1)
  has(got.err, "fbrun: --sandbox: the script's folder is /")
  got = h.run({"--sandbox", DISPLAY, "nowhere/x.lua"}, options())
  h.equal(got.status, 1)
  has(got.err, "cannot read nowhere/x.lua: No such file or directory")
end

-- Who asks for a sandbox gets one or nothing.
function tests.without_one()
  h.result(h.run({"--sandbox", "--single-process", DISPLAY, "-e", ""}), 2, "",
    "fbrun: --sandbox and --single-process: the sandbox is for a process of its own (see fbrun --help)\n")
  set_up "print 'it runs'"
  local LANDLOCK_CREATE_RULESET = 444 -- on every processor but alpha
  h.write("run", ("exec %s %d %s --sandbox %s own/main.lua"):format(os.getenv "WITHOUT",
    LANDLOCK_CREATE_RULESET, arg[1], DISPLAY))
  local pipe <close> = assert(io.popen("cd " .. h.path "" .. " && sh run 2>&1"))
  h.equal(pipe:read "a", "fbrun: --sandbox: this kernel has no Landlock (Linux 5.13 and later do, if " ..
    "built with CONFIG_SECURITY_LANDLOCK)\n")
  local _, _, status = pipe:close()
  h.equal(status, 1, "status")
end

local state_tests = {}

-- Outside of the sandbox it is made when it is asked for.
function state_tests.state_dir_is_made_when_wanted()
  set_up ""
  h.result(h.run({DISPLAY, "own/main.lua"}, options()), 0, "", "")
  assert(not os.rename(h.path "state", h.path "state"), "it was made")
  set_up "print(state_dir, require 'fbrun'.state_dir == state_dir) assert(io.open(state_dir .. '/x', 'w'))"
  local expected = h.path(state_of_script())
  h.result(h.run({DISPLAY, "own/main.lua"}, options()), 0, expected .. "\ttrue\n", "")
  h.result(h.run({DISPLAY, "./own/../own//main.lua"}, options()), 0, expected .. "\ttrue\n", "")
  h.shell(("test -f '%s/x'"):format(expected))
end

function state_tests.where_state_dir_is()
  set_up "print(state_dir)"
  local function run(before)
    return h.run({DISPLAY, "own/main.lua"}, options(before))
  end
  h.result(run "export STATE_DIRECTORY=$PWD/unit:$PWD/second\n", 0, h.path "unit" .. "\n", "")
  has(run "unset XDG_STATE_HOME; export HOME=$PWD/home\n".out, h.path "home/.local/state/fbrun/")
  has(run "export XDG_STATE_HOME=relative HOME=$PWD/home\n".out, h.path "home/.local/state/fbrun/")
  h.result(run "unset XDG_STATE_HOME HOME\n", 0, "nil\n",
    "fbrun: state_dir: neither $XDG_STATE_HOME nor $HOME is a folder's absolute path\n")
  local got = run "export XDG_STATE_HOME=$PWD/secret\n"
  h.equal(got.out, "nil\n")
  has(got.err, "fbrun: state_dir: ", "Not a directory\n")
end

-- Emulators of processors have no Landlock.
local pipe <close> = assert(io.popen("env -u HOME -u XDG_STATE_HOME -u STATE_DIRECTORY " ..
  table.concat(arg, " ", 2) .. " " .. arg[1] ..
  " --sandbox --display=headless -e '' 2>&1"))
local said = pipe:read "a"
if said:find("--sandbox: this kernel has no", 1, true) or said:find("Landlock is built", 1, true) then
  print("skipped but for state_dir: " .. said)
  tests = {}
end
for name, test in pairs(state_tests) do
  tests[name] = test
end

h.main(tests)
