-- Frames on DRM/KMS screens: what one costs, and when it comes.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- One area of 64x64 pixels changes in every frame; it lies on two tiles.
local blinking = [[
local n = 0
function draw()
  n = n + 1
  clear(0)
  fill(64, 64, 64, 64, n % 2 == 0 and 0xffffff or 0xff0000)
end]]

local function bytes_of(device, width, height, buffers)
  local m = vm.boot {device = device, files = {["/blink.lua"] = {text = blinking}}}
  local frames = 50
  local output = m:must(("fbrun --verbose --display=drm --frames=%d /blink.lua 2>&1"):format(frames))
  local shown, bytes = output:match("(%d+) frames, (%d+) bytes written")
  assert(shown, output)
  vm.equal(tonumber(shown), frames, "frames")
  print(("        %d frames, %d bytes"):format(shown, bytes))
  local tile = 64 * 32 * 4
  local most = buffers * width * height * 4 + frames * 2 * tile
  assert(tonumber(bytes) <= most, ("%s bytes were written; expected at most %d"):format(bytes, most))
end

function tests.bytes_with_two_buffers()
  bytes_of("bochs", 1280, 800, 2)
end

function tests.bytes_with_one_buffer()
  bytes_of("virtio", 1280, 800, 1)
end

-- How often fbrun's processes have been woken up so far.
local function wake_ups(m)
  return m:must("cat $(for p in $(pidof fbrun); do echo /proc/$p/task/*/status; done) | " ..
    "awk '/ctxt/ {n += $2} END {print n}'")
end

-- A still picture costs nothing once it is shown.
for _, device in ipairs {"bochs", "virtio", "cirrus", "qxl", "vkms"} do
  tests["still_" .. device] = function()
    local m = vm.boot {device = device ~= "vkms" and device or nil, modules = device == "vkms" and
      {"vkms"} or nil}
    local run = m:start("fbrun --verbose --display=drm /scripts/tophalf.lua")
    run:expect("1 output")
    local before, now
    repeat
      before = now
      m:must("sleep 1")
      now = wake_ups(m)
    until now == before
    m:must("sleep 10")
    vm.equal(wake_ups(m), now, "wake-ups")
    run:signal("TERM")
    vm.equal(run:wait(), 0, "status")
  end
end

-- vkms has vertical blanks, at 60 Hz; frames come with them, whatever the script does meanwhile.
local counting = [[
local times = {}
function update()
  times[#times + 1] = now()
  if #times == 602 then
    local late, worst = 0, 0
    for i = 3, #times do
      local gap = times[i] - times[i - 1]
      worst = math.max(worst, gap)
      late = late + (gap > 1.5 / 60 and 1 or 0)
    end
    print(("%.4f s, %d late, worst %.4f s"):format(times[#times] - times[2], late, worst))
  end
end
function draw() fill(#times % w, 0, 1, h, 0xffffff) end]]

function tests.vkms_paces()
  local m = vm.boot {modules = {"vkms"}, files = {["/count.lua"] = {text = counting}}}
  local output = m:must("fbrun --display=drm --frames=602 /count.lua", 120)
  local seconds = tonumber(output:match("^([%d.]+) s"))
  print("        " .. output)
  -- 600 frames take 10 s if they follow the blank; less if they do not wait for it.
  assert(seconds and seconds > 9.99, output)
end

vm.main(tests)
