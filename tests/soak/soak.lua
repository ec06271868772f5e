-- A program that lives long: it makes, uses and drops everything that a script can have, some of it by
-- close() and some for the collector, and prints what that leaves behind in its own process and in the
-- screen process. `./dev soak` runs a million frames of it:
--   fbrun --clock=virtual --display=headless,size=320x180 tests/soak/soak.lua [FRAMES [EVERY [CHECKS]]]
-- What happens repeats, but every text and file is a new one. From frame 10,000 on,
-- when all caches are full, nothing may grow: descriptors and Lua's memory, and what CHECKS names,
-- "heap" (allocated bytes, which tests/soak/heap.c counts) and "rss" (resident memory).
local mmap = require "mmap"

local frames, every_n = tonumber(arg[1]) or 1000000, tonumber(arg[2]) or 10000
local checks = arg[3] or ""
local warm = math.min(10000, frames // 2) -- from here on nothing may grow
local folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir " .. folder))

local function path(name) return folder .. "/" .. name end

local function write(name, bytes)
  local file <close> = assert(io.open(path(name), "wb"))
  file:write(bytes)
end

local function read(name)
  local file <close> = assert(io.open(name, "rb"))
  return file:read("a")
end

-- The watcher is between the two processes.
local function parent(pid) return read("/proc/" .. pid .. "/stat"):match("^.*%) %a (%d+)") end
local script = read("/proc/self/stat"):match("^%d+")
local processes = { parent(parent(script)), script }

-- But for files of fonts, which are open as long as a text in a cache needs them.
local function descriptors(pid)
  local list <close> = assert(io.popen("ls -l /proc/" .. pid .. "/fd | grep -c -v '\\.tt[fc]$'"))
  return list:read("n")
end

-- Kilobytes: resident, and with what several use divided among them.
local function memory(pid)
  local text = read("/proc/" .. pid .. "/smaps_rollup")
  return tonumber(text:match("Rss:%s+(%d+)")), tonumber(text:match("Pss:%s+(%d+)"))
end

-- The bytes that heap.c has counted; 0 without it.
local function heap(pid)
  local file <close> = io.open("/proc/" .. pid .. "/mem", "rb")
  local bytes = file and file:seek("set", 0x7e0000000000) and file:read(8)
  return bytes and ("<i8"):unpack(bytes) or 0
end

local pictures = {} -- the bytes of files; the last ones are broken
local function make_pictures()
  for i = 1, 5 do
    local c = canvas(100 + 20 * i, 150)
    draw_to(c, function()
      clear(linear_gradient(0, 0, 140, 0, { 0, "red", 1, rgba(0, 40 * i, 255, 0.5) }))
      circle(75, 75, 50, "white")
    end)
    assert(c:save_png(path("made.png")))
    pictures[i] = read(path("made.png"))
    c:close()
  end
  pictures[6] = [[<svg xmlns="http://www.w3.org/2000/svg" width="120" height="90">
    <circle cx="60" cy="45" r="36" fill="teal"/></svg>]]
  pictures[7] = pictures[1]:sub(1, 60)
  pictures[8] = "no picture"
end

local font_file
for _, name in ipairs { "dejavu/DejaVuSans.ttf", "dejavu/DejaVuSansMono.ttf" } do
  local file = io.open("/usr/share/fonts/truetype/" .. name)
  font_file = file and "/usr/share/fonts/truetype/" .. name or font_file
  if file then file:close() end
end

local words = { "Café", "Ελλάδα", "Россия", "שלום", "مرحبا", "नमस्ते", "ไทย", "你好", "한국어", "👋🏽" }
local waiting -- a picture that is loaded beside the program

-- What is done, and every how many frames at first; later at a quarter of that rate.
local often = { pictures = 5, async = 8, text = 1, fonts = 100, canvases = 4, context = 2, timers = 5, files = 20,
  errors = 25, screenshot = 500 }
local jobs = {}
local count = 0 -- of frames; jobs get its last three digits

-- A file that was never read before, or one that is broken.
function jobs.pictures(n)
  local i = n // often.pictures % #pictures + 1
  write("p" .. i, pictures[i])
  local picture, message = load_image(path("p" .. i))
  if picture then
    image(picture, n % 200, 20, 60, 40, { rotate = n / 50, alpha = 0.7, tint = n % 5 == 0 and "gold" or nil })
    if n % 4 == 0 then picture:close() end
  else
    assert(i >= 6 and message, message)
  end
  images(decode_image(pictures[i % 5 + 1]), { 10, 100, 60, 110, n % 250, 120 })
end

function jobs.async(n)
  if waiting then image(waiting, 0, 140) end
  if n % 40 == 0 and waiting then waiting:close() end
  waiting = load_image(path("p" .. n % 5 + 1), { async = true })
end

-- Texts that never were before; sizes that others have too.
function jobs.text(n)
  local unique = ("%08d"):format(count)
  text(unique, 10, 10, "white", { size = 10 + n % 40 })
  text(words[n % #words + 1] .. unique, 10, 60, 0xffcc00, { size = 12 + n % 8, width = 120, align = "center" })
  measure_text((unique .. " "):rep(20), { size = 14, width = 90 })
  screen.font = ("%s %dpx serif"):format(n % 2 == 0 and "bold" or "italic", 9 + n % 25)
  screen.fill_style = "#8cf"
  screen:fill_text(unique, 200, 80)
  screen:stroke_text(words[n % #words + 1], 200, 120)
end

function jobs.fonts()
  if not font_file then return end
  local font = assert(load_font(font_file, { weight = 400 }))
  text("loaded", 150, 150, "white", { font = font, size = 20 })
  font:close()
end

function jobs.canvases(n)
  local c = canvas(16 + n % 100, 16 + n % 50)
  draw_to(c, function()
    clear("#123")
    circle(20, 20, 14, radial_gradient(20, 20, 0, 20, 20, 14, { 0, "white", 1, "navy" }))
    line(0, 0, n % 100, 50, "lime", { width = 3, dash = { 4, 3 } })
  end)
  image(c, n % 250, 50)
  c.width = 10 + n % 20
  local pixels = c:map()
  pixels:set(3, 3, 0xff0000 | n & 255)
  pixels:close()
  image(c, 5, n % 125)
  if n % 8 == 0 then c:close() end
end

-- Everything that the context keeps layers, paths and states for.
function jobs.context(n)
  local c = screen
  c:save()
  c.shadow_color, c.shadow_blur, c.shadow_offset_x = "rgba(0, 0, 0, 0.5)", 3 + n % 5, 4
  c:begin_path()
  c:rect(5 + n % 50, 5, 300, 170)
  c:clip()
  c.fill_style = c:create_conic_gradient(count / 30, 160, 90)
  c.filter = n % 5 == 0 and ("blur(%dpx)"):format(1 + n % 4) or "none"
  local shape = path2d("M10 10 C 20 20, 40 20, 50 10 z")
  shape:ellipse(100 + n % 50, 90, 40, 20, count / 40, 0, 6)
  c:fill(shape)
  c:set_line_dash { 5, 2 + n % 4 }
  c:stroke(shape)
  c.global_composite_operation = n % 4 == 0 and "source-atop" or "multiply"
  local data = c:create_image_data(8, 8)
  for i = 0, 63 do data.data[4 * i + 3] = n & 255 end
  c:put_image_data(data, n % 250, 150)
  c:get_image_data(0, 0, 10, 10)
  c:restore()
end

function jobs.timers()
  local repeated = every(0.01, function() end)
  after(0.1, function() repeated:close() end)
  after(100000, function() end):close()
end

function jobs.files(n)
  write("watched", ("%08d"):format(count))
  local watched = assert(watch(path("watched"), function() end))
  watched:close()
  local m = assert(mmap.open(path("watched"), { access = "write", create = true, length = 4096 }))
  m:fill(0, 4096, 0)
  local lock, ring = mmap.lock(m, 0), mmap.ring(m, 1024, 1024)
  lock:acquire()
  lock:close()
  ring:put("message")
  ring:take()
  assert(not m:find("zzz"))
  if n % 40 == 0 then m:close() end
  mmap.anonymous(8192):u8(0, 1)
  dofile(path("part.lua"))
end

function jobs.errors()
  assert(not pcall(fill, "no", {}))
  assert(not pcall(canvas, -1, 1))
  assert(not load_image("/nonexistent"))
  assert(not load_font("/nonexistent.ttf"))
  assert(not pcall(screen.arc, screen, 0, 0, -1, 0, 1))
  coroutine.wrap(function() local c = canvas(5, 5) coroutine.yield(c) end)()
end

function jobs.screenshot() assert(screenshot(path("shot.png"))) end

local columns = { "frame", "heap", "rss", "pss", "fds", "heap", "rss", "pss", "fds", "lua" }
local reports, known = {}, 0 -- since all caches were full; made beforehand, so that they are no growth
for i = 1, (frames - warm) // every_n + 1 do reports[i] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } end

local function report()
  waiting = nil
  collectgarbage()
  collectgarbage()
  local values = { count }
  for _, pid in ipairs(processes) do
    local rss, pss = memory(pid)
    table.move({ heap(pid), rss, pss, descriptors(pid) }, 1, 4, #values + 1, values)
  end
  values[10] = math.floor(collectgarbage("count") * 1024)
  print(("%9d | %10d %9d %9d %4d | %10d %9d %9d %4d | %8d"):format(table.unpack(values)))
  io.stdout:flush()
  if count >= warm then
    known = known + 1
    table.move(values, 1, #values, 1, reports[known])
  end
end

-- The middle value of a column in some of the reports.
local function median(column, from, to)
  local list = {}
  for i = from, to do list[#list + 1] = reports[i][column] end
  table.sort(list)
  return list[(#list + 1) // 2]
end

-- Caches let go of a little more or less, so the reports of the later half are compared with those
-- of the earlier one.
local function judge()
  local bad, half = {}, known // 2
  for i = 2, #columns do
    local name, before, after = columns[i], median(i, 1, half), median(i, half + 1, known)
    local most = 0
    for k = 1, half do most = math.max(most, reports[k][i]) end
    print(("%-4s of the %s: %d, later %d"):format(name, i < 6 and "screen process" or "script", before, after))
    local held = name == "fds" or name == "lua" or checks:find(name, 1, true)
    if held and after > most then bad[#bad + 1] = name end
  end
  assert(#bad == 0, "there is growth: " .. table.concat(bad, ", "))
end

function setup()
  make_pictures()
  write("part.lua", "return 1")
  print("  frame   | screen process: heap bytes, RSS, PSS kB, fds | script process: the same | Lua bytes")
end

function draw()
  if count % every_n == 0 then report() end
  if count == frames then
    judge()
    exit()
  end
  clear(0x101820 + count % 200)
  text(("%08d"):format(count), 250, 10, "gold")
  local rest = count < warm and 1 or 4 -- caches are filled first
  for name, job in pairs(jobs) do
    if count % (often[name] * rest) == 0 then job(count % 1000) end
  end
  count = count + 1
end

function quit() os.execute("rm -r " .. folder) end
