-- The ways to give fbrun a program, and that a run can be repeated exactly.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local DISPLAY = "--display=headless,size=16x8"

function tests.version_and_help()
  local got = h.run {"--version"}
  h.equal(got.status, 0, "status")
  assert(got.out:find("^fbrun %d+%.%d+%.%d+\n"), got.out)
  got = h.run {"--help"}
  h.equal(got.status, 0, "status")
  assert(got.out:find("^usage: fbrun ") and got.out:find("\n  %-%-display=") and
    got.out:find("headless") and got.out:find("file"), got.out)
  h.equal(got.err, "", "standard error")
end

function tests.code_on_the_command_line()
  h.result(h.run {DISPLAY, "-e", "print(w, h, #arg, arg[0], ...)", "--frames", "b c"}, 0,
    "16\t8\t2\t(-e)\t--frames\tb c\n", "")
end

function tests.script_on_standard_input()
  h.result(h.run({DISPLAY, "-", "a"}, {input = "print(w, h, arg[0], arg[1], ...)"}), 0,
    "16\t8\tstdin\ta\ta\n", "")
  h.result(h.run({DISPLAY, "-"}), 0, "", "")
end

function tests.script_in_a_folder()
  h.shell("mkdir folder")
  h.write("folder/module.lua", "return 'the module'")
  h.write("folder/main.lua", [[
    print(arg[0], arg[1], (require "module"))
    print(io.open("main.lua") ~= nil, start_dir == arg[1])]])
  h.result(h.run {DISPLAY, "folder/main.lua", h.path("")}, 0,
    "folder/main.lua\t" .. h.path("") .. "\tthe module\ntrue\t" ..
    "false\n", "")
  h.result(h.run {DISPLAY, "folder/main.lua", h.path(""):sub(1, -2)}, 0,
    "folder/main.lua\t" .. h.path(""):sub(1, -2) .. "\tthe module\ntrue\ttrue\n", "")
end

function tests.more_and_less_to_say()
  local got = h.run {DISPLAY, "--verbose", "--threads=3", "-e", "exit(7)"}
  for _, line in ipairs {
    "fbrun[screen]: display headless, 16x8 at 60.00 Hz\n",
    "fbrun[screen]: script process 1 ended with status 7\n",
    "fbrun[scene]: 3 drawing threads, ",
  } do
    assert(got.err:find(line, 1, true), got.err)
  end
  h.result(h.run {DISPLAY, "--quiet", "-e", "exit(7)"}, 7, "", "")
end

function tests.exit_status()
  h.result(h.run {DISPLAY, "-e", "exit(7)"}, 7, "", "")
  h.result(h.run {DISPLAY, "-e", "function draw() exit() end"}, 0, "", "")
  h.result(h.run {DISPLAY, "--single-process", "-e", "exit(7)"}, 7, "", "")
  h.result(h.run {DISPLAY, "--single-process", "-e", "print(w)"}, 0, "16\n", "")
end

-- It ends the script process at once, but not the display.
function tests.os_exit()
  for _, mode in ipairs {"--quiet", "--single-process"} do
    h.result(h.run {"--display=headless:out.ppm,size=1x1", mode, "-e",
      "clear('red') present() clear('lime') os.exit(7)"}, 7, "", "")
    h.same_bytes(h.read "out.ppm", "P6\n1 1\n255\n\xff\0\0", "picture")
    h.shell "rm out.ppm"
  end
end

-- The first two of three frames, and then the program's end although it never stops by itself.
function tests.number_of_frames()
  h.result(h.run {DISPLAY, "--frames=3", "-e", [[
    local n = 0
    function draw() n = n + 1 print(n) end]]}, 0, "1\n2\n3\n", "")
  h.result(h.run {DISPLAY, "--frames=3", "-e", [[
    for n = 1, math.huge do print(n) io.stdout:flush() present() end]]}, 0, "1\n2\n3\n", "")
end

-- Two runs at different times of a program that depends on every clock.
function tests.virtual_clock_repeats_exactly()
  h.write("clocks.lua", [[
    local n = 0
    every(0.1, function() print("timer", now()) end)
    function update(dt) print(dt, now(), wall_time(), os.time(), os.date("%c"), os.clock()) end
    function draw()
      n = n + 1
      fill((now() * 40) % w, n % h, 3, 1, (n * 0x10305) % 0x1000000)
    end]])
  local function go(folder)
    h.shell("mkdir " .. folder)
    return h.run {"--clock=virtual", "--frames=40",
      "--display=headless:" .. folder .. "/%02d.ppm,size=16x8", "clocks.lua"}
  end
  local first, second = go("first"), go("second")
  h.equal(first.status, 0, "status")
  h.equal(first.err, "", "standard error")
  assert(select(2, first.out:gsub("timer", "")) > 3, "the timer did not run:\n" .. first.out)
  h.result(second, first.status, first.out, first.err)
  h.shell("diff -r first second && test $(ls first | wc -l) = 40")
end

h.main(tests)
