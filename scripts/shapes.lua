-- Every shape with its options, a box each: the quick functions at a glance.

local columns, rows = 6, 4
local number = 0

-- The next box, as a place to draw in where 100 x 100 units fit.
local function box(draw_it)
  local size = math.min(w / columns, h / rows)
  local column, row = number % columns, number // columns
  number = number + 1
  push()
  translate((w - columns * size) / 2 + column * size, (h - rows * size) / 2 + row * size)
  scale(size / 100)
  rect(3, 3, 94, 94, 0x26303c, { radius = 8 })
  draw_it()
  pop()
end

local warm = linear_gradient(0, 15, 0, 85, { 0, "gold", 1, "orangered" })
local cool = radial_gradient(40, 35, 0, 50, 50, 45, { 0, "white", 0.4, "deepskyblue", 1, "navy" })
local round = conic_gradient(0, 50, 50, { 0, "red", 0.17, "yellow", 0.33, "lime", 0.5, "cyan", 0.67, "blue", 0.83,
  "magenta", 1, "red" })

local star = {}
for i = 0, 4 do
  local a = -math.pi / 2 + i * 4 * math.pi / 5
  star[#star + 1], star[#star + 2] = 50 + 38 * math.cos(a), 52 + 38 * math.sin(a)
end
local zigzag = { 15, 75, 32, 25, 50, 75, 68, 25, 85, 75 }

clear(0x151b22)

box(function() fill(20, 20, 60, 60, "tomato") end)
box(function() rect(20, 25, 60, 50, warm) end)
box(function() rect(20, 25, 60, 50, "gold", { radius = 14 }) end)
box(function() rect(20, 25, 60, 50, "skyblue", { stroke = 5, join = "round" }) end)
box(function() rect(20, 25, 60, 50, "skyblue", { stroke = 4, radius = 14, dash = { 10, 6 } }) end)
box(function()
  rotate(0.4, 50, 50)
  rect(25, 25, 50, 50, "violet")
end)

box(function() circle(50, 50, 36, cool) end)
box(function() circle(50, 50, 34, "springgreen", { stroke = 6 }) end)
box(function() ellipse(50, 50, 40, 22, round) end)
box(function() ellipse(50, 50, 40, 22, "orange", { stroke = 3, dash = { 7, 5 } }) end)
box(function() arc(50, 50, 38, -0.6, 4, "khaki") end)
box(function() arc(50, 50, 34, -0.6, 4, "khaki", { stroke = 9, cap = "round" }) end)

box(function() polygon(star, warm) end)
box(function() polygon(star, "white", { stroke = 3, join = "round" }) end)
box(function() polygon({ 50, 15, 86, 80, 14, 80 }, "turquoise", { stroke = 7, join = "miter" }) end)
box(function() polygon({ 50, 15, 86, 80, 14, 80 }, "turquoise", { stroke = 7, join = "bevel" }) end)
box(function() polyline(zigzag, "hotpink", { width = 8, join = "round", cap = "round" }) end)
box(function() polyline(zigzag, "hotpink", { width = 2, dash = { 6, 4 } }) end)

box(function()
  for i, cap in ipairs { "butt", "round", "square" } do
    line(25, 25 * i, 75, 25 * i, "lightsteelblue", { width = 12, cap = cap })
    line(25, 25 * i, 75, 25 * i, "black")
  end
end)
box(function()
  for i = 0, 11 do
    line(50, 50, 50 + 40 * math.cos(i * math.pi / 6), 50 + 40 * math.sin(i * math.pi / 6), "white",
      { width = 0.5 + i / 4 })
  end
end)
box(function()
  clip(15, 15, 70, 70)
  for i = 1, 9 do
    circle(15, 85, i * 11, i % 2 == 0 and "crimson" or "mistyrose", { stroke = 6 })
  end
end)
box(function()
  for i, color in ipairs { "red", "lime", "blue" } do
    blend "lighter"
    circle(50 + 15 * math.cos(i * 2.1), 50 + 15 * math.sin(i * 2.1), 26, color)
  end
end)
box(function()
  alpha(0.5)
  for i = 0, 4 do
    rect(15 + i * 9, 15 + i * 9, 34, 34, "aquamarine", { radius = 5 })
  end
end)
box(function()
  shear(-0.35, 0)
  rect(45, 25, 40, 50, "plum", { radius = 6 })
end)
