-- fps(0): update and draw run only when something happened.
local check = require "check"

local draws, updates = 0, 0
function update() updates = updates + 1 end
function draw() draws = draws + 1 end

fps(0)
after(0.1, function()
  check.list({ updates, draws }, { 1, 1 }) -- the first frame has them in any case
  after(0.1, function()
    check.list({ updates, draws }, { 2, 2 }) -- once after the timer before
    fps(60)
    after(0.1, function()
      assert(draws > 5)
      local so_far = draws
      fps(0)
      after(0.1, function()
        check.equal(draws, so_far + 1)
        check.done()
      end)
    end)
  end)
end)

check.refuses("fps(n): 1 argument expected, got 0", "fps()")
check.refuses("bad argument #1 to 'fps' (frames a second expected, 0 or more; got -1)", "fps(-1)")
check.refuses("bad argument #1 to 'fps' (frames a second expected, 0 or more; got NaN)", "fps(0/0)")
check.refuses("bad argument #1 to 'fps' (number expected, got string)", "fps('fast')")
check.refuses("redraw(): 0 arguments expected, got 1", "redraw(1)")
