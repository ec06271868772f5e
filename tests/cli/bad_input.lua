-- Whatever a user gets wrong ends in one clear message and an exit status.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=file:fb,size=16x16"
local USAGE = "usage: fbrun [options] SCRIPT [arguments]\n" ..
  "       fbrun [options] -e CODE [arguments]\n" ..
  "       fbrun [options] -i [SCRIPT [arguments]]\n" ..
  "       fbrun shot [--socket=PATH] FILE\n       fbrun --info [--json]\n       fbrun --doctor\n"

-- Runs fbrun with each case's arguments; its message is all that standard error may have.
local function refuse(status, cases)
  for _, case in ipairs(cases) do
    h.result(h.run(case[1]), status, "", "fbrun: " .. case[2] .. "\n")
  end
end

function tests.no_script()
  h.result(h.run {}, 2, "", USAGE)
  h.result(h.run {DISPLAY}, 2, "", USAGE)
end

function tests.options()
  local see = " (see fbrun --help)"
  local frames = "--frames: expected a whole number from 1 to 2147483647, got "
  refuse(2, {
    {{"--nonsense", "x.lua"}, "unknown option --nonsense" .. see},
    {{"-z"}, "unknown option -z" .. see},
    {{"--frames"}, "a value is missing after --frames" .. see},
    {{"-e"}, "a value is missing after -e" .. see},
    {{"--frames=0", "x"}, frames .. '"0"' .. see},
    {{"--frames=9e9", "x"}, frames .. '"9e9"' .. see},
    {{"--keep=1", "x"}, "no value is expected, but one came: --keep=1" .. see},
    {{"--rotate=45", "x"}, '--rotate: expected 0, 90, 180 or 270, got "45"' .. see},
    {{"--threads=0", "x"}, '--threads: expected a whole number from 1 to 64, got "0"' .. see},
    {{"--clock=fast", "x"}, '--clock: expected real or virtual, got "fast"' .. see},
    {{"--redraw=some", "x"}, '--redraw: expected changed or all, got "some"' .. see},
    {{"--tile=16", "x"}, '--tile: expected WIDTHxHEIGHT, both from 1 to 4096, got "16"' .. see},
  })
end

function tests.scripts_that_cannot_be_read()
  h.shell("mkdir folder")
  h.write("syntax.lua", "local x =\nfill(\n")
  h.write("bytecode.lua", string.dump(function() end))
  h.write("shebang.lua", "#!/usr/bin/fbrun\n" .. string.dump(function() end))
  refuse(1, {
    {{DISPLAY, "missing.lua"}, "cannot read missing.lua: No such file or directory"},
    {{DISPLAY, "folder"}, "cannot read folder: Is a directory"},
    {{DISPLAY, ""}, "cannot read : No such file or directory"},
    {{DISPLAY, "syntax.lua"}, "syntax.lua:3: unexpected symbol near <eof>"},
    {{DISPLAY, "bytecode.lua"}, "bytecode.lua: compiled Lua; fbrun runs scripts as text only"},
    {{DISPLAY, "shebang.lua"}, "shebang.lua:2: unexpected symbol near '<\\27>'"},
    {{DISPLAY, "-e", "x ="}, "(-e):1: unexpected symbol near <eof>"},
  })
  h.result(h.run({DISPLAY, "-"}, {input = "x = = 1"}), 1, "",
    "fbrun: stdin:1: unexpected symbol near '='\n")
  h.result(h.run({DISPLAY, "-"}, {input = "\27Lua"}), 1, "",
    "fbrun: stdin: compiled Lua; fbrun runs scripts as text only\n")
end

-- It is told at the start, and the main script runs.
function tests.fallback_that_cannot_be_read()
  h.shell("mkdir folder && mkfifo pipe")
  h.write("main.lua", "print('main')")
  for path, why in pairs {
    ["missing.lua"] = "No such file or directory",
    folder = "it is a directory, not a regular file",
    pipe = "it is a device, pipe or socket, not a regular file",
    [""] = "No such file or directory",
  } do
    h.result(h.run {DISPLAY, "--kiosk", "--frames=1", "--fallback=" .. path, "main.lua"}, 0, "main\n",
      ("fbrun: --fallback: cannot read %s: %s\n"):format(path, why))
  end
end

-- The last frame that was whole stays: what an unfinished one drew is not shown.
local function fail_in(code, err)
  h.result(h.run {DISPLAY, "-e", code}, 1, "", "fbrun: " .. err)
end

function tests.errors_in_callbacks()
  local trace = "\nstack traceback:\n\t[C]: in function 'error'\n\t"
  fail_in('error("boom")', "(-e):1: boom" .. trace .. "(-e):1: in main chunk\n")
  for _, name in ipairs {"setup", "update", "draw"} do
    fail_in(("function %s() error('boom') end"):format(name),
      "(-e):1: boom" .. trace .. "(-e):1: in function '" .. name .. "'\n")
  end
  fail_in("function quit() error('boom') end exit()",
    "(-e):1: boom" .. trace .. "(-e):1: in function 'quit'\n")
  fail_in("after(0, function() error('boom') end)",
    "(-e):1: boom" .. trace .. "(-e):1: in function <(-e):1>\n")
  fail_in("function draw() error {} end",
    "(error object is a table value)" .. trace .. "(-e):1: in function 'draw'\n")
end

function tests.error_in_the_middle_of_a_frame()
  h.write("fb", ("\x12"):rep(16 * 16 * 4))
  fail_in([[
    local frames = 0
    function draw()
      frames = frames + 1
      clear(frames == 1 and "red" or "blue")
      if frames == 2 then local x = nil + 1 end
    end]], "(-e):5: attempt to perform arithmetic on a nil value\nstack traceback:\n" ..
    "\t(-e):5: in function 'draw'\n")
  h.same_bytes(h.read("fb"), ("\0\0\xff\0"):rep(16 * 16), "the first frame")
