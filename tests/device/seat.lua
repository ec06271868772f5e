-- The console comes back however fbrun ends, and other VTs can be shown meanwhile: with libseat's
-- own server, with seatd, with our own VT calls, and without any right to a VT.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local here = arg[0]:match("^(.*/)") or "./"
local tests = {}

-- What reads and sets the modes of a VT; nothing in the machine does.
local tool = vm.compile(here .. "seat/vt_state.c")

local function boot(options)
  options.files = {["/bin/vt_state"] = tool}
  options.modules = {"bochs", "evdev"}
  local m = vm.boot(options)
  m:must("chmod 755 /bin/vt_state && sed -i 's/^\\(video\\|tty\\|input\\):.*/&user/' /etc/group")
  m:must("printf '\\033[44m\\033[2J' >/dev/tty2") -- the second VT is blue
  -- What is typed on the first to see that it hears.
  m:must("printf '#!/bin/sh\\n>/tmp/typed' >/bin/t; chmod 755 /bin/t")
  return m
end

local shared = boot {device = "bochs"} -- by most tests

local tophalf = vm.picture.tophalf(1280, 800)
local blue = vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, 0x0000aa}})

local function shown(m)
  return m:must("cat /sys/class/tty/tty0/active")
end

-- Waits until a VT is set so.
local function wait_state(m, vt, expected)
  m:wait_until(("[ \"$(vt_state %d)\" = '%s' ]"):format(vt, expected))
end

-- The processes that the kernel calls so.
local function pids(m, name)
  return m:must(("grep -lx %s /proc/[0-9]*/comm | tr -cd '0-9\\n' | tr '\\n' ' '"):format(name))
end

local function gone(m)
  m:wait_until("! grep -q '^fbrun' /proc/[0-9]*/comm 2>/dev/null")
end

-- Starts fbrun and waits for its picture. Returns also what the console showed before. state: of
-- the VT then.
local function start(m, arguments, options)
  options = options or {}
  vm.equal(shown(m), "tty1", "the VT that is shown")
  vm.equal(m:must("vt_state"), options.before or "text unicode auto", "the VT before")
  local console = m:screen()
  assert(not console:matches(tophalf))
  local command = ("exec env %s fbrun --verbose %s"):format(options.env or "", arguments)
  if options.user then
    command = ("exec su %s -c '%s'"):format(options.user, command)
  end
  local run = m:start(command, options)
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
  m:wait_until("[ -e /tmp/typed ]")
  m:must("rm /tmp/typed; printf '\\033[H\\033[J' >/dev/tty1")
end

-- All ways to end, and another VT shown meanwhile.
local function try_all(m, arguments, options)
  arguments = arguments .. " /scripts/tophalf.lua"
  local run, console = start(m, arguments, options)
  run:expect("input from evdev")
  m:key("ctrl-alt-f2")
  m:wait_screen(blue)
  vm.equal(m:must("vt_state"), "text unicode auto", "the other VT")
  m:key("alt-f1")
  m:wait_screen(tophalf)
  m:must("chvt 2")
  m:wait_screen(blue)
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
  -- While another VT is shown.
  for _, name in ipairs {"KILL", "TERM"} do
    run, console = start(m, arguments, options)
    if options.daemon then
      options.daemon.seen = #options.daemon:output()
    end
    m:must("chvt 2")
    if options.daemon and name == "KILL" then
      -- seatd 0.7 dies itself if a client does before this.
      options.daemon:expect("Disabled client")
    end
    run:signal(name)
    run:finish()
    gone(m)
    m:wait_screen(blue)
    m:must("chvt 1")
    check_console(m, console)
  end
  -- All that is called fbrun.
  run, console = start(m, arguments, options)
  m:must("kill -KILL " .. pids(m, "fbrun"))
  run:finish()
  check_console(m, console)
end

function tests.builtin_drm()
  try_all(shared, "--display=drm", {seat = "builtin"})
end

function tests.builtin_fbdev()
  try_all(shared, "--display=fbdev", {seat = "builtin"})
end

-- There is no seatd to connect to.
function tests.vt_drm()
  try_all(shared, "--display=drm", {seat = "vt", env = "LIBSEAT_BACKEND=seatd"})
