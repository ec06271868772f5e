-- create_pattern and a pattern's set_transform.
local check = require "check"
local nan = 0 / 0

-- 2x2: red, lime / blue, white.
local tile = canvas(2, 2)
for i, color in ipairs { "red", "lime", "blue", "white" } do
  tile.fill_style = color
  tile:fill_rect((i - 1) % 2, (i - 1) // 2, 1, 1)
end
local R, G, B, W, N = { 255, 0, 0, 255 }, { 0, 255, 0, 255 }, { 0, 0, 255, 255 },
  { 255, 255, 255, 255 }, { 0, 0, 0, 0 }

local c = canvas(8, 8)
c.image_smoothing_enabled = false
local function fill_with(p)
  c:clear_rect(0, 0, 8, 8)
  c.fill_style = p
  c:fill_rect(0, 0, 8, 8)
end
local function is(rows)
  for y, row in ipairs(rows) do
    for x, color in ipairs(row) do
      check.rgba(c, x - 1, y - 1, color)
    end
  end
end

for _, all in ipairs { c:create_pattern(tile, "repeat"), c:create_pattern(tile, ""),
  c:create_pattern(tile, nil) } do
  fill_with(all)
  is { { R, G, R, G, R, G, R, G }, { B, W, B, W, B, W, B, W }, { R, G, R, G }, { B, W, B, W } }
end
fill_with(c:create_pattern(tile, "repeat-x"))
is { { R, G, R, G, R, G, R, G }, { B, W, B, W, B, W, B, W }, { N, N, N, N }, { N, N, N, N } }
fill_with(c:create_pattern(tile, "repeat-y"))
is { { R, G, N, N }, { B, W, N, N }, { R, G, N, N }, { B, W, N, N } }
fill_with(c:create_pattern(tile, "no-repeat"))
is { { R, G, N, N }, { B, W, N, N }, { N, N, N, N } }

-- From the origin of the space that is in force when it is used, also to the left of it.
local p = c:create_pattern(tile, "repeat")
c:clear_rect(0, 0, 8, 8)
c:save()
c:translate(3, 1)
c.fill_style = p
c:fill_rect(-3, -1, 8, 8)
c:restore()
is { { W, B, W, B, W, B, W, B }, { G, R, G, R, G, R, G, R }, { W, B, W, B } }
c:save()
c:scale(2, 2)
c.fill_style = p
c:fill_rect(0, 0, 4, 4)
c:restore()
is { { R, R, G, G, R, R, G, G }, { R, R, G, G }, { B, B, W, W }, { B, B, W, W }, { R, R, G, G } }

-- Its own transform.
check.equal(tostring(p):match("^%a+"), "pattern")
p:set_transform { e = 1 }
fill_with(p)
is { { G, R, G, R }, { W, B, W, B } }
p:set_transform { a = nan } -- ignored
fill_with(p)
is { { G, R, G, R }, { W, B, W, B } }
p:set_transform { a = 0, d = 0 } -- no inverse: nothing is painted
fill_with(p)
is { { N, N }, { N, N } }
p:set_transform()
fill_with(p)
is { { R, G, R, G }, { B, W, B, W } }
check.fails("TypeError: bad argument #1 to 'set_transform' (table with a, b, c, d, e, f expected, "
  .. "got 5)", function() p:set_transform(5) end)

-- It has the pixels of the moment when it was made.
tile:reset()
fill_with(p)
is { { R, G, R, G }, { B, W, B, W } }
tile:close()
c.fill_style = "black"
c.fill_style = p
c:clear_rect(0, 0, 8, 8)
c:fill_rect(0, 0, 8, 8)
is { { R, G, R, G }, { B, W, B, W } }

-- Alpha, strokes, and the screen as a source.
c:clear_rect(0, 0, 8, 8)
c.global_alpha = 0.5
c.stroke_style = p
c.line_width = 2
c:begin_path()
c:move_to(0, 1)
c:line_to(8, 1)
c:stroke()
c.global_alpha = 1
check.rgba(c, 0, 0, { 255, 0, 0, 128 }, 1)
check.rgba(c, 0, 2, N)
clear("yellow")
fill_with(c:create_pattern(screen, "repeat"))
check.rgba(c, 7, 7, { 255, 255, 0, 255 })
fill_with(c:create_pattern(c, "no-repeat")) -- and itself
check.rgba(c, 7, 7, { 255, 255, 0, 255 })

-- Errors.
for _, bad in ipairs { "tile", "Repeat", "repeat ", "repeat\0" } do
  local ok, message = pcall(c.create_pattern, c, c, bad)
  check.equal(ok, false, bad)
  check.equal(message:match("SyntaxError: a pattern's repetition must be repeat, repeat%-x, repeat%-y "
    .. "or no%-repeat, got"):sub(1, 11), "SyntaxError")
end
check.fails("TypeError: bad argument #1 to 'create_pattern' (image or canvas expected, got number)",
  function() c:create_pattern(5, "repeat") end)
check.fails("TypeError: bad argument #2 to 'create_pattern' (string or nil expected, got no value)",
  function() c:create_pattern(c) end)
check.fails("InvalidStateError: bad argument #1 to 'create_pattern' (the canvas is closed)",
  function() c:create_pattern(tile, "") end)
check.fails("a pattern has no 'add_color_stop'", function() p:add_color_stop(0, "red") end)
check.refuses("bad argument #1 to 'set_transform' (fbrun.pattern expected, got fbrun.context)",
  "screen:create_pattern(screen, '').set_transform(screen)")

-- The smallest, and a large one.
local one = canvas(1, 1)
one:fill_rect(0, 0, 1, 1)
fill_with(c:create_pattern(one, "repeat"))
check.rgba(c, 5, 5, { 0, 0, 0, 255 })
c:save()
c:scale(1e-9, 1e-9)
c.fill_style = c:create_pattern(one, "repeat")
c:fill_rect(0, 0, 8e9, 8e9)
c:restore()
check.rgba(c, 5, 5, { 0, 0, 0, 255 }, 1)
local large = canvas(4096, 4096)
large.fill_style = "red"
large:fill_rect(0, 0, 4096, 4096)
fill_with(c:create_pattern(large, "repeat"))
large:close()
check.rgba(c, 7, 7, R)
check.done()
