-- The harness of the device tests itself: what a machine says and shows arrives, and what is wrong
-- is noticed.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}
local m = vm.boot {device = "bochs"}

-- Fills the screen of 1280x800 with one byte through fb0, which busybox can. In one write: the
-- kernel forgets parts of what is written up to the end of a row alone.
local function paint(byte)
  m:must(("head -c 4096000 /dev/zero | tr '\\0' '\\%o' >/tmp/pixels"):format(byte))
  m:must("dd if=/tmp/pixels of=/dev/fb0 bs=4096000 && rm /tmp/pixels")
end

local function plain(color)
  return vm.picture.rectangles(1280, 800, {{0, 0, 1280, 800, color}})
end

function tests.a_command_says_how_it_ended()
  local status, output = m:run("echo out; echo err >&2; exit 3")
  vm.equal(status, 3, "status")
  assert(output:find("out\n") and output:find("err\n"), output)
  local command = m:start("echo begun; read line; echo \"$line\"; exec sleep 1000")
  command:expect("begun\n")
  command:input("typed\n")
  command:expect("typed\n")
  vm.equal(command:output(2), "", "standard error")
  command:signal("KILL")
  vm.equal(command:wait(), "signal 9", "status")
end

function tests.much_output_arrives_whole()
  local _, output = m:run("seq 1 20000")
  local lines = {}
  for i = 1, 20000 do
    lines[i] = i
  end
  vm.equal(output, table.concat(lines, "\n") .. "\n", "output")
end

function tests.a_hanging_command_is_a_failure()
  local ok, text = pcall(m.run, m, "exec sleep 1000", 0.1)
  assert(not ok and text:find("waiting for the end of exec sleep 1000"), text)
  ok, text = pcall(m.must, m, "echo no; false")
  assert(not ok and text:find("ended with 1: no"), text)
  local command = m:start("echo other")
  ok, text = pcall(command.expect, command, "this")
  assert(not ok and text:find("never printed \"this\", but: other"), text)
end

function tests.the_monitor_shows_what_was_drawn()
  local console = m:screen()
  vm.equal(console.width .. "x" .. console.height, "1280x800", "size")
  paint(0x55)
  m:wait_screen(plain(0x555555))
  assert(not console:matches(plain(0x555555)), "the console is plain")
  local ok, text = pcall(m.wait_screen, m, plain(0x555556), {seconds = 0.1})
  assert(not ok and text:find("differ in 800 of 800 rows, from 0 to 799, first at 0,0: #555555, " ..
    "expected #555556", 1, true), text)
  assert(os.remove("harness-the_monitor_shows_what_was_drawn-got.ppm"))
  assert(os.remove("harness-the_monitor_shows_what_was_drawn-expected.ppm"))
  m:wait_screen(plain(0x565454), {tolerance = 1})
  m:must("clear >/dev/tty1; printf '\\033[30;47m\\033[2J' >/dev/tty1")
  m:wait_screen(plain(0xaaaaaa))
  m:must("printf '\\033c' >/dev/tty1")
end

function tests.pictures_are_compared()
  local p = vm.picture.rectangles(5, 3, {{1, 1, 2, 2, 0x102030}})
  assert(p:matches(function(x, y)
    return (x == 1 or x == 2) and y >= 1 and 0x102030 or 0
  end))
  vm.equal(p:rotated(90):pixel(0, 1), 0x102030, "pixel")
  vm.equal(p:rotated(90):pixel(2, 1), 0, "pixel")
  assert(p:rotated(270):rotated(90):matches(p))
  assert(vm.picture.tophalf(6, 4):matches(vm.expected(6, 4, {"scripts/tophalf.lua"})))
  assert(not p:matches(p:rotated(180)))
end

function tests.keys_are_typed()
  m:must("rm -f /tmp/typed")
  m:type("echo Typed > /tmp/typed\n")
  m:wait_until("grep -q Typed /tmp/typed")
end

function tests.monitors_are_exchanged()
  local v = vm.boot {device = "virtio,max_outputs=2", outputs = 2}
  local function wait_for(output, state)
    v:wait_until(([=[
      cd /sys/class/drm/card0-Virtual-%d && [ "$(cat status) $(head -n 1 modes)" = "%s" ]]=]):format(
      output, state))
  end
  wait_for(1, "connected 1280x800")
  wait_for(2, "disconnected ")
  v:set_monitor(800, 600)
  v:set_monitor(640, 480, 1)
  wait_for(1, "connected 800x600")
  wait_for(2, "connected 640x480")
  v:set_monitor(0, 0, 1)
  wait_for(2, "disconnected ")
end

function tests.a_second_output_is_seen()
  local v = vm.boot {device = "virtio,max_outputs=2", outputs = 2}
  v:set_monitor(640, 480, 1)
  v:wait_until("grep -q '^connected' /sys/class/drm/card0-Virtual-2/status")
  local list = v:must("modetest -M virtio_gpu -c -e")
  local connectors = {}
  for id, encoder in list:gmatch("\n(%d+)\t(%d+)\tconnected") do
    connectors[#connectors + 1] = id
  end
  vm.equal(#connectors, 2, "connectors")
  -- It shows a pattern of its own until a line comes in.
  local shown = v:start(("modetest -M virtio_gpu -F plain -s %s:640x480"):format(connectors[2]))
  v:wait_screen(vm.picture.rectangles(640, 480, {{0, 0, 640, 480, 0x777777}}), {head = 1})
  shown:input("\n")
  vm.equal(shown:wait(), 0, "status")
end

function tests.devices_come_and_go()
  local count = "ls /dev/input | grep -c event"
  m:must("modprobe -a evdev virtio_input")
  local before = math.tointeger(m:must(count))
  m:device_add {driver = "virtio-keyboard-pci", id = "more"}
  m:wait_until(("[ $(%s) = %d ]"):format(count, before + 1))
  m:device_del("more")
  vm.equal(math.tointeger(m:must(count)), before, "devices")
end

function tests.the_end_of_the_machine_is_noticed()
  local other = vm.boot {}
  local ok, text = pcall(other.run, other, "echo c >/proc/sysrq-trigger")
  assert(not ok and text:find("the machine has ended"), text)
  assert(other:log():find("sysrq triggered crash"), other:log())
end

vm.main(tests)
