-- Has fbrun and the other engines draw the same scenes in turn, and prints what each took, the ratio
-- to the peer that the figure is held to, what a second thread gains, and how near the picture is
-- to cairo's. The exit status is 1 if a figure is missed.
-- Run as: lua5.4 race.lua SCENES SECONDS FRAMES PROGRAM…; FRAMES: names with commas, or "all".

local uv = require "luv"

local scenes, seconds, wanted = arg[1], tonumber(arg[2]), arg[3]
local programs = { table.unpack(arg, 4) }

-- What each row is held to: of which peer, and how much. "best" is the fastest peer of the row.
local targets = {
  W1 = { "best", 1.05 }, W2 = { "Qt", 0.4 }, W3 = { "best", 1.05 }, W4 = { "Skia", 0.9 }, W5a = { "pixman", 0.5 },
  W5b = { "Qt", 0.4 }, W5c = { "Qt", 0.75 }, W6a = { "Qt", 0.15 }, W6b = { "Skia", 0.3 }, W7a = { "Skia", 0.35 },
  W7b = { "Skia", 0.35 }, W7c = { "Skia", 0.25 }, W7d = { "Skia", 0.5 }, W7e = { "Qt", 0.65 }, W7f = { "Skia", 0.4 },
  W7g = { "Skia", 0.5 }, W8 = { "best", 0.5 }, W10 = { "Qt", 0.4 },
}
local THREADS_TARGET, TEXT_THREADS_TARGET = 0.6, 0.65 -- of one thread, on W2 to W7, and with text

local frames = {}
for line in io.lines(scenes) do
  local name = line:match "^frame (.+)"
  if name and (wanted == "all" or ("," .. wanted .. ","):find("," .. name .. ",", 1, true)) then
    frames[#frames + 1] = name
  end
end

-- A peer is a process that answers one line a command.
local function spawn(command)
  local words = {}
  for word in command:gmatch "%S+" do
    words[#words + 1] = word
  end
  local input, output = uv.new_pipe(), uv.new_pipe()
  local peer = { pending = "" }
  local file = table.remove(words, 1)
  assert(uv.spawn(file, { args = words, stdio = { input, output, 2 } }, function() end), "cannot run " .. file)
  output:read_start(function(err, data)
    assert(not err and data, command .. " ended")
    peer.pending = peer.pending .. data
  end)
  function peer:answer()
    while true do
      local line, rest = self.pending:match "^(.-)\n(.*)$"
      if line then
        self.pending = rest
        return line
      end
      uv.run "once"
    end
  end
  function peer:ask(question)
    input:write(question .. "\n")
    return tonumber(self:answer())
  end
  peer.name = peer:answer()
  peer.times = {}
  return peer
end

local peers, by_name = {}, {}
for _, command in ipairs(programs) do
  local peer = spawn(command)
  peers[#peers + 1] = peer
  by_name[peer.name] = peer
end

local function psnr(a, b)
  local fa, fb = assert(io.open(a, "rb")), assert(io.open(b, "rb"))
  local sum, count = 0, 0
  while true do
    local x, y = fa:read(65536), fb:read(65536)
    if not x then
      break
    end
    if x ~= y then
      for i = 1, #x do
        local d = x:byte(i) - y:byte(i)
        sum = sum + d * d
      end
    end
    count = count + #x
  end
  fa:close()
  fb:close()
  return sum == 0 and math.huge or 10 * math.log(255 * 255 * count / sum, 10)
end

-- One frame of each, from the same pixels on, to compare the pictures.
local function compare(name)
  local first, second = os.tmpname(), os.tmpname()
  local value
  if by_name.cairo and by_name["fbrun"] then
    for _, peer in ipairs(peers) do
      if peer.times[name] and peer.times[name][1] >= 0 then
        peer:ask "draw W1"
        peer:ask("draw " .. name)
      end
    end
    by_name.cairo:ask("save " .. first)
    by_name["fbrun"]:ask("save " .. second)
    value = psnr(first, second)
  end
  os.remove(first)
  os.remove(second)
  return value
end

local function race(name)
  local stop, round = uv.hrtime() + seconds * 1e9, 0
  for _, peer in ipairs(peers) do
    peer.times[name] = {}
    peer:ask("draw " .. name) -- warms up
  end
  while round < 5 or uv.hrtime() < stop do
    round = round + 1
    for i = 1, #peers do
      local peer = peers[round % 2 == 0 and i or #peers + 1 - i]
      table.insert(peer.times[name], peer:ask("draw " .. name))
    end
  end
  for _, peer in ipairs(peers) do
    table.sort(peer.times[name])
  end
end

local function ms(peer, name)
  local t = peer and peer.times[name][1]
  return t and t >= 0 and t / 1e6 or nil
end

local function median(peer, name)
  local t = peer.times[name]
  return t[(#t + 1) // 2] / 1e6
end

local others = {}
for _, peer in ipairs(peers) do
  if not peer.name:find "^fbrun" then
    others[#others + 1] = peer
  end
end

local function column(value, format)
  return value and string.format(format, value) or ("%" .. format:match "%d+" .. "s"):format "-"
end

local missed = 0
local function verdict(ratio, limit)
  if ratio <= limit then
    return "ok"
  end
  missed = missed + 1
  return "MISSED"
end

print("milliseconds a frame, the minimum of each; all engines in turn in one run")
io.write(string.format("%-4s %8s %8s", "", "fbrun", "(median)"))
for _, peer in ipairs(others) do
  io.write(string.format(" %8s", peer.name))
end
print(string.format("  %-14s %6s %-7s %9s %-7s %6s", "ratio to", "limit", "", "2 threads", "", "PSNR"))
for _, name in ipairs(frames) do
  race(name)
  local ours, two, best = ms(by_name.fbrun, name), ms(by_name.fbrun2, name), nil
  io.write(string.format("%-4s %s %8.3f", name, column(ours, "%8.3f"), median(by_name.fbrun, name)))
  for _, peer in ipairs(others) do
    local t = ms(peer, name)
    io.write(" ", column(t, "%8.3f"))
    if t and (not best or t < ms(best, name)) then
      best = peer
    end
  end
  local target = targets[name]
  local peer = target and by_name[target[1]] or best
  if ours and peer and ms(peer, name) then
    local ratio = ours / ms(peer, name)
    io.write(string.format("  %-7s %6.2f %6s %-7s", peer.name, ratio, target and target[2] or "",
      target and verdict(ratio, target[2]) or ""))
  end
  if ours and two then
    local held, limit = name ~= "W1", (name == "W8" or name == "W10") and TEXT_THREADS_TARGET or THREADS_TARGET
    io.write(string.format(" %9.2f %-7s", two / ours, held and verdict(two / ours, limit) or ""))
  end
  local near = ours and compare(name)
  print(near and string.format(" %6.1f", near) or "")
end
os.exit(missed == 0)
