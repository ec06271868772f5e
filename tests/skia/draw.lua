-- Draws the scenes of scenes.txt with fbrun's context, a PNG each. The language has a line a call:
--   METHOD VALUES… · set ATTRIBUTE VALUE
--   NAME = METHOD VALUES… · NAME.METHOD VALUES… · NAME.ATTRIBUTE set VALUE
-- with the HTML canvas's names. compare.js draws the same with Skia and compares.
-- Run as: fbrun --display=headless draw.lua SCENES FOLDER

local scenes, folder = arg[1], arg[2]

local function snake(name)
  return (name:gsub("%u", function(c)
    return "_" .. c:lower()
  end))
end

local function parse(word, variables)
  if variables[word] ~= nil then
    return variables[word]
  elseif word:find "^%[" then
    local list = {}
    for number in word:gmatch "[^%[%],]+" do
      list[#list + 1] = tonumber(number)
    end
    return list
  elseif word == "true" or word == "false" then
    return word == "true"
  end
  return math.tointeger(tonumber(word)) or tonumber(word) or word
end

local function words_of(line)
  local words, at = {}, 1
  while true do
    local from, to, word = line:find('^%s*"([^"]*)"', at)
    if not from then
      from, to, word = line:find("^%s*(%S+)", at)
    end
    if not from then
      return words
    end
    words[#words + 1] = word
    at = to + 1
  end
end

local variables
local function values(words, from)
  local list = {}
  for i = from, #words do
    list[#list + 1] = parse(words[i], variables)
  end
  return table.unpack(list)
end

local function run(ctx, words)
  local object, method = words[1]:match "^(%w+)%.(%w+)$"
  if words[1] == "set" then
    ctx[snake(words[2])] = values(words, 3)
  elseif words[2] == "=" and words[3] == "Canvas" then
    variables[words[1]] = canvas(values(words, 4))
  elseif words[2] == "=" and words[3] == "Path2D" then
    variables[words[1]] = path2d(values(words, 4))
  elseif words[2] == "=" then
    variables[words[1]] = ctx[snake(words[3])](ctx, values(words, 4))
  elseif object and words[2] == "set" then
    variables[object][snake(method)] = values(words, 3)
  elseif object then
    local o = variables[object]
    o[snake(method)](o, values(words, 2))
  else
    ctx[snake(words[1])](ctx, values(words, 2))
  end
end

local ctx, name
local function save()
  if ctx then
    assert(ctx:save_png(folder .. "/" .. name .. ".png"))
  end
end

for line in io.lines(scenes) do
  local words = words_of(line)
  if words[1] == "scene" then
    save()
    name, ctx, variables = words[2], canvas(160, 120), {}
  elseif words[1] and words[1] ~= "allow" and words[1] ~= "direct" and not words[1]:find "^#" then
    run(ctx, words)
  end
end
save()
