-- fbrun shot: saves what a running fbrun shows, through a socket that only its user can open.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

local PROGRAM = [[
function draw()
  clear(0x204060) fill(0, 0, w / 2, 3, 0xff8000) circle(w / 2, h / 2, 9, "gold")
end
function started() print("shown") io.stdout:flush() end
every(3600, redraw)]]

-- Runs the program, whose control socket is `path`, until it has drawn.
local function start(path, display, option)
  local run = h.start({"--control" .. (path and "=" .. path or ""), "--display=" .. display,
    option or "--verbose", "-e", PROGRAM}, {before = "export XDG_RUNTIME_DIR=$PWD"})
  h.equal(run:line(), "shown", "line")
  return run
end

local function stop(run)
  run:signal "TERM"
  h.equal(run:finish().status, 0, "status")
end

local function shot(path, file, before)
  local words = {"shot", "--socket=" .. path, file}
  if path == "" then
    table.remove(words, 2)
  end
  return h.run(words, {before = before or "export XDG_RUNTIME_DIR=$PWD"})
end

-- The picture that the display has in the end is what the shot is measured by.
function tests.every_pixel()
  local run = start("socket", "headless:end.ppm,size=70x40")
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  h.result(shot("./socket", "again.ppm"), 0, "", "")
  local piped = shot("socket", "-")
  h.equal(piped.status, 0, "status")
  h.result(shot("socket", "png"), 0, "", "")
  stop(run)
  h.same_bytes(h.read "shot.ppm", h.read "end.ppm", "shot")
  h.same_bytes(h.read "again.ppm", h.read "end.ppm", "second shot")
  h.same_bytes(piped.out, h.read "png", "standard output")
  assert(not h.exists "socket", "the socket is left")
end

-- A turned picture is upright, as the script drew it.
function tests.turned()
  local run = start("socket", "file:fb,size=40x70,format=XRGB8888", "--rotate=90")
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  stop(run)
  h.equal(h.run({"--display=headless:want.ppm,size=70x40", "--frames=1", "-e", PROGRAM}).status, 0)
  h.same_bytes(h.read "shot.ppm", h.read "want.ppm", "shot")
end

