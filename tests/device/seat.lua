-- The console comes back however fbrun ends, and other VTs can be shown meanwhile: with libseat's
-- own server, with seatd, with our own VT calls, and without any right to a VT.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local here = arg[0]:match("^(.*/)") or "./"
local tests = {}

-- What reads and sets the modes of a VT; nothing in the machine does.
local tool = os.tmpname()
assert(os.execute(("cc -static -O1 -o %s '%sseat/vt_state.c'"):format(tool, here)))

local function boot(options)
  options.files = {["/bin/vt_state"] = tool}
  local m = vm.boot(options)
  m:must("chmod 755 /bin/vt_state && sed -i 's/^\\(video\\|tty\\|input\\):.*/&user/' /etc/group")
  m:must("printf '\\033[44m\\033[2J' >/dev/tty2") -- the second VT is blue
  -- What is typed on the first to see that it hears.
  m:must("printf '#!/bin/sh\\n>/tmp/typed' >/bin/t; chmod 755 /bin/t")
  return m
end

-- The machine that most tests share, booted when the first wants it.
local shared
local function machine()
  shared = shared or boot {device = "bochs", programs = {"seatd"}}
  return shared
end

local tophalf = vm.picture.tophalf(1280, 800)
local blue = vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, 0x0000aa}})

local function shown(m)
  return m:must("cat /sys/class/tty/tty0/active")
end

-- Waits until a VT is set so.
local function wait_state(m, vt, expected)
  m:must(("until [ \"$(vt_state %d)\" = '%s' ]; do usleep 10000; done"):format(vt, expected))
end

-- The processes that the kernel calls so.
local function pids(m, name)
  return m:must(("grep -lx %s /proc/[0-9]*/comm | tr -cd '0-9\\n' | tr '\\n' ' '"):format(name))
end

local function gone(m)
  m:must("while grep -q '^fbrun' /proc/[0-9]*/comm 2>/dev/null; do usleep 10000; done")
end

-- Starts fbrun and waits for its picture. Returns also what the console showed before. state: of
-- the VT then.
local function start(m, arguments, options)
  options = options or {}
  vm.equal(shown(m), "tty1", "the VT that is shown")
  vm.equal(m:must("vt_state"), options.before or "text unicode auto", "the VT before")
  local console = m:screen()
  assert(not console:matches(tophalf))
  local run = m:start(("exec env %s fbrun --verbose %s"):format(options.env or "", arguments), options)
  m:wait_screen(tophalf)
  vm.equal(m:must("vt_state"), options.state or "graphics off process", "the VT meanwhile")
  if options.seat then
    run:expect("seat: " .. options.seat .. "\n")
  end
  return run, console
end

-- The console is there again, its keyboard too, and another VT can be shown.
local function check_console(m, console)
  gone(m)
  vm.equal(m:must("vt_state 1"), "text unicode auto", "the VT afterwards")
  m:must("chvt 2")
  m:wait_screen(blue)
  m:must("chvt 1")
  m:wait_screen(console)
  m:type("t\n")
  m:must("until [ -e /tmp/typed ]; do usleep 10000; done")
  m:must("rm /tmp/typed; printf '\\033[H\\033[J' >/dev/tty1")
end

-- All ways to end, and another VT shown meanwhile.
local function try_all(m, arguments, options)
  arguments = arguments .. " /scripts/tophalf.lua"
  local run, console = start(m, arguments, options)
  m:must("chvt 2")
  m:wait_screen(blue)
  vm.equal(m:must("vt_state"), "text unicode auto", "the other VT")
  m:must("chvt 1")
  m:wait_screen(tophalf)
  run:signal("TERM")
  run:finish()
  check_console(m, console)
  for _, name in ipairs {"KILL", "SEGV"} do
    run, console = start(m, arguments, options)
    run:signal(name)
    run:finish()
    check_console(m, console)
  end
  -- Killed while another VT is shown.
  run, console = start(m, arguments, options)
  m:must("chvt 2")
  run:signal("KILL")
  run:finish()
  gone(m)
  m:wait_screen(blue)
  m:must("chvt 1")
  check_console(m, console)
  -- All that is called fbrun.
  run, console = start(m, arguments, options)
  m:must("kill -KILL " .. pids(m, "fbrun"))
  run:finish()
  check_console(m, console)
end

function tests.builtin_drm()
  try_all(machine(), "--display=drm", {seat = "builtin"})
end

function tests.builtin_fbdev()
  try_all(machine(), "--display=fbdev", {seat = "builtin"})
end

-- There is no seatd to connect to.
function tests.vt_drm()
  try_all(machine(), "--display=drm", {seat = "vt", env = "LIBSEAT_BACKEND=seatd"})
end

function tests.vt_fbdev()
  try_all(machine(), "--display=fbdev", {seat = "vt", env = "LIBSEAT_BACKEND=seatd"})
end

function tests.seatd()
  local m = boot {device = "bochs", programs = {"seatd"}}
  local daemon = m:start("exec seatd -g video")
  m:must("until [ -S /run/seatd.sock ]; do usleep 10000; done")
  try_all(m, "--display=drm", {seat = "seatd"})
  try_all(m, "--display=fbdev", {seat = "seatd"})
  daemon:signal("TERM")
  daemon:wait()
end

vm.main(tests)
