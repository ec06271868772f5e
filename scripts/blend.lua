-- All 26 operators, each in a box of its own: a blue square is there, a yellow disc comes over it.
-- Both fade from left to right, so that every pair of alphas is somewhere to be seen.

local names = {
  "source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in", "destination-out",
  "destination-atop", "lighter", "copy", "xor", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge",
  "color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity",
}

local columns = w >= h and 7 or 4
local rows = (#names + columns - 1) // columns
local cell = math.min(w / columns, h / rows)

-- What is transparent shows this.
local function checkers(x, y, size)
  local step = size / 8
  for row = 0, 7 do
    for column = 0, 7 do
      fill(x + column * step, y + row * step, step, step, (row + column) % 2 == 0 and 0x666666 or 0x999999)
    end
  end
end

local function cell_of(name, size)
  local c = canvas(size, size)
  local below = c:create_linear_gradient(0, 0, size, 0)
  below:add_color_stop(0, "rgba(20, 90, 220, 1)")
  below:add_color_stop(1, "rgba(20, 160, 220, 0.4)")
  c.fill_style = below
  c:fill_rect(0, 0, size * 0.68, size * 0.68)

  local above = c:create_linear_gradient(0, 0, 0, size)
  above:add_color_stop(0, "rgba(250, 200, 30, 1)")
  above:add_color_stop(1, "rgba(240, 90, 40, 0.5)")
  c.fill_style = above
  c.global_composite_operation = name
  c:begin_path()
  c:arc(size * 0.62, size * 0.62, size * 0.36, 0, 2 * math.pi)
  c:fill()
  return c
end

clear(0x202020)
for i, name in ipairs(names) do
  local x = (i - 1) % columns * cell + (w - columns * cell) / 2
  local y = (i - 1) // columns * cell + (h - rows * cell) / 2
  local size = math.max(1, math.floor(cell * 0.9))
  local margin = (cell - size) / 2
  checkers(x + margin, y + margin, size)
  image(cell_of(name, size), x + margin, y + margin)
end
