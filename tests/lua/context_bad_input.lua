-- Numbers, sizes and orders of calls that nobody means: bounded memory, no crash, and drawing goes
-- on afterwards.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(64, 64)
local function still_draws()
  c:reset()
  c.fill_style = "lime"
  c:fill_rect(0, 0, 64, 64)
  check.rgba(c, 32, 32, { 0, 255, 0, 255 })
end

-- A million saves: refused beyond what is kept, with the state as it was.
local saves = 0
local ok, message = pcall(function()
  for i = 1, 1000000 do
    c:save()
    saves = i
  end
end)
check.equal(ok, false)
check.equal(message:match("RangeError: %d+ states are saved and not restored; no more are kept"),
  "RangeError: 65536 states are saved and not restored; no more are kept")
check.equal(saves, 65536)
still_draws()

-- Long paths, drawn once: the current one, and one that is dropped.
local count = 300000
c:begin_path()
c:move_to(0, 0)
for i = 1, count do
  c:line_to(i * 37 % 64, i * 91 % 64)
end
c:fill("evenodd")
c:flush()
still_draws()
for i = 1, 20 do
  local p = path2d("M0 0H64V64Z")
  for k = 1, 12 do
    p:add_path(p, { e = 1 }) -- doubles it
  end
  c:fill(p)
end
still_draws()

-- Dashes of nothing, and of next to nothing.
for _, dashes in ipairs { { 0 }, { 0, 0, 0 }, { 1e-300 }, { 1e-9, 0 }, { 0, 1e-9 }, { 1e300, 0 } } do
  c:set_line_dash(dashes)
  c:stroke_rect(5, 5, 50, 50)
  c:begin_path()
  c:move_to(0, 0)
  c:line_to(1e9, 1e9)
  c:stroke()
end
local many = {}
for i = 1, 65536 do
  many[i] = i % 3
end
c:set_line_dash(many)
c:stroke_rect(5, 5, 50, 50)
many[65537] = 1
check.fails("RangeError: a line dash has at most 65536 numbers, got 65537",
  function() c:set_line_dash(many) end)
still_draws()

-- Every method, with every hostile number in every place.
local hostile = { nan, inf, -inf, 0, -0.0, 1e30, -1e30, 1e300, -1e300, 1e-300, 2147483648, -2147483649,
  0.5, math.maxinteger, math.mininteger }
