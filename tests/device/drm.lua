-- DRM/KMS screens, one per driver: the picture, and what the log says was chosen for it.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- Shows the top half white, ends, and expects the log to say what was chosen.
local function shows(device, width, height, chosen, tolerance)
  local m = vm.boot {device = device}
  local run = m:start("fbrun --verbose --display=drm /scripts/tophalf.lua")
  m:wait_screen(vm.picture.tophalf(width, height), {tolerance = tolerance or 0})
  run:signal("TERM")
  vm.equal(run:wait(), 0, "status")
  assert(run:output(2):find(chosen, 1, true), run:output(2))
end

function tests.bochs()
  shows("bochs", 1280, 800, "XRGB8888, atomic, 2 buffers")
end

function tests.virtio()
  shows("virtio", 1280, 800, "XRGB8888, atomic, 1 buffer")
end

vm.main(tests)
