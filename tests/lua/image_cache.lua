-- The same file is decoded once, and again when it has changed.
local check = require "check"
local png = require "png"

local path = os.tmpname()
local function write(bytes)
  local file = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
end
local function color()
  clear()
  image(assert(load_image(path)), 0, 0)
  return (pixel(1, 1))
end

-- A file that has just been written may be written again within the same tick of the clock that
-- files' times come from, so it is kept only when it is some milliseconds old.
local function is_kept(options)
  local before = stats().images_decoded
  assert(load_image(path, options))
  return stats().images_decoded == before
end

write(png.plain(4, 4, 255, 0, 0))
repeat until is_kept()
check.equal(color(), 0xff0000)
for i = 1, 30 do -- the same size, the same second
  write(png.plain(4, 4, 0, i, 255))
  check.equal(color(), i << 8 | 255)
end
repeat until is_kept()

-- Closing and collecting do not matter, as long as there is room for it.
for _ = 1, 3 do
  load_image(path):close()
  collectgarbage()
  assert(is_kept())
end
assert(not is_kept { width = 3 })
assert(is_kept { width = 3 })
assert(not is_kept { max_frames = 3 })
assert(is_kept { async = true }) -- and is ready at once
check.equal(load_image(path, { async = true }).state, "ready")

-- A thousand times: only the first one is decoded, and nothing grows.
local before = stats().images_decoded
local memory
for i = 1, 1000 do
  local img = assert(load_image(path))
  image(img, 0, 0)
  if i % 2 == 0 then
    img:close()
  end
  if i == 500 then
    collectgarbage()
    memory = collectgarbage("count")
  end
end
collectgarbage()
assert(collectgarbage("count") < memory + 10)
check.equal(stats().images_decoded, before)

-- Two that wait for the same file, and one that does not want to wait.
local one, two = load_image(path, { async = true, width = 9 }),
  load_image(path, { async = true, width = 9 })
check.equal(two.state, "loading")
one:close()
check.equal(load_image(path, { width = 9 }).state, "ready")
check.equal(two.state, "ready")
check.equal(stats().images_decoded, before + 1)

os.remove(path)
check.equal(load_image(path), nil)
check.done()
