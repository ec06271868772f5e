-- fill_text, stroke_text, measure_text, and the attributes of text. Nothing here depends on which
-- fonts there are: without any the built-in one is drawn with.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local c = canvas(300, 100)

local defaults = {
  font = "10px sans-serif", text_align = "start", text_baseline = "alphabetic",
  direction = "inherit", letter_spacing = "0px", word_spacing = "0px", font_kerning = "auto",
  font_stretch = "normal", font_variant_caps = "normal", text_rendering = "auto", lang = "inherit",
}
for name, value in pairs(defaults) do
  check.equal(c[name], value, name)
end

-- What is taken, and what is not.
local names = {
  text_align = { "start", "end", "left", "right", "center" },
  text_baseline = { "top", "hanging", "middle", "alphabetic", "ideographic", "bottom" },
  direction = { "ltr", "rtl", "inherit" },
  font_kerning = { "auto", "normal", "none" },
  font_stretch = { "ultra-condensed", "extra-condensed", "condensed", "semi-condensed", "normal",
    "semi-expanded", "expanded", "extra-expanded", "ultra-expanded" },
  font_variant_caps = { "normal", "small-caps", "all-small-caps", "petite-caps",
    "all-petite-caps", "unicase", "titling-caps" },
  text_rendering = { "auto", "optimizeSpeed", "optimizeLegibility", "geometricPrecision" },
  letter_spacing = { "1px", "-0.5em", "3.25mm" }, word_spacing = { "1px", "2rem", "10pt" },
  lang = { "de", "", "zh-Hant" }, font = { "italic bold 12px serif", "1px a" },
}
for name, values in pairs(names) do
  for _, value in ipairs(values) do
    c[name] = value
    check.equal(c[name], value, name)
    if name ~= "lang" then
      for _, bad in ipairs { "", "bogus", value .. "\0", value .. " x,", "20", "Start", "inherit!" } do
        c[name] = bad
        check.equal(c[name], value, name)
      end
    end
    c:save()
    c[name] = defaults[name]
    check.equal(c[name], defaults[name])
    c:restore()
    check.equal(c[name], value)
  end
  check.fails(("TypeError: string expected for %s, got table"):format(name),
    function() c[name] = {} end)
  check.fails(("TypeError: string expected for %s, got nil"):format(name),
    function() c[name] = nil end)
end
c:reset()
for name, value in pairs(defaults) do
  check.equal(c[name], value, name)
end
c.font = "small-caps italic 400 12px/2 Unknown Font, sans-serif"
check.equal(c.font, 'italic small-caps 12px "Unknown Font", sans-serif')
c.letter_spacing = "0"
check.equal(c.letter_spacing, "0px")
c.lang = "inherit"
check.equal(c.lang, "inherit")

-- Metrics.
local members = { "width", "actual_bounding_box_left", "actual_bounding_box_right",
  "font_bounding_box_ascent", "font_bounding_box_descent", "actual_bounding_box_ascent",
  "actual_bounding_box_descent", "em_height_ascent", "em_height_descent", "hanging_baseline",
  "alphabetic_baseline", "ideographic_baseline" }

local function near(got, expected, what, tolerance)
  if not (math.abs(got - expected) <= (tolerance or 1e-3)) then
    error(("%s: expected %s, got %s"):format(what or "value", expected, got), 2)
  end
end

