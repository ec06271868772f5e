-- luv's loop is nested in fbrun's: it turns with the frames, without a uv.run() of the script's.
local check = require "check"
local uv = require "luv"

fps(0) -- nothing else begins a frame

local done = {}
local function finish(what)
  assert(not done[what], what)
  done[what] = true
end

-- A timer, whose callback may wait for frames as any other.
local timer = uv.new_timer()
timer:start(5, 0, function()
  local frame = stats().frames
  fill(3, 0, 1, 1, "red")
  present()
  check.equal(stats().frames, frame + 1)
  check.equal(pixel(3, 0), 0xff0000)
  timer:close()
  finish "timer"
end)

-- A server and its client.
local server = uv.new_tcp()
assert(server:bind("127.0.0.1", 0))
assert(server:listen(4, function(failure)
  assert(not failure, failure)
  local peer = uv.new_tcp()
  server:accept(peer)
  peer:read_start(function(_, data)
    if data then
      peer:write(data:upper())
    else
      peer:close()
      server:close()
      finish "server"
    end
  end)
end))
local client = uv.new_tcp()
client:connect("127.0.0.1", server:getsockname().port, function(failure)
  assert(not failure, failure)
  client:write("hello")
  client:read_start(function(_, data)
    check.equal(data, "HELLO")
    client:close()
    finish "client"
  end)
end)

-- Files, in the thread pool.
uv.fs_open("luv_loop.lua", "r", 0, function(failure, fd)
  assert(not failure, failure)
  uv.fs_read(fd, 9, 0, function(_, text)
    check.equal(text, "-- luv's ")
    uv.fs_close(fd, function() finish "file" end)
  end)
end)

-- It is the script's alone.
local handles = {}
uv.walk(function(handle) handles[handle] = true end)
local count = 0
for _ in pairs(handles) do count = count + 1 end
check.equal(count, 3)
check.equal(handles[timer] and handles[server] and handles[client], true)

function setup()
  -- Until nothing is left to wait for; frames go on.
  local frame = stats().frames
  check.equal(uv.run(), false)
  assert(stats().frames > frame)
  while not done.timer do present() end -- its callback may still be in present()
  for _, what in ipairs { "timer", "server", "client", "file" } do
    check.equal(done[what], true, what)
  end
  while uv.loop_alive() do present() end -- what is closed goes in its next turn

  -- A script's own turn of it works too, with callbacks inside of the callback that turns it.
  local inner = uv.new_timer()
  inner:start(0, 0, function()
    check.list({ coroutine.running() }, { coroutine.running() })
    check.equal(select(2, coroutine.running()), true)
    inner:close()
    finish "inner"
  end)
  uv.run "nowait"
  check.equal(done.inner, true)
  check.equal(select(2, coroutine.running()), true)

  -- Waits for a callback, with frames as well.
  frame = stats().frames
  uv.new_timer():start(5, 0, function() finish "once" end)
  check.equal(uv.run "once", false)
  check.equal(done.once, true)
  assert(stats().frames > frame)
  uv.new_timer():start(3600000, 0, print) -- left open
  check.done()
end
