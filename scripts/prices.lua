-- A menu board whose prices stand in a file. Save the file and the board follows; what has changed
-- glows for a while. A file that is broken, half written or gone changes nothing: the last good
-- prices stay, with a mark in the corner. Needs lua-cjson.
--   fbrun scripts/prices.lua [FILE]       prices.json, unless another one is given
local json = require "cjson"

local path = arg[1] or "prices.json"
if arg[1] and not path:find "^/" then path = start_dir .. "/" .. path end
local glow = 8 -- seconds

local board = keep.board -- the last good one, also of this script's last version
local trouble -- why it is not what the file holds
local changed = {} -- by name: since when, and whether it went up or down

local function is_list(t) return type(t) == "table" and (next(t) == nil or t[1] ~= nil) end

-- Strings and numbers are text. What is long would take long to draw.
local function text_of(value, where)
  local s = (type(value) == "string" or type(value) == "number") and tostring(value) or ""
  assert(#s <= 4096, where .. " has a text of more than 4 kB")
  return s
end

-- NaN is no price.
local function is_price(price) return type(price) == "string" or type(price) == "number" and price == price end

local function check_item(item, where)
  assert(type(item) == "table" and type(item.name) == "string", where .. " has no name")
  assert(is_price(item.price), where .. " has no price")
  local price = type(item.price) == "number" and item.price or text_of(item.price, where)
  local note = type(item.note) == "string" and text_of(item.note, where) or nil
  return { name = text_of(item.name, where), price = price, note = note, sold_out = item.sold_out == true }
end

-- Whatever a file may hold, what comes back can be drawn.
local function check(data)
  assert(type(data) == "table" and is_list(data.groups), "a list of groups is missing")
  local good = { title = text_of(data.title, "the title"), currency = text_of(data.currency, "the currency"), groups = {} }
  local count = 0
  for i, group in ipairs(data.groups) do
    assert(type(group) == "table" and is_list(group.items), "group " .. i .. " has no list of items")
    local items = {}
    count = count + 1 + #group.items
    assert(count <= 200, "more than 200 groups and items")
    for k, item in ipairs(group.items) do items[k] = check_item(item, ("item %d of group %d"):format(k, i)) end
    good.groups[i] = { name = text_of(group.name, "group " .. i), items = items }
  end
  return good
end

local function read()
  local file <close> = assert(io.open(path))
  local text, reason = file:read(1 << 20)
  assert(text or not reason, reason)
  text = (text or ""):gsub("^\xef\xbb\xbf", "") -- some editors' byte order mark
  assert(#text < 1000000, path .. " has more than 1 MB")
  local ok, data = pcall(json.decode, text)
  return check(ok and data or error(path .. ": " .. data, 0))
end

local function prices_of(b)
  local prices = {}
  for _, group in ipairs(b and b.groups or {}) do
    for _, item in ipairs(group.items) do prices[item.name] = item.price end
  end
  return prices
end

local function refresh()
  local ok, result = pcall(read)
  if not ok then result = result:gsub("^[^:]*%.lua:%d+: ", "") end
  if ok then
    for name, change in pairs(changed) do
      if now() - change.since > glow then changed[name] = nil end
    end
    local old = prices_of(board)
    for name, price in pairs(prices_of(result)) do
      if board and old[name] ~= price then
        local both = math.type(old[name]) and math.type(price)
        changed[name] = { since = now(), up = both and price > old[name], down = both and price < old[name] }
      end
    end
    if trouble then print("the prices are up to date again") end
    board, keep.board, trouble = result, result, nil
  elseif result ~= trouble then
    trouble = result
    print("the prices stay as they are: " .. result)
  end
  redraw()
end

-- Groups go where there is most room left. Returns the columns, and the most lines that one has.
local function columns_of(groups, n)
  local columns, most = {}, 1
  for i = 1, n do columns[i] = { lines = 0 } end
  for _, group in ipairs(groups) do
    local best = columns[1]
    for _, column in ipairs(columns) do if column.lines < best.lines then best = column end end
    best[#best + 1] = group
    best.lines = best.lines + #group.items + 2.2
    most = math.max(most, best.lines)
  end
  return columns, most
end

-- Name, a dotted line, price.
local function row(item, x, y, width, size, tall)
  local price = type(item.price) == "number" and ("%s %.2f"):format(board.currency, item.price) or item.price
  local color = item.sold_out and "#6d776f" or "#f4efe2"
  local change = changed[item.name]
  local heat = change and math.max(0, 1 - (now() - change.since) / glow) or 0
  if heat > 0 then
    rect(x - size * 0.6, y, width + size * 1.2, tall, rgba(255, 196, 84, 0.35 * heat), { radius = tall / 4 })
    redraw() -- until it has cooled down
  end
  local opts = { size = size, height = tall, valign = "middle", features = { tnum = true } }
  local wide = text(item.name, x, y, color, opts)
  local left = x + wide + size * 0.5
  if item.note then
    left = left + text(item.note, left, y + size * 0.1, "#93a398", { size = size * 0.62, height = tall, valign = "middle",
      font = "italic serif" }) + size * 0.4
  end
  local right = x + width - measure_text(price, opts)
  text(price, right, y, item.sold_out and color or "#ffd98a", opts)
  if heat > 0 and (change.up or change.down) then
    local s = change.up and -size * 0.2 or size * 0.2
    right = right - size * 0.9
    polygon({ right, y + tall / 2 - s, right + size * 0.5, y + tall / 2 - s, right + size * 0.25, y + tall / 2 + s },
      change.up and "#ff8a70" or "#8fd694")
  end
  local base = y + tall / 2 + size * 0.3
  if size >= 6 then
    line(left, base, right - size * 0.5, base, "#5f6f66", { width = size * 0.08, cap = "round", dash = { 0, size * 0.45 } })
  end
  if item.sold_out then
    fill(x, y + tall / 2 + size * 0.05, wide, math.max(1, size / 16), color)
  end
end

watch(path, refresh)
refresh()
fps(0) -- draw only when something has changed

function draw()
  clear(radial_gradient(w / 2, h * 0.3, 0, w / 2, h * 0.3, math.max(w, h) * 0.8, { 0, "#2c3a33", 1, "#161d19" }))
  local margin = math.min(w, h) / 14
  local title = h / 9
  if not board then
    text("Waiting for " .. path, margin, 0, "#93a398", { size = h / 20, width = w - 2 * margin, height = h, align = "center",
      valign = "middle" })
    return
  end
  text(board.title, margin, margin * 0.7, "#f4efe2", { font = "bold italic serif", size = title * 0.62,
    width = w - 2 * margin, height = title, align = "center", valign = "middle", fit = true })
  local n = math.max(1, math.min(#board.groups, w > h and 2 or 1))
  local columns, lines = columns_of(board.groups, n)
  local top, gap = margin * 0.7 + title, margin * 1.2
  local width = (w - 2 * margin - (n - 1) * gap) / n
  local line = math.min((h - top - margin) / lines, width / 9)
  for i, column in ipairs(columns) do
    local x, y = margin + (i - 1) * (width + gap), top
    for _, group in ipairs(column) do
      y = y + line * 0.5
      text(group.name, x, y, "#e9a13b", { font = "bold serif", size = line * 0.72 })
      fill(x, y + line * 1.08, width, math.max(1, line / 24), "#e9a13b")
      y = y + line * 1.3
      for _, item in ipairs(group.items) do
        row(item, x, y, width, line * 0.5, line)
        y = y + line
      end
      y = y + line * 0.4
    end
  end
  if trouble then
    local size = math.min(w, h) / 36
    circle(w - margin * 0.5, h - margin * 0.5, size * 0.3, "#ff8a70")
    text("not up to date", 0, h - margin * 0.5 - size * 0.75, "#93a398", { size = size, width = w - margin * 0.5 - size * 0.7,
      align = "right" })
  end
end
