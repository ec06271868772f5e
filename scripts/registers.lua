-- A device's registers, live: each bit a square, lit while it is 1, fields by their names.
--   fbrun scripts/registers.lua                  a lamp's registers, in a file made for it
--   fbrun scripts/registers.lua PATH ADDRESS     16 words of /dev/mem, /dev/uio0, a PCI resource, …
local mmap = require "mmap"

local lamp = {
  CTRL = { 0x00, 32, { ENABLE = { 0, 0 }, MODE = { 1, 3 }, SPEED = { 8, 15 } } },
  STATUS = { 0x04, 32, { READY = { 0, 0 }, FAULT = { 31, 31 } } },
  LEVEL = { 0x08, 16, { RED = { 0, 4 }, GREEN = { 5, 10 }, BLUE = { 11, 15 } } },
  TEST = { 0x0c, 8 },
}

local path, address = ...
local made -- the file, if it is ours
if not path then
  made = os.tmpname()
  local file <close> = assert(io.open(made, "wb"))
  file:write(("\0"):rep(64))
  print(("change a register from elsewhere: printf '\\377' | dd of=%s bs=1 seek=12 conv=notrunc"):format(made))
end
local r = assert(mmap.registers(path or made, math.tointeger(address) or 0, 64, made and lamp))

if made then
  r.CTRL.ENABLE = 1
  r.CTRL.MODE = 5
  r.CTRL.SPEED = 0x3c
  r.STATUS.READY = 1
  r.TEST = 0xa5
end

fps(10)

function update()
  if made then
    local t = now()
    r.LEVEL.RED = math.floor(15.5 + 15.5 * math.sin(t))
    r.LEVEL.GREEN = math.floor(31.5 + 31.5 * math.sin(t * 1.3))
    r.LEVEL.BLUE = math.floor(15.5 + 15.5 * math.sin(t * 1.7))
  end
end

-- The lines of dump() begin with "0x04 NAME = 0x…" or "0x0004  0x…"; fields follow.
local function parse(line)
  local name, value, fields = line:match("^0x%x+ (%S+) = 0x(%x+) *(.*)")
  if not name then
    name, value = line:match("^(0x%x+)  0x(%x+)")
  end
  return name, value, fields or ""
end

function draw()
  clear("#161b22")
  local lines = {}
  for line in r:dump():gmatch("[^\n]+") do
    lines[#lines + 1] = line
  end
  local height = h / #lines
  local size = math.min(height * 0.28, w / 36)
  local cell = math.min((w - 9 * size) / 33, height * 0.4)
  for i, line in ipairs(lines) do
    local y = (i - 1) * height + height * 0.12
    local name, value, fields = parse(line)
    local number, bits = tonumber(value, 16), 4 * #value
    text(name, size, y, "#9fb3c8", { size = size, font = "bold sans-serif" })
    text("0x" .. value .. (height > 40 and "   " .. fields or ""), size, y + cell * 1.1 + size * 0.2,
      "#6b7f94", { size = size })
    for bit = bits - 1, 0, -1 do
      local x = w - size - (bit + 1) * cell
      fill(x, y, cell - 1, cell - 1, number >> bit & 1 == 1 and "#ffb347" or "#2a3441")
    end
  end
end

function quit()
  if made then
    os.remove(made)
  end
end