end

function tests.vt_fbdev()
  try_all(shared, "--display=fbdev", {seat = "vt", env = "LIBSEAT_BACKEND=seatd"})
end

function tests.seatd()
  local m = boot {device = "bochs", programs = {"seatd"}}
  local daemon = m:start("exec seatd -l info -g video")
  m:wait_until("[ -S /run/seatd.sock ]")
  try_all(m, "--display=drm", {seat = "seatd", daemon = daemon})
  try_all(m, "--display=fbdev", {seat = "seatd", daemon = daemon})
  daemon:signal("TERM")
  daemon:wait()
end

-- Between the taking of the VT and the first picture.
function tests.killed_while_starting()
  local m = shared
  local status = "/sys/class/drm/card0-Virtual-1/status"
  for _, env in ipairs {"", "LIBSEAT_BACKEND=seatd"} do
    local console = m:screen()
    m:must("echo off >" .. status)
    local run = m:start(("exec env %s fbrun --display=drm /scripts/tophalf.lua"):format(env))
    run:expect("no screen is plugged") -- while the display is opened
    run:signal("KILL")
    run:finish()
    gone(m)
    vm.equal(m:must("vt_state 1"), "text unicode auto", "the VT afterwards")
    m:must(("echo on >%s; echo change >/sys/class/drm/card0/uevent"):format(status))
    check_console(m, console)
  end
end

-- A picture stays while its script process is replaced. One that hangs is found when there is input
-- for it.
function tests.script_process_killed()
  local m = shared
  local run, console = start(m, "--display=drm --restart --max-time=0.5 /scripts/tophalf.lua")
  run:expect("input from evdev")
  for signal, said in pairs {KILL = "signal 9", SEGV = "signal 11", STOP = "did not answer"} do
    local script = pids(m, "fbrun-script")
    m:must("kill -" .. signal .. " " .. script)
    if signal == "STOP" then
      m:key("a")
    end
    run:expect(said)
    m:wait_until(("p=$(pidof fbrun-script) && [ \"$p\" != '%s' ]"):format((script:gsub(" ", ""))))
    assert(m:screen():matches(tophalf))
    vm.equal(m:must("vt_state"), "graphics off process", "the VT")
  end
  run:signal("TERM")
  run:finish()
  check_console(m, console)
end

-- A terminal sends Ctrl-C to all of its processes; libseat's server must not end before us.
function tests.interrupt_for_all_processes()
  local m = shared
  local run, console = start(m, "--display=drm /scripts/tophalf.lua", {seat = "builtin"})
  m:must("kill -INT -" .. run.pid)
  vm.equal(run:finish(), 0, "status")
  assert(not run:output():find("lost"), run:output())
  check_console(m, console)
end

function tests.server_killed()
  local m = shared
  local run, console = start(m, "--display=drm /scripts/tophalf.lua", {seat = "builtin"})
  m:must("kill -KILL " .. pids(m, "fbrun-seat"))
  vm.equal(run:finish(), 1, "status")
  assert(run:output():find("the session is lost: builtin has ended"), run:output())
  check_console(m, console)
end

function tests.seatd_killed()
  local m = boot {device = "bochs", programs = {"seatd"}}
  local daemon = m:start("exec seatd -g video")
  m:wait_until("[ -S /run/seatd.sock ]")
  local run, console = start(m, "--display=drm /scripts/tophalf.lua", {seat = "seatd"})
  daemon:signal("KILL")
  vm.equal(run:finish(), 1, "status")
  assert(run:output():find("the session is lost: seatd has ended"), run:output())
  check_console(m, console)
end

-- Everything that a seat takes is back before another one is tried.
function tests.keyboard_mode_is_kept()
  local m = shared
  for _, env in ipairs {"", "LIBSEAT_BACKEND=seatd"} do
    for _, signal in ipairs {"TERM", "KILL"} do
      m:must("vt_state 1 xlate")
      local run = start(m, "--display=drm /scripts/tophalf.lua",
        {env = env, before = "text xlate auto"})
      run:signal(signal)
      run:finish()
      gone(m)
      vm.equal(m:must("vt_state 1"), "text xlate auto", "the VT afterwards")
    end
  end
  m:must("vt_state 1 unicode")
