-- A slide show: fbrun slideshow.lua [FOLDER or FILE …], or pictures of its own without any.
-- While one picture is shown the next one is decoded, so that frames never stop for it.

local SHOW, FADE = 5, 1.5 -- seconds
local ZOOM = 0.12         -- how much a picture grows while it is shown

local function absolute(path)
  return path:sub(1, 1) == "/" and path or start_dir .. "/" .. path
end

-- The pictures in a folder, by name; a file is itself.
local function list(path, into)
  local names = files((path:gsub("[%[%]*?{}\\]", "\\%0")) .. "/*") or {}
  if #names == 0 then
    names[1] = path
  end
  table.move(names, 1, #names, #into + 1, into)
end

-- Hills before a sky: the colours of the sky above and below, the sun, the hills far and near.
local scenes = {
  { 0x274b8f, 0xffb27a, 0xfff2c4, 0x6f5a86, 0x241f3a },
  { 0x3f8fd0, 0xd8efff, 0xfffbe0, 0x7fb07a, 0x1f4d2e },
  { 0x0b1030, 0x3a2f6b, 0xe8ecff, 0x2a3560, 0x080b1c },
  { 0xb9c4cf, 0xf3f0ea, 0xffffff, 0xa7b2bd, 0x5d6a75 },
}

local function mix(a, b, t)
  local color = 0
  for shift = 0, 16, 8 do
    local from, to = a >> shift & 255, b >> shift & 255
    color = color | math.floor(from + (to - from) * t + 0.5) << shift
  end
  return color
end

local function paint(scene, seed)
  local above, below, sun, far, near = table.unpack(scene)
  clear(linear_gradient(0, 0, 0, h, { 0, above, 0.75, below }))
  local x, y = w * (0.25 + 0.5 * seed % 1), h * 0.36
  circle(x, y, h * 0.5, radial_gradient(x, y, 0, x, y, h * 0.5, { 0, rgba(255, 255, 255, 0.45), 1,
    rgba(255, 255, 255, 0) }))
  circle(x, y, h * 0.08, sun)
  for layer = 0, 4 do
    local hill = { w, h, 0, h }
    for step = 0, 60 do
      local s = step / 60 * (3 + layer) + seed * 17 + layer * 5
      local top = 0.52 + 0.1 * layer - 0.07 * math.sin(s) - 0.03 * math.sin(2.3 * s + seed)
      hill[2 * step + 5], hill[2 * step + 6] = w * step / 60, h * top
    end
    polygon(hill, mix(far, near, layer / 4))
  end
end

local own = {} -- files to remove at the end

local function paint_files()
  for i, scene in ipairs(scenes) do
    local ctx <close> = canvas(960, 540)
    draw_to(ctx, function() paint(scene, i * 0.37) end)
    local name = os.tmpname()
    own[#own + 1] = name
    assert(ctx:save_png(name))
  end
  return own
end

local files = {}
for _, path in ipairs(arg) do
  list(absolute(path), files)
end
if #arg == 0 then
  files = paint_files()
end
assert(#files > 0, "no files there")

-- Decoding begins; no more pixels than the screen needs.
local place, failures = 0, 0
local function load_next()
  place = place % #files + 1
  return load_image(files[place], { async = true, width = w, height = h })
end

local current, following = load_next(), nil
local since -- when the current one was first seen

-- Grown a little towards the middle of the screen.
local function show(img, age, opacity)
  local grown = 1 + ZOOM * age / (SHOW + 2 * FADE)
  image(img, w / 2, h / 2, w * grown, h * grown, { anchor = { 0.5, 0.5 }, fit = "cover",
    alpha = opacity, frame = img:frame(age) })
end

-- Whether it can be shown. One that has failed gives way to the next.
local function is_ready(img)
  if img.state == "failed" then
    print(img.error)
    failures = failures + 1
    assert(failures < #files, "none of the files is a picture")
    return false, load_next()
  end
  return img.state == "ready", img
end

function draw()
  local ready, t = nil, now()
  clear()
  if not since then
    ready, current = is_ready(current)
    since = ready and t
    if not ready then
      return
    end
  end
  local age = t - since
  show(current, age, 1)
  following = following or load_next()
  if age < SHOW then
    return
  end
  ready, following = is_ready(following)
  if not ready then
    since = t - SHOW -- it stays until there is another one
    return
  end
  failures = 0
  local fade = (age - SHOW) / FADE
  show(following, age - SHOW, math.min(fade, 1))
  if fade >= 1 then
    current:close()
    current, following, since = following, nil, since + SHOW
  end
end

function quit()
  for _, name in ipairs(own) do
    os.remove(name)
  end
end
