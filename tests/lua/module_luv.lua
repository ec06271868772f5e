-- An installed module: luv. Its loop is the script's own, which the script turns in its frames.
local check = require "check"
local uv = require "luv"

local calls = 0
local timer = uv.new_timer()
timer:start(0, 1, function()
  calls = calls + 1
  fill(calls, 0, 1, 1, "red")
  if calls == 3 then timer:close() end
end)

function draw()
  if uv.run "once" then -- something is left that may call back
    return
  end
  check.equal(calls, 3)
  check.equal(pixel(3, 0), 0xff0000)
  check.done()
end
