-- What a program's frames cost, as it and whoever looks at the screen are told.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

-- --stats changes what is shown, in one corner, and not what the program draws and saves.
function tests.the_figures_are_on_the_screen_only()
  local code = [[
    local n = 0
    function draw()
      clear(0x204060)
      fill(300, 200, 10, 10, n * 20)
      assert(pixel(0, 0) == 0x204060)
      n = n + 1
      if n == 5 then screenshot(arg[1]) exit() end
    end]]
  local size, shown = "size=320x240", {}
  for _, option in ipairs {"--clock=virtual", "--stats"} do
    local got = h.run {"--display=headless:" .. option .. ".ppm," .. size, "--clock=virtual", option,
      "-e", code, h.path(option .. ".shot.ppm")}
    h.result(got, 0, "", "")
    shown[option] = h.read(option .. ".ppm")
    h.same_bytes(h.read(option .. ".shot.ppm"), h.read "--clock=virtual.shot.ppm", "screenshot")
  end
  local plain, figures = shown["--clock=virtual"], shown["--stats"]
  h.same_bytes(plain, h.read "--clock=virtual.shot.ppm", "without --stats")
  h.equal(#figures, #plain, "length")
  local width, height, header = 320, 240, #"P6\n320 240\n255\n"
  for y = 0, height - 1 do
    local from = header + 3 * width * y + 3 * 256 + 1
    if y >= 192 then from = header + 3 * width * y + 1 end
    local to = header + 3 * width * (y + 1)
    h.equal(figures:sub(from, to), plain:sub(from, to), "row " .. y)
  end
  assert(figures ~= plain)
end

-- A frame that takes long lets others drop; these are not made up for.
function tests.slow_frames_drop_others()
  local got = h.run {"--display=headless,size=64x32", "-e", [[
    local slow, back
    function draw()
      local s = stats()
      if s.frames == 5 then
        back = now()
        local start = os.clock()
        while os.clock() - start < 0.2 do end -- twelve periods at least
        slow = s.dropped
      elseif s.frames == 16 then
        assert(s.dropped >= slow + 11, s.dropped)
        assert(s.script_time.max >= 0.2 and s.frame_time.max >= s.script_time.max)
        assert(s.frame_time.p50 < s.frame_time.max)
        local since = now() - back -- the slow one, one that begins at once, nine periods
        assert(since >= 0.2 + 9 / 60 - 0.001, since)
        exit()
      end
    end]]}
  h.result(got, 0, "", "")
end

h.main(tests)
