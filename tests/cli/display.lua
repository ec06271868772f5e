-- What the displays hold at the end, byte by byte.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local TOP_HALF = "fill(0, 0, w, h/2, 0xffffff)"

-- Every pixel of a picture says where it is: 0xRRGGBB of (x, y).
local function color_at(x, y)
  return x * 7 % 256 << 16 | y * 11 % 256 << 8 | (x * y + 3) % 256
end
local EVERY_PIXEL = [[
  for y = 0, h - 1 do for x = 0, w - 1 do
    point(x, y, x * 7 % 256 << 16 | y * 11 % 256 << 8 | (x * y + 3) % 256)
  end end]]

local function draw(display, code, ...)
  local words = {...}
  words[#words + 1] = "--display=" .. display
  words[#words + 1] = "-e"
  words[#words + 1] = code
  h.result(h.run(words), 0, "", "")
end

function tests.top_half()
  draw("file:fb,size=320x200,format=XRGB8888", TOP_HALF)
  h.same_bytes(h.read "fb", ("\xff\xff\xff\0"):rep(320 * 100) .. ("\0\0\0\0"):rep(320 * 100),
    "XRGB8888")
  draw("file:odd,size=5x5", TOP_HALF) -- half a row counts as one
  h.same_bytes(h.read "odd", ("\xff\xff\xff\0"):rep(5 * 3) .. ("\0\0\0\0"):rep(5 * 2), "odd height")
end

-- The screen's own bytes: what a script writes there stays under the frames that change nothing,
-- and gives way to what is drawn.
function tests.framebuffer()
  local code = [[
    local m = assert(require "mmap".framebuffer())
    assert(m.width == 64 and m.height == 48 and m.stride == 260 and m.format == "XRGB8888")
    assert(#m == 48 * 260 and m[0] == 0)
    m:fill(0, #m // 2, "\xff\xff\xff\x00")]]
  local top = ("\xff\xff\xff\0"):rep(65 * 24)
  for _, mode in ipairs {{}, {"--single-process"}} do
    draw("file:fb,size=64x48,stride=260", code, table.unpack(mode))
    h.same_bytes(h.read "fb", top .. ("\0"):rep(260 * 24), "bytes")
    draw("file:drawn,size=64x48", TOP_HALF)
    draw("file:plain,size=64x48", (code:gsub("260", "256")), table.unpack(mode))
    h.same_bytes(h.read "plain", h.read "drawn", "the same picture")
    draw("file:both,size=64x48,stride=260", code .. [[
      local frames = 0
      function draw()
        frames = frames + 1
        if frames == 3 then fill(0, 0, 1, 1, 0x112233) end
        if frames == 9 then exit() end
      end]], table.unpack(mode))
    local both = h.read "both" -- the tile of 64x32 pixels that fill touches
    h.same_bytes(both:sub(1, 8), "\x33\x22\x11\0\0\0\0\0", "drawn over")
    for _, name in ipairs {"fb", "drawn", "plain", "both"} do
      os.remove(h.path(name))
    end
  end
  draw("headless", [[
    local m, why, code = require "mmap".framebuffer()
    assert(m == nil and code == 0)
    assert(why == "this display has no bytes that can be mapped, only fbdev and file: have; " ..
      "use canvas:map(), or screen:map()", why)]])
end

-- The same colour as each format has it.
function tests.formats()
  local cases = {
    {"XRGB8888", "\x56\x34\x12\0"}, {"XRGB8888_BE", "\0\x12\x34\x56"},
    {"XBGR8888", "\x12\x34\x56\0"}, {"ARGB8888", "\x56\x34\x12\xff"},
    {"RGB888", "\x56\x34\x12"}, {"BGR888", "\x12\x34\x56"},
    -- 0x12, 0x34, 0x56 to the nearest of 31, 63 and 31: 2, 13, 10
    {"RGB565", "\xaa\x11"}, {"RGB565_BE", "\x11\xaa"}, {"BGR565", "\xa2\x51"},
    {"XRGB1555", "\xca\x08"},
  }
  for _, case in ipairs(cases) do
    local format, pixel = table.unpack(case)
    draw("file:fb,size=7x3,format=" .. format, "clear(0x123456)")
    h.same_bytes(h.read "fb", pixel:rep(7 * 3), format)
    os.remove(h.path "fb")
  end
  draw("file:fb,size=12x2,format=MONO10", "fill(0, 0, 3, 1, 'white') point(11, 1, 'white')")
  h.same_bytes(h.read "fb", "\xe0\0\0\x10", "MONO10")
  os.remove(h.path "fb")
  draw("file:fb,size=12x2,format=MONO01_LSB", "fill(0, 0, 3, 1, 'white') point(11, 1, 'white')")
  h.same_bytes(h.read "fb", "\xf8\x0f\xff\x07", "MONO01_LSB")
end

-- What is between the rows is not ours.
function tests.stride()
  h.write("fb", ("."):rep(4 * 32))
  draw("file:fb,size=5x4,stride=32", "clear('white')")
  h.same_bytes(h.read "fb", (("\xff\xff\xff\0"):rep(5) .. ("."):rep(12)):rep(4), "stride 32")
end

function tests.longer_file_keeps_its_rest()
  h.write("fb", ("."):rep(100))
  draw("file:fb,size=2x2", "clear('white')")
  h.same_bytes(h.read "fb", ("\xff\xff\xff\0"):rep(4) .. ("."):rep(84), "100 bytes")
end

function tests.keep()
  local old = {}
  for i = 0, 16 * 8 * 4 - 1 do
    old[#old + 1] = string.char(i * 37 % 256)
  end
  old = table.concat(old)
  h.write("fb", old)
  draw("file:fb,size=16x8", "fill(0, 0, 16, 1, 'red')", "--keep")
  h.same_bytes(h.read "fb", ("\0\0\xff\0"):rep(16) .. old:sub(65), "kept")
  draw("file:fb,size=16x8", "fill(0, 0, 16, 1, 'red')")
  h.same_bytes(h.read "fb", ("\0\0\xff\0"):rep(16) .. ("\0"):rep(16 * 7 * 4), "not kept")
end

-- Not even the bits beyond the last pixel change.
function tests.keep_mono()
  for _, case in ipairs {{"MONO10", "\x7f"}, {"MONO10_LSB", "\xfe"}} do
    h.write("fb", "\xff\xff\xff\xff")
    draw("file:fb,size=11x2,format=" .. case[1], "point(0, 0, 'black')", "--keep")
    h.same_bytes(h.read "fb", case[2] .. "\xff\xff\xff", case[1])
  end
end

-- Where pixel (x, y) of a script's picture of width x height is on the display, by clockwise turn.
local turned = {
  [0] = function(x, y) return x, y end,
  [90] = function(x, y, _, height) return height - 1 - y, x end,
  [180] = function(x, y, width, height) return width - 1 - x, height - 1 - y end,
  [270] = function(x, y, width) return y, width - 1 - x end,
}

local function expected_picture(display_width, display_height, degrees, pixel_bytes)
  local width, height = display_width, display_height
  if degrees % 180 == 90 then
    width, height = height, width
  end
  local pixels = {}
  for y = 0, height - 1 do
    for x = 0, width - 1 do
      local dx, dy = turned[degrees](x, y, width, height)
      pixels[dy * display_width + dx + 1] = pixel_bytes(color_at(x, y))
    end
  end
  return table.concat(pixels)
end

local function as_xrgb8888(color)
  return ("<I4"):pack(color)
end

local function as_ppm(color)
  return (">I3"):pack(color)
end

function tests.rotated_pictures()
  local width, height = 19, 13
  for degrees in pairs(turned) do
    local rotate = "--rotate=" .. degrees
    draw(("file:fb,size=%dx%d"):format(width, height), EVERY_PIXEL, rotate)
    h.same_bytes(h.read "fb", expected_picture(width, height, degrees, as_xrgb8888),
      "file " .. rotate)
    draw(("headless:out.ppm,size=%dx%d"):format(width, height), EVERY_PIXEL, rotate)
    h.same_bytes(h.read "out.ppm", ("P6\n%d %d\n255\n"):format(width, height) ..
      expected_picture(width, height, degrees, as_ppm), "headless " .. rotate)
  end
  h.result(h.run {"--rotate=90", "--display=headless,size=19x13", "-e", "print(w, h)"}, 0,
    "13\t19\n", "")
end

function tests.same_picture_in_one_process_and_for_all_tiles_and_threads()
  local expected = expected_picture(70, 50, 0, as_xrgb8888)
  for _, option in ipairs {"--single-process", "--tile=16x1", "--tile=64x7", "--threads=1",
    "--threads=3", "--redraw=all"} do
    draw("file:fb,size=70x50", EVERY_PIXEL, option)
    h.same_bytes(h.read "fb", expected, option)
  end
end

-- A picture a frame, also of those in which nothing changed.
function tests.sequence_of_frames()
  draw("headless:out-%03d.ppm,size=4x2", [[
    local n = 0
    function draw()
      n = n + 1
      if n ~= 2 then clear(n) end
    end]], "--frames=3", "--clock=virtual")
  for n, blue in ipairs {"\1", "\1", "\3"} do
    local name = ("out-%03d.ppm"):format(n)
    h.same_bytes(h.read(name), "P6\n4 2\n255\n" .. ("\0\0" .. blue):rep(8), name)
  end
  assert(not h.exists "out-000.ppm" and not h.exists "out-004.ppm", "too many pictures")
end

-- The last frame is the picture.
function tests.picture_at_the_end()
  draw("headless:out.ppm,size=4x2", "function draw() clear(0x102030) end", "--frames=2")
  h.same_bytes(h.read "out.ppm", "P6\n4 2\n255\n" .. ("\x10\x20\x30"):rep(8), "picture")
  h.shell("test $(ls | wc -l) = 3") -- with stdin and stderr, and no half-made file
end

function tests.script_without_a_display()
  h.write("mark.lua", "clear('red')")
  local got = h.run {"mark.lua"}
  h.equal(got.status, 0, "status")
  local name = got.err:match(
    "^fbrun: display headless, 1280x720, to %./(mark%.p[np][gm]) %(.*%)\n$")
  assert(name and h.exists(name), got.err)
  h.result(h.run {"--quiet", "mark.lua"}, 0, "", "")
end

h.main(tests)
