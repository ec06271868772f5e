-- A machine: QEMU with a kernel, its monitor, its keyboard, and the commands in it.
local uv = require "luv"
local guest = require "vm.guest"
local loop = require "vm.loop"
local picture = require "vm.picture"
local qmp = require "vm.qmp"
local vnc = require "vm.vnc"

local Machine = {}
Machine.__index = Machine

local function quote(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function shell(command)
  local pipe <close> = assert(io.popen(command))
  local text = pipe:read("a")
  assert(pipe:close(), command)
  return (text:gsub("\n$", ""))
end

local function read_file(path)
  local file = io.open(path, "rb")
  local text = file and file:read("a") or ""
  if file then
    file:close()
  end
  return text
end

-- What the kernel is told. Without a blinking cursor the console's picture stands still.
local function command_line(spec)
  local words = {"console=ttyS0 quiet panic=-1 vt.global_cursor_default=0 consoleblank=0",
    "sysrq_always_enabled"}
  words[#words + 1] = "fbrun.modules=" .. table.concat(spec.modules, ",")
  words[#words + 1] = spec.append
  return table.concat(words, " ")
end

-- The part of QEMU's arguments that decides what a saved state holds.
local function hardware(spec, base)
  local words = {"-nodefaults", "-no-user-config", "-machine", "pc", "-accel", "tcg,thread=multi",
    "-m", spec.memory .. "M", "-display", "none", "-vga", "none", "-no-reboot",
    "-kernel", base .. (spec.bzimage and "/vmlinuz" or "/vmlinux"),
    "-initrd", base .. "/base.cpio", "-append", command_line(spec)}
  for i, device in ipairs(spec.devices) do
    table.move({"-device", ("%s,id=screen%d"):format(device, i - 1)}, 1, 2, #words + 1, words)
  end
  for _, device in ipairs(spec.extra) do
    table.move({"-device", device}, 1, 2, #words + 1, words)
  end
  return words
end

-- Where the state of such a machine, just booted, is kept.
local function state_path(words, base)
  local key = table.concat(words, "\n") .. shell("qemu-system-x86_64 --version")
  shell("mkdir -p " .. base .. "/states")
  return ("%s/states/%s"):format(base, shell("printf %s " .. quote(key) .. " | sha256sum | cut -c -16"))
end

function Machine:path(name)
  return self.scratch .. "/" .. name
end

-- Starts QEMU, from a saved state if a path is given.
local function start_qemu(self, state)
  self.ended = nil
  self.qmp = qmp.new(self:path("qmp"))
  self.guest = guest.new(self:path("agent"))
  self.guest.failed = function(text)
    error(text, 0)
  end
  local words = {"--pdeathsig", "KILL", "qemu-system-x86_64", table.unpack(self.words)}
  for _, word in ipairs {
    "-serial", "file:" .. self:path("console"),
    "-chardev", "socket,id=agent,path=" .. self:path("agent"), "-serial", "chardev:agent",
    "-chardev", "socket,id=qmp,path=" .. self:path("qmp"), "-mon", "chardev=qmp,mode=control",
    "-fsdev", "local,id=host,security_model=none,path=" .. self.host,
    "-device", "virtio-9p-pci,fsdev=host,mount_tag=host",
  } do
    words[#words + 1] = word
  end
  for head = 0, (self.spec.outputs or 0) - 1 do
    table.move({"-vnc", ("unix:%s%d,display=screen0,head=%d"):format(self:path("vnc"), head, head)},
      1, 2, #words + 1, words)
  end
  if state then
    table.move({"-incoming", "exec:cat " .. state}, 1, 2, #words + 1, words)
  end
  local errors = assert(uv.fs_open(self:path("errors"), "w", 384))
  -- With this test's end, however it ends, QEMU ends too.
  self.process = assert(uv.spawn("setpriv", {args = words, stdio = {nil, errors, errors}},
    function(code, signal)
      self.ended = ("status %d, signal %d"):format(code, signal)
    end))
  uv.fs_close(errors)
  local greeted = loop.wait(function()
    return self.qmp.greeted or self.ended
  end, 30)
  if not greeted or self.ended then
    error(("QEMU does not start (%s): %s"):format(self.ended or "it hangs",
      read_file(self:path("errors"))), 0)
  end
  self.qmp:call("qmp_capabilities")
end

local function stop_qemu(self)
  if self.process then
    if not self.ended then
      pcall(self.qmp.call, self.qmp, "quit")
    end
    local function ended()
      return self.ended
    end
    if not loop.wait(ended, 5) then
      self.process:kill("sigkill")
      loop.wait(ended, 5)
    end
    self.process:close()
    for _, client in pairs(self.vnc) do
      client:close()
    end
    self.vnc = {}
    self.qmp:close()
    self.guest:close()
    self.process = nil
  end
  shell("rm -f " .. self:path("qmp") .. " " .. self:path("agent"))
end

local function save_state(self, path)
  local new = ("%s.%d"):format(path, uv.os_getpid())
  self.qmp:call("migrate-set-parameters", {["max-bandwidth"] = 1 << 40})
  self.qmp:call("migrate", {uri = "exec:cat >" .. new})
  local status
  loop.wait(function()
    status = self.qmp:call("query-migrate").status
    return status == "completed" or status == "failed"
  end, 60)
  assert(status == "completed", "QEMU cannot save its state")
  assert(os.rename(new, path))
  self.qmp:call("cont")
end

local function restore(self, path)
  start_qemu(self, path)
  assert(self.qmp:event("RESUME"), "QEMU does not go on from the saved state")
  self.guest:greet()
end

local function boot(self, path)
  start_qemu(self)
  self.guest:wait(function()
    return self.guest.ready
  end, "booting")
  save_state(self, path)
  self.guest:greet()
end

-- Libraries that programs open when they need them; ldd does not name these.
local opened = {"libseat.so.1", "libinput.so.10", "libudev.so.1", "libxkbcommon.so.0"}

-- Puts what the machine gets after it has booted into the folder that it shares with the host: the
-- files under the machine's paths, and the libraries that programs among them are linked with.
local function gather(self)
  local lines, programs = {"set -e"}, {}
  local function add(from, to)
    to = quote(self.host .. "/root" .. to)
    lines[#lines + 1] = ("mkdir -p $(dirname %s) && cp -RL %s %s"):format(to, quote(from), to)
  end
  for to, from in pairs(self.spec.programs) do
    add(from, to)
    programs[#programs + 1] = quote(from)
  end
  local cache = shell("/sbin/ldconfig -p")
  for _, name in ipairs(opened) do
    local path = cache:match("%s" .. name:gsub("%p", "%%%0") .. " %([^\n]*x86%-64[^\n]*%) => (%S+)")
    if path then
      add(path, path)
      programs[#programs + 1] = quote(path)
    end
  end
  local listed = {}
  for path in shell("ldd " .. table.concat(programs, " ")):gmatch("%s(/%S+) %(") do
    if not listed[path] then
      listed[path] = true
      add(path, path)
    end
  end
  for to, from in pairs(self.spec.files) do
    if type(from) == "table" then
      lines[#lines + 1] = ("mkdir -p $(dirname %s) && printf %%s %s >%s"):format(
        quote(self.host .. "/root" .. to), quote(from.text), quote(self.host .. "/root" .. to))
    else
      add(from, to)
    end
  end
  shell(table.concat(lines, "\n"))
end

-- vm.boot says what it takes.
function Machine.boot(spec)
  local base = shell("sh " .. quote(spec.prepare .. "/prepare.sh"))
  local self = setmetatable({spec = spec, words = hardware(spec, base), vnc = {}}, Machine)
  self.scratch = shell('mktemp -d "${TMPDIR:-/tmp}/fbrun-device-XXXXXX"')
  self.host = self:path("host")
  local ok, text = pcall(function()
    assert(uv.fs_mkdir(self.host, 493))
    gather(self)
    local path = state_path(self.words, base)
    if not (uv.fs_stat(path) and pcall(restore, self, path)) then
      stop_qemu(self)
      boot(self, path)
    end
    local failed = self:must("cat /run/failed")
    assert(failed == "", failed)
    self:must("mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 host /host")
    self:must("cp -R /host/root/. /")
    if spec.udev then
      self:must("mkdir -p /usr/lib/systemd && ln -s /usr/bin/udevadm /usr/lib/systemd/systemd-udevd")
      self:must("/usr/lib/systemd/systemd-udevd --daemon && udevadm trigger --action=add && " ..
        "udevadm settle")
    end
  end)
  if not ok then
    text = text .. "\n" .. self:log()
    self:quit()
    error(text, 0)
  end
  return self
end

-- Has the kernel write into its log where each task waits that cannot be interrupted.
local function ask_kernel(self)
  for _, request in ipairs {"9", "w"} do -- all to the console; tasks that are blocked
    self:key("alt-sysrq-" .. request)
    loop.pause(2)
  end
end

-- The end of the kernel's log, and what QEMU said.
function Machine:log()
  if self.process then
    self.guest.limit = 5
    if not pcall(self.guest.greet, self.guest) then
      pcall(ask_kernel, self) -- which may be no more
    end
  end
  local lines = {}
  for line in (read_file(self:path("console")) .. read_file(self:path("errors"))):gmatch("[^\r\n]+") do
    lines[#lines + 1] = line
  end
  return "the machine's log:\n" .. table.concat(lines, "\n", math.max(1, #lines - 50))
end

-- Ends the machine and removes its files.
function Machine:quit()
  if self.scratch then
    stop_qemu(self)
    shell("rm -rf " .. self.scratch)
    self.scratch = nil
  end
end

-- Starts a command of the shell; guest.lua says what can be done with it.
function Machine:start(command, options)
  return self.guest:start(command, options)
end

-- Runs a command of the shell; returns its exit status, or "signal 9", and what it printed.
function Machine:run(command, seconds)
  return self.guest:start(command, {input = ""}):wait(seconds)
end

-- As run, for what must succeed; returns what it printed without the last newline.
function Machine:must(command, seconds)
  local status, output = self:run(command, seconds)
  if status ~= 0 then
    error(("%s ended with %s: %s"):format(command, status, output), 2)
  end
  return (output:gsub("\n$", ""))
end

-- Waits until a command of the shell succeeds.
function Machine:wait_until(condition, seconds)
  self:must(("until %s; do usleep 10000; done"):format(condition), seconds)
end

-- Waits for a text in the kernel's log since the machine was booted or restored.
function Machine:expect_console(pattern, seconds)
  local found
  for _ = 1, 10 * (seconds or 30) do
    found = read_file(self:path("console")):match(pattern)
    if found then
      return found
    end
    loop.pause(0.1)
  end
  error(("the kernel's log has no %q"):format(pattern), 2)
end

-- Suspends it to memory for a second, all but the processor: its programs are frozen, and the drivers
-- let their devices sleep and wake them. A kernel that was started without a BIOS does not wake from
-- more than that.
function Machine:suspend()
  self:must("echo 1 >/sys/module/suspend/parameters/pm_test_delay && echo devices >/sys/power/pm_test && " ..
    "echo mem >/sys/power/state")
end

-- What the monitor shows now. head: an output of a device with several; device: as in "screen1".
function Machine:screen(head, device)
  self.qmp:call("screendump", {filename = self:path("screen.ppm"), head = head,
    device = device or head and "screen0"})
  return picture.read(self:path("screen.ppm"))
end

-- Waits until the monitor shows that picture (or function(x, y)), within the tolerance; if it does
-- not, saves both pictures in the current folder. options: tolerance, seconds, head, device
function Machine:wait_screen(expected, options)
  options = type(options) == "number" and {tolerance = options} or options or {}
  local ends = uv.hrtime() + (options.seconds or 120) * 1e9
  local got, same, text
  repeat
    got = self:screen(options.head, options.device)
    if type(expected) == "function" then
      expected = picture.make(got.width, got.height, expected)
    end
    same, text = got:matches(expected, options.tolerance)
    if same then
      return got
    end
    loop.pause(0.05)
  until uv.hrtime() > ends
  local name = Machine.test or "device"
  got:save(name .. "-got.ppm")
  expected:save(name .. "-expected.ppm")
  error(("%s\nthe pictures are in %s/%s-got.ppm and -expected.ppm"):format(text, uv.cwd(), name), 2)
end

-- Presses keys together, as in "ctrl-alt-f2", and lets them go. Names are QEMU's: ret, spc, esc, ...
function Machine:key(keys)
  local list = {}
  for name in keys:gmatch("[^-]+") do
    list[#list + 1] = {type = "qcode", data = name}
  end
  self.qmp:call("send-key", {keys = list, ["hold-time"] = 5})
end

local names = {[" "] = "spc", ["\n"] = "ret", ["."] = "dot", ["/"] = "slash", ["-"] = "minus",
  ["="] = "equal", [","] = "comma", [";"] = "semicolon", [":"] = "shift-semicolon",
  ["_"] = "shift-minus", ["&"] = "shift-7", [">"] = "shift-dot", ["'"] = "apostrophe",
  ["\t"] = "tab"}

-- Types text: small letters, digits, capitals, and those above.
function Machine:type(text)
  for char in text:gmatch(".") do
    self:key(names[char] or (char:match("%u") and "shift-" .. char:lower()) or
      char:match("%w") or error("no key for " .. char))
  end
end

-- Presses or lets go of one key, for keys that are held.
function Machine:key_event(name, down)
  self.qmp:call("input-send-event", {events = {{type = "key", data = {down = down,
    key = {type = "qcode", data = name}}}}})
end

-- Plugs another monitor into an output of a virtio device, or with 0x0 pulls it out. The machine was
-- booted with `outputs`.
function Machine:set_monitor(width, height, head)
  head = head or 0
  self.vnc[head] = self.vnc[head] or vnc.connect(self:path("vnc" .. head))
  self.vnc[head]:set_size(width, height)
end

-- Moves a mouse by so much, or a tablet to a place of 0 to 32767 each way if it is to be absolute.
function Machine:mouse(x, y, absolute)
  local kind = absolute and "abs" or "rel"
  self.qmp:call("input-send-event", {events = {
    {type = kind, data = {axis = "x", value = x}}, {type = kind, data = {axis = "y", value = y}}}})
end

-- Presses a mouse's button, left, middle, right, wheel-up or wheel-down, or lets go of it.
function Machine:button(name, down)
  self.qmp:call("input-send-event", {events = {{type = "btn", data = {button = name, down = down}}}})
end

-- Plugs a device in, as in {driver = "usb-kbd", id = "keys"}.
function Machine:device_add(options)
  self.qmp:call("device_add", options)
end

-- Pulls it out; comes back when the machine has let it go.
function Machine:device_del(id)
  self.qmp:call("device_del", {id = id})
  local function matches(data)
    return data.device == id
  end
  assert(self.qmp:event("DEVICE_DELETED", matches), id .. " is not let go of")
end

return Machine
