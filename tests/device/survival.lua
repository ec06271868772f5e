-- What happens to a machine within years: its clock is set, its disk and its memory are full, it is
-- suspended. The picture goes on.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- Ticks five times a second of now(), and shows a colour that it reads then.
local ticking = [[
io.stdout:setvbuf "line"
local n = 0
every(0.2, function()
  n = n + 1
  print(("tick %d %.3f %d"):format(n, now(), wall_time() // 1))
  redraw()
end)
function draw() clear(io.open("/tmp/color"):read "n") end
fps(0)
]]

local shot = [[
io.stdout:setvbuf "line"
local n = 0
every(0.2, function()
  n = n + 1
  print("shot", screenshot "/full/shot.png")
end)
function draw() clear(0xffffff) for i = 0, n do fill(i * 7919 % w, i * 104729 % h, 3, 3, i * 16777) end end
]]

local greedy = [[
io.stdout:setvbuf "line"
print("begins", io.open("/proc/self/oom_score_adj"):read "l")
function started() if arg[1] then keep_it = {} for i = 1, 1 << 20 do keep_it[i] = ("x"):rep(1 << 20) .. i end end end
function draw() clear(0xffffff) end
fps(0)
]]

local m = vm.boot {device = "bochs", files = {["/ticking.lua"] = {text = ticking},
  ["/shot.lua"] = {text = shot}, ["/greedy.lua"] = {text = greedy}}}

local function shows(color)
  m:must("echo " .. color .. " >/tmp/color.new && mv /tmp/color.new /tmp/color")
  m:wait_screen(vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, color}}))
end

local function tick(run)
  local n, now, wall = run:expect("tick (%d+) ([%d.]+) (%d+)\n")
  return math.tointeger(n), tonumber(now), math.tointeger(wall)
end

-- The clock on the wall goes a year back, and then two ahead. Timers and frames keep theirs.
function tests.clock_jumps()
  m:must("echo 0 >/tmp/color")
  local run = m:start("exec fbrun --display=drm /ticking.lua")
  local n, now, wall = tick(run)
  for _, years in ipairs {-1, 2} do
    local set = wall + years * 31536000
    m:must("date -s @" .. set)
    repeat
      local n2, now2, wall2 = tick(run)
      assert(n2 == n + 1 and now2 > now and now2 - now < 30, ("tick %d at %g after %d at %g"):format(n2,
        now2, n, now))
      n, now, wall = n2, now2, wall2
    until wall >= set and wall < set + 600
    shows(0xff00ff + years)
  end
  run:stop()
end

-- What cannot be saved is told, what was saved is there as it was, and a log that has no room left
-- ends nothing.
function tests.full_disk()
  m:must("mkdir -p /full && mount -t tmpfs -o size=128k tmpfs /full")
  local run = m:start("exec fbrun --verbose --display=drm /shot.lua 2>/full/log")
  run:expect("shot\ttrue\n")
  m:must("cat /dev/zero >/full/rest 2>/dev/null; true")
  run:expect("shot\tnil\t[^\n]*No space left on device")
  m:must("ls /full | tr '\\n' ' ' | grep -qx 'log rest shot.png '; cp /full/shot.png /tmp/old.png")
  run:expect("shot\tnil")
  m:must("cmp /full/shot.png /tmp/old.png; rm /full/rest")
  run:expect("shot\ttrue\n")
  run:signal("TERM") -- which may find it busy
  run:finish()
  m:must("umount /full")
end

-- The kernel takes the script process, which is the better victim, and another one begins.
function tests.out_of_memory()
  local run = m:start("exec fbrun --display=drm --restart /greedy.lua more")
  vm.equal(run:expect("begins\t(%d+)\n"), "900")
  local main = run.pid
  run:expect("the script process was killed by signal 9")
  run:expect("begins\t900\n")
  m:must("[ -d /proc/" .. main .. " ]")
  m:wait_screen(vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, 0xffffff}}))
  m:must("kill -KILL $(pidof fbrun-script); kill -TERM " .. main)
  run:wait()
end

function tests.suspended()
  for _, display in ipairs {"drm", "fbdev"} do
    local run = m:start("exec fbrun --display=" .. display .. " /ticking.lua")
    tick(run)
    shows(0x00ff00)
    m:suspend()
    shows(0x0000ff)
    run.seen = #run:output()
    tick(run)
    run:stop()
  end
end

vm.main(tests)
