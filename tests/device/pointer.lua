-- Mice, touch screens and tablets as the kernel has them, by evdev and by libinput: QEMU's and, made
-- by uinput in the machine, others, sound and broken. From what is touched to the pixel that changes.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local here = arg[0]:gsub("[^/]*$", "")
local uinput = vm.compile(here .. "input/uinput.c")

-- Prints what the program is told, with whole numbers, and shows where it was.
local script = [[
io.stdout:setvbuf "line"
local dot
local function say(name, ...)
  local words = {name}
  for i, value in ipairs {...} do
    words[#words + 1] = type(value) == "number" and ("%.6g"):format(math.floor(value * 100 + 0.5) / 100)
      or tostring(value)
  end
  print(table.concat(words, " "))
end
function mousepressed(x, y, ...) dot = {x, y} say("press", x, y, ...) end
function mousereleased(...) say("release", ...) end
function mousemoved(x, y, dx, dy, istouch) say("move", x, y, istouch) end
function wheelmoved(...) say("wheel", ...) end
if arg[1] == "touch" then
  function touchpressed(id, x, y, ...) dot = {x, y} say("down", id, x, y, ...) end
  function touchmoved(...) say("drag", ...) end
  function touchreleased(...) say("up", ...) end
end
function keypressed(key) if key == "escape" then exit(7) end end
function draw()
  clear()
  if dot then fill(dot[1] - 5, dot[2] - 5, 10, 10, "yellow") end
end
fps(0)
]]

local function boot(options)
  options = options or {}
  options.device = options.device or "bochs"
  options.modules = {options.driver or "bochs", "evdev", "virtio_input", "usbhid", "hid-generic",
    "xhci-pci", "uinput"}
  options.files = {["/pointer.lua"] = {text = script}, ["/bin/uinput"] = uinput}
  options.memory = 256
  return vm.boot(options)
end

-- Starts fbrun; it has opened the devices that are there when this returns.
local function start(m, arguments, environment, before)
  local run = m:start(("exec env %s fbrun --verbose --display=drm %s /pointer.lua %s"):format(
    environment or "", before or "", arguments or ""))
  run.source = run:expect("input from (%w+)")
  return run
end

-- Makes a device of lines of uinput.c's; fbrun has opened it when this returns.
local function make(m, run, lines, kind)
  local device = m:start("exec uinput")
  device:input(lines .. "\ncreate made\n")
  device:expect("created")
  if kind then
    run:expect("event%d+[^\n]* is a " .. kind)
  end
  return device
end

local function told(run, text)
  run:expect("\n" .. text:gsub("%p", "%%%0") .. "\n")
  run.seen = run.seen - 1
end

local mouse = "bit 1 272\nbit 1 273\nbit 1 274\nbit 1 275\nbit 1 276\nbit 2 0\nbit 2 1\nbit 2 6\nbit 2 8\nbit 2 11"
local touch = "bit 1 330\nprop 1\nabs 0 0 1279\nabs 1 0 799\nabs 47 0 9\nabs 53 0 1279\nabs 54 0 799\n" ..
  "abs 57 0 65535\nabs 58 0 100"
local single = "bit 1 330\nprop 1\nabs 0 100 1379\nabs 1 0 799"
-- 100 by 60 mm, with buttons; and 70 by 50, which it does not say, and nothing of fingers.
local pad = "bit 1 272\nbit 1 273\nbit 1 325\nbit 1 330\nbit 1 333\nprop 0\nprop 2\nabs 0 0 1000 10\nabs 1 0 600 10"
local old_pad = "bit 1 272\nbit 1 330\nprop 0\nabs 0 0 1400\nabs 1 0 1000"
local pen = "bit 1 320\nbit 1 330\nbit 1 331\nprop 1\nabs 0 0 12790\nabs 1 0 7990"

-- A yellow square about that place, and nothing else.
local function shown(m, x, y)
  m:wait_screen(vm.picture.rectangles(1280, 800, {{x - 5, y - 5, 10, 10, 0xffff00}}))
end

-- Comes back when the pixels are as listed, {x, y, color}; the test's time limit is the limit.
local function wait_pixels(m, list)
  local wrong
  repeat
    local picture = m:screen()
    wrong = false
    for _, p in ipairs(list) do
      wrong = wrong or picture:pixel(p[1], p[2]) ~= p[3]
    end
  until not wrong
end

local function leave(m, run, status)
  m:key("esc")
  vm.equal(run:wait(), status or 7)
end

-- Moves QEMU's pointer to or by all of that, as often as it takes until the program is told: what is
-- sent before the driver has asked the device for it, QEMU drops, and fbrun may have opened it by then.
local function move(m, run, steps, expected)
  local before = #run:output(1)
  repeat
    for _, step in ipairs(steps) do
      m:mouse(table.unpack(step))
    end
    m:must("true")
  until run:output(1):find(expected, before + 1)
end

local function qemu_devices(options, source)
  options.extra = {"qemu-xhci"}
  local m = boot(options)
  local run = start(m)
  vm.equal(run.source, source)
  m:device_add {driver = "usb-tablet", id = "tablet"}
  run:expect("event%d+ %(QEMU QEMU USB Tablet%) is a %a+") -- the machine's own mouse comes late, too
  move(m, run, {{0, 0, true}, {16384, 8192, true}}, "move 640%.?%d* 200%.?%d* false")
  m:button("left", true)
  run:expect("press 640%.?%d* 200%.?%d* 1 false 1")
  shown(m, 640, 200)
  m:mouse(0, 32767, true)
  run:expect("move 0 799 false")
  m:button("left", false)
  told(run, "release 0 799 1 false 1")
  m:button("wheel-up", true)
  m:button("wheel-up", false)
  told(run, "wheel 0 1")
  m:button("right", true)
  told(run, "press 0 799 2 false 1")
  m:device_del("tablet") -- with its button down
  told(run, "release 0 799 2 false 1")
  m:device_add {driver = "virtio-tablet-pci", id = "tablet"}
  run:expect("event%d+ %(QEMU Virtio Tablet%) is a %a+")
  move(m, run, {{0, 0, true}, {32767, 0, true}}, "move 1279 0 false")
  m:device_del("tablet")
  m:device_add {driver = "virtio-mouse-pci", id = "mouse"}
  run:expect("event%d+ %(QEMU Virtio Mouse%) is a %a+")
  move(m, run, {{-100, 50}}, "move 1%d%d%d%.?%d* %d+%.?%d* false")
  m:device_del("mouse")
  leave(m, run)
end

local tests = {}

function tests.qemu_devices()
  qemu_devices({}, "evdev")
end

function tests.qemu_devices_libinput()
  qemu_devices({udev = true}, "libinput")
end

function tests.mouse()
  local m = boot()
  local run = start(m)
  local d = make(m, run, mouse, "mouse")
  d:input("2 0 10\n2 1 -20\n0 0 0\n")
  told(run, "move 650 380 false")
  d:input("2 0 -1000000\n0 0 0\n") -- no farther than to the edge
  told(run, "move 0 380 false")
  d:input("2 0 7\n1 272 1\n0 0 0\n1 272 0\n0 0 0\n1 272 1\n0 0 0\n1 272 0\n0 0 0\n1 274 1\n0 0 0\n")
  told(run, "move 7 380 false\npress 7 380 1 false 1\nrelease 7 380 1 false 1\n" ..
    "press 7 380 1 false 2\nrelease 7 380 1 false 2\npress 7 380 3 false 1")
  shown(m, 7, 380)
  d:input("1 275 1\n1 276 1\n0 0 0\n")
  told(run, "press 7 380 4 false 1\npress 7 380 5 false 1")
  for events, expected in pairs {["2 8 1\n2 11 120"] = "wheel 0 1", ["2 11 -30"] = "wheel 0 -0.25",
    ["2 6 -2"] = "wheel -2 0"} do
    d:input(events .. "\n0 0 0\n")
    told(run, expected)
  end
  local other = make(m, run, mouse, "mouse") -- a second one is the same pointer
  other:input("1 274 1\n0 0 0\n1 273 1\n0 0 0\n")
  told(run, "press 7 380 2 false 1")
  d:close_input() -- three buttons are down on it, one of them on both
  run:expect("release 7 380 [45] false 1")
  run:expect("release 7 380 [45] false 1")
  other:input("1 274 0\n0 0 0\n")
  told(run, "release 7 380 3 false 1")
  leave(m, run)
end

-- --cursor: an arrow that follows the mouse, also when nothing else changes, and goes with a touch.
function tests.cursor()
  local m = boot()
  m:must("printf 'clear(\"red\") function touchpressed() end' >/red.lua")
  local run = m:start("exec fbrun --verbose --cursor --display=drm /red.lua")
  run:expect("input from")
  wait_pixels(m, {{642, 407, 0xff0000}})
  local d = make(m, run, mouse, "mouse")
  d:input("2 0 10\n0 0 0\n") -- from the middle
  wait_pixels(m, {{653, 408, 0xffffff}})
  d:input("2 0 -300\n2 1 100\n0 0 0\n")
  wait_pixels(m, {{353, 508, 0xffffff}, {653, 408, 0xff0000}})
  make(m, run, touch, "touch screen"):input("3 47 0\n3 57 5\n3 53 9\n3 54 9\n0 0 0\n")
  wait_pixels(m, {{353, 508, 0xff0000}})
  run:stop()
end

-- Two fingers, with ids and pressure.
local function fingers(options, source, id)
  local m = boot(options)
  local run = start(m, "touch")
  vm.equal(run.source, source)
  local d = make(m, run, touch, "touch screen")
  d:input("3 47 0\n3 57 5\n3 53 100\n3 54 50\n3 58 25\n1 330 1\n0 0 0\n")
  local pressure = run:expect("down 1 100%.?%d* 50%.?%d* 0 0 (%S+)")
  vm.equal(pressure, source == "evdev" and "0.25" or "1")
  shown(m, 100, 50)
  d:input("3 47 1\n3 57 6\n3 53 1279\n3 54 799\n0 0 0\n")
  run:expect("down 2 1279 799 0 0 %S+")
  for i = 1, 50 do
    d:input(("3 47 0\n3 53 %d\n3 47 1\n3 53 %d\n0 0 0\n"):format(100 + i, 1279 - i))
  end
  run:expect("drag 1 150%.?%d* ") -- however many came in between
  if not run:output(1):find("drag 2 1229%.?%d* ") then -- before the last of the other finger
    run:expect("drag 2 1229%.?%d* ")
  end
  d:input("3 47 0\n3 57 -1\n0 0 0\n3 57 7\n3 53 600\n0 0 0\n") -- its number is free again
  run:expect("up 1 150%.?%d* 50")
  run:expect("down 1 600%.?%d* 50")
  d:close_input() -- both go
  run:expect("up [12] ")
  run:expect("up [12] ")
  assert(not run:output(1):find("press", 1, true), "a program that takes touches has no mouse")
  leave(m, run)
end

function tests.fingers()
  fingers({}, "evdev")
end

function tests.fingers_libinput()
  fingers({udev = true}, "libinput")
end

-- Two fingers paint with scripts/paint.lua: the second one takes a colour at the edge.
function tests.paint()
  local m = boot()
  local run = m:start("exec fbrun --verbose --display=drm /scripts/paint.lua")
  run:expect("input from")
  local d = make(m, run, touch, "touch screen")
  d:input("3 47 0\n3 57 1\n3 53 300\n3 54 400\n3 58 100\n0 0 0\n3 53 800\n0 0 0\n" ..
    "3 47 1\n3 57 2\n3 53 20\n3 54 150\n0 0 0\n3 57 -1\n0 0 0\n3 57 3\n3 53 1000\n3 54 600\n0 0 0\n")
  wait_pixels(m, {{500, 400, 0x3a86ff}, {1000, 600, 0xe4572e}, {500, 600, 0xffffff}})
  leave(m, run, 0)
end

-- Programs that know of mice only.
function tests.touch_is_a_mouse()
  local m = boot()
  local run = start(m)
  local d = make(m, run, single, "touch screen")
  d:input("1 330 1\n3 0 740\n3 1 400\n0 0 0\n")
  run:expect("press 640%.?%d* 400%.?%d* 1 true 1")
  shown(m, 640, 400)
  d:input("3 0 840\n0 0 0\n1 330 0\n0 0 0\n1 330 1\n0 0 0\n")
  run:expect("move 740%.?%d* 400%.?%d* true\nrelease 740%.?%d* 400%.?%d* 1 true 1\n" ..
    "press 740%.?%d* 400%.?%d* 1 true 1")
  leave(m, run)
end

function tests.pen()
  local m = boot()
  local run = start(m)
  local d = make(m, run, pen, "tablet")
  d:input("1 320 1\n3 0 1000\n3 1 2000\n0 0 0\n1 330 1\n0 0 0\n1 331 1\n0 0 0\n1 330 0\n1 331 0\n0 0 0\n")
  run:expect("move 100%.?%d* 200%.?%d* false\npress 100%.?%d* 200%.?%d* 1 false 1\n" ..
    "press 100%.?%d* 200%.?%d* 2 false 1\nrelease")
  leave(m, run)
end

-- One finger moves the pointer from where that is: not where it is put, not with a second one, and
-- not to where another finger is already.
function tests.touchpad()
  local m = boot()
  local run = start(m)
  local d = make(m, run, pad, "touchpad")
  d:input("1 330 1\n1 325 1\n3 0 500\n3 1 300\n0 0 0\n3 0 550\n3 1 290\n0 0 0\n")
  told(run, "move 700 388 false")
  d:input("1 325 0\n1 333 1\n3 0 600\n0 0 0\n3 0 610\n0 0 0\n1 333 0\n1 325 1\n3 0 650\n0 0 0\n" ..
    "1 272 1\n0 0 0\n")
  told(run, "press 700 388 1 false 1")
  shown(m, 700, 388)
  d:input("3 0 660\n0 0 0\n1 272 0\n0 0 0\n")
  told(run, "move 712 388 false\nrelease 712 388 1 false 1")
  d:input("1 330 0\n1 325 0\n0 0 0\n3 0 100\n3 1 10\n1 330 1\n1 325 1\n0 0 0\n3 0 900\n0 0 0\n3 0 890\n0 0 0\n")
  told(run, "move 700 388 false")
  d:input("1 273 1\n0 0 0\n")
  told(run, "press 700 388 2 false 1")
  d:close_input()
  told(run, "release 700 388 2 false 1")
  make(m, run, old_pad, "touchpad"):input("1 330 1\n3 0 500\n3 1 300\n0 0 0\n3 0 520\n3 1 320\n0 0 0\n")
  told(run, "move 712 400 false")
  local wrong = make(m, run, "bit 1 330\nbit 1 272\nprop 0\nabs 0 5 5\nabs 1 9 9 -3", "touchpad")
  wrong:input("1 330 1\n3 0 500\n3 1 300\n0 0 0\n3 0 2000000000\n3 1 -2000000000\n0 0 0\n1 272 1\n0 0 0\n")
  told(run, "press 712 400 1 false 1")
  leave(m, run)
end

-- A touch at the panel's top left quarter is where the picture is that was turned.
function tests.rotated()
  local m = boot()
  for degrees, expected in pairs {[90] = {200, 960}, [180] = {960, 600}, [270] = {600, 320}} do
    local run = start(m, "touch", nil, "--rotate=" .. degrees)
    local d = make(m, run, touch, "touch screen")
    d:input("3 47 0\n3 57 5\n3 53 320\n3 54 200\n0 0 0\n")
    local x, y = run:expect("down 1 (%S+) (%S+)")
    assert(math.abs(x - expected[1]) < 1.5 and math.abs(y - expected[2]) < 1.5,
      ("%d degrees: %s %s"):format(degrees, x, y))
    d:close_input()
    leave(m, run)
  end
end

-- The panel says how it is mounted.
function tests.mounted()
  local m = boot {device = "virtio", driver = "virtio-gpu",
    append = "video=Virtual-1:panel_orientation=right_side_up"}
  local run = start(m, "touch")
  local d = make(m, run, touch, "touch screen")
  d:input("3 47 0\n3 57 5\n3 53 320\n3 54 200\n0 0 0\n")
  local x, y = run:expect("down 1 (%S+) (%S+)")
  assert(math.abs(x - 200) < 1.5 and math.abs(y - 960) < 1.5, x .. " " .. y)
  leave(m, run)
end

-- A touch screen that is turned against its panel, by 90 degrees.
local function calibrated(options, source)
  local m = boot(options)
  local run = start(m, "touch", "LIBINPUT_CALIBRATION_MATRIX='0 -1 1 1 0 0'")
  vm.equal(run.source, source)
  local d = make(m, run, touch, "touch screen")
  d:input("3 47 0\n3 57 5\n3 53 320\n3 54 200\n0 0 0\n")
  local x, y = run:expect("down 1 (%S+) (%S+)")
  assert(math.abs(x - 960) < 2 and math.abs(y - 200) < 2, x .. " " .. y)
  leave(m, run)
end

function tests.calibrated()
  calibrated({}, "evdev")
end

function tests.calibrated_libinput()
  calibrated({udev = true}, "libinput")
end

-- Devices that send what they have no range for, slots that they do not have, contacts that follow
-- one another without an end, and buttons twice.
function tests.nonsense()
  local m = boot()
  local run = start(m, "touch")
  local d = make(m, run, touch, "touch screen")
  d:input("3 47 0\n3 57 5\n3 53 -2000000000\n3 54 2000000000\n3 58 70000\n0 0 0\n")
  told(run, "down 1 0 799 0 0 1")
  d:input("3 47 77\n3 57 8\n3 53 10\n0 0 0\n3 47 -5\n3 57 9\n3 53 10\n0 0 0\n")
  d:input("3 47 0\n3 57 6\n3 53 640\n3 54 400\n3 58 0\n0 0 0\n")
  run:expect("up 1 0 799")
  run:expect("down 1 640%.?%d* 400%.?%d* 0 0 0\n")
  local flat = make(m, run, "bit 1 272\nabs 0 5 5\nabs 1 9 9", "tablet") -- axes without a range
  flat:input("3 0 17\n3 1 -4\n0 0 0\n1 272 1\n0 0 0\n1 272 1\n0 0 0\n1 272 0\n0 0 0\n")
  run:expect("release 0 0 1 false 1")
  vm.equal(select(2, run:output(1):gsub("press 0 0 1", "")), 1)
  make(m, run, "bit 1 288\nabs 0 0 9\nabs 1 0 9") -- a joystick is none of ours
  leave(m, run)
end

-- The kernel keeps few events for a program that does not read, and then says that some are lost.
function tests.lost_events()
  local m = boot()
  local run = start(m, "touch")
  local d = make(m, run, touch, "touch screen")
  local mice = make(m, run, mouse, "mouse")
  d:input("3 47 0\n3 57 1\n3 53 10\n3 54 10\n0 0 0\n3 47 1\n3 57 2\n3 53 20\n3 54 20\n0 0 0\n")
  mice:input("1 272 1\n0 0 0\n1 273 1\n0 0 0\n")
  run:expect("press %S+ %S+ 2")
  run:signal("STOP")
  local lines = {}
  for i = 1, 400 do
    lines[#lines + 1] = ("3 47 1\n3 53 %d\n3 54 %d\n0 0 0\n"):format(100 + i, i)
  end
  d:input(table.concat(lines) .. "3 47 0\n3 57 -1\n0 0 0\n3 47 3\n3 57 9\n3 53 640\n3 54 30\n0 0 0\ndone\n")
  lines = {}
  for i = 1, 400 do
    lines[#lines + 1] = ("2 0 1\n2 1 %d\n0 0 0\n"):format(i % 2 * 2 - 1)
  end
  mice:input(table.concat(lines) .. "1 272 0\n0 0 0\n2 0 1\n0 0 0\ndone\n")
  d:expect("done")
  mice:expect("done")
  run:signal("CONT")
  run:expect("down 1 640%.?%d* 30")
  mice:input("1 273 0\n0 0 0\n")
  run:expect("release %S+ %S+ 2")
  d:input("3 54 31\n0 0 0\n")
  run:expect("drag 1 640%.?%d* 31")
  local text = run:output(1)
  for _, pattern in ipairs {"up 1 10 10", "drag 2 500 400", "release %S+ %S+ 1 "} do
    assert(text:find(pattern), pattern .. " is missing:\n" .. text)
  end
  assert(not text:find("drag 1 [^6]"), "a finger has moved as the other one:\n" .. text)
  leave(m, run)
end

vm.main(tests)
