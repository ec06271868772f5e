-- Registers and framebuffers of real devices, as mmap gives them to scripts.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"

local tests = {}

-- iomem=relaxed: else the kernel keeps what a driver has from programs.
local m = vm.boot {device = "bochs", append = "iomem=relaxed"}

-- What a script prints, without a screen.
local function run(script, machine)
  return (machine or m):must(("fbrun --display=headless,size=16x16 -e '%s'"):format('local mmap = require "mmap" ' ..
    script))
end

-- The BIOS's date, eight characters at an odd address, as reading /dev/mem gives it.
function tests.physical_memory()
  local expected = m:must("dd if=/dev/mem bs=1 skip=1048565 count=8 2>/dev/null")
  assert(expected:find("^%d%d/%d%d/%d%d"), expected)
  vm.equal(run [[
    local r = assert(mmap.registers("/dev/mem", 0xffff5, 8))
    local text = ""
    for i = 0, 7 do text = text .. string.char(r:u8(i)) end
    print(text, r:u16(1) == r:u8(1) | r:u8(2) << 8, r:u32(3) == r:u16(3) | r:u16(5) << 16)]],
    expected .. "\ttrue\ttrue", "BIOS date")
end

-- Of RAM the kernel gives nothing away, and the error says what helps.
function tests.memory_that_is_refused()
  local text = run [[print(select(2, mmap.registers("/dev/mem", 0x2000000, 4)))]]
  assert(text:find("^the kernel does not let /dev/mem map 4 bytes at 0x2000000: they are RAM, or a driver") and
    text:find("CONFIG_STRICT_DEVMEM", 1, true) and text:find("Operation not permitted", 1, true), text)
end

-- The display's own registers: Bochs's VBE ones, 16 bits each, from 0x500 on.
local PATH = [[
  local path = io.popen("echo /sys/bus/pci/drivers/bochs*/0000:*/resource2"):read("l") ]]
local DISPLAY = PATH .. [[
  local r = assert(mmap.registers(path, 0x500, 0x20, {
    ID = { 0, 16 }, XRES = { 2, 16 }, YRES = { 4, 16 }, BPP = { 6, 16 },
    ENABLE = { 8, 16, { ENABLED = { 0, 0 }, LFB = { 6, 6 } } }, BANK = { 10, 16 },
  }))]]

function tests.pci_registers()
  vm.equal(run(DISPLAY .. [[
    print(("%x %d %d %d"):format(r.ID.value, r.XRES.value, r.YRES.value, r.BPP.value),
      r.ENABLE.ENABLED, r.ENABLE.LFB)
    r.BANK = 5
    print(r.BANK.value, r:field(10, 0, 1, nil, 16), r:poll(10, 0xff, 5, 1, 16))
    r.BANK = 0]]), "b0c5 1280 800 32\t1\t1\n5\t1\ttrue", "registers")
  -- At their physical address, too.
  vm.equal(run [[
    local list = io.popen("sed -n 3p /sys/bus/pci/drivers/bochs*/0000:*/resource"):read("l")
    local address = tonumber(list:match("^0x%x+"))
    local r = assert(mmap.registers("/dev/mem", address + 0x502, 4))
    print(r:u16(0), r:u16(2))
    local text = select(2, pcall(r.u32, r, 0))
    print(text:find(("0x%x is misaligned"):format(address + 0x502), 1, true) ~= nil)]],
    "1280\t800\ntrue", "registers")
end

-- A driver's regions are its own unless the kernel is told otherwise.
function tests.registers_that_a_driver_has()
  local strict = vm.boot {device = "bochs"}
  local text = run(PATH .. "print(select(2, mmap.registers(path, 0x500, 4)))", strict)
  assert(text:find("bochs") and text:find("be mapped while a driver has it (CONFIG_IO_STRICT_DEVMEM); " ..
    "unbind the driver, or boot with iomem=relaxed: Invalid argument", 1, true), text)
end

-- The notes' picture, written as bytes: the same as fill(0, 0, w, h/2, 0xffffff).
function tests.framebuffer_as_bytes()
  local command = m:start [[exec fbrun --display=fbdev -e '
    local fb = assert(require("mmap").framebuffer())
    print(fb.width, fb.height, fb.stride, fb.format, #fb) io.stdout:flush()
    fb:fill(0, #fb // 2, "\xff\xff\xff\x00")']]
  command:expect("1280\t800\t5120\tXRGB8888\t4096000\n")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  command:stop()
end

-- The device's driver lets go of it and takes it again. What was mapped says so as soon as there is something
-- else to map. (Until then it can be written, and drivers may still bring that to the screen.)
function tests.framebuffer_that_goes_away()
  local command = m:start [[exec fbrun --display=fbdev -e '
    local mmap = require "mmap"
    local fb = assert(mmap.framebuffer())
    local function say(text) print(text) io.stdout:flush() end
    say "mapped"
    function draw()
      local new, why = mmap.framebuffer()
      if not new and not gone then
        gone = fb:get()
        say(why)
      end
      if new and gone then
        print(pcall(fb.get, fb, 0, 1))
        print(pcall(fb.fill, fb, 0, 1, 1))
        new:fill(0, #new, 255)
        say("mapped again: " .. new[#new - 1])
        draw = nil
      end
    end']]
  command:expect("mapped\n")
  local id = m:must("cd /sys/bus/pci/drivers/bochs-drm && echo 0000:* && echo 0000:* >unbind")
  command:expect("cannot map 4096000 bytes of the framebuffer: No such device\n")
  m:must(("echo %s >/sys/bus/pci/drivers/bochs-drm/bind"):format(id))
  command:expect(("false\twhat was mapped has been replaced; map it again\n"):rep(2) .. "mapped again: 255\n")
  command:stop()
end

-- A card's buffers come and go: the error says so, and the program goes on.
function tests.no_bytes_of_a_card()
  local command = m:start [[exec fbrun --display=drm -e '
    print(select(2, require("mmap").framebuffer())) io.stdout:flush()
    fill(0, 0, w, h / 2, "white")']]
  command:expect("this display has no bytes that can be mapped, only fbdev and file: have; use ")
  m:wait_screen(vm.picture.tophalf(1280, 800))
  command:stop()
end

vm.main(tests)
