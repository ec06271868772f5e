-- Commands in the machine: the host's end of the line to guest/agent.c, which says what goes over it.
local loop = require "vm.loop"

local signals = {HUP = 1, INT = 2, QUIT = 3, ABRT = 6, KILL = 9, USR1 = 10, SEGV = 11, USR2 = 12,
  TERM = 15, CONT = 18, STOP = 19}

local Guest = {}
Guest.__index = Guest
local Command = {}
Command.__index = Command

-- Listens on a Unix socket that the machine's second serial port is to be connected to.
local function new(path)
  local self = setmetatable({commands = {}, last = 0, rest = "", limit = 120}, Guest)
  self.channel = loop.serve(path, function(data)
    self:receive(data)
  end)
  return self
end

-- What the agent may say, by the first word. Each gets the numbers of the line.
local answers = {
  ready = function(self)
    self.ready = true
  end,
  hello = function(self, number)
    self.greeting = number
  end,
  started = function(self, id, pid)
    self.commands[id].pid = pid
  end,
  closed = function(self, id, stream)
    self.commands[id].closed[stream] = true
  end,
  exit = function(self, id, status)
    local signal = status & 0x7f
    self.commands[id].status = signal ~= 0 and "signal " .. signal or status >> 8
  end,
  output = function(self, id, stream, length)
    self.wanted = {id = id, stream = stream, length = length}
  end,
}

function Guest:receive(data)
  if not data then
    self.ended = true
    return
  end
  self.rest = self.rest .. data
  while true do
    local wanted = self.wanted
    if wanted then
      if #self.rest < wanted.length then
        return
      end
      local command, text = self.commands[wanted.id], self.rest:sub(1, wanted.length)
      command.streams[wanted.stream] = command.streams[wanted.stream] .. text
      command.streams.both = command.streams.both .. text
      self.rest, self.wanted = self.rest:sub(wanted.length + 1), nil
    end
    local line, rest = self.rest:match("^([^\n]*)\n(.*)$")
    if not line then
      return
    end
    self.rest = rest
    local word, numbers = line:match("^(%a+)(.*)$")
    local list = {}
    for number in (numbers or ""):gmatch("%-?%d+") do
      list[#list + 1] = math.tointeger(number)
    end
    assert(answers[word], "the agent says " .. line)(self, table.unpack(list))
  end
end

-- Waits for a condition; an end of the machine ends it too.
function Guest:wait(condition, what, seconds)
  local result = loop.wait(function()
    return condition() or self.ended
  end, seconds or self.limit)
  if not result or (self.ended and not condition()) then
    self.failed(("%s: %s"):format(what, self.ended and "the machine has ended" or
      ("nothing after %g s"):format(seconds or self.limit)))
  end
  return result
end

-- Comes back when the agent answers.
function Guest:greet()
  local number = math.random(1, 1 << 30)
  self.channel.write(("hello %d\n"):format(number))
  self:wait(function()
    return self.greeting == number
  end, "waiting for the agent")
end

-- Starts a command of the shell. options.tty: number of the VT to be its session and input;
-- options.input: all that it gets on standard input, which else stays open.
function Guest:start(text, options)
  options = options or {}
  self.last = self.last + 1
  local id = self.last
  local command = setmetatable({guest = self, id = id, text = text, closed = {}, seen = 0,
    streams = {"", "", both = ""}}, Command)
  self.commands[id] = command
  self.channel.write(("start %d %d %d\n%s"):format(id, options.tty or 0, #text, text))
  self:wait(function()
    return command.pid
  end, "starting " .. text)
  if options.input then
    command:input(options.input)
    command:close_input()
  end
  return command
end

-- All that came on both streams so far, or on one of them: 1 standard output, 2 standard error.
function Command:output(stream)
  return self.streams[stream or "both"]
end

function Command:input(bytes)
  for i = 1, #bytes, 4096 do -- a pipe holds 64 KiB; more than that must be read meanwhile
    local part = bytes:sub(i, i + 4095)
    self.guest.channel.write(("input %d %d\n%s"):format(self.id, #part, part))
  end
end

function Command:close_input()
  self.guest.channel.write(("close %d\n"):format(self.id))
end

-- name as in "TERM". Only for the process that was started; m:run("kill ...") reaches others.
function Command:signal(name)
  self.guest.channel.write(("signal %d %d\n"):format(self.id, assert(signals[name], name)))
end

-- Waits for its end. Returns its exit status, or "signal 9"; and its output. What processes that
-- it left behind print later is not in there; see finish.
function Command:wait(seconds)
  self.guest:wait(function()
    return self.status
  end, "waiting for the end of " .. self.text .. "\nwhich printed: " .. self:output(), seconds)
  return self.status, self:output()
end

-- Asks it to end, and expects that it ends well.
function Command:stop()
  self:signal("TERM")
  local status, output = self:wait()
  if status ~= 0 then
    self.guest.failed(("%s ended with %s: %s"):format(self.text, status, output))
  end
end

-- As wait, and waits until no process is left that has its output open.
function Command:finish(seconds)
  self.guest:wait(function()
    return self.status and self.closed[1] and self.closed[2]
  end, "waiting for all processes of " .. self.text, seconds)
  return self.status, self:output()
end

-- Waits for a text that matches the pattern in the output behind what the last expect matched.
-- Returns what the pattern captures.
function Command:expect(pattern, seconds)
  local found
  self.guest:wait(function()
    found = table.pack(self.streams.both:find(pattern, self.seen + 1))
    return found[1] or self.status and self.closed[1] and self.closed[2]
  end, ("expecting %q from %s\nwhich printed: %s"):format(pattern, self.text, self:output()), seconds)
  if not found[1] then
    self.guest.failed(("%s ended with %s and never printed %q, but: %s"):format(self.text,
      self.status, pattern, self:output()))
  end
  self.seen = found[2]
  if found.n == 2 then
    return self.streams.both:sub(found[1], found[2])
  end
  return table.unpack(found, 3, found.n)
end

function Guest:close()
  self.channel.close()
end

return {new = new}
