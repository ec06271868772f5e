-- fbrun --doctor in real situations. Where it gives a command, that very command is run and must
-- mend what was complained of.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local here = arg[0]:match("^(.*/)") or "./"
local tests = {}

local USABLE = "ok: fbrun can use a screen now: --display=drm:/dev/dri/card0"
local USELESS = "problem: there is no screen that fbrun can use now"

-- What the doctor says to root, or to a user, with this exit status.
local function ask(m, status, user)
  local got, text = m:run(("su %s -c 'fbrun --doctor'"):format(user or "root"))
  vm.equal(got, status, "status after\n" .. text)
  vm.equal(text:match "([^\n]*)\n$", status == 0 and text:match "ok: fbrun can use[^\n]*" or USELESS,
    "verdict")
  return text
end

-- Asserts that a line begins so, and returns the commands below it.
local function finding(text, line)
  local from, to = ("\n" .. text):find("\n" .. line, 1, true)
  assert(from, ("no line %q in\n%s"):format(line, text))
  local fixes = {}
  for head, fix in text:sub(to):match "^[^\n]*\n(.*)":gmatch "([^\n]-): ([^\n]*)\n" do
    if head ~= "  fix" and head ~= "   or" then
      break
    end
    fixes[#fixes + 1] = fix
  end
  return table.unpack(fixes)
end

-- What the commands of a usual system are that this one lacks.
local function add_commands(m)
  m:must [[
    printf '#!/bin/sh\nexec "$@"\n' >/bin/sudo
    printf '#!/bin/sh\nsed -i "s/^$2:.*/&,$3/; s/:,/:/" /etc/group\n' >/bin/usermod
    chmod 755 /bin/sudo /bin/usermod]]
end

local function not_said(text, words)
  assert(not text:find(words, 1, true), ("%q in\n%s"):format(words, text))
end

function tests.all_is_well()
  local m = vm.boot {device = "bochs", extra = {"virtio-keyboard-pci"}}
  m:must "modprobe -a evdev virtio_input"
  vm.equal(ask(m, 0), "ok: /dev/dri/card0 (bochs-drm): Virtual-1 connected\n" ..
    "ok: /dev/fb0 (bochs-drmdrmfb): 1280x800, XRGB8888\n" ..
    "ok: /dev/tty1 is shown, and is a text console\n" ..
    ("ok: %d input devices, %d of them open to root\n"):gsub("%%d",
      m:must("ls /dev/input | grep -c event"):match "%d+") .. USABLE .. "\n", "all of it")
end

function tests.no_device()
  local m = vm.boot {}
  finding(ask(m, 1), "problem: there is no /dev/dri/card* and no /dev/fb*, and no graphics device on " ..
    "the PCI bus")
end

function tests.driver_not_loaded()
  local m = vm.boot {device = "bochs", modules = {}}
  local fix = finding(ask(m, 1), "problem: the graphics device 0000:00:02.0 has no driver")
  m:must(fix)
  m:wait_until "[ -e /dev/fb0 ]"
  vm.equal(ask(m, 0):match "([^\n]*)\n$", USABLE, "verdict")
end

function tests.nomodeset()
  local m = vm.boot {device = "bochs", modules = {}, append = "nomodeset"}
  m:run "modprobe bochs" -- which it refuses
  finding(ask(m, 1), "problem: the kernel parameter nomodeset keeps graphics drivers from loading")
end

-- Not in the group, in it since the last login, in it.
function tests.user_without_rights()
  local m = vm.boot {device = "bochs"}
  local text = ask(m, 1, "user")
  local command = "sudo usermod -aG video user    # then log in anew"
  vm.equal(finding(text, "problem: /dev/dri/card0 cannot be opened by user: Permission denied"), command,
    "fix")
  vm.equal(finding(text, "problem: /dev/fb0 cannot be opened by user: Permission denied"), command, "fix")
  finding(text, "note: user was not started on a VT, as over ssh, and may not take /dev/tty1")
  add_commands(m)
  m:must(command)
  vm.equal(ask(m, 0, "user"):match "([^\n]*)\n$", USABLE, "verdict")
end

-- As nobody has set groups up.
function tests.nodes_without_a_group()
  local m = vm.boot {device = "bochs"}
  m:must "chown 0:0 /dev/dri/card0; chmod 600 /dev/dri/card0"
  local fix = finding(ask(m, 1, "user"),
    "problem: /dev/dri/card0 cannot be opened by user: Permission denied")
  add_commands(m)
  m:must(fix)
  vm.equal(ask(m, 0, "user"):match "([^\n]*)\n$", USABLE, "verdict")
end

function tests.another_program_is_master()
  local m = vm.boot {device = "bochs"}
  add_commands(m)
  m:must "usermod -aG video user"
  local run = m:start "exec modetest -M bochs-drm -s Virtual-1:1280x800"
  m:must "mount -t debugfs debugfs /sys/kernel/debug"
  m:wait_until "grep -q ' y    y ' /sys/kernel/debug/dri/0/clients"
  local verdict = "problem: /dev/dri/card0 belongs to another program: "
  local text = ask(m, 1)
  local fix = finding(text, ("%smodetest (process %d) is DRM master"):format(verdict, run.pid))
  finding(text, "problem: /dev/fb0 (bochs-drmdrmfb) shows nothing while another program is master of " ..
    "/dev/dri/card0")
  -- Another user's process.
  vm.equal(finding(ask(m, 1, "user"), verdict .. "somebody is DRM master"),
    "sudo fbrun --doctor    # root can see who", "fix")
  m:must "umount /sys/kernel/debug"
  vm.equal(finding(ask(m, 1), ("%smodetest (process %d) has it open"):format(verdict, run.pid)), fix,
    "fix")
  m:must(fix)
  run:wait()
  vm.equal(ask(m, 0):match "([^\n]*)\n$", USABLE, "verdict")
end

function tests.nothing_plugged_in()
  local m = vm.boot {device = "virtio"}
  m:must "echo off >/sys/class/drm/card0-Virtual-1/status"
  local text = ask(m, 0) -- the framebuffer is there still
  local _, fix = finding(text, "problem: /dev/dri/card0 (virtio_gpu): no screen is plugged in: " ..
    "Virtual-1 disconnected")
  m:must(fix)
  not_said(ask(m, 0), "problem")
end

function tests.cards_that_show_nothing()
  local m = vm.boot {modules = {"vgem"}}
  m:must "touch /dev/fb0 /dev/dri/card1"
  local text = ask(m, 1)
  finding(text, "note: /dev/dri/card0 (vgem) only computes: it has no outputs")
  finding(text, "problem: /dev/dri/card1 is not a DRM card")
  finding(text, "problem: /dev/fb0 is not a framebuffer")
end

-- What a program leaves that was killed in the wrong moment.
function tests.console_left_in_graphics()
  local m = vm.boot {device = "bochs", programs = {"perl"},
    files = {["/bin/vt_state"] = vm.compile(here .. "seat/vt_state.c")}}
  m:must "chmod 755 /bin/vt_state; vt_state 1 graphics"
  local fix = finding(ask(m, 0), "problem: /dev/tty1 was left in graphics mode by a program that is gone")
  m:must(fix)
  vm.equal(m:must "vt_state 1":match "^%a+ %a+", "text unicode", "the console")
  not_said(ask(m, 0), "problem")
end

function tests.console_that_goes_dark()
  local m = vm.boot {device = "bochs", append = "consoleblank=600"}
  finding(ask(m, 0), "note: the console goes dark after 600 seconds without a key")
end

-- Whatever is not there: it ends with a verdict.
function tests.half_a_system()
  local m = vm.boot {device = "bochs"}
  for folder, line in pairs {
    ["/dev"] = "problem: /dev holds no devices",
    ["/sys"] = "problem: /sys is empty",
    ["/proc"] = "note: /proc is empty",
  } do
    local _, text = m:run(("unshare -m sh -c 'mount -t tmpfs none %s; fbrun --doctor'"):format(folder))
    finding(text, line)
    assert(text:find("\nok: fbrun can use a screen now", 1, true) or text:find("\n" .. USELESS, 1, true),
      text)
  end
  local status, text = m:run [[
    for folder in bin lib lib64 usr; do
      mkdir -p /empty/$folder
      mount --bind /$folder /empty/$folder
    done
    chroot /empty fbrun --doctor]]
  vm.equal(status, 1, "status in an empty root, after\n" .. text)
end

function tests.seatd()
  local m = vm.boot {device = "bochs", programs = {"seatd"}}
  m:must "echo seat:x:99:user >>/etc/group"
  m:start "exec seatd -g seat"
  m:wait_until "[ -S /run/seatd.sock ]"
  local text = ask(m, 0, "user")
  finding(text, "ok: seatd listens at /run/seatd.sock and opens cards and keyboards for user")
  finding(text, "ok: /dev/dri/card0 (through seatd): Virtual-1 connected")
end

-- The rules that are installed: a framebuffer is for the group and for whoever sits there.
function tests.udev_rules()
  local m = vm.boot {device = "bochs", udev = true,
    files = {["/etc/udev/rules.d/70-fbrun.rules"] = here .. "../../assets/70-fbrun.rules"}}
  m:must "udevadm control --reload; udevadm trigger; udevadm settle"
  for node, group in pairs {["/dev/fb0"] = "video", ["/dev/dri/card0"] = "video"} do
    vm.equal(m:must("stat -c '%a %G' " .. node), "660 " .. group, node)
    local tags = m:must("udevadm info " .. node)
    assert(tags:find ":uaccess:" and tags:find ":seat:", tags)
  end
end

vm.main(tests)
