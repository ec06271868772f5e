-- text, measure_text and load_font. Nothing here depends on which fonts there are.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local function near(got, expected, what, tolerance)
  if not (math.abs(got - expected) <= (tolerance or 1e-3)) then
    error(("%s: expected %s, got %s"):format(what or "value", expected, got), 2)
  end
end

-- The smallest box around all pixels that are not black, of a canvas of 300x200.
local c = canvas(300, 200)
local function ink(f)
  local x0, y0, x1, y1, n = inf, inf, -inf, -inf, 0
  draw_to(c, function()
    clear()
    f()
  end)
  local p <close> = c:map()
  for y = 0, 199 do
    for i = y * p.stride, y * p.stride + 299 do
      if p[i] ~= 0 then
        local x = i % p.stride
        x0, y0, x1, y1 = math.min(x0, x), math.min(y0, y), math.max(x1, x + 1), math.max(y1, y + 1)
        n = n + 1
      end
    end
  end
  return { x0 = x0, y0 = y0, x1 = x1, y1 = y1, n = n }
end

-- The advance box, the same drawn and measured.
local w1, h1 = measure_text("Hxg")
assert(w1 > 10 and w1 < 60 and h1 > 14 and h1 < 32)
check.list({ measure_text("Hxg", { size = 16 }) }, { w1, h1, 1 })
check.list({ text("Hxg", 5, 5, "white") }, { w1, h1 })
local w2, h2 = measure_text("Hxg", { size = 32 })
near(w2, 2 * w1)
near(h2, 2 * h1)
check.list({ measure_text("", { size = 32 }) }, { 0.0, h2, 1 })
near((measure_text(12)), (measure_text("12")))
near((measure_text(0.5)), (measure_text("0.5")))

-- The top left is at x, y.
local i = ink(function() text("Hxg", 40, 50, "white", { size = 32 }) end)
assert(i.n > 50 and i.x0 >= 39 and i.x0 < 48 and i.x1 <= 41 + w2 and i.y0 >= 50 and i.y1 <= 51 + h2)

-- Lines.
local w3, h3, lines = measure_text("Hxg\nHxg\r\n\nHxg", { size = 32 })
near(w3, w2)
near(h3, 4 * h2)
check.equal(lines, 4)
near(select(2, measure_text("a\nb", { size = 20, line_height = 1.5 })), 60)
near(select(2, measure_text("a\nb", { size = 20, line_height = 2 })), 80)

-- Without a box, aligned about x and y.
local plain = ink(function() text("Hxg", 100, 100, "white", { size = 32 }) end)
local function moved(opts, dx, dy)
  opts.size = 32
  local m = ink(function() text("Hxg", 100, 100, "white", opts) end)
  near(m.x0, plain.x0 + dx, "left", 1.1)
  near(m.y0, plain.y0 + dy, "top", 1.1)
  near(m.x1, plain.x1 + dx, "right", 1.1)
end
moved({ align = "left" }, 0, 0)
moved({ align = "start" }, 0, 0)
moved({ align = "center" }, -w2 / 2, 0)
moved({ align = "right" }, -w2, 0)
moved({ align = "end" }, -w2, 0)
moved({ valign = "top" }, 0, 0)
moved({ valign = "middle" }, 0, -h2 / 2)
moved({ valign = "bottom" }, 0, -h2)
-- In a box.
moved({ width = 150, align = "left" }, 0, 0)
moved({ width = 150, align = "center" }, 75 - w2 / 2, 0)
moved({ width = 150, align = "right" }, 150 - w2, 0)
moved({ height = 90, valign = "middle" }, 0, 45 - h2 / 2)
moved({ height = 90, valign = "bottom" }, 0, 90 - h2)
moved({ width = 150, height = 90, align = "right", valign = "bottom" }, 150 - w2, 90 - h2)
local base = ink(function() text("H", 100, 100, "white", { size = 32, valign = "baseline" }) end)
near(base.y1, 100, "baseline", 1.1)
-- A direction decides what start and end are, in a box.
moved({ width = 150, direction = "rtl" }, 150 - w2, 0)
moved({ width = 150, direction = "rtl", align = "end" }, 0, 0)
moved({ width = 150, direction = "rtl", align = "left" }, 0, 0)
moved({ direction = "rtl" }, 0, 0)