-- What an error lays over the picture is in it.
function tests.an_error_is_in_it()
  h.write("main.lua", "function draw() clear(0x204060) end\n" ..
    "function started() print('shown') io.stdout:flush() error('oh') end")
  local run = h.start({"--control=socket", "--display=headless:end.ppm,size=300x200", "--reload", "main.lua"})
  h.equal(run:line(), "shown", "line")
  local bare = ("\x20\x40\x60"):rep(300 * 200)
  repeat
    h.result(shot("socket", "shot.ppm"), 0, "", "")
  until h.read "shot.ppm":sub(-#bare) ~= bare
  run:signal "TERM"
  run:finish()
  h.same_bytes(h.read "shot.ppm", h.read "end.ppm", "shot")
end

function tests.in_one_process()
  local run = start("socket", "headless:end.ppm,size=70x40", "--single-process")
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  stop(run)
  h.same_bytes(h.read "shot.ppm", h.read "end.ppm", "shot")
end

-- Without a path both find the user's own place.
function tests.own_place()
  local run = start(nil, "headless,size=70x40")
  h.result(shot("", "shot.ppm"), 0, "", "")
  h.shell "[ $(stat -c %a fbrun) = 700 ] && [ $(stat -c %a fbrun/control) = 600 ]"
  stop(run)
  h.shell "chmod 755 fbrun"
  local path = h.path "fbrun"
  h.result(h.run({"--control", "-e", ""}, {before = "export XDG_RUNTIME_DIR=$PWD"}), 2, "",
    ("fbrun: --control: %s: expected a folder of this user's alone (mode 0700) (see fbrun --help)\n"):format(path))
  h.result(shot("", "shot.ppm"), 1, "",
    ("fbrun: %s: expected a folder of this user's alone (mode 0700)\n"):format(path))
end

local NOBODY = "fbrun: no fbrun answers at %s; it does if it was started with --control\n"

function tests.nobody_answers()
  h.result(shot("socket", "shot.ppm"), 1, "", NOBODY:format(h.path "socket"))
  h.result(shot("", "shot.ppm"), 1, "", NOBODY:format(h.path "fbrun/control"))
  h.result(shot("no/folder", "shot.ppm"), 1, "", NOBODY:format(h.path "no/folder"))
  h.write("file", "")
  h.result(shot("file", "shot.ppm"), 1, "", NOBODY:format(h.path "file"))
  assert(not h.exists "shot.ppm")
end

-- A picture that cannot be written leaves the running program as it was.
function tests.nowhere_to_write()
  local run = start("socket", "headless,size=70x40")
  h.result(shot("socket", "no/shot.ppm"), 1, "", "fbrun: cannot write no/shot.ppm: No such file or directory\n")
  h.equal(shot("socket", "-", "exec >/dev/full").status, 1)
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  stop(run)
end

-- One that answers keeps its socket, one that was killed does not.
function tests.a_socket_in_use()
  local run = start("socket", "headless:end.ppm,size=70x40")
  h.result(h.run {"--control=socket", "--display=headless", "-e", ""}, 1, "",
    ("fbrun: --control: the socket %s is in use by another program; --control=PATH takes another\n")
    :format(h.path "socket"))
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  run:signal "KILL"
  run:finish()
  h.result(shot("socket", "shot.ppm"), 1, "", NOBODY:format(h.path "socket"))
  run = start("socket", "headless,size=70x40")
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  stop(run)
end

function tests.paths_that_cannot_be()
  local function refused(path, text)
    h.result(h.run {"--control=" .. path, "--display=headless", "-e", ""}, 1, "", "fbrun: --control: " .. text .. "\n")
  end
  h.write("file", "precious")
  refused("file", h.path "file" .. " is there already, and is no socket")
  h.equal(h.read "file", "precious", "file")
  refused("no/socket", ("cannot make the socket %s: No such file or directory"):format(h.path "no/socket"))
  local long = "/" .. ("x"):rep(107)
  for path, reason in pairs {[""] = "got an empty one", [long] = "at most 107 bytes, got 108: " .. long} do
    local got = h.run {"--control=" .. path, "-e", ""}
    h.equal(got.status, 2, "status")
    assert(got.err:find("--control: expected the path of a socket, " .. reason, 1, true), got.err)
  end
end

-- Nobody else's, not even when the file is opened to all. Only root can try that.
function tests.another_user()
  local nobody = "setpriv --reuid=65534 --clear-groups"
  if not os.execute(('[ "$(id -u)" = 0 ] && %s test -x "%s"'):format(nobody, arg[1])) then
    print "        (left out: not root, or another user cannot run this fbrun)"
    return
  end
  h.shell "chmod 777 ."
  local run = start("socket", "headless,size=70x40")
  local function refused(text)
    h.result(h.run({"shot", "--socket=socket", "shot.ppm"},
      {before = "chmod 666 stdin stderr", under = nobody}), 1, "", "fbrun: " .. text .. "\n")
  end
  refused(("cannot reach an fbrun at %s: Permission denied"):format(h.path "socket"))
  h.shell "chmod 666 socket"
  refused "the running fbrun has closed the connection"
  h.result(shot("socket", "shot.ppm"), 0, "", "")
  stop(run)
end

function tests.wrong_command_lines()
  local function refused(text, ...)
    h.result(h.run {"shot", ...}, 2, "", "fbrun: shot: " .. text .. " (see fbrun shot --help)\n")
  end
  refused("expected the path of one picture to write")
  refused("expected the path of one picture to write", "a.png", "b.png")
  refused("unknown option --nothing", "--nothing")
  refused("a value is missing after --socket", "--socket")
  h.equal(h.run({"shot", "--help"}).status, 0)
  h.write("shot", "print 'a script'")
  h.result(h.run {"--display=headless", "./shot"}, 0, "a script\n", "")
end

h.main(tests)
