-- Figures of fbrun on real kernel drivers in the virtual machine: `./dev bench device`, or by hand
--   lua5.4 tests/bench/device.lua BUILD/engine/fbrun [first_picture|pacing|rest|touch]
-- The machine is emulated, so only what is compared within one run says anything.
local here = arg[0]:match("^(.*/)") or "./"
package.path = here .. "../device/?.lua;" .. package.path
local vm = require "vm"
local vblank = require "vm.vblank"
local tests = {}

local function median(list)
  table.sort(list)
  return list[#list // 2 + 1]
end

-- From a program's start to the picture: as soon as it is in the memory of the framebuffer device,
-- and as soon as the card scans it out.
function tests.first_picture()
  local rounds = 9
  local m = vm.boot {device = "bochs", append = "iomem=relaxed",
    files = {["/bin/first_picture"] = vm.compile(here .. "device/first_picture.c"),
      ["/bin/whiten"] = vm.compile(here .. "device/whiten.c")}}
  m:must("chmod 755 /bin/first_picture /bin/whiten")
  local card = m:must("basename $(readlink -f /sys/class/graphics/fb0/device)")
  local cases = {
    {"memory", "whiten"},
    {"memory", "fbrun --display=fbdev /scripts/tophalf.lua"},
    {"scanout", "whiten"},
    {"scanout", "fbrun --display=fbdev /scripts/tophalf.lua"},
    {"scanout", "fbrun --display=drm /scripts/tophalf.lua"},
  }
  for round = 0, rounds do
    for _, case in ipairs(cases) do
      local time = m:must(("first_picture %s %s %s"):format(case[1], card, case[2]))
      if round > 0 then -- the first one warms up
        case[2 + round] = tonumber(time) / 1000
      end
    end
  end
  print(("time to the first picture, the median of %d rounds"):format(rounds))
  print(("%-8s %-48s %8s %6s"):format("seen in", "program", "ms", "ratio"))
  local peer
  for _, case in ipairs(cases) do
    local time = median {table.unpack(case, 3)}
    peer = case[2] == "whiten" and time or peer
    print(("%-8s %-48s %8.1f %6.2f"):format(case[1], case[2], time, time / peer))
  end
end

-- Frames at 60 Hz for ten seconds, and what the machine does to a program that only flips.
function tests.pacing()
  local m = vm.boot {modules = {"vkms"}, files = {["/area.lua"] = {text = [[
    local times = {}
    function draw()
      times[#times + 1] = now()
      fill(128, 64, 64, 64, #times)
    end
    function quit()
      local list = {}
      for i = 10, #times do
        list[#list + 1] = (times[i] - times[i - 1]) * 1000
      end
      table.sort(list)
      for _, share in ipairs {0, 0.01, 0.5, 0.99, 1} do
        io.write(("%.1f "):format(list[1 + math.floor(share * (#list - 1))]))
      end
    end]]}}}
  vblank.watch(m)
  print("pacing on vkms at 60 Hz, 600 frames")
  print(("%-10s %6s %6s %8s  %s"):format("program", "frames", "late", "by up to",
    "ms between two calls of draw(): least, 1 %, median, 99 %, most"))
  for _ = 1, 3 do
    local noise = vblank.modetest(m, 10)
    print(("%-10s %6d %6d %8d"):format("modetest", noise.frames, noise.late, noise.worst))
    local ours, intervals = vblank.fbrun(m, 600, "/area.lua")
    print(("%-10s %6d %6d %8d  %s"):format("fbrun", ours.frames, ours.late, ours.worst, intervals))
  end
end

-- Touches at any moment of a frame, by one clock: the kernel traces the device's writes, flips and
-- vertical blanks, and what the script says when it is told.
local function touch_page(m, page)
  local run = m:start("exec fbrun --verbose --display=drm /touch.lua " .. page)
  run:expect("input from")
  local device = m:start("exec uinput")
  device:input("bit 1 330\nprop 1\nabs 0 0 999\nabs 1 0 999\nabs 47 0 9\nabs 53 0 999\nabs 54 0 999\n" ..
    "abs 57 0 65535\ncreate made\n")
  device:expect("created")
  run:expect("event%d+[^\n]* is a touch screen")
  m:must("echo >/sys/kernel/tracing/trace")
  local rounds = 200
  for i = 1, rounds do
    device:input(("3 57 %d\n3 53 %d\n3 54 500\n0 0 0\n3 57 -1\n0 0 0\ndone\n"):format(i, i))
    device:expect("done")
    m:must(("usleep %d"):format(120000 + i * 7919 % 16667)) -- at any moment of a frame
  end
  local text = m:must("cat /sys/kernel/tracing/trace")
  device:signal("TERM")
  device:wait()
  run:signal("INT")
  run:wait()
  local wait, work, own, whole = {}, {}, {}, {}
  local reported, told, flipped
  local writes = 0
  for line in text:gmatch("[^\n]+") do
    local time = tonumber(line:match(" (%d+%.%d+): "))
    if line:find("sys_write", 1, true) and not told then
      writes = writes + 1
      reported = writes == 4 and time or reported -- the end of the report with the press
    elseif line:find("told", 1, true) and reported then
      told = time
    elseif line:find("sys_ioctl", 1, true) and told and not flipped then
      flipped = time
    elseif line:find("drm_vblank_event_delivered", 1, true) and flipped then
      wait[#wait + 1], work[#work + 1] = told - reported, flipped - told
      own[#own + 1], whole[#whole + 1] = flipped - reported, time - reported
      reported, told, flipped, writes = nil, nil, nil, 0
    end
  end
  print(("touch to picture on vkms at 60 Hz, a page that is %s, %d touches, in frames of 16.67 ms: median, 90 %%")
    :format(page, #own))
  for _, row in ipairs {{"until the frame begins", wait}, {"until it is given to the card", work},
    {"both, our own delay", own}, {"until it is scanned out", whole}} do
    local middle = median(row[2])
    print(("%-32s %5.2f %5.2f"):format(row[1], middle * 60, row[2][#row[2] * 9 // 10] * 60))
  end
end

-- From the touch that a device reports to the flip that shows it: on a page that is drawn every
-- frame, and on one that stands still until it is touched.
function tests.touch()
  local m = vm.boot {modules = {"vkms", "evdev", "uinput"}, memory = 256, files = {
    ["/bin/uinput"] = vm.compile(here .. "../device/input/uinput.c"),
    ["/touch.lua"] = {text = [[
      local trace = assert(io.open("/sys/kernel/tracing/trace_marker", "w"))
      trace:setvbuf "no"
      if arg[1] == "still" then fps(0) end
      local n = 0
      function touchpressed() n = n + 1 trace:write("told") end
      local frames = 0
      function draw()
        frames = frames + 1
        fill(0, 0, 64, 32, frames)
        fill(64, 0, 64, 32, n)
      end]]}}}
  vblank.watch(m)
  local events = "/sys/kernel/tracing/events/"
  m:must(("cd %ssyscalls && echo 'comm == \"uinput\"' >sys_enter_write/filter && " ..
    "echo 'cmd == 0xc03864bc' >sys_enter_ioctl/filter && " .. -- DRM_IOCTL_MODE_ATOMIC
    "echo 1 >sys_enter_write/enable && echo 1 >sys_enter_ioctl/enable"):format(events))
  for _, page in ipairs {"drawn", "still"} do
    touch_page(m, page)
  end
end

-- A picture that stands still for ten seconds on each driver.
function tests.rest()
  assert(os.execute(("FBRUN_REST=10 lua5.4 '%s../device/idle.lua' '%s'"):format(here, arg[1])))
end

vm.main(tests)
