-- Conway's Game of Life. A cell with three live neighbours comes to life, one with two stays as it
-- is, any other dies. The world has no edge: what leaves on one side comes back on the other.

local cell = 4 -- pixels from one cell to the next
local alive, dead = 0xff40e080, 0xff101418 -- pixels as map() has them: 0xAARRGGBB

-- The world is a list of 0 (dead) and 1 (alive), one row after the other.
local columns, rows, world

local function paint(pixels, column, row, color)
  for y = row * cell, row * cell + cell - 2 do
    local first = y * pixels.stride + column * cell
    for i = first, first + cell - 2 do
      pixels[i] = color
    end
  end
end

-- Returns the next generation. Only cells that change are painted: the screen keeps the others.
local function step(pixels)
  local next = {}
  for row = 0, rows - 1 do
    local this = row * columns
    local above = (row - 1) % rows * columns
    local below = (row + 1) % rows * columns
    for column = 0, columns - 1 do
      local at, left, right = column + 1, (column - 1) % columns + 1, (column + 1) % columns + 1
      local neighbours = world[above + left] + world[above + at] + world[above + right]
        + world[this + left] + world[this + right]
        + world[below + left] + world[below + at] + world[below + right]
      local before = world[this + at]
      local after = (neighbours == 3 or neighbours == 2 and before == 1) and 1 or 0
      next[this + at] = after
      if after ~= before then
        paint(pixels, column, row, after == 1 and alive or dead)
      end
    end
  end
  return next
end

-- A new world, with about every third cell alive.
function setup()
  columns, rows, world = w // cell, h // cell, {}
  clear("black") -- shows as the lines between the cells
  local pixels <close> = screen:map()
  for row = 0, rows - 1 do
    for column = 0, columns - 1 do
      local state = math.random() < 0.3 and 1 or 0
      world[row * columns + column + 1] = state
      paint(pixels, column, row, state == 1 and alive or dead)
    end
  end
end

resize = setup -- another size is another world

fps(20)

function update()
  local pixels <close> = screen:map()
  world = step(pixels)
end
