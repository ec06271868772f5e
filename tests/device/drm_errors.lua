-- DRM/KMS devices and settings that cannot be used: what the user is told, and that the console
-- stays as it is.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- Expects fbrun to fail with a message that has this text.
local function fails(m, display, text, prefix)
  local command = ("fbrun --display=drm%s /scripts/tophalf.lua"):format(display)
  local status, output = m:run((prefix or "%s"):format(command))
  vm.equal(status, 1, command .. ": status")
  assert(output:find(text, 1, true), ("%s: expected %q, got %q"):format(command, text, output))
end

function tests.names()
  local m = vm.boot {device = "bochs"}
  local console = m:screen()
  fails(m, ",connector=HDMI-A-9", "there is no connector HDMI-A-9; there are Virtual-1")
  fails(m, ",mode=641x479", "Virtual-1 has no mode 641x479; it has 1280x800@75, ")
  fails(m, ",mode=1280x800@61", "Virtual-1 has no mode 1280x800@61; it has 1280x800@75, ")
  fails(m, ",mode=big", "expected mode=WIDTHxHEIGHT or mode=WIDTHxHEIGHT@HZ, such as 1920x1080@60, " ..
    'got "big"')
  fails(m, ",size=640x480", 'unknown setting "size"; expected connector=, mode=')
  fails(m, ":/dev/dri/card7", "no screen came within 10 s: cannot use /dev/dri/card7: No such file " ..
    "or directory; the cards are /dev/dri/card0")
  m:wait_screen(console)
end

function tests.paths()
  local m = vm.boot {device = "bochs"}
  local console = m:screen()
  fails(m, ":/scripts/tophalf.lua", "/scripts/tophalf.lua is not a device; expected /dev/dri/card*")
  fails(m, ":/dev/null", "/dev/null is not a DRM device")
  fails(m, ":/dev/dri", "/dev/dri is not a device")
  m:wait_screen(console)
end

-- A card without screens: the console is not even touched.
function tests.vgem()
  local m = vm.boot {device = "bochs", modules = {"vgem"}}
  fails(m, ":/dev/dri/card0", "/dev/dri/card0 (vgem) has no screens (no kernel mode setting)")
  fails(m, ":/dev/dri/renderD128", "/dev/dri/renderD128 is a render node, which has no screens")
  fails(m, "", "/dev/dri/card0 (vgem) has no screens")
end

-- Of several cards, the one with screens is found.
function tests.vgem_beside_a_screen()
  local m = vm.boot {device = "bochs", modules = {"vgem", "bochs"}}
  local run = m:start("fbrun --display=drm /scripts/tophalf.lua")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

function tests.no_permission()
  local m = vm.boot {device = "bochs"}
  fails(m, "", "cannot open /dev/dri/card0 (see fbrun --doctor): Permission denied", "su user -c '%s'")
end

-- A program that drew without taking the VT, as modetest does.
function tests.a_master_without_a_vt()
  local m = vm.boot {device = "bochs"}
  local id = m:must("modetest -M bochs-drm -c"):match("\n(%d+)%s+%d+%s+connected")
  local other = m:start("modetest -M bochs-drm -s " .. id .. ":1280x800")
  m:wait_until("ls -l /proc/$(pidof modetest)/fd | grep -q card0")
  fails(m, "", "/dev/dri/card0 is in use: another program, such as a compositor, is its DRM master")
  other:signal("KILL")
  other:wait()
  local run = m:start("fbrun --display=drm /scripts/tophalf.lua")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

function tests.another_program_is_master()
  local m = vm.boot {device = "bochs"}
  local run = m:start("fbrun --display=drm /scripts/tophalf.lua")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  local status, output = m:run("fbrun --display=drm /scripts/tophalf.lua")
  vm.equal(status, 1, "status")
  assert(output:find("in use", 1, true), output)
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

vm.main(tests)
