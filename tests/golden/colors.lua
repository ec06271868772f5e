-- The same colours in every notation that CSS and fbrun have: a row is one colour.
local rows = {
  { 0xff6347, "tomato", "#ff6347", "rgb(255, 99, 71)", "hsl(9.13 100% 63.92%)" },
  { 0x008080, "teal", "#008080", "rgb(0 128 128)", "hsl(180, 100%, 25.1%)" },
  { 0x663399, "RebeccaPurple", "#639", "rgb(40% 20% 60%)", "hwb(270 20% 40%)" },
  { rgba(255, 255, 0, 0.5), "#ffff0080", "rgba(255, 255, 0, 0.5)", "hsl(60 100% 50% / 50%)",
    "rgb(255 255 0 / 0.5)" },
}
for r, row in ipairs(rows) do
  for c, color in ipairs(row) do
    fill((c - 1) * w / 5 + 4, (r - 1) * h / 4 + 4, w / 5 - 8, h / 4 - 8, color)
  end
end
