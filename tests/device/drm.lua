-- DRM/KMS screens, one per driver: the picture, and what the log says was chosen for it.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- The last of several frames is the one that stays: what a driver is to be told of those after the
-- first is not what it is to be told of the first.
local script = [[
local n = 0
function draw()
  n = n + 1
  clear(n < 10 and n * 0x102030 or 0)
  fill(0, 0, w, h/2, n < 10 and 0 or 0xffffff)
end]]

-- Shows the top half white, ends, expects the log to say what was chosen, and the text console to
-- be back.
local function shows(device, width, height, chosen, options)
  options = options or {}
  local m = vm.boot {device = device, files = {["/steps.lua"] = {text = script}}}
  local console = m:screen()
  local run = m:start("fbrun --verbose --display=drm" .. (options.settings or "") .. " " ..
    (options.arguments or "") .. " /steps.lua")
  m:wait_screen(vm.picture.tophalf(width, height), {tolerance = options.tolerance or 0})
  run:stop()
  assert(run:output(2):find(chosen, 1, true), run:output(2))
  m:wait_screen(console)
end

function tests.bochs()
  shows("bochs", 1280, 800, "XRGB8888, atomic, 2 buffers, 1 output")
end

function tests.std()
  shows("std", 1280, 800, "XRGB8888, atomic, 2 buffers, 1 output")
end

function tests.virtio()
  shows("virtio", 1280, 800, "XRGB8888, atomic, 1 buffer, 1 output")
end

function tests.qxl()
  shows("qxl", 1024, 768, "XRGB8888, atomic, 1 buffer, 1 output")
end

function tests.cirrus()
  shows("cirrus", 1024, 768, "XRGB8888, atomic, 1 buffer, 1 output", {tolerance = 8})
end

-- A card that prefers 16 bits gets them where --dither can make use of it.
function tests.cirrus_16_bits()
  shows("cirrus", 1024, 768, "RGB565, atomic, 1 buffer, 1 output",
    {arguments = "--dither", tolerance = 8})
end

function tests.a_mode()
  shows("bochs", 1024, 768, "1024x768@60", {settings = ",mode=1024x768"})
end

function tests.a_mode_of_a_card_and_connector()
  shows("virtio", 800, 600, "800x600",
    {settings = ":/dev/dri/card0,connector=Virtual-1,mode=800x600"})
end

function tests.a_link_to_a_card()
  local m = vm.boot {device = "bochs"}
  m:must("mkdir /dev/dri/by-path && ln -s ../card0 /dev/dri/by-path/pci-screen-card")
  local run = m:start("fbrun --display=drm:/dev/dri/by-path/pci-screen-card /scripts/tophalf.lua")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

local function shows_on_one_of_two(settings, driver, screen)
  local m = vm.boot {device = {"virtio", "std"}}
  local run = m:start("fbrun --verbose --display=drm" .. settings .. " /scripts/tophalf.lua")
  run:expect(driver)
  m:wait_screen(vm.picture.tophalf(1280, 800), {device = screen})
  run:stop()
end

-- Of two cards, the one that the firmware used is taken.
function tests.two_cards()
  shows_on_one_of_two("", "%(bochs%-drm%)", "screen1")
end

function tests.the_other_card()
  shows_on_one_of_two(":/dev/dri/card0", "%(virtio_gpu%)", "screen0")
end

vm.main(tests)