c:reset()
c.font = "20px sans-serif"
local m = c:measure_text("Hxg")
local count = 0
for name in pairs(m) do count = count + 1 end
check.equal(count, #members)
for _, name in ipairs(members) do
  assert(m[name] == m[name] and math.abs(m[name]) < 1000, name)
end
assert(m.width > 10 and m.width < 80)
assert(m.actual_bounding_box_left < 5 and m.actual_bounding_box_right > 8)
assert(m.actual_bounding_box_ascent > 8 and m.actual_bounding_box_ascent < 25)
assert(m.actual_bounding_box_descent >= 0 and m.actual_bounding_box_descent < 10)
assert(m.font_bounding_box_ascent > 8 and m.font_bounding_box_descent > 0)
near(m.em_height_ascent + m.em_height_descent, 20)
assert(m.hanging_baseline > 5 and m.ideographic_baseline <= 0)
check.equal(m.alphabetic_baseline, 0.0)
check.fails("text metrics have no 'actualBoundingBoxLeft'",
  function() return m.actualBoundingBoxLeft end)

-- A font of twice the size is twice as large.
c.font = "40px sans-serif"
local twice = c:measure_text("Hxg")
near(twice.width, 2 * m.width, "width")
for _, name in ipairs(members) do
  near(twice[name], 2 * m[name], name, name:find "actual" and 1.5 or 1e-3)
end
c.font = "0px sans-serif"
near(c:measure_text("Hxg").width, 0)
c.font = "20px sans-serif"

for _, empty in ipairs { "", " " } do
  local e = c:measure_text(empty)
  if empty == "" then check.equal(e.width, 0.0) end
  check.equal(e.actual_bounding_box_left, 0.0)
  check.equal(e.actual_bounding_box_right, 0.0)
  check.equal(e.actual_bounding_box_ascent, 0.0)
  check.equal(e.actual_bounding_box_descent, 0.0)
  check.equal(e.font_bounding_box_ascent, m.font_bounding_box_ascent)
end

-- Where the text is put does not change its box.
for align, part in pairs { left = 0, start = 0, center = 0.5, right = 1, ["end"] = 1 } do
  c.text_align = align
  local a = c:measure_text("Hxg")
  near(a.width, m.width)
  near(a.actual_bounding_box_left, m.actual_bounding_box_left + part * m.width, align)
  near(a.actual_bounding_box_right, m.actual_bounding_box_right - part * m.width, align)
end
c.text_align = "start"
c.direction = "rtl"
near(c:measure_text("Hxg").actual_bounding_box_right, m.actual_bounding_box_right - m.width)
c.text_align = "end"
near(c:measure_text("Hxg").actual_bounding_box_right, m.actual_bounding_box_right)
c.text_align = "start"
c.direction = "ltr"

for baseline, anchor in pairs {
  alphabetic = 0, top = m.em_height_ascent, bottom = -m.em_height_descent,
  middle = (m.em_height_ascent - m.em_height_descent) / 2, hanging = m.hanging_baseline,
  ideographic = m.ideographic_baseline,
} do
  c.text_baseline = baseline
  local b = c:measure_text("Hxg")
  near(b.actual_bounding_box_ascent, m.actual_bounding_box_ascent - anchor, baseline)
  near(b.actual_bounding_box_descent, m.actual_bounding_box_descent + anchor, baseline)
  near(b.font_bounding_box_ascent, m.font_bounding_box_ascent - anchor, baseline)
  near(b.font_bounding_box_descent, m.font_bounding_box_descent + anchor, baseline)
  near(b.em_height_ascent, m.em_height_ascent - anchor, baseline)
  near(b.em_height_descent, m.em_height_descent + anchor, baseline)
  near(b.hanging_baseline, m.hanging_baseline - anchor, baseline)
  near(b.alphabetic_baseline, -anchor, baseline)
  near(b.ideographic_baseline, m.ideographic_baseline - anchor, baseline)
end
c.text_baseline = "alphabetic"

-- Spacing.
c.font_kerning = "none"
local plain = c:measure_text("a b").width
c.letter_spacing = "3px"
near(c:measure_text("a b").width, plain + 9)
c.letter_spacing = "0.5em"
near(c:measure_text("a b").width, plain + 30)
c.font = "30px sans-serif"
near(c:measure_text("a b").width, plain * 1.5 + 45)
c.font = "20px sans-serif"
c.letter_spacing = "0px"
c.word_spacing = "7px"
near(c:measure_text("a b").width, plain + 7)
c.word_spacing = "0px"

-- All white space is a space.
for _, space in ipairs { "\t", "\n", "\r", "\f", "\u{2028}", "\u{2029}" } do
  near(c:measure_text("a" .. space .. "b").width, plain, ("%q"):format(space))
end
near(c:measure_text("a\r\nb").width, c:measure_text("a  b").width)

-- Ink: the smallest box around all pixels that are not transparent, and how many they are.
local function ink(ctx)
  local p <close> = ctx:map()
  local stride, x0, y0, x1, y1, n = p.stride, inf, inf, -inf, -inf, 0
  for y = 0, ctx.height - 1 do
    for i = y * stride, y * stride + ctx.width - 1 do
      if p[i] ~= 0 then
        local x = i % stride
        x0, y0, x1, y1 = math.min(x0, x), math.min(y0, y), math.max(x1, x + 1), math.max(y1, y + 1)
        n = n + 1
      end
    end
  end
  return { x0 = x0, y0 = y0, x1 = x1, y1 = y1, n = n }
end

local function drawn(f)
  c:clear_rect(0, 0, c.width, c.height)
  f()
  local i = ink(c)
  c:clear_rect(0, 0, c.width, c.height)
  return i
end

-- What is drawn is where it was measured.
c:reset()
c.font = "32px sans-serif"
for number, baseline in ipairs(names.text_baseline) do
  local align = names.text_align[number % 5 + 1]
  c.text_align, c.text_baseline = align, baseline
  local t = c:measure_text("Hxg")
  local i = drawn(function() c:fill_text("Hxg", 150, 50) end)
  assert(i.n > 50, "nothing is drawn")
  near(i.x0, 150 - t.actual_bounding_box_left, align, 2)
  near(i.x1, 150 + t.actual_bounding_box_right, align, 2)
  near(i.y0, 50 - t.actual_bounding_box_ascent, baseline, 2)
  near(i.y1, 50 + t.actual_bounding_box_descent, baseline, 2)
end
c.text_align, c.text_baseline = "left", "alphabetic"

-- The same text at whole pixels elsewhere has the same pixels.
local function bytes(x, y)
  c:clear_rect(0, 0, c.width, c.height)
  c:fill_text("Rx", x, y)
  local data, list = c:get_image_data(x, y - 40, 60, 50).data, {}
  for i = 0, 60 * 50 * 4 - 1 do list[i + 1] = data[i] end
  return table.concat(list, ",")
end
check.equal(bytes(20, 60), bytes(131, 47))

-- Not drawn: what is not finite, and no width at all.
for _, bad in ipairs { nan, inf, -inf } do
  check.equal(drawn(function() c:fill_text("Hxg", bad, 50) end).n, 0)
  check.equal(drawn(function() c:fill_text("Hxg", 50, bad) end).n, 0)
  check.equal(drawn(function() c:stroke_text("Hxg", 50, 50, bad) end).n, 0)
end
for _, width in ipairs { 0, -1, -inf } do
  check.equal(drawn(function() c:fill_text("Hxg", 50, 50, width) end).n, 0)
end
check.equal(drawn(function() c:fill_text("", 50, 50) end).n, 0)
check.equal(drawn(function() c:fill_text("  \n", 50, 50) end).n, 0)
check.equal(drawn(function() c:scale(0, 1) c:fill_text("Hxg", 50, 50) c:reset_transform() end).n, 0)

-- A text that is too wide is condensed; one that is not stays as it is.
local full = drawn(function() c:fill_text("HHHH", 50, 50) end)
local same = drawn(function() c:fill_text("HHHH", 50, 50, 1000) end)
local half = drawn(function() c:fill_text("HHHH", 50, 50, c:measure_text("HHHH").width / 2) end)
for _, side in ipairs { "x0", "y0", "x1", "y1", "n" } do check.equal(same[side], full[side]) end
near(half.x1 - half.x0, (full.x1 - full.x0) / 2, "condensed", 3)
near(half.y1 - half.y0, full.y1 - full.y0, "height", 2)
c.text_align = "right"
half = drawn(function() c:stroke_text("HHHH", 150, 50, 30) end)
assert(half.n > 50 and half.x1 <= 153 and half.x0 >= 116)
c.text_align = "left"

-- Strokes are outlines: wider than the filled text, and hollow.
local wide = drawn(function() c.line_width = 6 c:stroke_text("HHHH", 50, 50) end)
near(wide.x0, full.x0 - 3, "stroke", 2)
near(wide.x1, full.x1 + 3, "stroke", 2)
c.line_width = 1

-- Paint, alpha, clip, operators, transforms.
local g = c:create_linear_gradient(50, 0, 50 + c:measure_text("HHHH").width, 0)
g:add_color_stop(0.5, "red")
g:add_color_stop(0.5, "blue")
c.fill_style = g
c:fill_text("HHHH", 50, 50)
local data = c:get_image_data(0, 0, 300, 100).data
local red, blue = -inf, inf
for i = 0, 300 * 100 - 1 do
  if data[i * 4 + 3] == 255 then
    if data[i * 4] == 255 then red = math.max(red, i % 300) end
    if data[i * 4 + 2] == 255 then blue = math.min(blue, i % 300) end
  end
end
assert(red < blue and blue - red < 40 and red > 50)
c:reset()

c.font = "32px sans-serif"
c.global_alpha = 0.5
local faint = drawn(function() c:fill_text("HHHH", 50, 50) end)
check.equal(faint.n, full.n)
c:fill_text("HHHH", 50, 50)
data = c:get_image_data(0, 0, 300, 100).data
local most = 0
for i = 0, 300 * 100 - 1 do most = math.max(most, data[i * 4 + 3]) end
near(most, 128, "alpha", 1)
c:reset()

c.font = "32px sans-serif"
c:save()
c:begin_path()
c:rect(60, 0, 20, 100)
c:clip()
local cut = drawn(function() c:fill_text("HHHH", 50, 50) end)
assert(cut.n > 0 and cut.x0 >= 60 and cut.x1 <= 80)
c:restore()

c.fill_style = "lime"
c:fill_rect(0, 0, 300, 100)
c.global_composite_operation = "copy"
c:fill_text("HHHH", 50, 50)
local copied = ink(c)
check.equal(copied.n, full.n)
c:reset()

c.font = "32px sans-serif"
c.shadow_color, c.shadow_offset_x, c.shadow_offset_y = "red", 20, 10
local shaded = drawn(function() c:fill_text("HHHH", 50, 50) end)
check.equal(shaded.x0, full.x0)
near(shaded.x1, full.x1 + 20, "shadow", 1)
near(shaded.y1, full.y1 + 10, "shadow", 1)
c:reset()

c.font = "16px sans-serif"
c:scale(2, 2)
local large = drawn(function() c:fill_text("HHHH", 25, 25) end)
near(large.x1, full.x1, "scaled", 2)
near(large.y0, full.y0, "scaled", 2)
c:reset()
c.font = "20px sans-serif"
c:translate(100, 10)
c:rotate(math.pi / 2)
local turned = drawn(function() c:fill_text("HHHH", 0, 0) end)
assert(turned.n > 50 and turned.y1 - turned.y0 > turned.x1 - turned.x0)
assert(turned.x0 >= 99 and turned.y0 >= 9)
c:reset()

-- Any bytes, and any length.
c.font = "20px sans-serif"
for _, text in ipairs {
  "\xff\xfe", "\x80", "a\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\0", "a\0b", "\u{feff}",
  "\u{202e}abc", ("\u{301}"):rep(1000), "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", "\u{10ffff}",
  ("x"):rep(10000), ("\u{5d0}\u{5d1} a "):rep(1000),
} do
  local t = c:measure_text(text)
  assert(t.width >= 0 and t.width < inf)
  c:fill_text(text, 10, 50)
  c:stroke_text(text, 10, 50, 100)
end
near(c:measure_text("\xff").width, c:measure_text("\u{fffd}").width)
near(c:measure_text("a\xed\xa0\x80b").width, c:measure_text("a\u{fffd}\u{fffd}\u{fffd}b").width)
for _, size in ipairs { 0, 1e-3, 1, 10000, 1e6 } do
  c.font = size .. "px sans-serif"
  c:fill_text("Hxg", 10, 50)
  c:stroke_text("Hxg", 10, 50)
  assert(c:measure_text("Hxg").width < inf)
end
for _, far in ipairs { 1e9, -1e9, 1e18, 1e300, -1e300 } do
  c:fill_text("Hxg", far, 50)
  c:fill_text("Hxg", 50, far)
end
c:flush()

-- Arguments.
check.refuses("TypeError: bad argument #1 to 'fill_text' (string expected, got nil)",
  "screen:fill_text(nil, 1, 2)")
check.refuses("TypeError: bad argument #1 to 'measure_text' (string expected, got table)",
  "screen:measure_text({})")
check.refuses("TypeError: bad argument #2 to 'stroke_text' (number expected, got no value)",
  [[screen:stroke_text("x")]])
check.refuses("TypeError: bad argument #4 to 'fill_text' (number expected, got table)",
  [[screen:fill_text("x", 1, 2, {})]])
c.font = "20px sans-serif"
near(c:measure_text(15).width, c:measure_text("15").width)
local closed = canvas(1, 1)
closed:close()
check.fails("attempt to use a closed canvas", function() closed:fill_text("x", 1, 1) end)
check.fails("attempt to use a closed canvas", function() return closed:measure_text("x") end)
check.done()
