-- Lines of width 1 in all directions, lines that leave the screen, and points.
clear(0x101820)
local cx, cy = w // 2, h // 2
for i = 0, 35 do
  local a = i * math.pi / 18
  line(cx + 10 * math.cos(a), cy + 10 * math.sin(a), cx + 80 * math.cos(a), cy + 80 * math.sin(a),
    rgba(255, 200, 80, i % 2 == 0 and 1 or 0.5))
end
line(-1000, -1000, 5000, 4000, 0x40ff40)
line(-1e9, 10, 1e9, 10, 0x4040ff)
line(5, 5, 5, h - 5, "white")
line(5, 5, w - 5, 5, "white")
for x = 0, w, 4 do
  point(x, h - 3, 0xff0000)
end
