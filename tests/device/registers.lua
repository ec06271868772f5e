-- Registers of real devices through UIO, PCI and /dev/mem, and what becomes of them when the device goes
-- away. QEMU's teaching device "edu" takes accesses of 32 bits only below 0x80, and of 64 as well above;
-- its registers are described in QEMU's docs/specs/edu. A second display that nobody draws on has two
-- regions: its pixels, and Bochs's VBE registers.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}

local m = vm.boot {extra = {"bochs-display"}, modules = {}}
m:must [[
modprobe uio_pci_generic && echo 1234 11e8 >/sys/bus/pci/drivers/uio_pci_generic/new_id
modprobe uio_cif]]

-- Not at the start: QEMU does not save its state. It becomes /dev/uio0.
local function plug_in()
  m:device_add {driver = "edu", id = "edu"}
  m:must "until [ -e /dev/uio0 ]; do sleep 0.1; done"
end

plug_in()
m:must "echo 1234 1111 >/sys/bus/pci/drivers/hilscher/new_id" -- /dev/uio1

-- What the scripts below share. try() gives a call's results or its error as text, numbers in hexadecimal.
local SHARED = [[
local mmap = require "mmap"
local function address(device, map)
  return tonumber(io.open(("/sys/class/uio/uio%d/maps/map%d/addr"):format(device, map)):read "l")
end
local function try(f, ...)
  local r = table.pack(pcall(f, ...))
  for i = 1, r.n do
    r[i] = math.type(r[i]) and ("%x"):format(r[i]) or tostring(r[i]):gsub("^[^ ]*lua:%d+: ", "")
  end
  return table.concat(r, " ", r[1] == "true" and 2 or 1)
end
local function find(driver) -- the device that the driver has, and its folder
  local id = io.popen("cd /sys/bus/pci/drivers/" .. driver .. " && echo 0000:*"):read "l"
  return id, "/sys/bus/pci/devices/" .. id
end
local function bind(id, driver, file)
  assert(os.execute(("echo %s >/sys/bus/pci/drivers/%s/%s"):format(id, driver, file)))
end
]]

local function start(script)
  m:must(("cat >/tmp/test.lua <<'END'\n%s%s\nEND"):format(SHARED, script))
  return m:start "exec fbrun --display=headless,size=16x16 /tmp/test.lua"
end

-- Compares what the script prints, tabs being written as |.
local function check(command, expected)
  local status, output = command:wait()
  vm.equal(output:gsub("\t", "|"), expected, "what was printed")
  vm.equal(status, 0, "status")
end

function tests.uio()
  check(start [[
local r = assert(mmap.registers("/dev/uio0", 0, 0x100, {
  ID = {0, 32, {KIND = {0, 7}, MAJOR = {24, 31}}}, INVERTER = {4, 32}, FACTORIAL = {8, 32},
  STATUS = {0x20, 32, {COMPUTING = {0, 0}, INTERRUPT = {7, 7}}}, SOURCE = {0x80, 64},
}))
print(r.ID, r.ID.KIND, r.ID.MAJOR)
r.INVERTER = 0x12345678
print(try(r.u32, r, 4), try(r.u16, r, 4), try(r.u8, r, 4)) -- it has no answer to these
r.SOURCE = 0x1122334455667788
print(try(r.u64, r, 0x80), try(r.u32, r, 0x80))
r.FACTORIAL = 10
print(r:poll(0x20, 1, 0, 10), r.FACTORIAL.value, r:poll(0, 0xff, 0, 0.01))
r:set_bits(0x20, 0x80)
print(r.STATUS.INTERRUPT, try(r.u32, r, 2))]], [[
0x00 ID = 0x010000ed  KIND=237 MAJOR=1|237|1
edcba987|0|0
1122334455667788|55667788
true|3628800|nil|timeout
1|false 0x2 is misaligned: a register of 32 bits is at an address that is a multiple of 4
]])
end

