-- fbrun --info against fbset -i and modetest, on real drivers.
package.path = arg[0]:gsub("[^/]*$", "?.lua;") .. package.path
local vm = require "vm"
local cjson = require "cjson"

local tests = {}

local function lines_of(text)
  return text:gmatch "[^\n]+"
end

-- What `fbset -i` shows, as a table of the words that it has for things.
local function read_fbset(text)
  local shown = {}
  for line in lines_of(text) do
    local key, value = line:match "^    (%a+)%s+:? ?(.-)%s*$"
    if key then
      shown[key:lower()] = value
    end
    shown.mode = shown.mode or line:match '^mode "(.*)"$'
  end
  return shown
end

-- The same table from --info.
local function as_fbset(fb)
  local g, t, c = fb.geometry, fb.timings, fb.rgba
  local shown = {
    mode = fb.mode,
    geometry = ("%d %d %d %d %d"):format(g.xres, g.yres, g.vxres, g.vyres, g.depth),
    timings = ("%d %d %d %d %d %d %d"):format(t.pixclock, t.left, t.right, t.upper, t.lower, t.hslen,
      t.vslen),
    rgba = ("%s,%s,%s,%s"):format(c.red, c.green, c.blue, c.alpha),
    name = fb.name,
    address = fb.address,
    size = tostring(fb.size),
    type = fb.type,
    visual = fb.visual,
    xpanstep = tostring(fb.xpanstep),
    ypanstep = tostring(fb.ypanstep),
    ywrapstep = tostring(fb.ywrapstep),
    linelength = tostring(fb.linelength),
    accelerator = fb.accelerator == 0 and "No" or tostring(fb.accelerator),
  }
  for _, flag in ipairs {"accel", "laced", "double", "bcast", "extsync", "gsync"} do
    shown[flag] = fb.flags[flag] and "true" or nil
  end
  for _, flag in ipairs {"hsync", "vsync", "csync"} do
    shown[flag] = fb.flags[flag .. "_high"] and "high" or nil
  end
  return shown
end

local function same_table(got, expected, what)
  for key, value in pairs(expected) do
    vm.equal(got[key], value, what .. ": " .. key)
  end
  for key in pairs(got) do
    assert(expected[key] ~= nil, what .. " has no " .. key)
  end
end

-- JSON has one kind of number.
local function with_integers(value)
  if type(value) == "table" then
    for key, inner in pairs(value) do
      value[key] = with_integers(inner)
    end
  end
  return math.type(value) == "float" and math.tointeger(value) or value
end

local function info_of(m, user)
  return with_integers(cjson.decode(m:must(("su %s -c 'fbrun --info --json'"):format(user or "root"))))
end

