-- Figures of fbrun on real kernel drivers in the virtual machine: `./dev bench device`, or by hand
--   lua5.4 tests/bench/device.lua BUILD/engine/fbrun [first_picture|pacing|rest]
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

-- A picture that stands still for ten seconds on each driver.
function tests.rest()
  assert(os.execute(("FBRUN_REST=10 lua5.4 '%s../device/idle.lua' '%s'"):format(here, arg[1])))
end

vm.main(tests)
