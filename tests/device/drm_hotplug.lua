-- DRM/KMS screens that come, go and change under a running program.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- Draws whenever there is a new size, too.
local script = "function draw() clear(0) fill(0, 0, w, h/2, 0xffffff) end"

local function boot(options)
  options.files = {["/top.lua"] = {text = script}}
  return vm.boot(options)
end

local function start(m, settings)
  return m:start("fbrun --verbose --display=drm" .. (settings or "") .. " /top.lua")
end

function tests.a_new_size_is_taken()
  local m = boot {device = "virtio", outputs = 1}
  local run = start(m)
  m:wait_screen(vm.picture.tophalf(1280, 800))
  m:set_monitor(1000, 600)
  m:wait_screen(vm.picture.tophalf(1000, 600))
  m:set_monitor(640, 480)
  m:wait_screen(vm.picture.tophalf(640, 480))
  run:stop()
end

function tests.a_mode_that_was_asked_for_stays()
  local m = boot {device = "virtio", outputs = 1}
  local run = start(m, ",mode=800x600")
  m:wait_screen(vm.picture.tophalf(800, 600))
  m:set_monitor(1000, 600)
  run:expect("looking at the connectors again")
  m:wait_screen(vm.picture.tophalf(800, 600))
  run:stop()
end

-- What is on head 1 of the machine with two outputs.
function tests.a_second_output_mirrors_and_goes()
  local m = boot {device = "virtio,max_outputs=2", outputs = 2}
  local run = start(m)
  m:wait_screen(vm.picture.tophalf(1280, 800), {head = 0})
  m:set_monitor(1280, 800, 1)
  m:wait_screen(vm.picture.tophalf(1280, 800), {head = 1})
  m:wait_screen(vm.picture.tophalf(1280, 800), {head = 0})
  m:set_monitor(0, 0, 1)
  m:wait_until("grep -qx disabled /sys/class/drm/card0-Virtual-2/enabled")
  m:wait_screen(vm.picture.tophalf(1280, 800), {head = 0})
  run:stop()
end

-- The first output's monitor is pulled out, and the second one has the picture.
function tests.the_picture_moves_to_another_output()
  local m = boot {device = "virtio,max_outputs=2", outputs = 2}
  local run = start(m)
  m:wait_screen(vm.picture.tophalf(1280, 800), {head = 0})
  m:set_monitor(800, 600, 1)
  m:wait_until("grep -qx connected /sys/class/drm/card0-Virtual-2/status")
  m:must("echo off >/sys/class/drm/card0-Virtual-1/status; echo change >/sys/class/drm/card0/uevent")
  run:expect("Virtual%-2, 800x600")
  m:wait_screen(vm.picture.tophalf(800, 600), {head = 1})
  run:stop()
end

function tests.but_not_from_a_connector_that_was_asked_for()
  local m = boot {device = "virtio,max_outputs=2", outputs = 2}
  m:set_monitor(800, 600, 1)
  local run = start(m, ",connector=Virtual-2")
  m:wait_screen(vm.picture.tophalf(800, 600), {head = 1})
  m:set_monitor(0, 0, 1)
  run:expect("no screen is plugged into /dev/dri/card0")
  m:set_monitor(640, 480, 1)
  m:wait_screen(vm.picture.tophalf(640, 480), {head = 1})
  run:stop()
end

-- What changes while another VT is shown is seen when ours comes back.
function tests.a_new_size_while_away()
  local m = boot {device = "virtio", outputs = 1}
  local run = start(m)
  m:wait_screen(vm.picture.tophalf(1280, 800))
  m:must("chvt 2")
  m:wait_screen(function()
    return 0
  end)
  m:set_monitor(1000, 600)
  m:must("chvt 1")
  m:wait_screen(vm.picture.tophalf(1000, 600))
  run:stop()
end

-- The only connector goes and comes back. The kernel sends no news of it when it is told so by
-- this file, so they are sent by hand.
function tests.the_connector_goes_and_comes_back()
  local m = boot {device = "bochs"}
  local run = start(m)
  m:wait_screen(vm.picture.tophalf(1280, 800))
  m:must("echo off >/sys/class/drm/card0-Virtual-1/status; echo change >/sys/class/drm/card0/uevent")
  run:expect("no screen is plugged into /dev/dri/card0 %(Virtual%-1%)")
  m:must("echo on >/sys/class/drm/card0-Virtual-1/status; echo change >/sys/class/drm/card0/uevent")
  run:expect("1280x800@")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

