-- Paint with fingers, a pen or the mouse. Each finger has a stroke of its own, as wide as it is
-- pressed; the right button, or a tap on the left edge, takes a colour. C clears, S saves, Escape ends.
--   fbrun scripts/paint.lua [PICTURE]     begins with something that was painted before

local colors = { "#202428", "#e4572e", "#f0a202", "#7cb518", "#17bebb", "#3a86ff", "#8338ec", "white" }
local color = colors[6]
local bar, size = 64, 14
local strokes = {} -- by finger: where it is; 0 is the mouse
local paper

local function new_paper()
  local old = paper
  paper = canvas(w, h)
  draw_to(paper, function()
    clear("white")
    if old then image(old, 0, 0) end
  end)
end

-- A piece of a stroke: a line and a round end.
local function stroke(id, x, y, pressure)
  local from = strokes[id]
  if not from then return end
  draw_to(paper, function()
    line(from.x, from.y, x, y, from.color, { width = size * (0.4 + pressure), cap = "round" })
    circle(x, y, size * (0.4 + pressure) / 2, from.color)
  end)
  from.x, from.y = x, y
end

local function begin(id, x, y, pressure)
  local picked = colors[math.floor(y / (h / #colors)) + 1]
  if x < bar then
    color = picked or color
  else
    strokes[id] = { x = x, y = y, color = color }
    stroke(id, x, y, pressure)
  end
end

function setup()
  new_paper()
  local picture = arg[1] and assert(load_image(start_dir .. "/" .. arg[1]))
  if picture then
    draw_to(paper, function() image(picture, 0, 0) end)
  end
end

function resize() new_paper() end

function touchpressed(id, x, y, _, _, pressure) begin(id, x, y, pressure) end
function touchmoved(id, x, y, _, _, pressure) stroke(id, x, y, pressure) end
function touchreleased(id) strokes[id] = nil end

function mousepressed(x, y, button)
  if button == 1 then
    begin(0, x, y, 0.6)
  elseif button == 2 then
    color = colors[1 + math.floor(y / (h / #colors))] or color
  end
end
function mousemoved(x, y) stroke(0, x, y, 0.6) end
function mousereleased(_, _, button) if button == 1 then strokes[0] = nil end end
function wheelmoved(_, y) size = math.max(2, math.min(80, size + 2 * y)) end

function keypressed(key)
  if key == "escape" then exit() end
  if key == "c" then
    paper:close()
    paper = nil
    new_paper()
  end
  if key == "s" then
    local ok, message = paper:save_png("painting.png")
    print(ok and "saved as painting.png" or message)
  end
end

fps(0) -- draw only when something happens

function draw()
  image(paper, 0, 0)
  local height = h / #colors
  for i, c in ipairs(colors) do
    fill(0, (i - 1) * height, bar, height, c)
  end
  fill(bar, 0, 2, h, "#888")
  local x, y = mouse()
  if x >= bar then circle(x, y, size / 2, color, { stroke = 1.5 }) end
end
