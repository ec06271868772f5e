-- Framebuffers that come and go, are somebody else's, or none.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}

local function refused(m, command, text)
  local status, output = m:run(command)
  vm.equal(status, 1, output)
  assert(output:find(text, 1, true), output)
end

function tests.what_is_no_framebuffer()
  local m = vm.boot {device = "bochs"}
  local console = m:screen()
  local command = "fbrun --display=fbdev:%s /scripts/tophalf.lua"
  refused(m, command:format "/dev/null", "/dev/null is not a framebuffer device, but something else; there are /dev/fb0")
  refused(m, command:format "/dev/fb7", "fbrun: no screen came within 10 s: cannot open /dev/fb7 " ..
    "(there are /dev/fb0): No such file or directory")
  refused(m, command:format "/dev", "/dev is not a framebuffer device, but a directory")
  refused(m, command:format "/init", "/init is not a framebuffer device, but a plain file")
  refused(m, "su user -c '" .. command:format "/dev/fb0" .. "'", "/dev/fb0 (see fbrun --doctor): Permission denied")
  refused(m, "fbrun --display=fbdev,format=RGB999 /scripts/tophalf.lua", "RGB999")
  refused(m, "fbrun --display=fbdev,stride=100 /scripts/tophalf.lua",
    "/dev/fb0: its rows are 100 bytes apart, but 1280 pixels of XRGB8888")
  refused(m, "mknod /tmp/fb c 29 7; " .. command:format "/tmp/fb", "/tmp/fb: No such device")
  m:wait_screen(console)
end

-- One that is named is waited for, but not for ever.
function tests.none()
  local m = vm.boot {modules = {}}
  refused(m, "fbrun --display=fbdev /scripts/tophalf.lua", "there is no framebuffer device")
end

function tests.one_that_comes_late()
  local m = vm.boot {device = "bochs", modules = {}}
  local run = m:start("exec fbrun --display=fbdev /scripts/tophalf.lua")
  run:expect("waiting up to 10 s")
  m:must("modprobe bochs")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  run:stop()
end

-- A kiosk waits for cards and for framebuffers, and takes what comes.
function tests.a_kiosk_waits()
  local m = vm.boot {modules = {}}
  local run = m:start("cd /tmp && exec fbrun --kiosk /scripts/tophalf.lua")
  run:expect("there is no card in /dev/dri; waiting for a screen")
  run:expect("there is no framebuffer device .*; waiting for one")
  m:must("modprobe vfb vfb_enable=1")
  run:expect("display fbdev, /dev/fb0, 640x480")
  m:must("fbrun --display=file:/tmp/file,size=640x480,format=C8 --exit /scripts/tophalf.lua")
  m:wait_until("head -c $(stat -c %s /tmp/file) /dev/fb0 | cmp -s - /tmp/file")
  m:must("[ ! -e /tmp/tophalf.png ]")
  run:stop()
end

-- The card's driver lets go of it and takes it again, as when a firmware's framebuffer is handed
-- over; in between there is nothing to draw to. What the card shows afterwards is ours.
local function comes_back(device, driver, script)
  local m = vm.boot {device = device}
  local run = m:start("exec fbrun --display=fbdev " .. script)
  m:wait_screen(vm.picture.tophalf(1280, 800), {tolerance = 1})
  m:must(("cd /sys/bus/%s; ls -d 0000:* virtio[0-9]* 2>/dev/null >/tmp/card; cat /tmp/card >unbind"):format(driver))
  run:expect("is gone")
  m:must(("cat /tmp/card >/sys/bus/%s/bind"):format(driver))
  run:expect("display fbdev, /dev/fb0, 1280x800")
  m:wait_screen(vm.picture.tophalf(1280, 800), {tolerance = 1})
  run:stop()
end

function tests.unbind_bochs()
  comes_back("bochs", "pci/drivers/bochs-drm", "/scripts/tophalf.lua")
end

function tests.unbind_virtio()
  comes_back("virtio", "virtio/drivers/virtio_gpu", "/scripts/tophalf.lua")
end

-- The same while every frame is written.
function tests.unbind_while_drawing()
  comes_back("virtio", "virtio/drivers/virtio_gpu",
    "-e 'function draw() clear(0) fill(0, 0, w, h / 2, 0xffffff) fill(0, h / 2, w, 1, math.floor(now() * 1e6) % 2) end'")
end

-- A card whose picture is another program's: the log says why nothing is seen.
function tests.while_another_program_has_the_card()
  local m = vm.boot {device = "bochs"}
  local other = m:start("exec modetest -M bochs-drm -s Virtual-1:1024x768")
  other:expect("gamma") -- which bochs has not, and that is said once the mode is set
  local run = m:start("exec fbrun --display=fbdev /scripts/tophalf.lua")
  run:expect("another program shows its own picture on this screen.*fbrun %-%-doctor")
  run:stop()
end

-- Of two screens the one with the console is drawn to; the other one when it is named.
function tests.two_screens()
  local m = vm.boot {device = {"virtio", "bochs"}, append = "fbcon=map:1"}
  for argument, screen in pairs {[""] = "screen1", [":/dev/fb0"] = "screen0"} do
    local run = m:start(("exec fbrun --display=fbdev%s /scripts/tophalf.lua"):format(argument))
    m:wait_screen(vm.picture.tophalf(1280, 800), {device = screen, head = 0})
    run:stop()
  end
end

vm.main(tests)
