-- A VNC client that only asks for another size of the desktop (RFB 3.8, RFC 6143, with the messages
-- SetEncodings and SetDesktopSize). QEMU tells virtio-gpu, as if the monitor had been exchanged.
local uv = require "luv"
local loop = require "vm.loop"

local Vnc = {}
Vnc.__index = Vnc

local EXTENDED_DESKTOP_SIZE = -308

local function connect(path)
  local self = setmetatable({pipe = uv.new_pipe(false), data = ""}, Vnc)
  local connected
  self.pipe:connect(path, loop.guard(function(text)
    assert(not text, text)
    connected = true
    self.pipe:read_start(loop.guard(function(_, data)
      self.data = self.data .. (data or "")
      self.ended = self.ended or not data
    end))
  end))
  assert(loop.wait(function()
    return connected
  end, 10), "QEMU's VNC server does not answer")
  assert(self:take(12):find("^RFB 003%.00[78]"))
  self.pipe:write("RFB 003.008\n")
  self:take(self:take(1):byte()) -- kinds of security
  self.pipe:write("\1")
  assert(self:take(4) == "\0\0\0\0", "VNC without a password is refused")
  self.pipe:write("\1")
  self:take(20)
  self:take((">I4"):unpack(self:take(4)))
  self.pipe:write((">Bxi2i4"):pack(2, 1, EXTENDED_DESKTOP_SIZE))
  return self
end

-- The next so many bytes.
function Vnc:take(size)
  loop.wait(function()
    return #self.data >= size or self.ended
  end, 10)
  assert(#self.data >= size, "QEMU's VNC server says too little")
  local taken = self.data:sub(1, size)
  self.data = self.data:sub(size + 1)
  return taken
end

-- 0x0 unplugs the monitor.
function Vnc:set_size(width, height)
  self.data = "" -- what the server said meanwhile is of no concern
  self.pipe:write((">BxI2I2BxI4I2I2I2I2I4"):pack(251, width, height, 1, 0, 0, 0, width, height, 0))
end

function Vnc:close()
  self.pipe:close()
end

return {connect = connect}
