-- Pictures on framebuffer devices of every depth, and what is left of them afterwards.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}

-- All bits of all channels, and which corner is which.
local script = [[
local bars = {"white", "yellow", "cyan", "lime", "magenta", "red", "blue", "black"}
for i, color in ipairs(bars) do
  fill((i - 1) * w / 8, 0, w / 8, h / 2, color)
end
for i, channel in ipairs {0x010000, 0x000100, 0x000001, 0x010101} do
  for x = 0, 255 do
    fill(x * w / 256, h / 2 + (i - 1) * h / 8, w / 256, h / 8, x * channel)
  end
end
for i, color in ipairs {"red", "lime", "blue", "yellow"} do
  fill(i % 3 < 2 and 0 or w - 40, i < 3 and 0 or h - 40, 40, 40, color)
end
]]
local function boot(options)
  options.files = {["/pattern.lua"] = {text = script}}
  return vm.boot(options)
end

-- Starts fbrun, which runs until it is told to end.
local function start(m, arguments)
  return m:start("exec fbrun --verbose --display=fbdev" .. arguments)
end

local function stop(run)
  run:stop()
  return run:output(2)
end

-- The pattern as the monitor shows it; conversion loses so many levels. The console comes back.
local function draws(options, width, height, tolerance, format)
  local m = boot(options)
  local console = m:screen()
  local run = start(m, " /pattern.lua")
  m:wait_screen(vm.expected(width, height, {"-e", script}), {tolerance = tolerance})
  local log = stop(run)
  assert(log:find((" %dx%d %s"):format(width, height, format), 1, true), log)
  m:wait_screen(console)
end

function tests.bochs()
  draws({device = "bochs"}, 1280, 800, 0, "XRGB8888,")
end

function tests.virtio()
  draws({device = "virtio"}, 1280, 800, 0, "XRGB8888,")
end

function tests.qxl()
  draws({device = "qxl"}, 1024, 768, 0, "XRGB8888,")
end

function tests.cirrus_16()
  draws({device = "cirrus"}, 1024, 768, 12, "RGB565,")
end

function tests.cirrus_24()
  draws({device = "cirrus", append = "video=1024x768-24"}, 1024, 768, 0, "RGB888,")
end

function tests.cirrus_32()
  draws({device = "cirrus", append = "video=800x600-32"}, 800, 600, 0, "XRGB8888,")
end

-- The BIOS's modes, by the number that vga= takes.
local function vesafb(device, mode)
  return {device = device, modules = {}, bzimage = true, append = ("vga=%#x"):format(mode)}
end

-- On a cirrus: QEMU does not save that std's palette has 8 bits a channel.
function tests.vesafb_8()
  draws(vesafb("cirrus", 0x301), 640, 480, 40, "C8, palette")
end

function tests.vesafb_15()
  draws(vesafb("std", 0x310), 640, 480, 12, "ARGB1555,")
end

function tests.vesafb_16()
  draws(vesafb("std", 0x311), 640, 480, 12, "RGB565,")
end

function tests.vesafb_24()
  draws(vesafb("std", 0x312), 640, 480, 0, "RGB888,")
end

function tests.vesafb_32()
  draws(vesafb("std", 0x342), 640, 480, 0, "ARGB8888,")
end

-- What is drawn over is changed, and not a byte besides: neither in padding nor below a channel's
-- precision.
for device, bytes in pairs {bochs = 1280 * 800 * 4, cirrus = 1024 * 768 * 2} do
  tests["keep_" .. device] = function()
    local m = boot {device = device}
    m:must(("head -c %d /dev/urandom >/tmp/noise; dd if=/tmp/noise of=/dev/fb0 bs=%d"):format(bytes,
      bytes))
    m:must("fbrun --display=fbdev --keep --exit -e 'fill(0, 0, 16, 1, 0xff0000)'")
    local size = bytes // (device == "bochs" and 1280 * 800 or 1024 * 768) * 16
    local pixel = device == "bochs" and "\\0\\0\\377\\0" or "\\0\\370"
    m:must(("{ for i in $(seq 16); do printf '%s'; done; tail -c +%d /tmp/noise; } >/tmp/expected"):format(
      pixel, size + 1))
    m:must("cmp /dev/fb0 /tmp/expected")
  end
end

-- With --exit the picture is there to stay.
function tests.exit_leaves_the_picture()
  local m = boot {device = "bochs"}
  m:must("fbrun --display=fbdev --exit /pattern.lua")
  m:wait_screen(vm.expected(1280, 800, {"-e", script}))
end

-- The kernel turns its console by quarters, clockwise, and so do we.
for quarters = 0, 3 do
  tests["mounted_" .. 90 * quarters] = function()
    local m = boot {device = "bochs", append = "fbcon=rotate:" .. quarters}
    local run = start(m, " /pattern.lua")
    local turned = quarters % 2 == 1
    local upright = vm.expected(turned and 800 or 1280, turned and 1280 or 800, {"-e", script})
    m:wait_screen(upright:rotated(90 * quarters))
    assert(stop(run):find((", %d degrees"):format(90 * quarters), 1, true))
  end
end

-- Another VT is shown meanwhile, whose console sets its own colours. After a SIGKILL the console is
-- back as well.
function tests.another_vt_and_back()
  local m = boot(vesafb("cirrus", 0x301))
  local console = m:screen()
  local run = start(m, " /scripts/tophalf.lua")
  local picture = vm.picture.tophalf(640, 480)
  m:wait_screen(picture, {tolerance = 8})
  m:must("clear >/dev/tty2; chvt 2; printf '\\033[30;47m\\033[2J' >/dev/tty2")
  m:wait_screen(vm.picture.rectangles(640, 480, {{0, 0, 640, 480, 0xaaaaaa}}), {tolerance = 8})
  m:must("chvt 1")
  m:wait_screen(picture, {tolerance = 8})
  run:signal("KILL")
  m:wait_screen(console)
end

vm.main(tests)
