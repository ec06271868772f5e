-- Keyboards as the kernel has them: their keys reach the program under LÖVE's names, from every
-- kind of device and from those that come and go, by evdev and by libinput; Ctrl-C works; and
-- nothing that is typed reaches the shell of the console.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

-- Prints what the program is told, and ends at Escape.
local script = [[
io.stdout:setvbuf "line"
function keypressed(key, _, again)
  if not again then print("+" .. key) elseif not repeated then repeated = true print("=" .. key) end
  if key == "escape" then exit(7) end
end
function keyreleased(key) print("-" .. key) end
if arg[1] == "text" then function textinput(text) print("'" .. text) end end
]]

local function boot(options)
  options = options or {}
  options.device = "bochs"
  options.modules = {"bochs", "evdev", "virtio_input", "usbhid", "hid-generic", "xhci-pci"}
  options.files = options.files or {}
  options.files["/keys.lua"] = {text = script}
  options.files["/busy.lua"] = {text = "while true do end"}
  return vm.boot(options)
end

-- Starts fbrun. It has opened the keyboards that are there when this returns.
local function start(m, path, environment)
  local run = m:start(("exec env %s fbrun --verbose --display=drm %s"):format(environment or "",
    path or "/keys.lua"))
  run.source = run:expect("input from (%w+)")
  return run
end

-- Waits until the program is told that.
local function told(run, text)
  run:expect("\n" .. text:gsub("%p", "%%%0") .. "\n")
  run.seen = run.seen - 1 -- the newline begins the next one as well
end

local function press(m, run, name, love)
  m:key_event(name, true)
  told(run, "+" .. (love or name))
end

local function release(m, run, name, love)
  m:key_event(name, false)
  told(run, "-" .. (love or name))
end

local function hit(m, run, name, love)
  press(m, run, name, love)
  release(m, run, name, love)
end

-- All that the program was told, as one line.
local function all(run)
  return (run:output(1):gsub("\n", " "):gsub(" $", ""))
end

-- Types for the shell. The emulated keyboard has little memory, so the machine gets the time to take
-- each key from it.
local function type_slowly(m, text)
  for char in text:gmatch(".") do
    m:type(char)
    m:must("true")
  end
end

-- The shell on the first VT has executed nothing but what is typed now.
local function expect_shell(m)
  type_slowly(m, "echo typed >>/tmp/typed\n")
  m:wait_until("[ -s /tmp/typed ]")
  vm.equal(m:must("cat /tmp/typed; ls /tmp"), "typed\ntyped", "what the shell has done")
end

local tests = {}

-- What is typed, on keyboards of several layouts; a key that is held repeats.
function tests.text()
  local m = boot {memory = 256, files = {["/usr/share/X11/xkb"] = "/usr/share/X11/xkb",
    ["/usr/share/X11/locale"] = "/usr/share/X11/locale"}}
  local run = start(m, "--keyboard=de /keys.lua text")
  press(m, run, "y", "z")
  told(run, "'z")
  told(run, "=z")
  told(run, "'z")
  release(m, run, "y", "z")
  hit(m, run, "equal", "=") -- a dead accent
  press(m, run, "e")
  told(run, "'é")
  release(m, run, "e")
  m:key "esc"
  vm.equal(run:wait(), 7)
  run = start(m, "/keys.lua text", "XKB_DEFAULT_LAYOUT=us XKB_DEFAULT_VARIANT=dvorak")
  hit(m, run, "q", "'")
  press(m, run, "ctrl", "lctrl")
  m:key_event("i", true) -- Dvorak's c
  vm.equal(run:wait(), 0)
  m:key_event("i", false)
  m:key_event("ctrl", false)
end

-- No such layout, and a machine without any: a message, and the US layout.
function tests.no_layout()
  local m = boot()
  for _, layout in ipairs {"klingon", "de"} do
    local run = m:start("exec fbrun --verbose --display=drm --keyboard=" .. layout .. " /keys.lua text")
    run:expect('no keyboard layout "' .. layout .. '": ')
    run:expect("input from")
    press(m, run, "y")
    told(run, "'y")
    release(m, run, "y")
    m:key "esc"
    vm.equal(run:wait(), 7)
  end
