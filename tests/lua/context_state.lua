-- The context's state: defaults, save, restore, reset, and members that are none.
local check = require "check"

local c = canvas(20, 10)
local defaults = {
  global_alpha = 1.0, global_composite_operation = "source-over", image_smoothing_enabled = true,
  image_smoothing_quality = "low", fill_style = "#000000", stroke_style = "#000000",
  shadow_color = "rgba(0, 0, 0, 0)", shadow_offset_x = 0.0, shadow_offset_y = 0.0,
  shadow_blur = 0.0, filter = "none", line_width = 1.0, line_cap = "butt", line_join = "miter",
  miter_limit = 10.0, line_dash_offset = 0.0,
}
local others = {
  global_alpha = 0.5, global_composite_operation = "xor", image_smoothing_enabled = false,
  image_smoothing_quality = "high", fill_style = "#ff0000", stroke_style = "#00ff00",
  shadow_color = "#0000ff", shadow_offset_x = 1.5, shadow_offset_y = -2.0, shadow_blur = 3.0,
  filter = "blur(2px)", line_width = 5.0, line_cap = "round", line_join = "bevel",
  miter_limit = 2.0, line_dash_offset = 4.5,
}

local function holds(ctx, values, what)
  for name, value in pairs(values) do
    check.equal(ctx[name], value, what .. ": " .. name)
  end
end

local function change(ctx)
  for name, value in pairs(others) do
    ctx[name] = value
  end
  ctx:set_line_dash { 3, 4 }
  ctx:translate(5, 6)
end

holds(c, defaults, "a new canvas")
holds(screen, defaults, "the screen")
check.list(c:get_line_dash(), {})

-- save and restore hold every attribute, the dashes, the transform and the clip, not the path.
c:save()
change(c)
holds(c, others, "changed")
c:save()
holds(c, others, "saved")
c:reset_transform()
c:restore()
check.equal(c:get_transform().e, 5.0)
check.list(c:get_line_dash(), { 3, 4 })
c:restore()
holds(c, defaults, "restored")
check.list(c:get_line_dash(), {})
check.equal(c:get_transform().e, 0.0)
c:restore() -- with nothing saved: nothing
holds(c, defaults, "restored once more")

c:save()
c:begin_path()
c:rect(0, 0, 5, 10)
c:clip()
c:fill_rect(0, 0, 20, 10)
check.rgba(c, 4, 5, { 0, 0, 0, 255 })
check.rgba(c, 5, 5, { 0, 0, 0, 0 })
c:restore()
c:fill() -- the path is still there
c.fill_style = "red"
c:fill_rect(5, 0, 20, 10)
check.rgba(c, 5, 5, { 255, 0, 0, 255 })

-- reset: the pixels too.
change(c)
c:save()
c:begin_path()
c:rect(0, 0, 5, 5)
c:reset()
holds(c, defaults, "reset")
check.list(c:get_line_dash(), {})
check.rgba(c, 5, 5, { 0, 0, 0, 0 })
c:restore()
holds(c, defaults, "reset drops what was saved")
c:fill()
check.rgba(c, 1, 1, { 0, 0, 0, 0 })

-- So does a size, even the same.
change(c)
c:save()
c:fill_rect(0, 0, 20, 10)
c.width = 20
holds(c, defaults, "resized")
c:restore()
holds(c, defaults, "resized")
check.rgba(c, 8, 8, { 0, 0, 0, 0 })

-- A reset screen is black.
screen.fill_style = "red"
screen:fill_rect(0, 0, 64, 48)
check.equal(pixel(3, 3), 0xff0000)
screen:reset()
check.list({ pixel(3, 3) }, { 0, 1 })

-- The state is the context's own: neither that of another, nor the quick functions'.
local other = canvas(5, 5)
other.fill_style = "blue"
check.equal(c.fill_style, "#000000")
c.global_alpha = 0
c:translate(100, 100)
draw_to(c, function() fill(0, 0, 5, 5, "lime") end)
check.rgba(c, 0, 0, { 0, 255, 0, 255 })
c:reset()

-- Members.
check.equal(c.canvas, c)
check.equal(c:is_context_lost(), false)
check.equal(c:get_context_attributes().alpha, true)
check.equal(screen:get_context_attributes().alpha, false)
check.fails("a canvas has no 'fil_style'; did you mean 'fill_style'?",
  function() return c.fil_style end)
check.fails("a canvas has no 'fillStyle' to assign to; did you mean 'fill_style'?",
  function() c.fillStyle = "red" end)
check.fails("a canvas has no 'fillRect'; did you mean 'fill_rect'?",
  function() c:fillRect(1, 2, 3, 4) end)
check.fails("a screen has no 'something_else'", function() return screen.something_else end)
check.fails("a canvas has no 'save' to assign to", function() c.save = 5 end)
check.fails("a canvas has no '1'", function() return c[1] end)
check.fails("a canvas has no 'canvas' to assign to", function() c.canvas = 5 end)

-- Methods on what is no context.
check.refuses("bad argument #1 to 'save' (canvas expected, got table)", "screen.save({})")
check.refuses("bad argument #1 to 'save' (canvas expected, got no value)", "screen.save()")
check.refuses("bad argument #1 to 'save' (canvas expected, got userdata)", "screen.save(path2d())")
other:close()
check.fails("attempt to use a closed canvas", function() other:save() end)
check.fails("attempt to use a closed canvas", function() other:fill_rect(0, 0, 1, 1) end)
check.fails("attempt to use a closed canvas", function() return other.fill_style end)
check.fails("attempt to use a closed canvas", function() other.fill_style = "red" end)

-- A map that is open keeps drawing out, not state.
do
  local map <close> = c:map()
  c.line_width = 7
  c:save()
  check.equal(c.line_width, 7.0)
  local busy = "attempt to draw on or from a canvas while its map() is open"
  for _, use in ipairs {
    function() c:fill_rect(0, 0, 1, 1) end, function() c:stroke() end, function() c:fill() end,
    function() c:clear_rect(0, 0, 1, 1) end, function() c:get_image_data(0, 0, 1, 1) end,
    function() screen:draw_image(c, 0, 0) end, function() screen:create_pattern(c, "") end,
    function() c:put_image_data(image_data(1, 1), 0, 0) end, function() c:reset() end,
    function() c:draw_image(screen, 0, 0) end,
  } do
    check.fails(busy, use)
  end
end
check.done()
