-- Real kernel drivers for tests: starts Debian's kernel under QEMU, runs commands in it, and looks
-- at the emulated monitor. By hand, in any build tree, all of a file's tests or one of them:
--   lua5.4 tests/device/NAME.lua BUILD/engine/fbrun [TEST]
-- Every tests/device/NAME.lua is a test of ctest's. It begins and ends like this:
--   package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
--   local vm = require "vm"
--   local tests = {}
--   function tests.draws()
--     local m = vm.boot {device = "bochs"}   -- ended by itself, also when the test fails
--     local run = m:start("exec fbrun /scripts/tophalf.lua")
--     m:wait_screen(vm.picture.tophalf(1280, 800))
--     run:stop()
--   end
--   vm.main(tests)
-- vm/machine.lua says what a machine can do, vm/guest.lua what a command can, vm/picture.lua what a
-- picture can. In the machine are fbrun, its scripts in /scripts, busybox, fbset, modetest, a shell
-- on tty1, and /host, which is the folder m.host outside. To see that the console is back, take
-- m:screen() before and m:wait_screen() for it after. The machine is slow: wait for what must
-- happen, never for a time. Every wait has a bound, and what goes beyond it fails the test.
local uv = require "luv"
local Machine = require "vm.machine"

local vm = {picture = require "vm.picture"}

local fbrun = assert(uv.fs_realpath(arg[1] or error("the path of fbrun is missing")))
local here = assert(uv.fs_realpath(debug.getinfo(1, "S").source:match("^@(.*/)") or "."))
local root = assert(uv.fs_realpath(here .. "/../.."))

local machines = {} -- those that run
local compiled = {} -- files of vm.compile's

-- Short names of devices; the value is what QEMU calls it, and its driver's module.
local devices = {
  bochs = {"bochs-display", "bochs"},
  std = {"VGA", "bochs"},
  virtio = {"virtio-gpu-pci", "virtio-gpu"},
  cirrus = {"cirrus-vga", "cirrus"},
  qxl = {"qxl-vga", "qxl"},
  vmware = {"vmware-svga", "vmwgfx"},
}

local function find_program(name)
  for folder in (os.getenv("PATH") .. ":/usr/sbin:/sbin"):gmatch("[^:]+") do
    if uv.fs_access(folder .. "/" .. name, "X") then
      return folder .. "/" .. name
    end
  end
  error("the program " .. name .. " is not installed")
end

-- Boots a machine. Fields, all optional:
--   device   a device or a list of them: bochs, std, virtio, cirrus, qxl, vmware, with options of
--            QEMU's behind a comma, as in "virtio,max_outputs=2". QEMU knows them as screen0, ...
--   extra    list of other devices as -device takes them, as in "virtio-keyboard-pci,id=keys"
--   modules  list of kernel modules to load; if absent, the drivers of the devices. {} for none
--   append   more for the kernel's command line
--   bzimage  boot through the real-mode part, which vga= (vesafb) needs
--   memory   in MiB
--   files    table: path in the machine -> file or folder on the host, or {text = "content"}
--   programs list of the host's programs, as in "seatd", for /usr/bin with their libraries
--   udev     udevd runs, and knows the devices that are there
--   outputs  how many outputs of a virtio device m:set_monitor is to plug monitors into; more than
--            one needs max_outputs=, as above. Only output 0 has a monitor from the start
function vm.boot(options)
  options = options or {}
  local spec = {extra = options.extra or {}, devices = {}, modules = {}, append = options.append,
    bzimage = options.bzimage, memory = options.memory or 192, outputs = options.outputs,
    files = {["/scripts"] = root .. "/scripts"}, programs = {["/usr/bin/fbrun"] = fbrun},
    udev = options.udev, prepare = here}
  local list = options.device or {}
  for _, device in ipairs(type(list) == "table" and list or {list}) do
    local name, rest = device:match("^([^,]*)(.*)$")
    local known = assert(devices[name], "unknown device " .. name)
    spec.devices[#spec.devices + 1] = known[1] .. rest
    spec.modules[#spec.modules + 1] = known[2]
  end
  spec.modules = options.modules or spec.modules
  for to, from in pairs(options.files or {}) do
    spec.files[to] = from
  end
  local programs = {"fbset", "modetest", table.unpack(options.programs or {})}
  if options.udev then
    programs[#programs + 1] = "udevadm"
    spec.files["/usr/lib/udev/rules.d"] = "/usr/lib/udev/rules.d"
  end
  for _, name in ipairs(programs) do
    spec.programs["/usr/bin/" .. name] = find_program(name)
  end
  local machine = Machine.boot(spec)
  machines[#machines + 1] = machine
  return machine
end

-- Compiles a C file for the machine; returns the program's path, which is there until vm.main ends.
function vm.compile(source)
  local path = os.tmpname()
  compiled[#compiled + 1] = path
  assert(os.execute(("%s -static -O2 -Wall -Wextra -o %s '%s'"):format(os.getenv("CC") or "cc", path,
    source)))
  return path
end

-- What fbrun draws on a headless display on the host, as a picture. arguments are words: options,
-- the script, its arguments. What moves needs --frames=1 or the like.
function vm.expected(width, height, arguments)
  local path = os.tmpname()
  local words = {("timeout 60 '%s' --quiet --display=headless:%s.ppm,size=%dx%d"):format(fbrun, path, width,
    height)}
  for _, word in ipairs(arguments) do
    words[#words + 1] = "'" .. word:gsub("'", "'\\''") .. "'"
  end
  local command = table.concat(words, " ")
  local ok, _, status = os.execute("cd '" .. root .. "' && " .. command)
  assert(ok, ("%s: %s"):format(command, status == 124 and "it does not end" or status))
  local result = vm.picture.read(path .. ".ppm")
  os.remove(path)
  os.remove(path .. ".ppm")
  return result
end

function vm.equal(got, expected, what)
  if got ~= expected then
    local show = function(value)
      return type(value) == "string" and ("%q"):format(value) or tostring(value)
    end
    error(("%s: expected %s, got %s"):format(what or "value", show(expected), show(got)), 2)
  end
end

-- Ends the machines but the first so many.
local function end_machines(but)
  while #machines > but do
    table.remove(machines):quit()
  end
end

-- Runs the tests, functions by name, or the one that the command line names; ends the process. A
-- machine that was booted before is there for all of them.
function vm.main(tests)
  local names, failed, shared = {}, 0, #machines
  for name in pairs(tests) do
    if not arg[2] or arg[2] == name then
      names[#names + 1] = name
    end
  end
  assert(#names > 0, "no such test")
  table.sort(names)
  for _, name in ipairs(names) do
    local start = uv.hrtime()
    Machine.test = arg[0]:match("([^/]*)%.lua$") .. "-" .. name
    local ok, message = xpcall(tests[name], function(text)
      return debug.traceback(text, 2):gsub("\n%s*%[C%]: in function 'xpcall'.*", "")
    end)
    if not ok then
      failed = failed + 1
      message = message .. "\n" .. (#machines > 0 and machines[#machines]:log() or "")
    end
    end_machines(shared)
    print(("%s %s (%.1f s)"):format(ok and "ok     " or "FAILED ", name,
      (uv.hrtime() - start) / 1e9))
    if not ok then
      print(message)
    end
    io.stdout:flush()
  end
  end_machines(0)
  for _, path in ipairs(compiled) do
    os.remove(path)
  end
  os.exit(failed == 0)
end

return vm
