-- The panel is switched off by the program and by time, and is on again when somebody is there.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

local card = "/sys/class/drm/card0-Virtual-1"
local white = vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, 0xffffff}})

-- Says which keys it hears of. p switches the panel off for a moment.
local script = [[
function draw() clear(0xffffff) end
function started() print "drawn" io.stdout:flush() end
fps(0)
function keypressed(key)
  print("pressed " .. key) io.stdout:flush()
  if key == "p" then
    print("off", display_power(false)) io.stdout:flush()
  elseif key == "o" then
    print("on", display_power(true)) io.stdout:flush()
  elseif key == "x" then
    error "the end of this one"
  end
end
function keyreleased(key) print("released " .. key) io.stdout:flush() end
]]

local m = vm.boot {device = "bochs", modules = {"bochs", "evdev"}, files = {["/power.lua"] = {text = script}}}

-- Waits until the kernel says that the panel is on or off. One that has never been on since its card
-- came has no signal, but "On" for its power state.
local function panel(state)
  m:wait_until(("cd %s && [ \"$(cat enabled dpms | tr '\\n' ' ')\" %s 'enabled On ' ]"):format(card,
    state == "On" and "=" or "!="))
end

-- It may be dark before one can look.
local function start(display, options)
  local run = m:start(("exec fbrun --verbose --display=%s %s /power.lua"):format(display, options))
  run:expect("input from evdev")
  return run
end

-- As long as a key is held it repeats, and so the screen is lit.
local function shows_while_held(key, more)
  m:key_event(key, true)
  panel("On")
  m:wait_screen(white)
  if more then
    more()
  end
  m:key_event(key, false)
end

local function by_time(display)
  local run = start(display, "--blank-after=1")
  panel("Off")
  shows_while_held("a", function()
    m:key("b")
    run:expect("released b\n")
  end)
  -- Another terminal has a lit screen, and ours wakes when it comes back.
  panel("Off")
  m:must("chvt 2")
  panel("On")
  m:must("chvt 1")
  run:expect("the screen is switched on")
  panel("Off")
  shows_while_held("c")
  run:stop()
  panel("On")
  assert(not run:output():find("pressed [ac]") and not run:output():find("released [ac]"), run:output())
end

function tests.by_time_drm()
  by_time("drm")
end

function tests.by_time_fbdev()
  by_time("fbdev")
end

-- A monitor that is plugged in anew, or a card that is, stays dark.
function tests.replugged()
  local run = start("drm", "--blank-after=1")
  panel("Off")
  m:must("echo off >" .. card .. "/status; echo change >/sys/class/drm/card0/uevent")
  run:expect("no screen is plugged in")
  m:must("echo on >" .. card .. "/status; echo change >/sys/class/drm/card0/uevent")
  run:expect("1280x800@")
  panel("Off")
  m:must("cd /sys/bus/pci/drivers/bochs-drm; ls -d 0000:* >/tmp/card; " ..
    "cat /tmp/card >unbind")
  run:expect("is gone")
  m:must("cat /tmp/card >/sys/bus/pci/drivers/bochs-drm/bind")
  run:expect("1280x800@")
  panel("Off")
  shows_while_held("a")
  run:stop()
end

-- Input is the program's while it keeps the panel dark itself; what comes after it has a lit one.
local function by_the_program(display)
  local run = start(display, "--restart")
  m:wait_screen(white)
  panel("On")
  m:key("p")
  run:expect("off\ttrue\n")
  panel("Off")
  m:key("a")
  run:expect("released a\n")
  panel("Off")
  m:key("o")
  run:expect("on\ttrue\n")
  panel("On")
  m:wait_screen(white)
  m:key("p")
  panel("Off")
  m:key("x")
  run:expect("the end of this one")
  run:expect("drawn")
  panel("On")
  m:wait_screen(white)
  run:stop()
end

function tests.by_the_program_drm()
  by_the_program("drm")
end

function tests.by_the_program_fbdev()
  by_the_program("fbdev")
end

vm.main(tests)