end

function tests.names()
  local m = boot()
  local run = start(m)
  vm.equal(run.source, "evdev")
  press(m, run, "shift", "lshift")
  hit(m, run, "a")
  release(m, run, "shift", "lshift")
  for _, names in ipairs {{"ret", "return"}, {"spc", "space"}, {"left", "left"}, {"f11", "f11"},
    {"kp_7", "kp7"}, {"kp_decimal", "kp."}, {"less", "nonusbackslash"}, {"delete", "delete"},
    {"sysrq", "printscreen"}, {"ctrl_r", "rctrl"}, {"meta_l", "lgui"}, {"bracket_left", "["}} do
    hit(m, run, names[1], names[2])
  end
  m:key_event("esc", true)
  vm.equal(run:wait(), 7)
  m:key_event("esc", false)
end

-- A key redraws the picture of a program that does nothing else.
function tests.redraw()
  local m = boot()
  local dark = vm.expected(1280, 800, {"--frames=1", "scripts/keys.lua"})
  local run = start(m, "/scripts/keys.lua")
  m:wait_screen(dark)
  m:key_event("tab", true)
  repeat
    local same = m:screen():matches(dark)
  until not same
  m:key_event("tab", false)
  m:wait_screen(dark)
  m:key("esc")
  vm.equal(run:wait(), 0)
end

-- Plugs a keyboard in, which QEMU then types on, and waits until its keys arrive: the kernel drops
-- what is typed before the driver has done all of its work.
local function plug(m, run, driver)
  m:device_add {driver = driver, id = "keys"}
  run:expect("event%d+[^\n]* is a keyboard")
  local before = #run:output(1)
  repeat
    m:key_event("x", true)
    m:key_event("x", false)
    m:must("true")
  until run:output(1):find("+x\n-x\n", before, true)
  hit(m, run, "y") -- behind all of them
end

-- Types what a shell would execute.
local function type_leak(m, run)
  for name in ("t o u c h spc slash t m p slash l e a k ret"):gmatch("%S+") do
    hit(m, run, name, ({spc = "space", slash = "/", ret = "return"})[name])
  end
end

function tests.shell_gets_nothing()
  local m = boot()
  local run = start(m)
  type_leak(m, run)
  m:key("esc")
  vm.equal(run:wait(), 7)
  expect_shell(m)
end

-- Without a VT of its own fbrun takes the keyboards for itself, as long as it lives.
local function grab(m)
  m:must("rm /dev/tty0 /dev/tty1 /dev/tty2")
  local run = start(m, nil, "LIBSEAT_BACKEND=seatd")
  run:expect("^, grabbed")
  type_leak(m, run)
  plug(m, run, "usb-kbd")
  type_leak(m, run)
  m:device_del("keys")
  run:signal("KILL")
  run:finish()
  expect_shell(m)
  return run.source
end

function tests.grab()
  vm.equal(grab(boot {extra = {"qemu-xhci"}}), "evdev")
end

function tests.grab_libinput()
  vm.equal(grab(boot {extra = {"qemu-xhci"}, udev = true, memory = 256}), "libinput")
end

-- Asked to end, a script ends well; one that does not listen ends as SIGINT would end it.
function tests.ctrl_c()
  local m = boot()
  local run = start(m)
  press(m, run, "ctrl", "lctrl")
  m:key_event("c", true)
  vm.equal(run:wait(), 0)
  vm.equal(all(run), "+lctrl") -- modifiers are the script's, C is not
  m:key_event("c", false)
  m:key_event("ctrl", false)
  expect_shell(m)
  run = start(m, "/busy.lua")
  m:key("ctrl-c")
  vm.equal(run:wait(), 130)
end

-- Keyboards of other kinds, plugged in while fbrun runs.
local function hotplug(m)
  local run = start(m)
  hit(m, run, "a")
  for _, driver in ipairs {"usb-kbd", "virtio-keyboard-pci", "usb-kbd"} do
    plug(m, run, driver)
    hit(m, run, "b")
    press(m, run, "z")
    m:device_del("keys")
    told(run, "-z")
    m:key_event("z", false)
    hit(m, run, "a")
  end
  m:key("esc")
  vm.equal(run:wait(), 7)
  return run