function tests.no_connector_at_the_start()
  local m = boot {device = "bochs"}
  m:must("echo off >/sys/class/drm/card0-Virtual-1/status")
  local run = start(m)
  run:expect("no screen is plugged into /dev/dri/card0 %(Virtual%-1%)")
  m:must("echo on >/sys/class/drm/card0-Virtual-1/status; echo change >/sys/class/drm/card0/uevent")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

function tests.a_card_that_comes_late()
  local m = boot {device = "bochs", modules = {}}
  local run = start(m)
  run:expect("waiting for a screen")
  m:must("modprobe bochs")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

-- A kiosk does not write a picture instead; its log says once what it waits for. A card has a
-- framebuffer too, but that is not taken.
function tests.a_kiosk_waits()
  local m = boot {device = "bochs", modules = {}}
  local run = m:start("cd /tmp && exec fbrun --kiosk --verbose /top.lua")
  run:expect("waiting for a screen")
  m:must("modprobe bochs")
  run:expect("/dev/dri/card0 %(bochs%-drm%)")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  m:must("[ ! -e /tmp/top.png ]")
  run:stop()
end

-- At power-up both are late, the monitor and the disk with the script.
function tests.a_kiosk_without_screen_and_script()
  local m = boot {device = "bochs", modules = {}}
  m:must("echo 'fill(0,0,w,h,0x00ff00)' >/tmp/other.lua")
  local run = m:start("cd /tmp && exec fbrun --kiosk --fallback=other.lua late.lua")
  run:expect("the fallback script takes its place")
  m:must("modprobe bochs")
  m:wait_screen(vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, 0x00ff00}}))
  m:must("cp /top.lua /tmp/late.lua")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

-- Who may use a node is said a moment after it has come.
function tests.a_card_that_is_given_late()
  local m = boot {device = "bochs", modules = {}}
  local run = m:start("su user -c 'fbrun --verbose --display=drm /top.lua'")
  run:expect("waiting for a screen")
  m:must("modprobe bochs && chmod 600 /dev/dri/card0")
  run:expect("cannot open /dev/dri/card0[^\n]*: Permission denied")
  m:must("chmod 666 /dev/dri/card0")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  m:must("kill $(pidof fbrun)")
  run:wait()
end

function tests.a_card_that_does_not_come()
  local m = boot {modules = {}}
  local run = start(m)
  vm.equal(run:wait(), 1, "status")
  assert(run:output(2):find("no screen came within 10 s: there is no card in /dev/dri", 1, true),
    run:output(2))
end

-- The driver is taken away under a running program, and comes back.
for _, device in ipairs {"bochs", "virtio"} do
  local driver = {bochs = "pci/drivers/bochs-drm", virtio = "virtio/drivers/virtio_gpu"}
  tests["unbinding_" .. device] = function()
    local m = boot {device = device}
    local run = start(m)
    m:wait_screen(vm.picture.tophalf(1280, 800))
    local path = "/sys/bus/" .. driver[device]
    local name = m:must("cd " .. path .. " && ls | grep -E '^(0000:|virtio[0-9])'")
    m:must(("echo %s >%s/unbind"):format(name, path))
    run:expect("/dev/dri/card0 is gone")
    m:must(("echo %s >%s/bind"):format(name, path))
    m:wait_screen(vm.picture.tophalf(1280, 800))
    run:stop()
  end
end

function tests.another_card_takes_over()
  local m = boot {device = {"virtio", "bochs"}}
  local run = start(m, "")
  m:wait_screen(vm.picture.tophalf(1280, 800), {device = "screen0"})
  local path = "/sys/bus/virtio/drivers/virtio_gpu"
  m:must(("cd %s && echo virtio* >unbind"):format(path))
  run:expect("is gone")
  m:wait_screen(vm.picture.tophalf(1280, 800), {device = "screen1"})
  run:stop()
end

vm.main(tests)
