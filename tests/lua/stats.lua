-- stats(), with the virtual clock, where every figure is known but those of memory.
local check = require "check"

local function damage()
  local last = stats().last
  return { last.damage, last.x, last.y, last.w, last.h }
end

local first = stats()
check.list({ first.frames, first.dropped, first.fps, first.window }, { 0, 0, 0, 0 })
check.equal(first.max_memory, nil)
check.equal(first.last.tiles, 2)
check.refuses("stats(): 0 arguments expected, got 1", "stats(1)")

local small <close> = canvas(10, 10)
assert(stats().pixel_memory >= first.pixel_memory + 10 * 10 * 4)
assert(math.abs(stats().memory - collectgarbage "count" * 1024) < 4096)

clear "red"
fill(0, 0, 1, 1, "blue")
present()
check.list(damage(), { 64 * 48, 0, 0, 64, 48 })
check.equal(stats().last.commands, 2)
check.equal(stats().last.tiles_drawn, 2)

clear "red"
fill(1, 0, 1, 1, "blue") -- in the upper one of two tiles
present()
check.list(damage(), { 64 * 32, 0, 0, 64, 32 })
check.equal(stats().last.tiles_drawn, 1)

clear "red"
fill(1, 0, 1, 1, "blue") -- nothing changes
present()
check.list(damage(), { 0, 0, 0, 0, 0 })
check.equal(stats().last.commands, 2)
check.equal(stats().last.tiles_drawn, 0)

draw_to(small, function() clear "lime" end) -- what the screen does not show is no damage
check.equal(small:get_image_data(0, 0, 1, 1).data[1], 255)
present()
check.list(damage(), { 0, 0, 0, 0, 0 })
check.equal(stats().last.tiles_drawn, 1)

local p = screen:map() -- the lower tile
p:set(0, 47, "white")
p:close()
present()
check.list(damage(), { 64 * 16, 0, 32, 64, 16 })

while stats().frames < 300 do
  present()
end
local last = stats()
check.equal(last.window, 240)
check.equal(last.dropped, 0)
assert(math.abs(last.fps - 60) < 1e-3, last.fps)
for _, name in ipairs { "frame_time", "script_time", "raster_time" } do
  for _, part in ipairs { "p50", "p90", "p95", "p99", "max" } do
    check.equal(last[name][part], 0.0, name .. "." .. part) -- its clock stands still in a frame
  end
end

-- A program that rests has no rate.
fps(0.25)
for _ = 1, 3 do present() end
check.equal(stats().fps, 0)

local path = path2d()
local other = stats().other_memory
for i = 1, 1000 do path:line_to(i, i) end
assert(stats().other_memory >= other + 1000 * 16, "paths are counted")
other = stats().other_memory
for i = 1, 100 do screen:fill(path) end
assert(stats().other_memory >= other + 100 * 1000 * 16, "what is recorded is counted")
check.done()