-- Compares every framebuffer; returns --info's list.
local function compare_fbset(m)
  local list = info_of(m).fbdev
  assert(#list > 0, "no framebuffer")
  for _, fb in ipairs(list) do
    same_table(as_fbset(fb), read_fbset(m:must("fbset -i -fb " .. fb.device)), "fbset")
  end
  return list
end

local function words(list)
  for i, word in ipairs(list) do
    list[i] = tostring(word)
  end
  return table.concat(list, " ")
end

-- What modetest shows, as lines; --info's are made to match.
local function read_modetest(text)
  local found, part = {}, ""
  for line in lines_of(text) do
    part = line:match "^(%a[%a ]*):$" or part
    local id, a, b, c, d, count, e = line:match "^(%d+)\t(%d+)\t([^\t]+)\t([^\t]*)\t*([^\t]*)\t*([^\t]*)\t*(.*)$"
    if line:find "^%s+#%d" then
      local name, hz, khz = line:match "#%d+ (%S+) (%S+) %d+ %d+ %d+ %d+ %d+ %d+ %d+ %d+ (%d+)"
      if name then -- an unused CRTC has a mode without a name
        found[#found + 1] = ("mode %s %s %s%s"):format(name, hz, khz,
          line:find "type: preferred" and " preferred" or "")
      end
    elseif line:find "^  formats:" then
      found[#found + 1] = (line:gsub("^  formats: *", "formats "):gsub(" +$", ""))
    elseif id and part == "Encoders" then
      found[#found + 1] = ("encoder %s %s %s %d"):format(id, a, b, tonumber(c))
    elseif id and part == "Connectors" then
      found[#found + 1] = ("connector %s %s %s %s %s %s [%s]"):format(id, a, b, c:gsub(" ", ""), d,
        count, e:gsub(",", ""):gsub(" +$", ""))
    elseif part == "CRTCs" and line:find "^%d" then
      found[#found + 1] = "crtc " .. line:match "^%d+\t%d+\t%(%d+,%d+%)"
    elseif id and part == "Planes" then
      found[#found + 1] = ("plane %s %s %s"):format(id, a, b)
    end
  end
  return table.concat(found, "\n")
end

local function mode_line(mode)
  return ("mode %s %.2f %d%s"):format(mode.name, mode.hz, mode.khz,
    mode.preferred and " preferred" or "")
end

local function as_modetest(card)
  local found = {}
  local function add(...)
    found[#found + 1] = string.format(...)
  end
  for _, e in ipairs(card.encoders) do
    add("encoder %d %d %s %d", e.id, e.crtc, e.type, tonumber(e.possible_crtcs))
  end
  for _, c in ipairs(card.connectors) do
    local mm = c.millimetres or {width = 0, height = 0}
    add("connector %d %d %s %s %dx%d %d [%s]", c.id, c.encoder, c.status, c.name, mm.width,
      mm.height, #c.modes, words(c.encoders))
    for _, mode in ipairs(c.modes) do
      found[#found + 1] = mode_line(mode)
    end
  end
  for _, c in ipairs(card.crtcs) do
    add("crtc %d\t%d\t(%d,%d)", c.id, c.framebuffer, c.x, c.y)
    if c.mode then
      found[#found + 1] = mode_line(c.mode)
    end
  end
  for _, p in ipairs(card.planes) do
    add("plane %d %d %d", p.id, p.crtc, p.framebuffer)
    add("formats %s", words(p.formats))
  end
  return table.concat(found, "\n")
end

local function compare_modetest(m)
  local list = info_of(m).drm
  assert(#list > 0, "no card")
  for _, card in ipairs(list) do
    local text = m:must(("modetest -M %s -e -c -p 2>/dev/null"):format(card.driver.name))
    vm.equal(as_modetest(card), read_modetest(text), "modetest " .. card.driver.name)
  end
  return list
end

local function card_and_framebuffer(device, append)
  local m = vm.boot {device = device, append = append}
  compare_fbset(m)
  return m, compare_modetest(m)
end

function tests.bochs()
  local _, cards = card_and_framebuffer "bochs"
  vm.equal(cards[1].bus, "pci0000:00/0000:00:02.0", "bus")
  vm.equal(cards[1].planes[1].type, "Primary", "type")
  vm.equal(cards[1].capabilities.dumb, true, "dumb")
  vm.equal(cards[1].capabilities.atomic, true, "atomic")
end

function tests.cirrus()
  card_and_framebuffer "cirrus"
end

function tests.virtio_with_two_outputs()
  local _, cards = card_and_framebuffer "virtio,max_outputs=2"
  vm.equal(#cards[1].connectors, 2, "connectors")
  vm.equal(cards[1].connectors[2].status, "disconnected", "status")
end

function tests.two_cards()
  local m, cards = card_and_framebuffer {"std", "virtio"}
  vm.equal(#cards, 2, "cards")
  vm.equal(#info_of(m).fbdev, 2, "framebuffers")
end

function tests.vesafb()
  local m = vm.boot {device = "std", modules = {}, bzimage = true, append = "vga=0x311"}
  local list = compare_fbset(m)
  vm.equal(list[1].format, "RGB565", "format")
  vm.equal(list[1].usable, true, "usable")
  vm.equal(#info_of(m).drm, 0, "cards")
end

-- Settable: with timings, a larger virtual screen, and a format that fbrun does not know.
function tests.vfb()
  local m = vm.boot {modules = {}}
  m:must "modprobe vfb vfb_enable=1 videomemorysize=4194304"
  for _, mode in ipairs {
    "-g 640 480 640 960 8", "-g 640 400 640 400 16", "-g 320 200 320 200 24",
    "-g 800 600 800 600 32 -t 25000 88 40 23 1 128 4 -hsync high -vsync high",
    "-t 39722 48 16 33 10 96 2 -laced true -double true",
  } do
    m:must("fbset " .. mode)
    compare_fbset(m)
  end
end

-- A card that shows nothing, and a node that nothing is behind.
function tests.not_screens()
  local m = vm.boot {modules = {"vgem"}}
  m:must "mknod /dev/fb3 c 29 3; touch /dev/fb4 /dev/fbx"
  local info = info_of(m)
  vm.equal(#info.drm, 1, "cards")
  vm.equal(info.drm[1].driver.name, "vgem", "driver")
  vm.equal(info.drm[1].kms, false, "kms")
  vm.equal(info.drm[1].reason, "no modesetting (KMS): it cannot show", "reason")
  vm.equal(#info.fbdev, 2, "framebuffers")
  vm.equal(info.fbdev[1].reason, "No such device", "without a driver")
  vm.equal(info.fbdev[2].reason, "not a framebuffer", "a file")
  vm.equal(info.fbdev[2].usable, false, "usable")
end

function tests.without_rights()
  local m = vm.boot {device = "bochs"}
  local info = info_of(m, "user")
  vm.equal(info.drm[1].reason, "Permission denied", "card")
  vm.equal(info.fbdev[1].reason, "Permission denied", "framebuffer")
end

-- Looking does not disturb who shows a picture, and shows what it set.
function tests.beside_a_running_program()
  local m = vm.boot {device = "virtio"}
  local connector = info_of(m).drm[1].connectors[1].id
  local run = m:start(("modetest -M virtio_gpu -s %d:1024x768"):format(connector))
  m:must "mount -t debugfs debugfs /sys/kernel/debug"
  m:wait_until "grep -q 1024x768 /sys/kernel/debug/dri/0/state"
  compare_modetest(m)
  local crtc = info_of(m).drm[1].crtcs[1]
  vm.equal(crtc.mode.width, 1024, "width")
  m:must "grep -q ' y    y ' /sys/kernel/debug/dri/0/clients" -- still master
  run:input "\n"
  vm.equal(run:wait(), 0, "modetest's end")
end

-- The same as text.
function tests.text()
  local m = vm.boot {device = "bochs"}
  local text = m:must "fbrun --info"
  for _, line in ipairs {
    "fbdev:", "  - device: /dev/fb0", "    mode: 1280x800",
    "    geometry: xres 1280, yres 800, vxres 1280, vyres 800, depth 32",
    "    rgba: red 8/16, green 8/8, blue 8/0, alpha 0/0", "    name: bochs-drmdrmfb",
    "    format: XRGB8888", "    usable: yes", "drm:", "  - device: /dev/dri/card0",
    "      - name: Virtual-1", "        status: connected",
    "          - 1280x800, width 1280, height 800, hz 74.99, khz 107300, preferred",
    "        formats: XR24, BX24",
  } do
    assert(("\n" .. text):find("\n" .. line .. "\n", 1, true), "no line " .. line .. " in\n" .. text)
  end
end

vm.main(tests)
