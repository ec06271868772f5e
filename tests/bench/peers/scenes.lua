-- Writes the scenes that the engines race on: W1 to W10, the same in every run.
-- Run as: lua5.4 scenes.lua FILE

local out = assert(io.open(assert(arg[1], "usage: lua5.4 scenes.lua FILE"), "w"))
local W, H = 1920, 1080
local pi = math.pi

local state = 12345
local function random(from, to)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return from + (to - from) * (state >> 8) / (0x7fffffff >> 8)
end

local function color(alpha)
  return string.format("%02x%06x", alpha, math.floor(random(0, 0xffffff)))
end

-- item(kind, colour, second colour, image, numbers…)
local function item(kind, c, c2, image, ...)
  local words = { kind, c or "00000000", c2 or "00000000", image or 0 }
  for _, v in ipairs { ... } do
    words[#words + 1] = math.type(v) == "integer" and v or string.format("%.4f", v)
  end
  out:write(table.concat(words, " "), "\n")
end

local function frame(name)
  out:write("frame ", name, "\n")
  state = 12345
end

out:write(string.format("size %d %d\n", W, H))
for _, picture in ipairs {
  { W, H, 1 }, { 256, 256, 0 }, { 3840, 2160, 1 }, { 1402, 788, 1 }, { 512, 512, 1 }, { 64, 64, 0 },
} do
  out:write(string.format("picture %d %d %d\n", table.unpack(picture)))
end

frame("W1")
item("fill", "ff3366cc", nil, nil, 0, 0, W, H)
frame("W2")
item("fill", "80cc6633", nil, nil, 0, 0, W, H)
frame("W3")
item("image", nil, nil, 0, 0, 0)
frame("W4")
for _ = 1, 500 do
  item("image", nil, nil, 1, math.floor(random(0, W - 256)), math.floor(random(0, H - 256)))
end
frame("W5a")
item("scaled", nil, nil, 2, 0, 0, W, H)
frame("W5b")
item("scaled", nil, nil, 3, 0, 0, W, H)
frame("W5c")
item("rotated", nil, nil, 4, 960, 540, pi / 6)
frame("W6a")
item("linear", "ff203080", "fff0d080", nil, 0, 0, W, H, 0, 0, W, H)
frame("W6b")
item("radial", "ff203080", "fff0d080", nil, 0, 0, W, H, 960, 540, 1100)

-- Half of the shapes are opaque, half translucent.
local function shade(i)
  return color(i % 2 == 0 and 255 or 128)
end

frame("W7a")
for i = 1, 1000 do
  local size, cx, cy, turn = random(20, 200) / 1.7, random(0, W), random(0, H), random(0, 2 * pi)
  local v = {}
  for k = 0, 2 do
    local a = turn + k * 2 * pi / 3 + random(-0.5, 0.5)
    v[#v + 1], v[#v + 2] = cx + size * math.cos(a), cy + size * math.sin(a)
  end
  item("polygon", shade(i), nil, nil, table.unpack(v))
end
frame("W7b")
for i = 1, 1000 do
  item("circle", shade(i), nil, nil, random(0, W), random(0, H), random(10, 60))
end
frame("W7c")
for i = 1, 1000 do
  local w, h = random(30, 200), random(30, 120)
  item("round", shade(i), nil, nil, random(0, W - w), random(0, H - h), w, h, random(4, 14))
end
frame("W7d")
for i = 1, 200 do
  local cx, cy, v = random(150, W - 150), random(150, H - 150), {}
  for _ = 1, 10 do
    v[#v + 1], v[#v + 2] = cx + random(-150, 150), cy + random(-150, 150)
  end
  item("polygon", shade(i), nil, nil, table.unpack(v))
end
for _, line in ipairs { { "W7e", 1.0 }, { "W7f", 3.0 } } do
  frame(line[1])
  for i = 1, 1000 do
    local x, y, a, l = random(0, W), random(0, H), random(0, 2 * pi), random(20, 300)
    item("line", shade(i), nil, nil, line[2], x, y, x + l * math.cos(a), y + l * math.sin(a))
  end
end
frame("W7g")
for i = 1, 300 do
  local x, y, v = random(0, W), random(0, H), {}
  for k = 1, 8, 2 do
    v[k], v[k + 1] = x + random(-300, 300), y + random(-300, 300)
  end
  item("curve", shade(i), nil, nil, 2.0, table.unpack(v))
end

-- A text: `count` random letters, the place of each from `place(i)`, whole pixels.
local function text(c, size, count, place)
  local v = { size }
  for i = 1, count do
    v[#v + 1] = math.floor(random(33, 127))
    v[#v + 1], v[#v + 2] = place(i)
  end
  item("text", c, nil, nil, table.unpack(v))
end
local function line(c, size, count, x, y, pitch)
  text(c, size, count, function(i)
    return x + (i - 1) * pitch, y
  end)
end

frame("W8")
text("ff203080", 16, 10000, function()
  return math.floor(random(0, W - 16)), math.floor(random(16, H))
end)

-- A kiosk's frame.
frame("W10")
item("linear", "ff203050", "ff405070", nil, 0, 0, W, H, 0, 0, 0, H)
for i = 0, 39 do
  local x, y = 40 + i % 8 * 232 + 0.5, 60 + i // 8 * 196 + 0.5
  item("round", "40000000", nil, nil, x - 4, y + 2, 220.0, 178.0, 16.0)
  item("round", "fff4f6fa", nil, nil, x, y, 212.0, 170.0, 12.0)
  for k = 0, 1 do
    line("ff202830", 13, 22, math.floor(x) + 16, math.floor(y) + 120 + 24 * k, 8)
  end
end
for i = 0, 19 do
  item("image", nil, nil, 5, 60 + i % 8 * 232, 90 + i // 8 * 196)
end
item("fill", "a0102030", nil, nil, 0, H - 60, W, 60)
line("ffffffff", 16, 240, 0, H - 24, 8)
out:close()
