-- Thousands of coins that bounce: fbrun sprites.lua [HOW MANY]. All are cells of one sheet, which the
-- script draws itself.

local COUNT = tonumber(arg[1]) or 5000
local SIZE, CELLS = 32, 16 -- pixels; steps of half a turn
local GRAVITY = 500        -- pixels a second, each second

-- A coin that is seen from the front in the first cell, and turns.
local sheet = canvas(SIZE * CELLS, SIZE)
draw_to(sheet, function()
  local r = SIZE / 2 - 2
  for i = 0, CELLS - 1 do
    push()
    translate((i + 0.5) * SIZE, SIZE / 2)
    local width = math.cos(math.pi * i / CELLS)
    local edge = 3 * math.sqrt(1 - width * width)
    width = math.max(math.abs(width), 0.05)
    rect(-edge / 2, -r, edge, 2 * r, "#8a5a10")
    ellipse(edge / 2, 0, r * width, r, "#8a5a10")
    ellipse(-edge / 2, 0, r * width, r, linear_gradient(-r * width, -r, r * width, r,
      { 0, "#fff3b0", 0.5, "#f5b82e", 1, "#b9791a" }))
    ellipse(-edge / 2, 0, r * width * 0.62, r * 0.62, "#a86f14", { stroke = 1.5 })
    pop()
  end
end)

local x, y, vx, vy, phase = {}, {}, {}, {}, {}
for i = 1, COUNT do
  x[i], y[i] = math.random() * w, math.random() * h
  vx[i], vy[i] = math.random(-120, 120), math.random(-250, 50)
  phase[i] = math.random() * CELLS
end

function update(dt)
  local right, bottom = w - SIZE / 2, h - SIZE / 2
  local fall = GRAVITY * dt
  for i = 1, COUNT do
    local v = vy[i] + fall
    local px, py = x[i] + vx[i] * dt, y[i] + v * dt
    if px < SIZE / 2 then
      px, vx[i] = SIZE - px, math.abs(vx[i])
    elseif px > right then
      px, vx[i] = 2 * right - px, -math.abs(vx[i])
    end
    if py > bottom and v > 0 then
      v = -math.sqrt(GRAVITY * h) * (0.6 + 0.7 * (i % 64) / 64)
    end
    x[i], y[i], vy[i] = px, py, v
  end
end

-- Frames a second, over the last half second.
local since, frames, rate = now(), -1, 0
local function count_frame()
  frames = frames + 1
  local passed = now() - since
  if passed >= 0.5 then
    rate, since, frames = math.floor(frames / passed + 0.5), now(), 0
  end
end

-- One call for all coins that look the same: points {x, y, x, y, …} a cell.
local points, options = {}, {}
for cell = 1, CELLS do
  points[cell] = {}
  options[cell] = { columns = CELLS, frame = cell, anchor = { 0.5, 0.5 } }
end

function draw()
  clear("#14323c")
  local turned, used = now() * 12, {}
  for cell = 1, CELLS do
    used[cell] = 0
  end
  for i = 1, COUNT do
    local cell = (turned + phase[i]) // 1 % CELLS + 1
    local list, n = points[cell], used[cell]
    list[n + 1], list[n + 2] = x[i], y[i]
    used[cell] = n + 2
  end
  for cell, list in ipairs(points) do
    for n = #list, used[cell] + 1, -1 do
      list[n] = nil
    end
    images(sheet, list, options[cell])
  end
  count_frame()
  text(("%d sprites, %d frames a second"):format(COUNT, rate), 12, 10, "white", { size = 18 })
end
