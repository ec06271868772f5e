-- A dashboard: gauges, a line chart and bars, all fed by numbers that wander about.

local turn = 2 * math.pi
local ink, dim, accent = 0xe8eef5, 0x3a4756, 0x4cc2ff

-- A measurement that goes up and down smoothly between 0 and 1.
local function measure(speed, phase)
  return function(t)
    return 0.5 + 0.3 * math.sin(t * speed + phase) + 0.2 * math.sin(t * speed * 2.7 + 3 * phase)
  end
end

local gauges = { measure(0.7, 0), measure(0.4, 2), measure(1.1, 4) }
local colors = { 0x4cc2ff, 0xffb74c, 0x7be08a }
local load = measure(0.9, 1)
local bars = {}
for i = 1, 12 do
  bars[i] = measure(0.5, i * 1.3)
end

local function card(x, y, width, height)
  rect(x + 2, y + 4, width, height, rgba(0, 0, 0, 0.25), { radius = 14 })
  rect(x, y, width, height, 0x1d2631, { radius = 14 })
end

-- Three quarters of a ring, filled as far as the value goes, and a needle.
local function gauge(cx, cy, r, value, color)
  local from, to = 0.375 * turn, 1.125 * turn
  local now_at = from + (to - from) * value
  arc(cx, cy, r, from, to, dim, { stroke = r * 0.22, cap = "round" })
  arc(cx, cy, r, from, now_at, color, { stroke = r * 0.22, cap = "round" })
  push()
  translate(cx, cy)
  rotate(now_at)
  polygon({ -r * 0.1, -r * 0.06, r * 0.7, 0, -r * 0.1, r * 0.06 }, ink)
  pop()
  circle(cx, cy, r * 0.12, ink)
end

local function chart(x, y, width, height, t)
  for i = 0, 4 do
    line(x, y + i * height / 4, x + width, y + i * height / 4, dim, { dash = { 4, 4 } })
  end
  local points, area = {}, { x, y + height }
  for i = 0, 60 do
    local px, py = x + i * width / 60, y + height * (1 - load(t - 6 + i / 10))
    points[#points + 1], points[#points + 2] = px, py
    area[#area + 1], area[#area + 2] = px, py
  end
  area[#area + 1], area[#area + 2] = x + width, y + height
  polygon(area, linear_gradient(0, y, 0, y + height, { 0, "rgba(76, 194, 255, 0.5)", 1, "rgba(76, 194, 255, 0)" }))
  polyline(points, accent, { width = 3, join = "round", cap = "round" })
  circle(points[#points - 1], points[#points], 5, ink)
end

local function columns(x, y, width, height, t)
  local step = width / #bars
  local color = linear_gradient(0, y, 0, y + height, { 0, "#ff6b8b", 1, "#8a5bff" })
  for i, bar in ipairs(bars) do
    local tall = height * bar(t)
    rect(x + (i - 0.8) * step, y, step * 0.6, height, dim, { radius = step * 0.2 })
    rect(x + (i - 0.8) * step, y + height - tall, step * 0.6, tall, color, { radius = step * 0.2 })
  end
end

function draw()
  local t = now()
  clear(linear_gradient(0, 0, w, h, { 0, "#10161d", 1, "#1a2330" }))
  local gap = math.min(w, h) / 30
  local top = h * 0.42
  local third = (w - 4 * gap) / 3
  for i, value in ipairs(gauges) do
    local x = gap + (i - 1) * (third + gap)
    card(x, gap, third, top)
    gauge(x + third / 2, gap + top * 0.54, math.min(third, top) * 0.36, value(t), colors[i])
  end
  local y, height = top + 2 * gap, h - top - 3 * gap
  local wide = 2 * third + gap
  card(gap, y, wide, height)
  chart(2 * gap, y + gap, wide - 2 * gap, height - 2 * gap, t)
  card(2 * gap + wide, y, third, height)
  columns(3 * gap + wide, y + gap, third - 2 * gap, height - 2 * gap, t)
end
