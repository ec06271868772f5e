-- Of a frame, only the tiles that changed are written to the device, on any driver.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

local TILE = 64 * 32 -- pixels

-- Each frame fills one area of 64x64 pixels, two tiles, with a new colour: always the same area, or
-- with an argument the next one in its row.
local script = [[
local frame, moves = 0, ...
function draw()
  frame = frame + 1
  fill(moves and frame % 10 * 64 or 128, 64, 64, 64, frame)
end
]]

-- What two runs of different length differ by: frames that were shown, and tiles for each.
local function tiles_per_frame(m, display, bytes, argument)
  local frames, written = {}, {}
  for i, count in ipairs {10, 40} do
    local log = select(2, m:run(("fbrun --verbose --display=%s --frames=%d /area.lua %s"):format(
      display, count, argument or "")))
    frames[i], written[i] = log:match("(%d+) frames, (%d+) bytes written")
    assert(frames[i], log)
  end
  -- The last one may not have reached the screen when its run ends.
  assert(frames[2] - frames[1] >= 29)
  return (written[2] - written[1]) / (frames[2] - frames[1]) / TILE / bytes
end

-- An area that stays costs two tiles a frame, whatever the number of buffers. One that moves costs
-- that as well if there is one buffer; of two buffers, each gets what the frame before it brought
-- too.
local function check(options, display, bytes, buffers)
  options.files = {["/area.lua"] = {text = script}}
  local m = vm.boot(options)
  if options.prepare then
    m:must(options.prepare)
  end
  vm.equal(tiles_per_frame(m, display, bytes), 2, "tiles of an area that stays")
  vm.equal(tiles_per_frame(m, display, bytes, "moves"), 2 * buffers, "tiles of an area that moves")
end

function tests.drm_bochs()
  check({device = "bochs"}, "drm", 4, 2)
end

function tests.drm_virtio()
  check({device = "virtio"}, "drm", 4, 1)
end

function tests.drm_cirrus()
  check({device = "cirrus"}, "drm", 4, 1)
end

function tests.drm_qxl()
  check({device = "qxl"}, "drm", 4, 1)
end

function tests.drm_vkms()
  check({modules = {"vkms"}}, "drm", 4, 2)
end

function tests.fbdev_bochs()
  check({device = "bochs"}, "fbdev", 4, 1)
end

function tests.fbdev_virtio()
  check({device = "virtio"}, "fbdev", 4, 1)
end

function tests.fbdev_cirrus_16()
  check({device = "cirrus"}, "fbdev", 2, 1)
end

function tests.fbdev_vesafb()
  check({device = "std", modules = {}, bzimage = true, append = "vga=0x312"}, "fbdev", 3, 1)
end

function tests.fbdev_vfb()
  check({modules = {"vfb"}, append = "vfb.vfb_enable=1 vfb.videomemorysize=1228800",
    prepare = "fbset -g 640 480 640 480 32"}, "fbdev", 4, 1)
end

-- With memory for two pictures, it pans.
function tests.fbdev_vfb_panning()
  check({modules = {"vfb"}, append = "vfb.vfb_enable=1 vfb.videomemorysize=2457600",
    prepare = "fbset -g 640 480 640 480 32"}, "fbdev", 4, 2)
end

vm.main(tests)