end

function tests.displays()
  h.shell("mkdir folder")
  local function case(spec, message)
    return {{"--display=" .. spec, "-e", ""}, "--display=" .. spec .. ": " .. message}
  end
  local function size(got)
    return "size must be 1 to 32767 pixels a side and at most 268435456 pixels in all, got " .. got
  end
  local drm = h.run {"--version"}.out:find("libdrm", 1, true) and "drm, " or ""
  refuse(1, {
    case("nonsense",
      'unknown display "nonsense"; expected one of auto, ' .. drm .. "fbdev, headless, file"),
    case("headless,size=0x0", size "0x0"),
    case("headless,size=16x0", size "16x0"),
    case("headless,size=100000x100000", size "100000x100000"),
    case("headless,size=32767x32767", size "32767x32767"),
    case("file:fb,size=100000x100000", size "100000x100000"),
    case("headless,size=big", 'expected size=WIDTHxHEIGHT, such as 1280x720, got "big"'),
    case("headless,size=-1x5", 'expected size=WIDTHxHEIGHT, such as 1280x720, got "-1x5"'),
    case("headless,size=8x8,size=9x9", "size= is given twice"),
    case("headless,colour=1", 'unknown setting "colour"; expected size='),
    case("file:", 'a path is missing after "file:"'),
    case("file:folder", "expected a plain file, but it is a directory"),
    case("file:/dev/null", "expected a plain file, but it is a device"),
    case("file:no/fb", "cannot create the file: No such file or directory"),
  })
  assert(not h.exists("fb"), "a display that was refused left a file")
end

function tests.sizes_that_are_odd_but_possible()
  h.result(h.run {"--display=headless,size=3x3", "-e", "print(w, h)"}, 0, "3\t3\n", "")
  h.result(h.run {"--display=headless,size=1x1", "-e", "print(w, h)"}, 0, "1\t1\n", "")
end

function tests.format_names()
  local got = h.run {"--display=file:fb,format=RGB556", "-e", ""}
  h.equal(got.status, 1, "status")
  for _, name in ipairs {"'RGB556'", " XRGB8888 ", " RGB565 ", " C8 ", " R8 ", " MONO10 ", "_BE"} do
    assert(got.err:find(name, 1, true), name .. " is not in the message: " .. got.err)
  end
end

-- A limit on the size of files is as good as a full disk, and needs no root.
function tests.full_disk()
  local options = {before = "trap '' XFSZ; ulimit -f 1"}
  h.result(h.run({"--display=file:fb,size=100x100", "-e", ""}, options), 1, "",
    "fbrun: --display=file:fb,size=100x100: no space for the file's 40000 bytes: File too large\n")
end

function tests.picture_that_cannot_be_written()
  h.result(h.run {"--display=headless:no/out.ppm,size=16x16", "-e", "clear('red')"}, 1, "",
    "fbrun: cannot write no/out.ppm: No such file or directory\n")
  h.shell("mkdir out.ppm")
  h.result(h.run {"--display=headless:out.ppm,size=16x16", "-e", "clear('red')"}, 1, "",
    "fbrun: cannot write out.ppm: it is a directory, not a regular file\n")
end

function tests.wrong_arguments_in_scripts()
  local kinds = "0xRRGGBB, rgba() or a CSS string"
  local cases = {
    {"fill('a', 0, 1, 1, 'red')", "bad argument #1 to 'fill' (number expected, got string)"},
    {"fill(0, nil, 1, 1, 'red')", "bad argument #2 to 'fill' (number expected, got nil)"},
    {"fill(0, 0, 1, 1, 'rod')", "bad argument #5 to 'fill' ('rod' is not a CSS colour)"},
    {"fill(0, 0, 1, 1, {})",
      "bad argument #5 to 'fill' (colour expected: " .. kinds .. "; got table)"},
    {"fill(0, 0, 1, 1, 0x1000000)", "bad argument #5 to 'fill' (colour 0x1000000 is above " ..
      "0xffffff; for a translucent one use rgba(r, g, b, a))"},
    {"fill(0, 0, 1, 1)", "fill(x, y, w, h, colour): 5 arguments expected, got 4"},
    {"fill('red')", "fill(x, y, w, h, colour) draws a rectangle; to colour everything use " ..
      "clear(colour)"},
    {"point(1, 2, -1)", "bad argument #3 to 'point' (colour expected: " .. kinds .. "; got -1)"},
    {"clear(1.5)", "bad argument #1 to 'clear' (colour expected: " .. kinds .. "; got 1.5)"},
  }
  for _, case in ipairs(cases) do
    local name = case[1]:match("%a+")
    fail_in(case[1], "(-e):1: " .. case[2] .. "\nstack traceback:\n\t[C]: in function 'fbrun." ..
      name .. "'\n\t(-e):1: in main chunk\n")
  end
end

-- Coordinates may be any float.
function tests.coordinates_without_a_place()
  h.result(h.run {DISPLAY, "-e", [[
    local nan, inf = 0/0, 1/0
    clear("blue")
    for _, x in ipairs {nan, inf, -inf, 1e300, -1e300} do
      fill(x, 0, 16, 16, "red")
      fill(0, x, 16, 16, "red")
      point(x, 0, "red")
      point(0, x, "red")
    end
    fill(0, 0, nan, 16, "red")
    fill(0, 0, 16, -1, "red")]]}, 0, "", "")
  h.same_bytes(h.read("fb"), ("\xff\0\0\0"):rep(16 * 16), "the picture")
end

h.main(tests)