-- An offset is into map 0; what other maps have is asked for by its physical address.
function tests.uio_maps()
  check(start [[
local a, first = address(1, 1), address(1, 0)
local r = assert(mmap.registers("/dev/uio1", a + 0x500, 4))
local pixels = assert(mmap.registers("/dev/uio1", 0, 16 << 20))
pixels:u32((16 << 20) - 4, 0xcafebabe)
local same = assert(mmap.registers("/dev/uio1", first + (16 << 20) - 4, 4))
print(try(r.u16, r, 0), #pixels, try(same.u32, same, 0))
local function refused(...)
  print((select(2, mmap.registers(...)):gsub(("0x%x"):format(a >> 12), "0xA")))
end
refused("/dev/uio1", a + 0xffc, 8)
refused("/dev/uio1", 0xfffffff0000, 4)
refused("/dev/uio1", 16 << 20, 4)
refused("/dev/uio1", (16 << 20) - 4, 8)
refused("/dev/uio0", 0, 0x100001)
refused("/dev/uio7", 0, 4)]], ([[
b0c5|16777216|cafebabe
8 bytes at 0xAffc of /dev/uio1 expected, there are 4
0xfffffff0000 NOWHERE
0x1000000 NOWHERE
8 bytes at 0xfffffc of /dev/uio1 expected, there are 4
1048577 bytes at 0x0 of /dev/uio0 expected, there are 1048576
cannot open /dev/uio7: No such file or directory
]]):gsub("NOWHERE", "is neither in the 16777216 bytes of this UIO device's map 0 nor a physical address that a map "
    .. "of it has"))
end

-- A driver that takes a device takes it from all who have it mapped, as long as the kernel is strict. A map
-- has its bytes again afterwards; registers do not, since the device may be another one.
function tests.a_driver_that_takes_them()
  check(start [[
local id, folder = find "hilscher"
local path, a = folder .. "/resource2", address(1, 1)
bind(id, "hilscher", "unbind")
local pci, memory = mmap.registers(path, 0x500, 4), mmap.registers("/dev/mem", a + 0x500, 4)
local map = mmap.open(path, {access = "write"})
local function show(when)
  print(when, (try(pci.u16, pci, 0):gsub("/sys.*/", "")))
  print(when, (try(memory.u16, memory, 0):gsub("0x%x+", "...")))
  print(when, try(map.u16, map, 0x500))
end
show "free"
assert(os.execute "modprobe bochs")
show "taken"
show "still"
bind(id, "bochs-drm", "unbind")
map:seek(0)
pcall(map.read_byte, map)
show "given back"
print(("%x"):format(mmap.registers(path, 0x500, 4):u16(0)))
bind(id, "hilscher", "bind")]], ([[
free|b0c5
free|b0c5
free|b0c5
taken|PCI
taken|MEMORY
taken|MAP
still|PCI
still|MEMORY
still|MAP
given back|PCI
given back|MEMORY
given back|b0c5
b0c5
]]):gsub("%u%u%u+", {
    PCI = "false resource2 is gone: the device was removed, a driver has taken it, or the file was cut short (at "
      .. "0x500)",
    MEMORY = "false /dev/mem is gone: the device was removed, a driver has taken it, or the file was cut short "
      .. "(at ...)",
    MAP = "false the file or its device cannot be read, or there is no space for it",
  }))
end

-- What is mapped stays mapped when the device's driver lets go of it. When the device is pulled out its
-- registers read as its bus has it: ones on most PCI, zeros on QEMU's.
function tests.a_device_that_goes_away()
  local command = start [[
local id, folder = find "uio_pci_generic"
local path, a = folder .. "/resource0", address(0, 0)
local maps = {mmap.registers("/dev/uio0", 0, 8), mmap.registers("/dev/mem", a, 8), mmap.registers(path, 0, 8),
  mmap.open(path, {access = "write"})}
local function show(when)
  for _, r in ipairs(maps) do
    print(when, try(r.u32, r, 4, 5), try(r.u32, r, 0), try(r.u32, r, 4))
  end
end
show "bound"
bind(id, "uio_pci_generic", "unbind")
show "unbound"
print(mmap.registers("/dev/uio0", 0, 8))
io.stdout:flush()
assert(maps[1]:poll(0, 0xffffffff, 0, 60))
show "pulled out"
print((select(2, mmap.registers(path, 0, 8)):gsub("/sys.*/", "")))]]
  command:expect "No such file"
  m:device_del "edu"
  check(command, ("bound||10000ed|fffffffa\n"):rep(4) .. ("unbound||10000ed|fffffffa\n"):rep(4)
    .. "nil|cannot open /dev/uio0: No such file or directory|2\n" .. ("pulled out||0|0\n"):rep(4)
    .. "cannot open resource0: No such file or directory\n")
  plug_in()
end

vm.main(tests)
