-- The first rule of API.md: names. Also arg, `...`, the working directory, modules.
local check = require "check"
local fb = require "fbrun"

check.equal(fill, fb.fill)
check.equal(rawget(_G, "fill"), nil, "fill in _G itself")
check.equal(math.type(w), "integer")
check.list({ w, h, fb.w, fb.h, screen.width, screen.height }, { 64, 48, 64, 48, 64, 48 })
check.equal(screens[1], screen)
check.equal(#screens, 1)
check.equal(type(keep), "table")

-- What every name of the API that exists so far is.
for name, kind in pairs {
  after = "function", alpha = "function", arc = "function", blend = "function",
  canvas = "function", circle = "function", clear = "function", clip = "function",
  conic_gradient = "function", draw_to = "function", ellipse = "function", every = "function",
  exit = "function", files = "function", fill = "function", fps = "function", image = "function",
  image_data = "function", images = "function", line = "function", linear_gradient = "function",
  now = "function", path2d = "function", pixel = "function", point = "function",
  polygon = "function", polyline = "function", pop = "function", present = "function",
  push = "function", radial_gradient = "function", rect = "function", redraw = "function",
  rgba = "function", rotate = "function", scale = "function", screenshot = "function",
  shear = "function", stats = "function", translate = "function", wall_time = "function",
  key_down = "function", mouse = "function", mouse_down = "function", touches = "function",
  watch = "function", display_power = "function", start_dir = "string",
  state_dir = "string", keep = "table",
  screen = "userdata", screens = "table", w = "number", h = "number",
} do
  check.equal(type(fb[name]), kind, name)
  check.fails("'" .. name .. "' is fbrun's name and cannot be a global; make it a local",
    function() _G[name] = 1 end)
end

-- Other globals, and the callbacks, are free.
my_own = 5
check.equal(my_own, 5)
function update() end
update = nil
check.equal(unknown_name, nil)

-- Lua's own are what they were.
for _, name in ipairs { "print", "pairs", "load", "require", "select", "tostring" } do
  check.equal(type(rawget(_G, name)), "function", name)
end

-- A module sees the same globals, and cannot hide a name either.
package.preload.module = function()
  check.equal(fill, fb.fill)
  check.fails("'fill' is fbrun's name and cannot be a global; make it a local",
    function() fill = nil end)
  return "module"
end
check.equal(require "module", "module")

check.list({ ... }, { "one", "two" }, "argument")
check.list(arg, { "one", "two" }, "arg")
check.equal(arg[0], "names.lua")
check.equal(type(arg[-1]), "string")
check.equal(start_dir:sub(1, 1), "/")
check.equal(package.path:sub(1, 21), "./?.lua;./?/init.lua;")
check.done()
