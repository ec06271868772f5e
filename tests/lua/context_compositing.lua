-- Compositing: global_alpha and all global_composite_operation values, on pixels whose results are
-- worked out by hand from the formulas of Compositing and Blending Level 1.
local check = require "check"
local nan, inf = 0 / 0, 1 / 0

local operators = {
  "source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in",
  "destination-out", "destination-atop", "lighter", "copy", "xor", "multiply", "screen", "overlay",
  "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light", "difference",
  "exclusion", "hue", "saturation", "color", "luminosity",
}
check.equal(#operators, 26)

local c = canvas(4, 1)

-- Reading back; what is none is ignored.
for _, name in ipairs(operators) do
  c.global_composite_operation = name
  check.equal(c.global_composite_operation, name)
end
for _, bad in ipairs { "Source-Over", "source over", "", "source-over ", "sourceover", "plus",
  "lighter\0", 5 } do
  c.global_composite_operation = bad
  check.equal(c.global_composite_operation, "luminosity")
end
check.fails("TypeError: string expected for global_composite_operation, got table",
  function() c.global_composite_operation = {} end)

c.global_alpha = 0.25
for _, bad in ipairs { -0.1, 1.1, nan, inf, -inf, "x", "" } do
  c.global_alpha = bad
  check.equal(c.global_alpha, 0.25)
end
c.global_alpha = "0.75"
check.equal(c.global_alpha, 0.75)
c.global_alpha = 0
check.equal(c.global_alpha, 0.0)
c.global_alpha = 1
check.equal(c.global_alpha, 1.0)
check.fails("TypeError: number expected for global_alpha, got nil",
  function() c.global_alpha = nil end)

-- The formulas, in doubles, straight colours 0 to 1.
local function porter_duff(fa, fb)
  return function(s, d)
    local a, b = fa(s[4], d[4]), fb(s[4], d[4])
    local alpha = math.min(1, s[4] * a + d[4] * b)
    local result = { 0, 0, 0, alpha }
    for i = 1, 3 do
      local v = math.min(alpha, s[4] * a * s[i] + d[4] * b * d[i])
      result[i] = alpha > 0 and v / alpha or 0
    end
    return result
  end
end
local function zero() return 0 end
local function one() return 1 end
local function source(s) return s end
local function not_source(s) return 1 - s end
local function backdrop(_, d) return d end
local function not_backdrop(_, d) return 1 - d end

local function blend(f)
  return function(s, d)
    local mixed = f(s, d)
    local color = { 0, 0, 0, s[4] }
    for i = 1, 3 do
      color[i] = (1 - d[4]) * s[i] + d[4] * mixed[i]
    end
    return porter_duff(one, not_source)(color, d)
  end
end
local function separable(f)
  return blend(function(s, d) return { f(s[1], d[1]), f(s[2], d[2]), f(s[3], d[3]) } end)
end
local function hard_light(s, d)
  return s <= 0.5 and d * 2 * s or d + (2 * s - 1) - d * (2 * s - 1)
end
local function soft_light(s, d)
  if s <= 0.5 then
    return d - (1 - 2 * s) * d * (1 - d)
  end
  local e = d <= 0.25 and ((16 * d - 12) * d + 4) * d or math.sqrt(d)
  return d + (2 * s - 1) * (e - d)
end

local function lum(k) return 0.3 * k[1] + 0.59 * k[2] + 0.11 * k[3] end
local function sat(k) return math.max(k[1], k[2], k[3]) - math.min(k[1], k[2], k[3]) end
local function set_lum(k, l)
  local r = {}
  for i = 1, 3 do r[i] = k[i] + l - lum(k) end
  local n, x = math.min(r[1], r[2], r[3]), math.max(r[1], r[2], r[3])
  for i = 1, 3 do
    if n < 0 then r[i] = l + (r[i] - l) * l / (l - n) end
  end
  for i = 1, 3 do
    if x > 1 then r[i] = l + (r[i] - l) * (1 - l) / (x - l) end
  end
  return r
end
local function set_sat(k, s)
  local least, most = math.min(k[1], k[2], k[3]), math.max(k[1], k[2], k[3])
  local r = {}
  for i = 1, 3 do r[i] = most > least and (k[i] - least) * s / (most - least) or 0 end
  return r
end

local formulas = {
  ["source-over"] = porter_duff(one, not_source),
  ["source-in"] = porter_duff(backdrop, zero),
  ["source-out"] = porter_duff(not_backdrop, zero),
  ["source-atop"] = porter_duff(backdrop, not_source),
  ["destination-over"] = porter_duff(not_backdrop, one),
  ["destination-in"] = porter_duff(zero, source),
  ["destination-out"] = porter_duff(zero, not_source),
  ["destination-atop"] = porter_duff(not_backdrop, source),
  ["lighter"] = porter_duff(one, one),
  ["copy"] = porter_duff(one, zero),
  ["xor"] = porter_duff(not_backdrop, not_source),
  ["multiply"] = separable(function(s, d) return s * d end),
  ["screen"] = separable(function(s, d) return s + d - s * d end),
  ["overlay"] = separable(function(s, d) return hard_light(d, s) end),
  ["darken"] = separable(math.min),
  ["lighten"] = separable(math.max),
  ["color-dodge"] = separable(function(s, d)
    return d == 0 and 0 or s >= 1 and 1 or math.min(1, d / (1 - s))
  end),
  ["color-burn"] = separable(function(s, d)
    return d >= 1 and 1 or s <= 0 and 0 or 1 - math.min(1, (1 - d) / s)
  end),
  ["hard-light"] = separable(hard_light),
  ["soft-light"] = separable(soft_light),
  ["difference"] = separable(function(s, d) return math.abs(s - d) end),
  ["exclusion"] = separable(function(s, d) return s + d - 2 * s * d end),
  ["hue"] = blend(function(s, d) return set_lum(set_sat(s, sat(d)), lum(d)) end),
  ["saturation"] = blend(function(s, d) return set_lum(set_sat(d, sat(s)), lum(d)) end),
  ["color"] = blend(function(s, d) return set_lum(s, lum(d)) end),
  ["luminosity"] = blend(function(s, d) return set_lum(d, lum(s)) end),
}

-- Premultiplied, because a straight colour of a small alpha is not exact.
local function words(ctx)
  local map <close> = ctx:map()
  local word = map[0]
  return { word >> 16 & 255, word >> 8 & 255, word & 255, word >> 24 }
end

local colors = {
  { 255, 0, 0, 1 }, { 0, 0, 0, 1 }, { 255, 255, 255, 1 }, { 10, 120, 200, 1 },
  { 200, 100, 50, 0.6 }, { 30, 240, 90, 0.2 }, { 0, 0, 0, 0 },
}
local function css(k) return ("rgba(%d, %d, %d, %s)"):format(table.unpack(k)) end
local function quantised(k) -- as it is held: premultiplied bytes
  local alpha = math.floor(k[4] * 255 + 0.5) / 255
  local r = { 0, 0, 0, alpha }
  for i = 1, 3 do
    r[i] = alpha > 0 and math.floor(k[i] * alpha + 0.5) / 255 / alpha or 0
  end
  return r
end

for _, name in ipairs(operators) do
  for _, s in ipairs(colors) do
    for _, d in ipairs(colors) do
      c:reset()
      c.fill_style = css(d)
      c:fill_rect(0, 0, 1, 1)
      c.global_composite_operation = name
      c.fill_style = css(s)
      c:fill_rect(0, 0, 1, 1)
      local expected, got = formulas[name](quantised(s), quantised(d)), words(c)
      for i = 1, 4 do
        local e = 255 * expected[4] * (i < 4 and expected[i] or 1)
        if not (math.abs(got[i] - e) <= 1.01) then
          error(("%s, %s on %s: channel %d: expected %s, got %d"):format(name, css(s), css(d), i, e,
            got[i]))
        end
      end
    end
  end
end

-- global_alpha multiplies the source's.
c:reset()
c.global_alpha = 0.5
c.fill_style = "rgba(255, 0, 0, 0.5)"
c:fill_rect(0, 0, 1, 1)
check.rgba(c, 0, 0, { 255, 0, 0, 64 }, 1)

-- Where the source is not: the unbounded operators clear the clip, the others leave it alone.
for _, name in ipairs(operators) do
  c:reset()
  c.fill_style = "blue"
  c:fill_rect(0, 0, 4, 1)
  c:save()
  c:begin_path()
  c:rect(0, 0, 3, 1)
  c:clip()
  c.fill_style = "red"
  c.global_composite_operation = name
  c:fill_rect(0, 0, 1, 1)
  c:restore()
  local unbounded = name == "copy" or name == "source-in" or name == "source-out"
    or name == "destination-in" or name == "destination-atop"
  check.rgba(c, 2, 0, unbounded and { 0, 0, 0, 0 } or { 0, 0, 255, 255 })
  check.rgba(c, 3, 0, { 0, 0, 255, 255 }) -- outside of the clip: never
end

-- Not for put_image_data and clear_rect.
c:reset()
c.fill_style = "blue"
c:fill_rect(0, 0, 4, 1)
local data = c:get_image_data(0, 0, 1, 1)
c.global_alpha = 0
c.global_composite_operation = "destination-over"
c:put_image_data(data, 3, 0)
c:clear_rect(0, 0, 2, 1)
check.rgba(c, 3, 0, { 0, 0, 255, 255 })
check.rgba(c, 1, 0, { 0, 0, 0, 0 })

-- A screen stays opaque.
screen.global_composite_operation = "copy"
screen.fill_style = "rgba(255, 255, 255, 0.5)"
screen:fill_rect(0, 0, 1, 1)
check.list({ pixel(0, 0) }, { 0x808080, 1 })
check.list({ pixel(9, 9) }, { 0, 1 })

-- Also where its alpha would be lost: what comes below it is not seen. Drawn as a fill of whole
-- pixels, as a shape, and within a clip.
for _, op in ipairs { "source-in", "source-out", "destination-in", "destination-out",
  "destination-atop", "copy", "xor" } do
  for way = 1, 3 do
    screen:reset()
    if way == 3 then
      screen:begin_path()
      screen:arc(10, 10, 8, 0, 7)
      screen:clip()
    end
    screen.global_composite_operation = op
    screen.fill_style = "rgba(0, 0, 255, 0.5)"
    screen:fill_rect(way == 1 and 5 or 5.5, 5, 10, 10)
    screen:reset_transform()
    screen.global_composite_operation = "destination-over"
    screen.fill_style = "red"
    screen:fill_rect(0, 0, 20, 20)
    for _, x in ipairs { 5, 10, 15, 18 } do
      check.equal((pixel(x, 10)) >> 16, 0, op .. " " .. way .. " red at " .. x)
    end
  end
end
check.done()
