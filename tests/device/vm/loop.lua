-- Waiting with a bound, on libuv's loop. Everything that arrives is noted by callbacks; a test
-- waits for a condition on what they noted.
local uv = require "luv"

local loop = {}

-- QEMU may end before it has read everything; its end is heard of, and must not end the test.
local ignored = uv.new_signal()
ignored:start("sigpipe")
ignored:unref()

-- Handles events until condition() is true, and returns what it returned; nil after so many
-- seconds. An error that a callback raises is raised here.
local failure
function loop.wait(condition, seconds)
  local late = false
  local timer = uv.new_timer()
  uv.update_time() -- what ran since the last event is not to be counted
  timer:start(math.ceil(seconds * 1000), 0, function()
    late = true
  end)
  local result
  repeat
    result = condition()
    if not result and not late then
      uv.run("once")
      if failure then
        local text = failure
        failure = nil
        timer:close()
        error(text, 0)
      end
    end
  until result or late
  timer:close()
  return result
end

-- Handles events for so many seconds. Only for what has to be tried again and again.
function loop.pause(seconds)
  loop.wait(function()
    return false
  end, seconds)
end

-- luv only prints errors of callbacks; this keeps them for loop.wait.
function loop.guard(callback)
  return function(...)
    local ok, text = pcall(callback, ...)
    if not ok then
      failure = failure or text
    end
  end
end

-- Listens on a Unix socket for the one client that will come. on_data(text) gets what arrives, nil
-- at the end. Returns an object with write(text) and close().
function loop.serve(path, on_data)
  local server, self = uv.new_pipe(false), {}
  assert(server:bind(path))
  assert(server:listen(1, loop.guard(function()
    self.pipe = uv.new_pipe(false)
    assert(server:accept(self.pipe))
    self.pipe:read_start(loop.guard(function(_, data)
      on_data(data)
    end))
  end)))
  function self.write(text)
    assert(self.pipe, "nobody is connected"):write(text)
  end
  function self.close()
    server:close()
    if self.pipe then
      self.pipe:close()
    end
    uv.run("nowait") -- they are closed only then
  end
  return self
end

return loop
