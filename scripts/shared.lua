-- One process draws what another one writes, as it is written, through memory that they share.
--   fbrun --display=headless scripts/shared.lua write &      measures (here: makes numbers up)
--   fbrun scripts/shared.lua                                 draws a gauge of the newest
-- Either may be started first, end, or be killed, and be started again. A name for the memory, if
-- there is to be more than one, comes last.
local mmap = require "mmap"

local writes = ... == "write"
local name = select(writes and 2 or 1, ...) or "fbrun-gauge"

-- The newest value, in thousandths; how many there were; a ring of notes, for which each counts.
local VALUE, COUNT, RING, SIZE = 0, 4, 64, 4096
local m = assert(mmap.shared(name, SIZE, { create = true }))
local notes = assert(mmap.ring(m, RING, SIZE - RING))

local function measure(t)
  return 0.5 + 0.3 * math.sin(t * 0.7) + 0.2 * math.sin(t * 1.9 + 3)
end

if writes then
  local high = false
  every(0.05, function()
    local value = measure(now())
    m:store32(VALUE, math.floor(value * 1000))
    m:add32(COUNT, 1)
    if high ~= (value > 0.8) then
      high = not high
      notes:put((high and "above" or "below") .. " 80 %", 0) -- lost if nobody takes them
    end
  end)
  return
end

local turn = 2 * math.pi
local count, changed = m:load32(COUNT), -10
local latest = ""

function update()
  local seen = m:load32(COUNT)
  if seen ~= count then
    count, changed = seen, now()
  end
  latest = notes:take(0) or latest
end

function draw()
  local value = m:load32(VALUE) / 1000
  local alive = now() - changed < 1
  local cx, cy, r = w / 2, h * 0.48, math.min(w, h) * 0.34
  local from, to = 0.375 * turn, 1.125 * turn
  local at = from + (to - from) * math.min(value, 1)
  clear("#10151c")
  arc(cx, cy, r, from, to, "#2a3441", { stroke = r * 0.22, cap = "round" })
  if value > 0 then
    local color = not alive and "#66717d" or value > 0.8 and "#ff6b6b" or "#4cc2ff"
    arc(cx, cy, r, from, at, color, { stroke = r * 0.22, cap = "round" })
  end
  text(("%.0f %%"):format(value * 100), cx, cy, "white",
    { size = r * 0.45, align = "center", valign = "middle" })
  text(alive and latest or "nobody writes", cx, h - r * 0.25, "#9fb3c8",
    { size = r * 0.16, align = "center", valign = "middle" })
end
