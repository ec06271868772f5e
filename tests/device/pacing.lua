-- Frames follow the vertical blanks of the display: one each.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local vblank = require "vm.vblank"
local tests = {}

local script = "local n = 0 function draw() n = n + 1 fill(128, 64, 64, 64, n) end"

-- How many frames are late on a machine that is busy cannot be known, but modetest, which only flips,
-- is late there as well. What fbrun itself loses shows in every round.
function tests.a_frame_at_each_vertical_blank()
  local m = vm.boot {modules = {"vkms"}, files = {["/area.lua"] = {text = script}}}
  vblank.watch(m)
  local noise, rounds = 0, {}
  repeat
    local theirs = vblank.modetest(m, 2)
    assert(theirs.frames >= 119, theirs.frames .. " flips of modetest's")
    noise = math.max(noise, theirs.late)
    local ours = vblank.fbrun(m, 120, "/area.lua")
    -- The first frame is no flip, and the last may not have been reported when the program ends.
    assert(ours.frames == 119 or ours.frames == 118, ours.frames .. " flips")
    rounds[#rounds + 1] = ours.late
  until ours.late <= noise or #rounds == 10
  assert(rounds[#rounds] <= noise, ("%d of modetest's frames were late, of fbrun's %s"):format(noise,
    table.concat(rounds, ", ")))
end

vm.main(tests)
