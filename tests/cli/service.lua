-- What a service manager hears: when there is a picture, that all is well as long as it is, and when
-- the end begins. NOTIFIED names the program that stands for the manager's socket.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local Manager = {}
Manager.__index = Manager

-- Starts fbrun as a service manager does, with a watchdog's span in microseconds.
local function start(name, span, ...)
  local path = h.path(name)
  local self = setmetatable({path = path, pipe = h.open("exec " .. os.getenv "NOTIFIED" .. " '" .. path .. "'")}, Manager)
  h.equal(self:heard(), "bound")
  self.run = h.start({"--display=headless,size=16x16", ...},
    {before = ("export NOTIFY_SOCKET='%s' WATCHDOG_USEC=%d"):format(path, span)})
  return self
end

function Manager:heard()
  return self.pipe:read "l"
end

-- Reads until the message comes; returns how often another one came before.
function Manager:wait(message, counted)
  local count = 0
  for line in self.pipe:lines() do
    if line == message then
      return count
    end
    count = count + (line == counted and 1 or 0)
  end
  error("the manager never heard " .. message)
end

-- Reads what was sent up to now: a message of our own is the last of it.
function Manager:catch_up()
  assert(os.execute(("%s '%s' here"):format(os.getenv "NOTIFIED", self.path)))
  self:wait "here"
end

function Manager:finish(status)
  h.equal(self.run:finish().status, status, "status")
  h.close(self.pipe)
end

function Manager:stop()
  self.run:signal "TERM"
  self:wait "STOPPING=1"
  self:finish(0)
end

local DRAWS = "print(io.open('/proc/self/stat'):read('n')) io.stdout:flush() function draw() end"

function tests.a_service_is_ready_alive_and_stops()
  local m = start("a", 300000, "-e", DRAWS)
  m:wait "STATUS=showing fbrun on headless"
  m:wait "READY=1"
  m:wait "WATCHDOG=1"
  m:wait "WATCHDOG=1"
  m:stop()
end

-- Of a script that does not answer nothing is heard, while another one is heard of five times.
-- The screen process may have the script's last answer still to read: one sign may come.
function tests.a_script_that_hangs_is_not_alive()
  local m = start("a", 60000, "-e", DRAWS)
  local script = tonumber(m.run:line())
  m:wait "READY=1"
  m:wait "WATCHDOG=1"
  h.signal(script, "STOP")
  h.wait_state(script, "T")
  m:catch_up()
  local other = start("b", 60000, "-e", DRAWS)
  for _ = 1, 5 do
    other:wait "WATCHDOG=1"
  end
  m.run:signal "TERM"
  local count = m:wait("STOPPING=1", "WATCHDOG=1")
  h.signal(script, "KILL")
  m:finish(137)
  other:stop()
  assert(count <= 1, count .. " signs of life")
end

-- A still picture is alive as well, and its script is asked.
function tests.a_still_picture_is_alive()
  local m = start("a", 30000, "-e", "every(1000, print) clear(0xff0000)")
  m:wait "READY=1"
  m:wait "WATCHDOG=1"
  m:wait "WATCHDOG=1"
  m:stop()
end

-- The fallback goes by its own name; the script that is not there yet is followed all the same.
function tests.what_is_shown_is_named()
  h.write("other.lua", DRAWS)
  local m = start("a", 300000, "--kiosk", "--fallback=other.lua", "main.lua")
  m:wait "STATUS=showing other on headless"
  h.write("main.lua", DRAWS)
  m:wait "STATUS=showing main on headless"
  m:stop()
end

h.main(tests)
