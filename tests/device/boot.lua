-- Every device that a machine can have boots, and the driver that is expected has it: the
-- framebuffers and cards by their drivers' names, and the depth of the first framebuffer.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local look = [[
  cut -d' ' -f2- /proc/fb
  cat /sys/class/graphics/fb0/bits_per_pixel 2>/dev/null
  for card in /sys/class/drm/card[0-9]; do
    [ -e $card ] || continue
    [ -e $card/device/driver ] && link=$card/device/driver || link=$card/device
    basename $(readlink -f $link)
  done]]

local function vesa(mode)
  return {device = "std", modules = {}, bzimage = true, append = "vga=" .. mode}
end

local cases = {
  bochs = {{device = "bochs"}, "bochs-drmdrmfb 32 bochs-drm"},
  std = {{device = "std"}, "bochs-drmdrmfb 32 bochs-drm"},
  virtio = {{device = "virtio"}, "virtio_gpudrmfb 32 virtio-pci"},
  qxl = {{device = "qxl"}, "qxldrmfb 32 qxl"},
  cirrus_16 = {{device = "cirrus"}, "cirrusdrmfb 16 cirrus"},
  cirrus_24 = {{device = "cirrus", append = "video=1024x768-24"}, "cirrusdrmfb 24 cirrus"},
  vesa_8 = {vesa "0x301", "VESA VGA 8"},
  vesa_15 = {vesa "0x310", "VESA VGA 16"},
  vesa_24 = {vesa "0x312", "VESA VGA 24"},
  vfb = {{modules = {"vfb"}, append = "vfb.vfb_enable=1"}, "Virtual FB 8"},
  vkms = {{modules = {"vkms"}}, "vkmsdrmfb 32 vkms"},
  vgem = {{modules = {"vgem"}}, "vgem"},
  no_display = {{device = "vmware"}, ""},
  two = {{device = {"std", "virtio"}}, "bochs-drmdrmfb virtio_gpudrmfb 32 bochs-drm virtio-pci"},
}

local tests = {}
for name, case in pairs(cases) do
  tests[name] = function()
    local _, output = vm.boot(case[1]):run(look)
    vm.equal(output:gsub("\n", " "):gsub(" $", ""), case[2], "drivers")
  end
end

vm.main(tests)