end

-- What a program left that died in graphics mode is no reason to refuse.
function tests.left_in_graphics_mode()
  local m = shared
  for _, env in ipairs {"", "LIBSEAT_BACKEND=seatd"} do
    m:must("vt_state 1 graphics")
    local run = start(m, "--display=drm /scripts/tophalf.lua",
      {env = env, before = "graphics off process"})
    run:signal("TERM")
    run:finish()
    gone(m)
    vm.equal(m:must("vt_state 1"), "text unicode auto", "the VT afterwards")
  end
end

function tests.another_program_on_the_vt()
  local m = shared
  for _, env in ipairs {"", "LIBSEAT_BACKEND=seatd"} do
    local run, console = start(m, "--display=drm /scripts/tophalf.lua")
    for _, display in ipairs {"drm", "fbdev"} do
      local status, output = m:run(("%s fbrun --display=%s /scripts/tophalf.lua"):format(env, display))
      vm.equal(status, 1, "status")
      assert(output:find("VT 1 is in use by fbrun (process " .. run.pid ..
        "), which has /dev/dri/card0 open", 1, true), output)
    end
    vm.equal(m:must("vt_state"), "graphics off process", "the VT")
    assert(m:screen():matches(tophalf))
    run:signal("TERM")
    run:finish()
    check_console(m, console)
  end
end

-- So quickly that one piece of news comes with the next.
function tests.to_and_fro()
  local m = shared
  local run, console = start(m, "--display=drm /scripts/tophalf.lua", {seat = "builtin"})
  run:expect("input from evdev")
  m:must("chvt 2")
  run:expect("the seat is disabled")
  m:must(("kill -STOP %d; chvt 1; chvt 2; kill -CONT %d"):format(run.pid, run.pid))
  m:must("chvt 1")
  m:wait_screen(tophalf)
  run:expect("the seat is enabled")
  m:key("ctrl-c")
  run:finish()
  check_console(m, console)
end

-- The one that comes second leaves the other's VT alone.
function tests.two_start_at_once()
  local m = shared
  for _, display in ipairs {"drm", "fbdev"} do
    local command = ("exec fbrun --display=%s /scripts/tophalf.lua"):format(display)
    local first, second = m:start(command), m:start(command)
    m:wait_until(("[ ! -d /proc/%d ] || [ ! -d /proc/%d ]"):format(first.pid, second.pid))
    m:wait_screen(tophalf)
    vm.equal(m:must("vt_state"), "graphics off process", "the VT")
    m:must(("kill -TERM %d %d 2>/dev/null; true"):format(first.pid, second.pid))
    first:finish()
    second:finish()
    assert(first:output():find("VT 1 is in use by fbrun", 1, true) or
      second:output():find("VT 1 is in use by fbrun", 1, true), first:output() .. second:output())
  end
end

-- Started on a VT that is not shown.
function tests.own_vt()
  local m = shared
  for _, case in ipairs {{"builtin", ""}, {"vt", "LIBSEAT_BACKEND=seatd"}} do
    local run, console = start(m, "--display=drm /scripts/tophalf.lua",
      {seat = case[1], env = case[2], tty = 3})
    vm.equal(shown(m), "tty3", "the VT that is shown")
    vm.equal(m:must("vt_state 1"), "text unicode auto", "the VT that was shown")
    run:signal("TERM")
    run:finish()
    vm.equal(m:must("vt_state 3"), "text unicode auto", "the VT afterwards")
    m:must("chvt 1")
    check_console(m, console)
  end
end

-- Somebody who logged in on a VT may use it without being root.
function tests.own_vt_of_a_user()
  local m = shared
  m:must("chown user /dev/tty3; chmod 600 /dev/tty3")
  for _, signal in ipairs {"TERM", "KILL"} do
    for _, display in ipairs {"drm", "fbdev"} do
      local run, console = start(m, ("--display=%s /scripts/tophalf.lua"):format(display),
        {seat = "vt", user = "user", tty = 3})
      vm.equal(shown(m), "tty3", "the VT that is shown")
      run:signal(signal)
      run:finish()
      gone(m)
      vm.equal(m:must("vt_state 3"), "text unicode auto", "the VT afterwards")
      m:must("chvt 1")
      check_console(m, console)
    end
  end
