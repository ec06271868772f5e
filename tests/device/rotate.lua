-- Pictures that are turned by --rotate, or because the panel is mounted so.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local tests = {}

-- Three corners, and a change of the first, which no tile's edge is at.
local script = [[
fill(0, 0, 100, 60, "red")
fill(w - 50, 0, 50, 20, "lime")
fill(0, h - 30, 40, 30, "blue")
present()
fill(0, 0, 100, 60, "black")
fill(10, 5, 70, 30, "yellow")
]]

-- The same on a monitor of that size, turned clockwise.
local function expected(width, height, degrees)
  local aside = degrees % 180 ~= 0
  local w, h = aside and height or width, aside and width or height
  local turn = {
    [0] = function(x, y, dx, dy) return x, y, dx, dy end,
    [90] = function(x, y, dx, dy) return width - y - dy, x, dy, dx end,
    [180] = function(x, y, dx, dy) return width - x - dx, height - y - dy, dx, dy end,
    [270] = function(x, y, dx, dy) return y, height - x - dx, dy, dx end,
  }
  local list = {}
  for i, r in ipairs {{10, 5, 70, 30, 0xffff00}, {w - 50, 0, 50, 20, 0x00ff00},
    {0, h - 30, 40, 30, 0x0000ff}} do
    list[i] = {turn[degrees](table.unpack(r, 1, 4))}
    list[i][5] = r[5]
  end
  return vm.picture.rectangles(width, height, list)
end

local function boot(device, append)
  return vm.boot {device = device, append = append, files = {["/corners.lua"] = {text = script}}}
end

-- Runs fbrun with these arguments; the picture is turned by so much, and then the console is back.
local function turns(m, width, height, arguments, degrees)
  local console = m:screen()
  local run = m:start("exec fbrun " .. arguments .. " /corners.lua")
  m:wait_screen(expected(width, height, degrees), {tolerance = 8})
  run:stop()
  m:wait_screen(console)
end

local function turns_all(device, append, display, width, height)
  local m = boot(device, append)
  for _, degrees in ipairs {0, 90, 180, 270} do
    turns(m, width, height, ("--display=%s --rotate=%d"):format(display, degrees), degrees)
  end
end

function tests.drm_two_buffers()
  turns_all("bochs", nil, "drm", 1280, 800)
end

function tests.drm_one_buffer()
  turns_all("virtio", nil, "drm", 1280, 800)
end

function tests.fbdev_32()
  turns_all("bochs", nil, "fbdev", 1280, 800)
end

function tests.fbdev_packed_24()
  turns_all("cirrus", "video=1024x768-24", "fbdev", 1024, 768)
end

function tests.fbdev_16()
  turns_all("cirrus", nil, "fbdev", 1024, 768)
end

-- As the panel is mounted, but --rotate comes first.
for side, degrees in pairs {right_side_up = 90, left_side_up = 270, upside_down = 180} do
  tests["a_panel_" .. side] = function()
    local m = boot("virtio", "video=Virtual-1:panel_orientation=" .. side)
    for _, display in ipairs {"drm", "fbdev"} do
      turns(m, 1280, 800, "--display=" .. display, degrees)
      turns(m, 1280, 800, "--rotate=0 --display=" .. display, 0)
    end
  end
end

vm.main(tests)
