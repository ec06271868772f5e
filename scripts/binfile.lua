-- A binary file's header, read and patched by name: that of a BMP picture.
--   fbrun binfile.lua picture.bmp                     shows it
--   fbrun binfile.lua picture.bmp x_resolution=3780   patches it, in place
-- Without a file it makes one in memory.
local mmap = require "mmap"

-- name, offset, type: as the format's description has them.
local fields = {
  { "file_size", 2, "u32" }, { "data_offset", 10, "u32" }, { "header_size", 14, "u32" },
  { "width", 18, "i32" }, { "height", 22, "i32" }, { "planes", 26, "u16" },
  { "bits_per_pixel", 28, "u16" }, { "compression", 30, "u32" }, { "image_size", 34, "u32" },
  { "x_resolution", 38, "i32" }, { "y_resolution", 42, "i32" }, { "colors", 46, "u32" },
}
local HEADER = 54

-- Anything with m:u32() and its kin as a table of the fields above.
local function header(m)
  local known = {}
  for _, field in ipairs(fields) do
    known[field[1]] = field
  end
  local function find(name)
    return known[name] or error("the header has no field '" .. tostring(name) .. "'", 3)
  end
  return setmetatable({}, {
    __index = function(_, name)
      local _, offset, type = table.unpack(find(name))
      return m[type](m, offset)
    end,
    __newindex = function(_, name, value)
      local _, offset, type = table.unpack(find(name))
      m[type](m, offset, value)
    end,
  })
end

local function open(path, changes)
  if path:sub(1, 1) ~= "/" then
    path = start_dir .. "/" .. path
  end
  return assert(mmap.open(path, { access = #changes > 0 and "write" or "read" }))
end

local function example()
  local m = mmap.anonymous(HEADER + 16 * 8 * 4)
  m:set(0, "BM")
  local h = header(m)
  h.file_size, h.data_offset, h.header_size = #m, HEADER, 40
  h.width, h.height, h.planes, h.bits_per_pixel = 16, 8, 1, 32
  return m
end

local changes = { table.unpack(arg, 2) }
local m <close> = arg[1] and open(arg[1], changes) or example()
if #m < HEADER or m:get(0, 2) ~= "BM" then
  error("a BMP file of " .. HEADER .. " bytes or more expected", 0)
end
local h = header(m)
for _, change in ipairs(changes) do
  local name, value = change:match("^([%a_]+)=(-?%w+)$")
  if not name then
    error("NAME=NUMBER expected, got '" .. change .. "'", 0)
  end
  h[name] = assert(math.tointeger(tonumber(value)), value .. " is no whole number")
end

clear(0x10202c)
local size = math.max(10, screen.height // 18)
for i, field in ipairs(fields) do
  local name, offset = table.unpack(field)
  local y = (i - 0.5) * size * 1.3
  text(("%3d"):format(offset), size, y, 0x7090a0, { size = size })
  text(name, size * 4, y, 0xffffff, { size = size })
  text(h[name], size * 14, y, 0xffc040, { size = size })
  print(("%3d %-15s %d"):format(offset, name, h[name]))
end
