-- Counts the vertical blanks at which a program's frames reach the screen, by what the kernel traces
-- of its page flips. modetest, which does nothing but flip, says what the machine itself is good for.
local vblank = {}

local trace = "/sys/kernel/tracing/"

-- Begins to trace.
function vblank.watch(m)
  m:must(("mount -t tracefs tracefs %s && echo 8192 >%sbuffer_size_kb && " ..
    "echo 1 >%sevents/drm/drm_vblank_event_delivered/enable"):format(trace, trace, trace))
end

-- What was traced since the last call, of the program with the most frames, but for its first ones,
-- which it draws while it still starts: how many there are, how many came later than one vertical
-- blank behind the one before, and by how many vertical blanks the worst did.
local function take(m)
  local files, best = {}, {}
  for file, number in m:must(("cat %strace; echo >%strace"):format(trace, trace)):gmatch(
    "drm_vblank_event_delivered: file=(%S+), crtc=0, seq=(%d+)") do
    local list = files[file] or {}
    files[file] = list
    list[#list + 1] = math.tointeger(number)
    best = #list > #best and list or best
  end
  local result = {frames = #best, late = 0, worst = 0}
  for i = 10, #best do
    local missed = best[i] - best[i - 1] - 1
    result.late = result.late + (missed > 0 and 1 or 0)
    result.worst = math.max(result.worst, missed)
  end
  return result
end

-- Flips for so many times 60 frames.
function vblank.modetest(m, times)
  local connector = m:must("modetest -M vkms -c"):match("\n(%d+)%s+%d+%s+connected")
  m:must(("echo >%strace"):format(trace))
  local run = m:start(("exec modetest -M vkms -s %s:1024x768 -v"):format(connector))
  for _ = 1, times do
    run:expect("freq: ")
  end
  run:input("\n")
  run:wait()
  return take(m)
end

-- Runs a script for so many frames. Returns also what it printed.
function vblank.fbrun(m, frames, script)
  m:must(("echo >%strace"):format(trace))
  local output = m:must(("fbrun --quiet --display=drm --frames=%d %s"):format(frames, script))
  return take(m), output
end

return vblank
