-- An analogue clock with hands that sweep, and shadows that fall as from one light.
-- The face is drawn once, on a canvas; each frame copies it and draws the hands.

local turn = 2 * math.pi
local face

-- A point `far` from the middle, at a part of the whole turn; 0 is at the top.
local function at(part, far)
  local a = (part - 0.25) * turn
  return far * math.cos(a), far * math.sin(a)
end

-- The middle of the screen becomes (0, 0), and the clock's radius 100.
local function to_clock(ctx)
  ctx:set_transform(1, 0, 0, 1, 0, 0)
  ctx:translate(w / 2, h / 2)
  ctx:scale(math.min(w, h) / 220, math.min(w, h) / 220)
end

-- Shadows know nothing of the transform: all of it in pixels.
local function light(ctx, height)
  local unit = math.min(w, h) / 220
  ctx.shadow_color = "rgba(0, 0, 0, 0.45)"
  ctx.shadow_offset_x, ctx.shadow_offset_y = height * unit, 1.6 * height * unit
  ctx.shadow_blur = 1.5 * height * unit
end

local function draw_face()
  local ctx = face
  local wall = ctx:create_linear_gradient(0, 0, 0, h)
  wall:add_color_stop(0, "#38485c")
  wall:add_color_stop(1, "#1b2430")
  ctx.fill_style = wall
  ctx:fill_rect(0, 0, w, h)

  to_clock(ctx)
  light(ctx, 4)
  local rim = ctx:create_conic_gradient(0.6, 0, 0)
  for i = 0, 4 do
    rim:add_color_stop(i / 4, i % 2 == 0 and "#f4f6f8" or "#8794a3")
  end
  ctx.fill_style = rim
  ctx:begin_path()
  ctx:arc(0, 0, 100, 0, turn)
  ctx:fill()

  ctx.shadow_color = "transparent"
  local dial = ctx:create_radial_gradient(-25, -40, 0, 0, 0, 94)
  dial:add_color_stop(0, "#ffffff")
  dial:add_color_stop(1, "#dfe3e8")
  ctx.fill_style = dial
  ctx:begin_path()
  ctx:arc(0, 0, 94, 0, turn)
  ctx:fill()

  ctx.stroke_style = "#26303b"
  for i = 0, 59 do
    local x, y = at(i / 60, 88)
    local ix, iy = at(i / 60, i % 5 == 0 and 76 or 84)
    ctx.line_width = i % 5 == 0 and 3 or 1
    ctx:begin_path()
    ctx:move_to(ix, iy)
    ctx:line_to(x, y)
    ctx:stroke()
  end
end

-- From `tail` behind the middle to `reach`, with round ends.
local function hand(part, tail, reach, width, color, height)
  light(screen, height)
  screen.stroke_style = color
  screen.line_width = width
  screen.line_cap = "round"
  screen:begin_path()
  screen:move_to(at(part + 0.5, tail))
  screen:line_to(at(part, reach))
  screen:stroke()
end

function resize()
  face = canvas(w, h)
  draw_face()
end

setup = resize

function draw()
  image(face, 0, 0)
  local seconds = wall_time() % 60
  local time = os.date("*t")
  local minutes = time.min + seconds / 60
  to_clock(screen)
  hand((time.hour % 12 + minutes / 60) / 12, 12, 50, 5, "#26303b", 1.5)
  hand(minutes / 60, 14, 76, 3.5, "#26303b", 2)
  hand(seconds / 60, 20, 82, 1.5, "#d03030", 2.5)
  screen.shadow_color = "transparent"
  screen.fill_style = "#d03030"
  screen:begin_path()
  screen:arc(0, 0, 4, 0, turn)
  screen:fill()
end
