-- A program's life: chunk, setup, then in every frame timers, update, draw.
local check = require "check"

local log = {}
local function note(what) log[#log + 1] = what .. "@" .. stats().frames end

after(0, function() note "timer" end)

function setup()
  note "setup"
  fill(0, 0, 1, 1, "red")
end

local last = now()
function update(dt)
  note "update"
  check.equal(dt, now() - last)
  last = now()
end

function draw()
  note "draw"
  check.equal(pixel(0, 0), 0xff0000) -- nothing is cleared
  -- Quick state is fresh in each callback.
  check.list({ w, h }, { 64, 48 })
  if stats().frames == 2 then
    check.list(log, { "chunk@0", "setup@0", "update@0", "draw@0", "timer@1", "update@1", "draw@1",
      "update@2", "draw@2" })
    check.done()
  end
end

note "chunk"
