-- Translucent fills over each other, and rectangles whose edges meet without a gap.
clear(0x204060)
for i = 0, 9 do
  fill(10 + i * 30, 10, 28, 60, rgba(255, 255, 255, i / 9))
end
fill(20, 30, 200, 80, rgba(255, 0, 0, 0.5))
fill(120, 60, 180, 80, rgba(0, 255, 0, 0.5))
for i = 0, 6 do
  fill(10 + i * 42.857, 150, 42.857, 20, i % 2 == 0 and 0xcc3333 or 0x33cccc)
end
fill(300, 170, -40, -15, "gold")
