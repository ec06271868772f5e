-- Checks what the compiler does not: the include order of the engine's folders, the headers that
-- only some of them may see, and how files begin and how long they are.
-- Run as: lua5.4 check.lua PROJECT

local root = assert(arg[1], "usage: lua5.4 check.lua PROJECT")
local MAX_LINES = 600

-- A folder includes what stands below it, never what stands above or beside it.
local order = {
  { "main.c" }, { "cli" }, { "screen" }, { "lua" }, { "map" }, { "info" }, { "display" }, { "input" }, { "seat" },
  { "link" }, { "canvas" }, { "scene" }, { "font" }, { "raster" }, { "image" }, { "pixel" }, { "sandbox" }, { "base" },
}

-- Headers of other projects, and the only files that may include them: all by how they begin.
local alone = {
  { "lua", "lua/" }, { "lauxlib.h", "lua/" }, { "luv/", "lua/" },
  { "xf86drm", "display/drm", "info/drm", "info/doctor_drm" }, { "drm", "display/drm" },
  { "linux/fb.h", "display/fbdev", "info/fbdev", "info/doctor_fbdev" },
  { "linux/netlink.h", "display/uevent.c" }, { "linux/futex.h", "map/" }, { "json-c", "info/json.c" },
  { "SDL", "display/" },
  { "libinput.h", "input/" }, { "libudev.h", "input/" }, { "linux/input", "input/" }, { "xkbcommon/", "input/" },
  { "libseat.h", "seat/" }, { "linux/vt.h", "seat/" },
  { "linux/kd.h", "seat/", "info/doctor_vt" },
  { "linux/landlock.h", "sandbox/" }, { "linux/seccomp.h", "sandbox/" }, { "linux/filter.h", "sandbox/" },
  { "linux/capability.h", "sandbox/" },
  { "png.h", "image/" }, { "jpeglib.h", "image/" }, { "webp/", "image/" }, { "gif_lib.h", "image/" }, { "librsvg/", "image/" },
  { "lcms2.h", "image/" },
  { "ft2build.h", "font/" }, { "freetype", "font/" }, { "hb", "font/" }, { "fribidi", "font/" },
  { "fontconfig/", "font/" }, { "histedit.h", "lua/line_editor.c" }, { "unicode/", "font/" },
}

local failures = 0
local function fail(...)
  failures = failures + 1
  print(string.format(...))
end

local rank = {}
for i, folders in ipairs(order) do
  for _, folder in ipairs(folders) do
    rank[folder] = i
  end
end

local function begins(text, with)
  return text:sub(1, #with) == with
end

local function check_own(file, line, folder, included)
  local other = included:match("^([^/]+)/")
  if not other then
    fail('%s:%d: "%s" lacks its folder', file, line, included)
  elseif not rank[other] then
    fail('%s:%d: no folder "%s" is known', file, line, other)
  elseif other ~= folder and rank[other] <= rank[folder] then
    fail('%s:%d: %s may not include "%s": it does not stand below', file, line, folder, included)
  elseif other ~= folder and included:find("_impl%.h$") then
    fail('%s:%d: "%s" is internal to %s', file, line, included, other)
  end
end

local function check_library(file, line, included)
  for _, rule in ipairs(alone) do
    local allowed = not begins(included, rule[1])
    for i = 2, #rule do
      allowed = allowed or begins(file, rule[i])
    end
    if not allowed then
      fail("%s:%d: <%s> is only for %s", file, line, included, table.concat(rule, ", ", 2))
    end
  end
end

local function exists(path)
  local file = io.open(path)
  return file and file:close()
end

local function check_includes(file)
  local folder = file:match("^([^/]+)")
  local header = file:gsub("%.c$", ".h")
  local number, first = 0, nil
  for line in io.lines(root .. "/engine/" .. file) do
    number = number + 1
    local open, included = line:match('^%s*#%s*include%s*([<"])([^>"]+)')
    if open == '"' then
      check_own(file, number, folder, included)
    elseif open then
      check_library(file, number, included)
    end
    first = first or included
  end
  if header ~= file and first ~= header and exists(root .. "/engine/" .. header) then
    fail('%s: "%s" must be its first include', file, header)
  end
end

-- A file says first what it is for, and is not too long to be read in one go.
local function check_file(path)
  local lines = 0
  for line in io.lines(path) do
    lines = lines + 1
    if lines == 1 and path:find("%.[ch]$") and not begins(line, "/* ") then
      fail("%s: does not begin with a comment on its role", path)
    end
  end
  if lines > MAX_LINES then
    fail("%s: %d lines, more than %d", path, lines, MAX_LINES)
  end
end

local function files(folder, names)
  local quoted = "'" .. root:gsub("'", "'\\''") .. "'"
  return io.popen(("find %s/%s -type f \\( %s \\)"):format(quoted, folder, names)):lines()
end

local checked = 0
for path in files("engine", "-name '*.[ch]'") do
  local file = path:sub(#root + #"/engine/" + 1)
  if not rank[file:match("^([^/]+)")] then
    fail("%s: not in a known folder", file)
  else
    check_includes(file)
    checked = checked + 1
  end
end
for _, folder in ipairs { "engine", "tests", "scripts" } do
  for path in files(folder, "-name '*.[ch]' -o -name '*.lua'") do
    check_file(path)
  end
end

-- An empty listing would pass everything.
assert(checked > 0, "no files found under " .. root .. "/engine")
os.exit(failures == 0)
