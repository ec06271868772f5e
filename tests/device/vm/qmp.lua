-- QEMU's control channel (QMP): commands with their answers, and events.
local json = require "cjson"
local loop = require "vm.loop"

local Qmp = {}
Qmp.__index = Qmp

-- Listens on a Unix socket that QEMU is to connect to.
local function new(path)
  local self = setmetatable({events = {}, answers = {}, last = 0, rest = ""}, Qmp)
  self.channel = loop.serve(path, function(data)
    if not data then
      self.ended = true
      return
    end
    self.rest = self.rest .. data
    for line in self.rest:gmatch("([^\n]*)\n") do
      local message = json.decode(line)
      if message.QMP then
        self.greeted = true
      elseif message.event then
        self.events[#self.events + 1] = message
      elseif message.id then
        self.answers[message.id] = message
      end
    end
    self.rest = self.rest:match("[^\n]*$")
  end)
  return self
end

-- Sends a command; returns its answer. An error that QEMU reports is raised.
function Qmp:call(name, arguments)
  self.last = self.last + 1
  local id = self.last
  self.channel.write(json.encode {execute = name, arguments = arguments, id = id} .. "\n")
  local answer = loop.wait(function()
    return self.answers[id] or self.ended
  end, 30)
  if type(answer) ~= "table" then
    error(("QEMU %s while it should do %s"):format(self.ended and "ended" or "hangs", name), 2)
  end
  self.answers[id] = nil
  if answer.error then
    error(name .. ": " .. answer.error.desc, 2)
  end
  return answer["return"]
end

-- Takes the oldest event of that name for which matches(data), if given, is true; nil if there is
-- none after so many seconds.
function Qmp:event(name, matches, seconds)
  return loop.wait(function()
    for i, event in ipairs(self.events) do
      if event.event == name and (not matches or matches(event.data)) then
        return table.remove(self.events, i)
      end
    end
  end, seconds or 30)
end

function Qmp:close()
  self.channel.close()
end

return {new = new}