end

function tests.hotplug()
  local run = hotplug(boot {extra = {"qemu-xhci"}})
  vm.equal(run.source, "evdev")
end

-- Two keyboards are one: a key is down for as long as it is on one of them.
function tests.two_keyboards()
  local m = boot {extra = {"qemu-xhci"}}
  local run = start(m)
  press(m, run, "a")
  plug(m, run, "usb-kbd")
  m:key_event("a", true)
  hit(m, run, "b")
  m:device_del("keys")
  hit(m, run, "c")
  release(m, run, "a")
  m:key("esc")
  run:wait()
  vm.equal(all(run):match("%-y (.*)$"), "+b -b +c -c -a +escape")
end

-- A new version knows of the key that is held, without being told of a press, and of its release.
-- Until it has begun, what is typed is the old one's.
function tests.held_over_a_reload()
  local m = boot {files = {["/held.lua"] = {text = [[
    print('a is', key_down 'a')
    function started() print 'begun' end
  ]] .. script}}}
  local run = start(m, "/held.lua")
  told(run, "a is\tfalse")
  told(run, "begun")
  press(m, run, "a")
  run:signal("HUP")
  told(run, "a is\ttrue")
  told(run, "begun")
  release(m, run, "a")
  run:signal("HUP")
  told(run, "a is\tfalse")
  told(run, "begun")
  m:key("esc")
  vm.equal(run:wait(), 7)
  vm.equal(select(2, all(run):gsub("%+a", "")), 1, "presses of a")
end

-- The kernel keeps few events for a program that does not read, and then says that some are lost.
function tests.lost_events()
  local m = boot()
  local run = start(m)
  press(m, run, "a")
  press(m, run, "c")
  run:signal("STOP")
  m:key_event("a", false)
  for _ = 1, 20 do
    for _ = 1, 4 do
      m:key_event("b", true)
      m:key_event("b", false)
    end
    m:must("true") -- the machine has had the time to take them from the keyboard
  end
  m:key_event("d", true)
  m:must("true")
  run:signal("CONT")
  run:expect("lost events")
  release(m, run, "d")
  release(m, run, "c")
  local text = all(run)
  assert(text:match("%-a") and text:match("%+d"), text)
  vm.equal(select(2, text:gsub("%+b", "")), select(2, text:gsub("%-b", "")))
  m:key("esc")
  vm.equal(run:wait(), 7)
end

-- Ctrl-Alt-Fn, and back: the keys that were held are let go of, what is typed elsewhere is not told,
-- and F2 is nobody's.
local function switch(m, expected)
  local run = start(m)
  vm.equal(run.source, expected)
  press(m, run, "ctrl", "lctrl")
  press(m, run, "alt", "lalt")
  press(m, run, "x")
  m:key_event("f2", true)
  told(run, "-x")
  m:wait_until("grep -q tty2 /sys/class/tty/tty0/active")
  for _, name in ipairs {"f2", "x", "alt", "ctrl"} do
    m:key_event(name, false)
  end
  m:type("q")
  m:must("chvt 1")
  repeat
    m:key_event("y", true)
    m:key_event("y", false)
    m:must("true")
  until run:output(1):find("+y\n-y\n", 1, true)
  m:key("esc")
  vm.equal(run:wait(), 7)
  local before = all(run):match("^(.-) %+y")
  for _, key in ipairs {"-lctrl", "-lalt", "-x"} do -- in any order
    assert(before:find(key, 1, true), before)
  end
  vm.equal(#before, #"+lctrl +lalt +x -x -lalt -lctrl", before)
end

function tests.vt_switch()
  switch(boot(), "evdev")
end

function tests.vt_switch_libinput()
  switch(boot {udev = true, memory = 256}, "libinput")
end

function tests.libinput()
  local m = boot {extra = {"qemu-xhci"}, udev = true, memory = 256}
  vm.equal(hotplug(m).source, "libinput")
  expect_shell(m)
end

vm.main(tests)
