-- Colour glyphs: pictures of their own colours that everything applies to. Run where a colour font
-- is installed.
local check = require "check"

local c = canvas(120, 60)

local function words(f)
  c:reset()
  c.font = "40px sans-serif"
  f()
  local p <close> = c:map()
  local list = {}
  for y = 0, 59 do
    for x = 0, 119 do list[#list + 1] = p[y * p.stride + x] end
  end
  return list
end

local function count(list, test)
  local n = 0
  for i, word in ipairs(list) do
    if test(word >> 24, word >> 16 & 255, word >> 8 & 255, word & 255, (i - 1) % 120) then
      n = n + 1
    end
  end
  return n
end

local function visible(alpha) return alpha > 0 end
local function red(alpha, r, g, b) return alpha > 200 and r > 180 and g < 110 and b < 110 end

-- A balloon is red whatever the fill style, filled or stroked.
local balloon = words(function() c:fill_text("🎈", 10, 45) end)
assert(count(balloon, red) > 100, "no red balloon")
for _, style in ipairs { "lime", "#00f", "black" } do
  check.list(words(function()
    c.fill_style = style
    c:fill_text("🎈", 10, 45)
  end), balloon)
end
check.list(words(function() c:stroke_text("🎈", 10, 45) end), balloon)
assert(c:measure_text("🎈").width > 30 and c:measure_text("🎈").actual_bounding_box_right > 25)

-- Alpha is the context's times the colour's.
for _, f in ipairs {
  function() c.global_alpha = 0.5 end,
  function() c.fill_style = "rgba(0, 0, 0, 0.5)" end,
} do
  local faint = words(function()
    f()
    c:fill_text("🎈", 10, 45)
  end)
  check.equal(count(faint, function(alpha) return alpha > 129 end), 0)
  assert(count(faint, function(alpha) return alpha >= 126 end) > 100)
end

-- With its neighbours it is one drawing: "copy" keeps all of it, a shadow lies below all of it.
local plain = words(function() c:fill_text("a🎈b", 5, 45) end)
local copied = words(function()
  c.fill_style = "lime"
  c:fill_rect(0, 0, 120, 60)
  c.fill_style, c.global_composite_operation = "black", "copy"
  c:fill_text("a🎈b", 5, 45)
end)
check.equal(count(copied, visible), count(plain, visible))
assert(count(copied, red) > 100)
local shaded = words(function()
  c.shadow_color, c.shadow_offset_x, c.shadow_offset_y = "blue", -6, 0
  c:fill_text("a🎈b", 10, 45)
end)
local unshaded = words(function() c:fill_text("a🎈b", 10, 45) end)
for i, word in ipairs(unshaded) do
  if word >> 24 == 255 then check.equal(shaded[i], word, "under its own shadow") end
end
assert(count(shaded, function(alpha, r, g, b) return alpha == 255 and b == 255 and r == 0 end) > 50)
local filtered = words(function()
  c.filter = "grayscale(1)"
  c:fill_text("a🎈b", 5, 45)
end)
check.equal(count(filtered, red), 0)
check.equal(count(filtered, visible), count(plain, visible))

-- Quick text too; clipped, turned, and very large.
local function quick(opts, color, f)
  return words(function()
    draw_to(c, function()
      if f then f() end
      text("🎈", 10, 0, color or "black", opts)
    end)
  end)
end
assert(count(quick { size = 40 }, red) > 100)
check.equal(count(quick({ size = 40 }, rgba(0, 0, 0, 0.5)), function(a) return a > 129 end), 0)
check.equal(count(quick({ size = 40 }, "black", function() clip(0, 0, 20, 60) end),
  function(alpha, _, _, _, x) return alpha > 0 and x >= 20 end), 0)
assert(count(quick({ size = 30 }, "black", function() rotate(0.5, 30, 30) end), red) > 50)
assert(count(quick { size = 2000 }, visible) >= 0)

-- More than are kept; the first is then what it was.
for size = 5, 600, 2 do
  c.font = size .. "px sans-serif"
  c:fill_text("🎈🚀", 0, 45)
end
c:flush()
check.list(words(function() c:fill_text("🎈", 10, 45) end), balloon)
check.done()
