-- fill_style and stroke_style: CSS colours, and how they read back.
local check = require "check"

local c = canvas(2, 2)

for given, expected in pairs {
  ["#f00"] = "#ff0000", ["#F00"] = "#ff0000", ["#ff0000"] = "#ff0000", ["#F00f"] = "#ff0000",
  ["#12345678"] = "rgba(18, 52, 86, 0.47)", ["#0008"] = "rgba(0, 0, 0, 0.533)",
  red = "#ff0000", RED = "#ff0000", transparent = "rgba(0, 0, 0, 0)",
  RebeccaPurple = "#663399", [" red "] = "#ff0000",
  ["rgb(1, 2, 3)"] = "#010203", ["rgb(1 2 3)"] = "#010203", ["rgba(1, 2, 3, 1)"] = "#010203",
  ["rgb(1 2 3 / 0.5)"] = "rgba(1, 2, 3, 0.5)", ["rgba(1, 2, 3, 50%)"] = "rgba(1, 2, 3, 0.5)",
  ["rgba(255, 0, 0, 0)"] = "rgba(255, 0, 0, 0)", ["rgba(0, 0, 0, 0.2)"] = "rgba(0, 0, 0, 0.2)",
  ["rgba(0, 0, 0, 0.25)"] = "rgba(0, 0, 0, 0.25)", ["rgba(300, -5, 0, 7)"] = "#ff0000",
  ["hsl(120, 100%, 50%)"] = "#00ff00", ["hsla(240, 100%, 50%, 0.75)"] = "rgba(0, 0, 255, 0.75)",
  ["hwb(0 0% 0%)"] = "#ff0000", ["lab(46.2775% -47.5621 48.5837)"] = "#008000",
  ["oklch(70% 0.1 250 / 0.5)"] = "rgba(109, 163, 218, 0.5)",
  ["color(display-p3 0.21604 0.49418 0.13151)"] = "#008000",
} do
  for _, name in ipairs { "fill_style", "stroke_style", "shadow_color" } do
    c[name] = given
    check.equal(c[name], expected, name .. " " .. given)
  end
end

-- Every alpha reads back such that it gives the same colour again.
for alpha = 0, 255 do
  c.fill_style = ("#102030%02x"):format(alpha)
  local text = c.fill_style
  c.fill_style = "red"
  c.fill_style = text
  check.equal(c.fill_style, text)
  c:clear_rect(0, 0, 2, 2)
  c.global_composite_operation = "copy"
  c:fill_rect(0, 0, 2, 2)
  check.equal(c:get_image_data(0, 0, 1, 1).data[3], alpha)
end
c:reset()

-- What is no colour is ignored.
for _, name in ipairs { "fill_style", "stroke_style", "shadow_color" } do
  c[name] = "lime"
  for _, bad in ipairs { "", "#", "#12", "#12345", "#ggg", "redd", "rgb(1, 2)", "rgb(1, 2, 3))",
    "hsl(1, 2, 3)", "url(x)", "red;", "ff0000", "\0", ("x"):rep(100000) } do
    c[name] = bad
    check.equal(c[name], "#00ff00")
  end
end

-- Beyond the standard: colours as the quick functions take them.
c.fill_style = "red"
c.fill_style = "currentColor"
check.equal(c.fill_style, "#000000")
c.fill_style = 0x123456
check.equal(c.fill_style, "#123456")
c.fill_style = rgba(255, 0, 0, 0.5)
check.equal(c.fill_style, "rgba(255, 0, 0, 0.5)")
for _, name in ipairs { "fill_style", "stroke_style", "shadow_color" } do
  local text = "TypeError: " .. name .. ": colour expected: 0xRRGGBB, rgba() or a CSS string; got "
  check.fails(text .. "table", function() c[name] = {} end)
  check.fails(text .. "nil", function() c[name] = nil end)
  check.fails(text .. "boolean", function() c[name] = true end)
  check.fails(text .. "-1", function() c[name] = -1 end)
end

-- The two are each other's neighbours only.
c.fill_style = "red"
c.stroke_style = "blue"
c:fill_rect(0, 0, 1, 1)
c:begin_path()
c:move_to(1.5, 0)
c:line_to(1.5, 1)
c:stroke()
check.rgba(c, 0, 0, { 255, 0, 0, 255 })
check.rgba(c, 1, 0, { 0, 0, 255, 255 })

-- An object reads back as the very same, from wherever it was saved.
local g, p = c:create_linear_gradient(0, 0, 1, 1), c:create_pattern(c, "repeat")
c.fill_style = g
check.equal(c.fill_style, g)
c:save()
c.fill_style = p
c.stroke_style = g
check.equal(c.fill_style, p)
check.equal(c.stroke_style, g)
c:restore()
check.equal(c.fill_style, g)
check.equal(c.stroke_style, "#0000ff")
c.fill_style = "nonsense"
check.equal(c.fill_style, g)

-- Even if the script has forgotten it.
local name = tostring(g)
g = nil
collectgarbage()
check.equal(tostring(c.fill_style):match("^[^:]+"), name:match("^[^:]+"))
c.fill_style:add_color_stop(0, "lime")
collectgarbage()
c:fill_rect(0, 0, 2, 2)
check.rgba(c, 1, 1, { 0, 255, 0, 255 })

-- One that was set before a million others.
c.fill_style = p
for i = 1, 1000 do
  c:save()
  c.fill_style = c:create_linear_gradient(0, 0, i, i)
end
collectgarbage()
for i = 1, 1000 do
  c:restore()
end
check.equal(c.fill_style, p)
check.done()
