-- watch() tells of a change once, when its writer has settled.
local check = require "check"

local path = os.tmpname()
local folder = path .. ".d"

local function put(name, text)
  local file <close> = assert(io.open(name, "w"))
  file:write(text)
end

check.fails("watch(path, function): 2 arguments expected, got 1", function() watch(path) end)
check.fails("bad argument #2 to 'watch' (function expected, got number)",
  function() watch(path, 5) end)
do
  local closed <close> = watch(path, function() error "closed, and called" end)
  check.equal(tostring(closed), "watch (" .. path .. ")")
  closed:close()
  closed:close()
  check.equal(tostring(closed), "watch (closed)")
end

-- Each step waits for the one before. What is told twice would be out of order.
local step, kept = 0, {}
local function expect(n, given)
  return function(p)
    check.equal(p, given)
    step = step + 1
    check.equal(step, n)
    kept[n]:close()
    return kept.next[n]()
  end
end
kept.next = {
  function() -- renamed over
    kept[2] = watch(path, expect(2, path))
    put(path .. "~", "two")
    assert(os.rename(path .. "~", path))
  end,
  function() -- a folder that is not there
    kept[3] = watch(folder, expect(3, folder))
    assert(os.execute("mkdir " .. folder))
  end,
  function() -- a file in it
    kept[4] = watch(folder, expect(4, folder))
    put(folder .. "/a", "one")
  end,
  function() -- taken away
    kept[5] = watch(path, expect(5, path))
    assert(os.remove(path))
  end,
  function()
    os.execute("rm -r " .. folder)
    check.done()
  end,
}
kept[1] = watch(path, expect(1, path))
put(path, "one")
