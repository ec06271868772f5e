-- A square that bounces off the edges of the screen.
-- fbrun calls update(dt) and then draw() once a frame; dt is the time since the last frame.

local size = 48          -- pixels
local x, y = 20, 60      -- its top left corner
local vx, vy = 240, 180  -- its speed in pixels a second

-- Moves `position` by `distance`. At 0 and at `limit` it turns round: true if it did.
local function move(position, distance, limit)
  position = position + distance
  if position < 0 then
    return -position, true
  elseif position > limit then
    return 2 * limit - position, true
  end
  return position, false
end

function update(dt)
  local turned
  x, turned = move(x, vx * dt, w - size)
  if turned then vx = -vx end
  y, turned = move(y, vy * dt, h - size)
  if turned then vy = -vy end
end

function draw()
  clear("midnightblue")
  fill(x + 8, y + 8, size, size, rgba(0, 0, 0, 0.5)) -- its shadow
  fill(x, y, size, size, "orange")
end
