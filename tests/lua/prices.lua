-- scripts/prices.lua: the board follows its file, and nothing that happens to that takes the last
-- good prices away. With the real clock: each step waits for what the board shows.
local check = require "check"

local folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir " .. folder))
local path = folder .. "/prices.json"

local function put(name, text)
  local file <close> = assert(io.open(name, "w"))
  file:write(text)
end

local function board(price, more)
  return ([[{"title": "Test", "currency": "$", "groups": [{"name": "G", "items": [
    {"name": "Tea", "price": %s}, {"name": "Cake", "price": "ask"}]}]%s}]]):format(price, more or "")
end

local seen, logged, lit = {}, {}, 0
local env = setmetatable({
  arg = { path },
  print = function(s) logged[#logged + 1] = s end,
  text = function(s, ...)
    seen[s] = true
    return text(s, ...)
  end,
  rect = function(...)
    lit = lit + 1
    rect(...)
  end,
}, { __index = _G })
assert(loadfile("../../scripts/prices.lua", "t", env))()

-- Draws until the board says so; the test's time limit is the limit.
local function await(...)
  local all
  repeat
    present()
    seen, lit = {}, 0
    env.draw()
    all = true
    for _, s in ipairs { ... } do all = all and seen[s] end
  until all
end

local mark = "not up to date"

-- It need not be there at first.
await("Waiting for " .. path)
check.list(logged, { "the prices stay as they are: " .. path .. ": No such file or directory" })
put(path, board("1.50"))
await("Test", "$ 1.50", "ask")
assert(not seen[mark])
check.equal(lit, 0, "rows that glow at first")

-- Written in place, and renamed over: what has changed glows.
put(path, board("2.5"))
await("$ 2.50")
check.equal(lit, 1, "rows that glow")
put(path .. "~", board("3"))
assert(os.rename(path .. "~", path))
await("$ 3.00")
check.equal(#logged, 2) -- "up to date again"

-- Malformed in many ways, with one line for each.
for i, bad in ipairs { "{", "", "[1, 2", board("null"), "7", '{"groups": [{}]}',
  '{"groups": [{"items": [{"price": 1}]}]}', '{"groups": {"a": 1}, ', ("["):rep(5000), '{"groups": {"x": []}}',
  '{"groups": [{"items": {"x": 1}}]}', '{"groups": [{"items": [{"name": "' .. ("n"):rep(5000) .. '", "price": 1}]}]}',
  '{"groups": [' .. ('{"items": []}, '):rep(300) .. '{"items": []}]}', board("nan"), "null",
  board(1) .. (" "):rep(1000000) } do
  put(path, bad)
  repeat await(mark) until #logged == 2 + i
  assert(seen["$ 3.00"] and seen["ask"], "the last good prices")
end
put(path, board("4"))
await("$ 4.00")
assert(not seen[mark])

-- A mark before the text, and nothing where a text may be.
put(path, "\xef\xbb\xbf" .. board("4.5", ', "title": null, "currency": null'):gsub('"title": "Test", "currency": "%$", ', ""))
await(" 4.50")
assert(not seen[mark])
for s in pairs(seen) do assert(not s:find "userdata", s) end

-- Gone, and back.
os.remove(path)
await(mark, " 4.50")
put(path, board("5"))
await("$ 5.00")
assert(not seen[mark])

-- Kept for the next version.
check.equal(keep.board.groups[1].items[1].price, 5)
os.execute("rm -r " .. folder)
check.done()
