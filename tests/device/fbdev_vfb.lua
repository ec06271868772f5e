-- The virtual framebuffer can have any format and tells what was written: it must be the bytes that
-- a file of that format holds.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}
local m = vm.boot {modules = {}}
m:must("modprobe vfb vfb_enable=1 videomemorysize=4194304")

local script = "clear(0x123456) for x = 0, w - 1, 8 do fill(x, x % h, 8, h // 3, x * 0x5305) end"

-- Sets a mode; rgba as in "5/11,6/5,5/0,0/0". Without a change of depth vfb keeps its channels.
local function set_mode(width, height, bits, rgba)
  m:must(("fbset -fb /dev/fb0 -a -g 320 200 320 200 %d -t 0 0 0 0 0 0 0"):format(bits == 8 and 32 or 8))
  m:must(("fbset -fb /dev/fb0 -a -g %d %d %d %d %d -t 0 0 0 0 0 0 0 %s"):format(width, height, width,
    height, bits, rgba and "-rgba " .. rgba or ""))
end

-- Draws once and compares; more is said to fbdev. Returns the log.
local function draws(width, height, format, stride, more)
  local code = "'" .. script .. "'"
  m:must("head -c 4194304 /dev/zero >/dev/fb0") -- padding is not written
  m:must(("rm -f /tmp/file; fbrun --display=file:/tmp/file,size=%dx%d,format=%s,stride=%d --exit -e %s"):format(
    width, height, format, stride, code))
  local log = m:must(("fbrun --verbose --display=fbdev%s --exit -e %s 2>&1"):format(more or "", code))
  m:must("head -c $(stat -c %s /tmp/file) /dev/fb0 | cmp - /tmp/file")
  return log
end

function tests.true_color_of_32_bits()
  set_mode(640, 480, 32)
  draws(640, 480, "ABGR8888", 2560)
end

function tests.true_color_of_24_bits()
  set_mode(640, 480, 24)
  draws(640, 480, "BGR888", 1920)
end

function tests.true_color_of_16_bits()
  set_mode(640, 480, 16)
  draws(640, 480, "BGR565", 1280)
end

function tests.a_width_that_is_no_multiple_of_anything()
  set_mode(333, 77, 24)
  draws(333, 77, "BGR888", 1000)
end

function tests.palette()
  set_mode(320, 200, 8)
  local log = draws(320, 200, "C8", 320)
  assert(log:find("C8, palette", 1, true), log)
end

function tests.what_the_driver_does_not_say()
  set_mode(640, 480, 16)
  draws(640, 480, "RGB565_BE", 1280, ",format=rgb565_be")
  local status, log = m:run("fbrun --display=fbdev,format=XRGB8888 /scripts/tophalf.lua")
  vm.equal(status, 1, "status")
  assert(log:find("format=XRGB8888 has 32 bits a pixel, and the device 16", 1, true), log)
end

-- Two buffers, where there is memory for them; afterwards the device is as it was.
function tests.panning()
  set_mode(640, 480, 32)
  local before = m:must("fbset -fb /dev/fb0 -i")
  local run = m:start("exec fbrun --verbose --display=fbdev /scripts/tophalf.lua")
  run:expect("2 buffers")
  m:wait_until("[ $(cat /sys/class/graphics/fb0/pan) = 0,480 ]")
  m:must([[fbrun --display=file:/tmp/file,size=640x480,format=ABGR8888 --exit /scripts/tophalf.lua
    tail -c +1228801 /dev/fb0 | head -c 1228800 | cmp - /tmp/file]])
  run:stop()
  vm.equal(m:must("fbset -fb /dev/fb0 -i"), before, "mode")
  vm.equal(m:must("cat /sys/class/graphics/fb0/pan"), "0,0", "pan")
end

-- A screen that begins elsewhere in memory is written there.
function tests.offsets()
  m:must("fbset -fb /dev/fb0 -a -g 320 200 320 400 8 -t 0 0 0 0 0 0 0")
  m:must("fbset -fb /dev/fb0 -a -g 320 200 320 400 32 -t 0 0 0 0 0 0 0; echo 0,7 >/sys/class/graphics/fb0/pan")
  m:must([[fbrun --display=file:/tmp/o,size=320x200,format=ABGR8888 --exit /scripts/tophalf.lua
    fbrun --display=fbdev --exit /scripts/tophalf.lua
    tail -c +8961 /dev/fb0 | head -c 256000 | cmp - /tmp/o]])
end

-- Another mode under a running program: the script is told the size.
function tests.a_mode_of_others()
  set_mode(640, 480, 32)
  local run = m:start([[exec fbrun --display=fbdev -e '
    print("size", w, h) function resize() print("resized", w, h) end
    function draw() fill(0, 0, w, h, now() * 100 // 1) end']])
  run:expect("size\t640\t480")
  m:must("fbset -fb /dev/fb0 -a -g 320 240 320 240 16 -t 0 0 0 0 0 0 0")
  run:expect("resized\t320\t240")
  run:stop()
end

-- The new version fails on a screen that has another size by then: what it has drawn about that does
-- not fit, and the old one goes on. It makes some frames more before it is looked at.
function tests.an_error_for_a_mode_that_is_gone()
  set_mode(320, 240, 32)
  m:must([[cat >/tmp/main.lua <<'END'
    local left = 30
    function resize() print("resized", w, h) io.stdout:flush() end
    function draw()
      if left < 30 or io.open("/tmp/over") then left = left - 1 end
      clear(left > 0 and math.floor(now() * 100) % 256 or 0x00ff00)
    end
    print "old" io.stdout:flush()
END]])
  local run = m:start("exec fbrun --display=fbdev,buffers=1 /tmp/main.lua")
  run:expect("old")
  m:must([[pidof fbrun | wc -w >/tmp/count
    cat >/tmp/new.lua <<'END'
    print "new" io.stdout:flush()
    repeat until io.open("/tmp/go")
    error "boom"
END
    mv /tmp/new.lua /tmp/main.lua]])
  run:expect("new")
  m:must("fbset -fb /dev/fb0 -a -g 640 480 640 480 32 -t 0 0 0 0 0 0 0")
  run:expect("resized\t640\t480")
  m:must("touch /tmp/go")
  run:expect("boom")
  m:wait_until("[ $(pidof fbrun | wc -w) = $(cat /tmp/count) ]")
  m:must([[touch /tmp/over
    fbrun --display=file:/tmp/green,size=640x480,format=ABGR8888 --exit -e 'clear(0x00ff00)']])
  m:wait_until("head -c 1228800 /dev/fb0 | cmp -s - /tmp/green")
  run:stop()
end

vm.main(tests)
