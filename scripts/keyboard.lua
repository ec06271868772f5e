-- What each key does: its name by the layout, its place, what it types, whether it repeats. Escape
-- ends. With another layout:
--   fbrun --keyboard=de scripts/keyboard.lua

local events = {} -- the newest first
local typed = ""
local held = {} -- by place: the key's name

local function note(what, name, place, extra)
  table.insert(events, 1, { what = what, name = name, place = place, extra = extra or "" })
  events[13] = nil
end

function keypressed(key, scancode, isrepeat)
  note(isrepeat and "repeats" or "pressed", key, scancode)
  held[scancode] = key
  if key == "escape" then exit() end
  if key == "backspace" then -- a whole character, however many bytes it has
    typed = typed:sub(1, (utf8.offset(typed, -1) or 1) - 1)
  elseif key == "return" then
    typed = ""
  end
end

function keyreleased(key, scancode)
  note("released", key, scancode)
  held[scancode] = nil
end

function textinput(text)
  typed = typed .. text
  if events[1] then events[1].extra = "types " .. text end
end

fps(0) -- draw only when a key was pressed or released

function draw()
  clear("#14181c")
  local unit = math.min(w / 40, h / 24)
  text(typed ~= "" and typed or "type something", unit, unit, typed ~= "" and "white" or "#607080",
    { size = 2 * unit, width = w - 2 * unit, ellipsis = true, wrap = false })
  fill(unit, 4.2 * unit, w - 2 * unit, 2, "#3a4048")
  local x = unit
  local names = {}
  for _, name in pairs(held) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local width = measure_text(name, { size = unit }) + unit
    rect(x, 5 * unit, width, 1.7 * unit, "tomato", { radius = unit / 3 })
    text(name, x, 5 * unit, "white", { size = unit, width = width, height = 1.7 * unit, align = "center",
      valign = "middle" })
    x = x + width + unit / 2
  end
  for i, e in ipairs(events) do
    local y = (7 + 1.25 * i) * unit
    local shade = rgba(255, 255, 255, 1 - i / 16)
    text(e.what, unit, y, shade, { size = unit })
    text(e.name, 8 * unit, y, e.what == "released" and shade or "gold", { size = unit })
    text("key of " .. e.place, 17 * unit, y, shade, { size = unit })
    text(e.extra, 27 * unit, y, "yellowgreen", { size = unit })
  end
end
