-- Random operations on a map against a list of bytes and Lua's own string functions: 100,000 steps
-- for each of three seeds, in memory and on a file. A failure names its seed and step.
local mmap = require "mmap"
local check = require "check"

local SIZE, STEPS = 97, 100000
local path = os.tmpname()

local function bytes(model, i, j)
  return i < j and string.char(table.unpack(model, i + 1, j)) or ""
end

local function text(n)
  local list = {}
  for k = 1, n do
    list[k] = string.char(math.random(97, 98))
  end
  return table.concat(list)
end

local function put(model, i, s)
  for k = 1, #s do
    model[i + k] = s:byte(k)
  end
end

-- Each does one thing to both and compares what comes back.
local steps = {
  function(m, model)
    local i = math.random(-#model, #model - 1)
    check.equal(m[i], model[i % #model + 1])
  end,
  function(m, model)
    local i, byte = math.random(0, #model - 1), math.random(0, 255)
    m[i - (math.random(2) - 1) * #model] = byte
    model[i + 1] = byte
  end,
  function(m, model)
    local i, j = math.random(-120, 120), math.random(-120, 120)
    local from = math.max(0, math.min(#model, i < 0 and i + #model or i))
    local to = math.max(0, math.min(#model, j < 0 and j + #model or j))
    check.equal(m:get(i, j), bytes(model, from, to))
  end,
  function(m, model)
    local s = text(math.random(0, 12))
    local i = math.random(0, #model - #s)
    m:set(i, s)
    put(model, i, s)
  end,
  function(m, model)
    local n, s = math.random(0, #model), text(math.random(1, 5))
    local i = math.random(0, #model - n)
    m:fill(i, n, s)
    put(model, i, s:rep(n // #s + 1):sub(1, n))
  end,
  function(m, model)
    local n = math.random(0, #model)
    local to, from = math.random(0, #model - n), math.random(0, #model - n)
    m:move(to, from, n)
    table.move(model, from + 1, from + n, to + 1)
  end,
  function(m, model)
    local s, i = text(math.random(1, 4)), math.random(0, #model)
    local found = bytes(model, 0, #model):find(s, i + 1, true)
    check.equal(m:find(s, i), found and found - 1)
  end,
  function(m, model)
    local s, j, last = text(math.random(1, 4)), math.random(0, #model), nil
    local all, from = bytes(model, 0, j), 0
    repeat
      from = all:find(s, from + 1, true)
      last = from or last
    until not from
    check.equal(m:rfind(s, 0, j), last and last - 1)
  end,
  function(m, model)
    local i, value = math.random(0, #model - 4), math.random(0, 0xffffffff)
    local name, format = "u32", "<I4"
    if math.random(2) == 1 then
      name, format = "u32be", ">I4"
    end
    m[name](m, i, value)
    put(model, i, string.pack(format, value))
    check.equal(m[name](m, i), value)
  end,
  function(m, model)
    local i = m:seek(math.random(0, #model))
    local s = text(math.random(0, #model - i))
    check.equal(m:write(s), #s)
    put(model, i, s)
    check.equal(m:tell(), i + #s)
  end,
  function(m, model)
    if math.random(50) == 1 then
      local size = math.random(SIZE, 3 * SIZE)
      m:resize(size)
      for k = size + 1, #model do
        model[k] = nil
      end
      for k = #model + 1, size do
        model[k] = m[k - 1] -- within a page a map in memory has what was there
      end
      check.equal(#m, size)
    end
  end,
}

for seed = 1, 3 do
  math.randomseed(seed)
  local file <close> = assert(io.open(path, "wb"))
  local in_memory = mmap.anonymous(SIZE)
  local in_file = assert(mmap.open(path, { access = "write", create = true, length = SIZE }))
  local m <close> = seed % 2 == 1 and in_file or in_memory
  local model = {}
  for i = 1, SIZE do
    model[i] = 0
  end
  for step = 1, STEPS do
    local ok, why = pcall(steps[math.random(#steps)], m, model)
    if not ok then
      error(("seed %d, step %d: %s"):format(seed, step, why))
    end
  end
  check.equal(m:get(), bytes(model, 0, #model))
  in_file:flush()
  in_file:close()
  if seed % 2 == 1 then
    local reader <close> = assert(io.open(path, "rb"))
    check.equal(reader:read("a"), bytes(model, 0, #model))
  end
end
os.remove(path)
check.done()
