-- When descriptors run out, what needs one fails and says so; the picture goes on.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local h = require "harness"

local tests = {}

local DISPLAY = "--display=file:screen,size=64x64,format=XRGB8888"

-- The script has used them all up.
function tests.in_the_script_process()
  local got = h.run({"--display=headless,size=64x64", "-e", [[
    screenshot "there.png"
    local held = {}
    repeat
      held[#held + 1] = io.open "/dev/null"
    until not io.open "/dev/null"
    local function refused(what, result, message)
      print(what, result, type(message) == "string" and message:match "Too many open files" or message)
    end
    refused("load_image", load_image "there.png")
    refused("screenshot", screenshot "shot.png")
    refused("watch", watch("there.png", print))
    refused("mmap", require "mmap".open "there.png")
    print("load_font", type((load_font "sans")) == "userdata" or type(select(2, load_font "sans")))
    text("still here", 1, 20, 0xffffff, {size = 12})
    canvas(8, 8)
    clear(0xff0000)
    present()
    held = nil
    collectgarbage()
    print("later", screenshot "shot.png")
    exit(7)]]}, {before = "ulimit -n 64"})
  h.equal(got.status, 7, got.err)
  for _, what in ipairs {"load_image", "screenshot", "watch", "mmap"} do
    assert(got.out:find(what .. "\tnil\tToo many open files\n", 1, true), got.out .. got.err)
  end
  assert(got.out:find("load_font\t", 1, true) and got.out:find("later\ttrue\n", 1, true), got.out .. got.err)
end

-- So few that there may not even be a beginning.
function tests.from_the_start()
  if h.emulated "" then
    return -- an emulator has descriptors of its own
  end
  for limit = 8, 24, 4 do
    local pipe = io.popen(("prlimit --nofile=%d: '%s' --display=headless,size=16x16 --frames=1 " ..
      "-e 'function draw() end' 2>&1; echo $?"):format(limit, arg[1]))
    local text = pipe:read "a"
    pipe:close()
    assert(text == "0\n" or text:lower():find("^fbrun: [^\n]*too many open files\n1\n$"), limit .. ": " .. text)
  end
end

-- The screen process has none left when a new version is to be started: the old one goes on.
function tests.in_the_screen_process()
  if h.emulated "" then
    return -- an emulator has descriptors of its own
  end
  local program = "print '%s' io.stdout:flush() function draw() clear(%s) end"
  h.write("main.lua", program:format("first", "0x0000ff"))
  local run = h.start {DISPLAY, "--reload", "main.lua"}
  h.equal(run:line(), "first")
  local function limit(count)
    assert(os.execute(("prlimit --pid %d --nofile=%s:"):format(run.pid, count)))
  end
  limit("3")
  h.write("main.lua", program:format("second", "0x00ff00"))
  repeat until h.read("stderr"):find("Too many open files", 1, true)
  assert(h.process(run.pid), "the screen process is gone")
  limit("1024")
  h.write("main.lua", program:format("third", "0xff0000"))
  local line
  repeat
    line = run:line()
  until line == "third" or line == nil
  h.equal(line, "third")
  run:signal("TERM")
  local got = run:finish()
  h.equal(got.status, 0, got.err)
end

h.main(tests)
