-- What becomes of a program with luv's loop: its errors, its end, its rest.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=headless,size=16x8"

function tests.an_error_in_a_callback_is_told_as_any()
  for _, code in ipairs {
    "local t = uv.new_timer() t:start(1, 0, function() error 'ouch' end)",
    "local t = uv.new_timer() t:start(1, 0, function() error 'ouch' end) uv.run()",
    "local t = uv.new_timer() t:start(1, 0, function() error 'ouch' end) uv.run('once')",
    "local t = uv.new_timer() t:start(1, 0, function() error 'ouch' end) " ..
      "function draw() pcall(uv.run, 'once') end",
  } do
    local got = h.run {DISPLAY, "-e", "uv = require 'luv' " .. code}
    h.equal(got.status, 1, code)
    h.equal(got.out, "", code)
    h.equal(got.err:match("^[^\n]*\n"), "fbrun: (-e):1: ouch\n", code)
    h.equal(select(2, got.err:gsub("ouch", "")), 1, code)
  end
end

-- It ends when nothing is left to wait for, or when it says so; handles may be open.
function tests.a_program_lasts_as_long_as_its_loop()
  h.result(h.run {DISPLAY, "-e", [[
    local uv = require "luv"
    local n, t = 0, uv.new_timer()
    t:start(1, 1, function()
      n = n + 1
      print(n)
      if n == 3 then t:stop() end
    end)
    uv.new_idle()
    local hour = uv.new_timer()
    hour:start(3600000, 0, print)
    hour:unref()]]}, 0, "1\n2\n3\n", "")
end

function tests.open_handles_do_not_hold_the_end_up()
  h.result(h.run {DISPLAY, "-e", [[
    local uv = require "luv"
    uv.new_timer():start(3600000, 0, print)
    local server = uv.new_tcp()
    server:bind("127.0.0.1", 0)
    server:listen(1, print)
    uv.fs_stat("/", print)
    uv.new_timer():close() -- not over, and never called back
    uv.new_timer():close(print)
    uv.new_timer():start(1, 0, function() exit(3) end)]]}, 3, "", "")
end

-- Nothing to do but to listen: a signal is answered all the same.
function tests.a_server_that_rests_can_be_ended()
  for _, code in ipairs {"", "uv.run()", "uv.run('once')"} do
    local run = h.start {DISPLAY, "-e", [[
      uv = require "luv"
      local server = uv.new_tcp()
      server:bind("127.0.0.1", 0)
      server:listen(1, print)
      function quit() print "quit" end
      print "ready"
      io.stdout:flush() ]] .. code}
    h.equal(run:line(), "ready")
    run:signal "TERM"
    h.result(run:finish(), 0, "quit\n", "")
  end
end

-- The new version cannot start beside the old one; it starts after it, with what that wanted kept.
-- One that cannot start even then has failed for good.
function tests.a_port_that_the_old_version_has()
  local function version(n, servers)
    return ([[
      for i = 1, %d do
        local server = require "luv".new_tcp()
        assert(server:bind("127.0.0.1", keep.port or 0))
        assert(server:listen(1, print))
        keep.port = server:getsockname().port
      end
      print(%d, keep.port)
      io.stdout:flush()
      function draw() end]]):format(servers, n)
  end
  h.write("main.lua", version(1, 1))
  local run = h.start {DISPLAY, "main.lua"}
  local port = run:line():match "^1\t(%d+)$"
  h.write("main.lua", version(2, 1))
  h.equal(run:line(), "2\t" .. port)
  h.write("main.lua", version(3, 2))
  local got = run:finish()
  h.equal(got.status, 1)
  h.equal(got.out, "")
  local _, failures = got.err:gsub("EADDRINUSE", "")
  h.equal(failures, 3, got.err)
end

function tests.time_is_limited_in_callbacks_too()
  if h.holds_signals_back() then
    return
  end
  local got = h.run {DISPLAY, "--max-time=0.1", "-e",
    "local uv = require 'luv' uv.new_timer():start(1, 0, function() while true do end end) uv.run()"}
  h.equal(got.status, 1)
  assert(got.err:find("max%-time"), got.err)
end

h.main(tests)
