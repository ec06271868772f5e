-- A picture that stands still costs no processor time: not one process of fbrun's wakes up. That
-- nothing happens for a while is no event to wait for: this test alone lets time pass. A slow machine
-- makes it no less true, since only fbrun's own wake-ups are counted.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- Prints how often each thread of fbrun's processes, and of seatd, has been given the processor.
local count = [[
  for exe in /proc/[0-9]*/exe; do
    case $(readlink $exe 2>/dev/null) in /usr/bin/fbrun|/usr/bin/seatd) ;; *) continue ;; esac
    for task in ${exe%exe}task/*; do
      echo $(cat $task/comm) ${task##*/} $(awk '/ctxt_switches/ { n += $2 } END { print n }' $task/status)
    done
  done]]

-- Waits until what is counted stays the same for half a second: the first frames, and what follows
-- from them, take their time.
local function settled(m)
  local before
  for _ = 1, 100 do
    local now = m:must(count)
    if now == before then
      return now
    end
    before = now
    m:must("usleep 500000")
  end
  error("it does not come to rest:\n" .. before)
end

-- FBRUN_REST says for how many seconds nothing may happen. processes: what must be there, so that
-- nothing is counted that does not exist. shown: waits for the picture.
local function rests(options, command, shown, processes)
  local m = vm.boot(options)
  if options.prepare then
    m:must(options.prepare)
  end
  local run = m:start("exec " .. command .. " /scripts/tophalf.lua")
  shown(m)
  local before = settled(m)
  for name in (processes or "fbrun fbrun-script fbrun-watcher fbrun-seat"):gmatch("%S+") do
    assert(("\n" .. before):find("\n" .. name .. " ", 1, true), name .. " is not there:\n" .. before)
  end
  m:must("sleep " .. (os.getenv("FBRUN_REST") or 3))
  vm.equal(m:must(count), before, "how often each thread has run")
  run:stop()
end

local function monitor(width, height)
  return function(m)
    m:wait_screen(vm.picture.tophalf(width, height), {tolerance = 8})
  end
end

-- Where there is no monitor to look at, the kernel says whose buffer is scanned out.
local function scanned_out(m)
  m:must("mount -t debugfs debugfs /sys/kernel/debug")
  m:wait_until("grep -q 'allocated by = fbrun' /sys/kernel/debug/dri/0/state")
end

-- White up to the middle.
local function memory(m)
  m:wait_until("[ \"$(dd if=/dev/fb0 bs=4 skip=153599 count=1 2>/dev/null | xxd -p | cut -c -6)\"" ..
    " = ffffff ]")
end

function tests.drm_bochs()
  rests({device = "bochs"}, "fbrun --display=drm", monitor(1280, 800))
end

-- A kiosk's script process is asked whether it answers only when it has something to answer.
function tests.drm_virtio()
  rests({device = "virtio"}, "fbrun --kiosk --max-time=0.5 --blank-after=3600 --display=drm",
    monitor(1280, 800))
end

function tests.drm_cirrus()
  rests({device = "cirrus"}, "fbrun --display=drm", monitor(1024, 768))
end

function tests.drm_qxl()
  rests({device = "qxl"}, "fbrun --display=drm", monitor(1024, 768))
end

function tests.drm_vkms()
  rests({modules = {"vkms"}}, "fbrun --display=drm", scanned_out)
end

function tests.fbdev_bochs()
  rests({device = "bochs"}, "fbrun --display=fbdev", monitor(1280, 800))
end

function tests.fbdev_vesafb()
  rests({device = "std", modules = {}, bzimage = true, append = "vga=0x342"},
    "fbrun --display=fbdev", monitor(640, 480))
end

function tests.fbdev_vfb()
  rests({modules = {"vfb"}, append = "vfb.vfb_enable=1 vfb.videomemorysize=1228800",
    prepare = "fbset -g 640 480 640 480 32"}, "fbrun --display=fbdev", memory)
end

-- A seat server of another kind, and libinput on a udevd.
function tests.seatd_and_libinput()
  rests({device = "bochs", programs = {"seatd"}, udev = true,
    prepare = "seatd >/dev/null 2>&1 & until [ -S /run/seatd.sock ]; do usleep 10000; done"},
    "fbrun --display=drm", monitor(1280, 800), "fbrun fbrun-script fbrun-watcher seatd")
end

-- The script runs in a thread of the same process.
function tests.single_process()
  rests({device = "bochs"}, "fbrun --display=drm --single-process", monitor(1280, 800), "fbrun")
end

vm.main(tests)
