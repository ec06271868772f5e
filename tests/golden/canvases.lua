-- Canvases: transparent ones drawn several times, parts of them, and the screen into itself.
clear(0x303030)
local stamp = canvas(48, 32)
draw_to(stamp, function()
  fill(0, 0, w, h, rgba(255, 128, 0, 0.6))
  fill(4, 4, w - 8, h - 8, "navy")
  line(0, 0, w - 1, h - 1, "white")
end)
for i = 0, 5 do
  image(stamp, 10 + i * 40, 10 + i * 12)
end
draw_to(stamp, function() clear("crimson") end)
image(stamp, 250, 10)
image(stamp, 250, 60, { src = { 8, 8, 20, 10 } })
fill(0, h - 20, 40, 20, 0x00ff88)
image(screen, 100, 110, { src = { 0, 0, 160, 60 } })