local numbers = {
  scale = 2, rotate = 1, translate = 2, transform = 6, set_transform = 6, move_to = 2, line_to = 2,
  quadratic_curve_to = 4, bezier_curve_to = 6, arc = 5, arc_to = 5, ellipse = 7, rect = 4,
  round_rect = 5, fill_rect = 4, stroke_rect = 4, clear_rect = 4, is_point_in_path = 2,
  is_point_in_stroke = 2, get_image_data = 4, create_image_data = 2, create_linear_gradient = 4,
  create_radial_gradient = 6, create_conic_gradient = 3,
}
local names = {}
for name in pairs(numbers) do
  names[#names + 1] = name
end
table.sort(names)
for _, name in ipairs(names) do
  for _, bad in ipairs(hostile) do
    for place = 1, numbers[name] do
      local n = {}
      for i = 1, numbers[name] do
        n[i] = i == place and bad or 3 * i
      end
      c:begin_path()
      c:move_to(1, 1)
      local _, result = pcall(c[name], c, table.unpack(n))
      c:line_to(50, 60)
      c:line_to(2, 70)
      c:fill()
      c:stroke()
      c:fill_rect(5, 5, 10, 10)
      if name:find("gradient") and type(result) == "userdata" then
        result:add_color_stop(0, "red")
        result:add_color_stop(1, "blue")
        c.fill_style = result
        c:fill_rect(0, 0, 64, 64)
      end
    end
  end
  c:flush()
  still_draws()
end
for _, name in ipairs { "line_width", "miter_limit", "line_dash_offset", "shadow_blur",
  "shadow_offset_x", "shadow_offset_y", "global_alpha" } do
  for _, bad in ipairs(hostile) do
    c:reset()
    c.shadow_color = "blue"
    c:set_line_dash { 3, 4 }
    c[name] = bad
    c:stroke_rect(5, 5, 20, 20)
    c:fill_rect(5, 5, 20, 20)
  end
end
still_draws()

-- A canvas in itself, many times over.
for i = 1, 50 do
  c:draw_image(c, 1, 1)
  c.fill_style = c:create_pattern(c, "repeat")
  c:fill_rect(0, 0, 64, 64)
end
still_draws()

-- A source that changes, gets another size and goes, in turn with being drawn from.
for i = 1, 50 do
  local source = canvas(20, 20)
  local pattern = c:create_pattern(source, "repeat")
  source:fill_rect(0, 0, 20, 20)
  c:draw_image(source, i, i)
  source.width = 30
  c:draw_image(source, i, i, 100, 100)
  c.fill_style = pattern
  source:draw_image(c, 0, 0)
  c:draw_image(source, i, i)
  source:close()
  c:fill_rect(0, 0, 64, 64)
end
still_draws()

-- One that is made for every frame and dropped.
local kept, alive = setmetatable({}, { __mode = "v" }), 0
for i = 1, 200 do
  local frame = canvas(320, 200)
  frame:fill_rect(0, 0, 320, 200)
  c:draw_image(frame, 0, 0)
  c.fill_style = c:create_pattern(frame, "repeat")
  kept[2 * i], kept[2 * i + 1] = frame, c.fill_style
end
for _ in pairs(kept) do
  alive = alive + 1
end
assert(alive < 300, "nothing was collected")
still_draws()

-- Errors on the way leave nothing behind: in coroutines, in closed ones, and out of them.
for i = 1, 100 do
  local co = coroutine.wrap(function()
    local p = path2d("M0 0H9V9Z")
    c:save()
    c.fill_style = c:create_radial_gradient(0, 0, 1, 2, 2, 9)
    coroutine.yield()
    c:fill(p)
    c:arc(0, 0, -1, 0, 0)
  end)
  co()
  check.equal(pcall(co), false)
end
still_draws()

-- What the collector finds is used no more.
local resurrected
do
  local gradient, pattern, path = c:create_linear_gradient(0, 0, 1, 1), c:create_pattern(c, ""), path2d("M0 0H9V9Z")
  local data = c:get_image_data(0, 0, 2, 2)
  setmetatable({ gradient, pattern, path, data, data.data, canvas(2, 2) }, { __gc = function(t)
    resurrected = t
  end })
end
collectgarbage()
collectgarbage()
assert(resurrected)
for _, object in ipairs(resurrected) do
  c:reset()
  pcall(function() c.fill_style = object end)
  pcall(c.fill, c, object)
  c:fill_rect(0, 0, 5, 5)
  pcall(c.put_image_data, c, object, 0, 0)
  pcall(c.draw_image, c, object, 0, 0)
  pcall(function() object:add_color_stop(0, "red") end)
  pcall(function() object:set_transform { a = 2 } end)
  pcall(function() object:line_to(5, 5) end)
  pcall(function() return object.data[0], object[0], #object end)
  pcall(function() object[0] = 5 end)
  pcall(image_data, object, 2)
  pcall(tostring, object)
end
resurrected = nil
still_draws()

-- A __gc that closes, resizes and changes what is being drawn, between any two steps of a call.
local victim, turns, armed = canvas(8, 8), 0, true
local function arm()
  setmetatable({}, { __gc = function()
    turns = turns + 1
    if turns % 3 == 0 then
      victim:close()
      victim = canvas(8, 8)
    else
      victim.width = 4 + turns % 9
    end
    victim.fill_style = turns % 2 == 0 and "red" or victim:create_linear_gradient(0, 0, 1, turns)
    victim:set_line_dash { turns % 7, 2, turns % 5 }
    if armed then
      arm()
    end
  end })
end
arm()
collectgarbage("incremental", 1, 1000, 3)
local path = path2d("M0 0H9V9Z")
for i = 1, 3000 do
  pcall(c.create_pattern, c, victim, "repeat" .. (i % 2 == 0 and "-x" or ""))
  pcall(c.draw_image, c, victim, i % 7, "1")
  pcall(victim.get_image_data, victim, 0, 0, 9, 9)
  pcall(victim.fill, victim, path)
  pcall(victim.get_line_dash, victim)
  pcall(function() return victim.fill_style end)
  pcall(image, victim, 0, 0, 9, 9, { fit = "cover", rotate = i, tint = "red" })
  pcall(draw_to, victim, function() clear("rgb(1, 2, " .. i % 256 .. ")") end)
  pcall(function() victim:map():close() end)
end
armed = false
collectgarbage("incremental", 200, 100, 13)
collectgarbage()
assert(turns > 100)
still_draws()
check.done()
