-- exit(): after this callback, unless quit() refuses. A refused one leaves no exit status behind.
local check = require "check"

local asked, went_on = 0, false
function quit()
  asked = asked + 1
  local waited, message = pcall(present)
  check.equal(waited, false)
  check.equal(message, "present() cannot wait for the frame here: not in quit(), and not inside of "
    .. "a call by a C function such as table.sort")
  return asked < 3
end

check.refuses("bad argument #1 to 'exit' (0 to 255 expected, got 256)", "exit(256)")
check.refuses("bad argument #1 to 'exit' (0 to 255 expected, got -1)", "exit(-1)")
check.refuses("bad argument #1 to 'exit' (number expected, got string)", "exit('now')")
check.refuses("exit(code): 0 to 1 arguments expected, got 2", "exit(1, 2)")
check.equal(asked, 0)

exit(7)
went_on = true -- the callback, here the chunk, comes to its end first

function setup()
  check.equal(asked, 1)
  assert(went_on)
end

function update() exit(9) end

function draw()
  check.equal(asked, 2) -- update's exit kept draw from being called in its frame
  update = nil
  exit(0)
end
