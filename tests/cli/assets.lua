-- A picture or a font whose file changes takes the old one's place in the program that runs.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local FONTS = "/usr/share/fonts/truetype/dejavu/"

local function expect(run, line)
  h.equal(run:line(), line, "line")
end

-- The line comes, and nothing but the one before until then: a file that is written slowly is taken
-- in more than once.
local function expect_change(run, before, line)
  local got = run:line()
  while got == before do
    got = run:line()
  end
  h.equal(got, line, "line")
end

local function start(code, ...)
  h.write("main.lua", "io.stdout:setvbuf 'line' print 'begins'\n" .. code .. "\nfps(0)")
  local words = {"--display=file:screen,size=64x64", "--reload", ...}
  words[#words + 1] = "main.lua"
  -- LeakSanitizer wants to see the process from outside of the sandbox.
  local run = h.start(words, {before = "export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0"})
  expect(run, "begins")
  return run
end

-- Until standard error has that; the test's time limit is the limit.
local function await_error(pattern)
  repeat until h.read("stderr"):find(pattern)
end

local function stop(run, err)
  run:signal("INT")
  h.result(run:finish(), 0, "", err or "")
end

-- A picture of one colour.
local function make(name, color, size)
  local code = ('local c = canvas(%d, %d) c.fill_style = "%s" c:fill_rect(0, 0, 99, 99) c:save_png "%s"')
    :format(size, size, color, name)
  h.result(h.run {"--quiet", "--display=headless,size=8x8", "-e", code}, 0, "", "")
end

local tests = {}

local function picture(...)
  make("red.png", "red", 8)
  make("blue.png", "blue", 9)
  make("lime.png", "lime", 10)
  h.shell("cp red.png i.png")
  local run = start([[
    local i, same = load_image "i.png", load_image "i.png"
    load_image("blue.png"):close()
    function draw()
      image(i, 0, 0, 32, 32)
      image(same, 32, 0, 32, 32)
      print(i.width, ("%06x %06x"):format(pixel(5, 5), pixel(40, 5)))
    end]], ...)
  expect(run, "8\tff0000 ff0000")
  h.shell("cp blue.png i.png")
  expect_change(run, "8\tff0000 ff0000", "9\t0000ff 0000ff")
  h.write("i.png", "junk")
  local junk = ("fbrun: %s has changed, and the old picture stays: %s: expected a"):format(
    h.path("i.png"), h.path("i.png"))
  await_error(junk:gsub("%p", "%%%0") .. ".*" .. junk:gsub("%p", "%%%0") .. "[^\n]*\n")
  h.shell("mv lime.png i.png")
  expect_change(run, "9\t0000ff 0000ff", "10\t00ff00 00ff00")
  run:signal("INT")
  local result = run:finish()
  assert(result.status == 0, result.err)
end

function tests.a_picture()
  picture()
end

-- (No emulator lives in it.)
function tests.a_picture_in_the_sandbox()
  if not h.emulated "" then
    picture "--sandbox"
  end
end

-- watch() hears of a picture that was loaded anew before the change has settled.
function tests.a_picture_that_is_watched()
  make("red.png", "red", 8)
  h.shell("cp red.png i.png")
  local run = start [[
    watch("i.png", function() print "changed" end)
    after(0.001, function()
      local f = io.open("i.png", "ab") f:write "more" f:close()
      print(load_image("i.png").width)
    end)]]
  expect(run, "8")
  expect(run, "changed")
  stop(run)
end

-- What is still being decoded when its file changes, and what could not be.
function tests.an_async_picture()
  make("red.png", "red", 8)
  local run = start [[
    local i = load_image("i.png", {async = true})
    function draw() print(i.state, i.width) end
    redraw()]]
  expect_change(run, "loading\t0", "failed\t0")
  h.shell("mv red.png i.png")
  expect_change(run, "failed\t0", "ready\t8")
  stop(run)
end

local function exists(path)
  local file = io.open(path)
  return file ~= nil and file:close()
end

function tests.a_font()
  local sans, mono = FONTS .. "DejaVuSans.ttf", FONTS .. "DejaVuSansMono.ttf"
  if not exists(sans) or not exists(mono) then
    return
  end
  h.shell("cp " .. sans .. " f.ttf")
  local run = start [[
    local f, err = load_font "f.ttf"
    if not f then print(err) return end
    function draw()
      text("iiiiWWWW", 0, 0, "white", {font = f, size = 10})
      print(measure_text("iiii", {font = f}) == measure_text("WWWW", {font = f}))
    end]]
  local line = run:line()
  if line:find "built without" then
    return stop(run)
  end
  h.equal(line, "false")
  h.shell("cp " .. mono .. " g.ttf && mv g.ttf f.ttf")
  expect_change(run, "false", "true")
  stop(run)
end

h.main(tests)