-- Wrapping.
local words = ("ab "):rep(20)
local ww, wh, wlines = measure_text(words, { size = 16, width = 100 })
assert(ww <= 100 and ww > 50 and wlines > 2)
near(wh, wlines * h1)
check.equal(select(3, measure_text(words, { size = 16, width = 100, wrap = false })), 1)
check.equal(select(3, measure_text(words, { size = 16, width = 100 })), wlines) -- kept apart
check.equal(select(3, measure_text(words, { size = 16, wrap = true })), 1)
check.equal(select(3, measure_text(words, { size = 16, width = 0 })), 1)
check.equal(select(3, measure_text(words, { size = 16, width = inf })), 1)
i = ink(function() text(words, 20, 10, "white", { width = 100 }) end)
assert(i.n > 100 and i.x0 >= 19 and i.x1 <= 121 and i.y1 > 10 + h1)

-- Fitting.
local full = measure_text(words, { size = 40 })
for _, width in ipairs { 100, 250, 700 } do
  local fw, fh, fl = measure_text(words, { size = 40, width = width, fit = true })
  check.equal(fl, 1)
  assert(fw <= width + 0.1 and (fw > width * 0.85 or fw >= full - 0.1))
end
local fw, fh, fl = measure_text(words, { size = 40, width = 100, height = 100, fit = true })
assert(fw <= 100.1 and fh <= 100.1 and fl > 1 and fh > 50)
check.list({ measure_text("Hxg", { size = 16, width = 200, height = 100, fit = true }) },
  { w1, h1, 1 })
fw, fh = measure_text("Hxg", { size = 100, height = 30, fit = true })
assert(fh <= 30.1 and fh > 25)
fw, fh = measure_text(words, { size = 40, width = 1, fit = true })
assert(fw > 0 and fh > 0)

-- Cut.
local ew, eh, el = measure_text(words, { size = 16, width = 100, ellipsis = true })
check.equal(el, 1)
assert(ew <= 100 and ew > 60)
ew, eh, el = measure_text(words, { size = 16, width = 100, height = 2.5 * h1, ellipsis = true })
check.equal(el, 2)
near(eh, 2 * h1)
assert(ew <= 100)
check.list({ measure_text("Hxg", { width = 100, ellipsis = true }) }, { w1, h1, 1 })

-- Colours, and the quick functions' state.
check.equal(ink(function() text("Hxg", 10, 10, rgba(0, 0, 0, 0), { size = 32 }) end).n, 0)
check.equal(ink(function() clip(0, 0, 5, 5) text("Hxg", 10, 10, "red", { size = 32 }) end).n, 0)
check.equal(ink(function() translate(1000, 0) text("Hxg", 10, 10, "red") end).n, 0)
check.equal(ink(function() scale(0) text("Hxg", 10, 10, "red") end).n, 0)
i = ink(function() translate(50, 20) scale(2) text("Hxg", 10, 10, "red", { size = 16 }) end)
assert(i.n > 50 and i.x0 >= 69 and i.y0 >= 39)
draw_to(c, function()
  clear()
  text("HHHH", 10, 10, linear_gradient(0, 0, 300, 0, { 0, "red", 1, "red" }), { size = 60 })
end)
local found
for x = 10, 100 do
  local color, alpha = nil, c:get_image_data(x, 50, 1, 1).data
  if alpha[3] == 255 then
    check.equal(alpha[0], 255)
    check.equal(alpha[1], 0)
    found = true
  end
end
assert(found)