end

-- The session's other processes live on, and so does the terminal.
function tests.own_vt_of_a_user_who_has_a_shell()
  local m = shared
  m:must("chown user /dev/tty3; chmod 600 /dev/tty3")
  local console = m:screen()
  local shell = m:start("exec su user -c 'fbrun /scripts/tophalf.lua; echo ended; read -r _'", {tty = 3})
  m:wait_screen(tophalf)
  m:must("kill -KILL " .. pids(m, "fbrun"))
  shell:expect("ended\n")
  gone(m)
  vm.equal(m:must("vt_state 3"), "text unicode auto", "the VT afterwards")
  shell:signal("KILL")
  shell:wait()
  m:must("chvt 1")
  check_console(m, console)
end

-- Its leader is killed, and the kernel hangs up the terminal of the rest.
function tests.terminal_hangs_up()
  local m = shared
  m:must("chown user /dev/tty3; chmod 600 /dev/tty3")
  for _, case in ipairs {"exec su user -c '%s'", "%s", "export LIBSEAT_BACKEND=seatd; %s"} do
    local console = m:screen()
    local shell = m:start(case:format("fbrun --display=drm /scripts/tophalf.lua; read -r _"), {tty = 3})
    m:wait_screen(tophalf)
    shell:signal("KILL")
    shell:finish()
    gone(m)
    vm.equal(m:must("vt_state 3"), "text unicode auto", "the VT afterwards")
    m:must("chvt 1")
    check_console(m, console)
  end
end

-- The screen has a thread of its own then.
function tests.single_process()
  local m = shared
  for _, case in ipairs {{"builtin", ""}, {"vt", "LIBSEAT_BACKEND=seatd"}} do
    local run, console = start(m, "--display=drm --single-process /scripts/tophalf.lua",
      {seat = case[1], env = case[2]})
    m:must("chvt 2")
    m:wait_screen(blue)
    m:must("chvt 1")
    m:wait_screen(tophalf)
    run:signal("TERM")
    run:finish()
    check_console(m, console)
  end
end

-- Seconds, by the machine's clock.
local function uptime(m)
  return tonumber(m:must("cut -d' ' -f1 /proc/uptime"))
end

-- From ssh, as a user who may use devices, but no VT: the text cursor is hidden, as far as a member
-- of group tty can.
function tests.no_right_to_a_vt()
  local m = boot {device = "bochs", append = "vt.global_cursor_default=1"}
  m:must("chgrp tty /dev/tty1; chmod 620 /dev/tty1")
  for _, signal in ipairs {"TERM", "KILL"} do
    local run = start(m, "--display=fbdev /scripts/tophalf.lua",
      {user = "user", state = "text unicode auto"})
    -- It would blink, five times in a second of the machine's own.
    local begun = uptime(m)
    repeat
      assert(m:screen():matches(tophalf))
    until uptime(m) >= begun + 1
    run:signal(signal)
    run:finish()
    gone(m)
    m:must("printf '\\033[H\\033[J' >/dev/tty1")
    -- Its cursor is all that is left on the screen.
    m:wait_screen(function(x, y)
      return x < 8 and (y == 14 or y == 15) and 0xaaaaaa or 0
    end)
  end
end

-- A container with a card and no VT.
function tests.no_vt()
  local m = boot {device = "bochs"}
  m:must("rm /dev/tty0 /dev/tty1 /dev/tty2")
  for _, case in ipairs {{"", "seat: builtin\n"},
    {"LIBSEAT_BACKEND=seatd", "devices are opened directly\n"}} do
    local run = m:start(("exec env %s fbrun --verbose --display=drm /scripts/tophalf.lua"):format(
      case[1]))
    m:wait_screen(tophalf)
    run:expect(case[2])
    run:signal("TERM")
    vm.equal(run:finish(), 0, "status")
  end
end

vm.main(tests)
