-- Every device that a machine can have boots, and its driver gives it a node.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}

-- The driver of fb0, or of card0, or "none".
local function drivers(m)
  return m:must [[
    cut -d' ' -f2- /proc/fb | tr '\n' ' '
    for card in /sys/class/drm/card[0-9]; do
      [ ! -e $card ] || basename $(readlink -f $card/device/driver)
    done]]
end

for device, expected in pairs {
  bochs = "bochs-drmdrmfb bochs-drm",
  virtio = "virtio_gpudrmfb virtio-pci",
  cirrus = "cirrusdrmfb cirrus",
  qxl = "qxldrmfb qxl",
} do
  tests[device] = function()
    vm.equal(drivers(vm.boot {device = device}), expected, "drivers")
  end
end

vm.main(tests)