-- Nothing is drawn where the place is no number, but it is measured.
for _, bad in ipairs { nan, inf, -inf } do
  check.equal(ink(function() check.list({ text("Hxg", bad, 10, "red") }, { w1, h1 }) end).n, 0)
  check.equal(ink(function() check.list({ text("Hxg", 10, bad, "red") }, { w1, h1 }) end).n, 0)
end
check.equal(ink(function() text("Hxg", 10, 10, "red", { size = 0 }) end).n, 0)
check.list({ measure_text("Hxg", { size = 0 }) }, { 0.0, 0.0, 1 })

-- Hostile text and sizes.
for _, s in ipairs { "\xff\xfe", "a\xc3", "\0", "a\0b", "\u{202e}abc", ("\u{301}"):rep(100),
  "\u{2028}\u{2029}", ("\n"):rep(1000), ("y"):rep(10000), "\u{feff}" } do
  for _, opts in ipairs { {}, { width = 50 }, { width = 50, ellipsis = true },
    { width = 50, fit = true }, { width = 50, height = 40, fit = true } } do
    local mw, mh, ml = measure_text(s, opts)
    assert(mw >= 0 and mw < inf and mh >= 0 and mh < inf and ml >= 1)
    draw_to(c, function() text(s, 10, 10, "white", opts) end)
  end
end
local mega = ("The quick brown fox. "):rep(50000)
draw_to(c, function() text(mega, 0, 0, "white", { width = 300 }) end)
c:flush()
mega = nil
for _, size in ipairs { 1e-3, 1, 10000, 1e6, 1e30 } do
  draw_to(c, function() text("Hxg", 0, 0, "white", { size = size }) end)
end
c:flush()

-- Options.
check.refuses("bad argument #5 to 'text' (unknown option 'colour'; text knows: font, size, width, "
  .. "height, align, valign, wrap, fit, ellipsis, line_height, direction, features)",
  [[text("x", 0, 0, "red", {colour = 1})]])
check.refuses("bad argument #2 to 'measure_text' (size=0.0 or more expected, got -1)",
  [[measure_text("x", {size = -1})]])
check.refuses("bad argument #2 to 'measure_text' (align= \"left\", \"center\", \"right\", "
  .. "\"start\" or \"end\" expected, got middle)", [[measure_text("x", {align = "middle"})]])
check.refuses("bad argument #2 to 'measure_text' (valign= \"top\", \"middle\", \"bottom\" or "
  .. "\"baseline\" expected, got 1)", [[measure_text("x", {valign = 1})]])
check.refuses("bad argument #2 to 'measure_text' (direction= \"auto\", \"ltr\" or \"rtl\" "
  .. "expected, got left)", [[measure_text("x", {direction = "left"})]])
local wrong = "bad argument #2 to 'measure_text' (features= tags of four letters expected, with "
  .. "true, false or a number from 0 to 65535)"
for _, features in ipairs { "{lig = true}", "{liga = -1}", "{liga = 'on'}", "{1}",
  "{liga = 0/0}" } do
  check.refuses(wrong, ([[measure_text("x", {features = %s})]]):format(features))
end
measure_text("x", { features = { liga = false, tnum = true, ss01 = 2 } })
check.refuses("bad argument #2 to 'measure_text' (features={liga=false, tnum=true, …} expected)",
  [[measure_text("x", {features = "liga"})]])
check.refuses("text(s, x, y, colour, {font=, size=}): 4 to 5 arguments expected, got 3",
  [[text("x", 0, 0)]])
check.refuses("bad argument #1 to 'text' (text or number expected, got nil)",
  [[text(nil, 0, 0, "red")]])
check.refuses("bad argument #1 to 'measure_text' (text or number expected, got table)",
  [[measure_text({})]])
check.refuses("bad argument #2 to 'text' (number expected, got nil)", [[text("x", nil, 0, "red")]])
check.refuses("bad argument #4 to 'text' ('nonsense' is not a CSS colour)",
  [[text("x", 0, 0, "nonsense")]])
check.done()
