-- load_font and font=. What needs fonts of the system is skipped where there are none.
local check = require "check"

local function near(got, expected, what, tolerance)
  if not (math.abs(got - expected) <= (tolerance or 1e-3)) then
    error(("%s: expected %s, got %s"):format(what or "value", expected, got), 2)
  end
end

-- The world's failures.
local function failed(pattern, ...)
  local font, message = load_font(...)
  check.equal(font, nil)
  if not message:find(pattern, 1, true) then
    error(("expected an error with %q, got %q"):format(pattern, message), 2)
  end
end
local function file(name, bytes)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end
local zero = file("zero", "")
local png = file("png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\8\2\0\0\0")
local noise = file("noise", ("OTTO\0\1\xff\xff"):rep(1000))
failed("/nowhere/font.ttf", "/nowhere/font.ttf")
failed("missing.ttf", "missing.ttf")
failed(zero, zero)
failed(png, png)
failed(noise, noise)
failed("/tmp", "/tmp")
failed("No Such Family At All", "No Such Family At All")

-- With async the object is there at once, and says it.
local f = load_font(zero, { async = true })
check.equal(f.state, "failed")
assert(f.error:find(zero, 1, true))
check.list({ measure_text("Hxg", { font = f }) }, { 0.0, 0.0, 1 })
text("Hxg", 0, 0, "red", { font = f })
assert(measure_text("Hxg", { font = { f, "sans-serif" } }) > 0)
f:close()
for _, path in ipairs { zero, png, noise } do os.remove(path) end

-- Generic families are always there, if only with the built-in font.
local sans <close> = load_font("sans-serif")
check.equal(sans.state, "ready")
check.equal(sans.error, nil)
check.equal(sans.family, "sans-serif")
check.equal(sans.weight, 400)
check.equal(sans.italic, false)
check.list({ measure_text("Hxg", { font = sans }) }, { measure_text("Hxg") })
check.list({ measure_text("Hxg", { font = "sans-serif" }) }, { measure_text("Hxg") })
check.list({ measure_text("Hxg", { font = { "No Such Family", sans } }) }, { measure_text("Hxg") })
check.list({ measure_text("Hxg", { font = "No Such Family, 'sans-serif'" }) },
  { measure_text("Hxg") })
check.list({ measure_text("Hxg", { font = {} }) }, { measure_text("Hxg") })
local bold = load_font("sans-serif", { weight = 700, italic = true })
check.equal(bold.weight, 700)
check.equal(bold.italic, true)
near((measure_text("Hxg", { font = bold })), (measure_text("Hxg", { font = "italic bold sans-serif" })))
check.equal(load_font("600 italic sans-serif").weight, 600)
check.equal(load_font("sans-serif", { weight = "bold" }).weight, 700)

-- A closed one.
bold:close()
bold:close()
check.equal(tostring(bold), "font (closed)")
check.fails("attempt to use a closed font", function() return bold.family end)
check.fails("attempt to use a closed font",
  function() return (measure_text("x", { font = bold })) end)
check.equal(tostring(sans), "font (sans-serif)")
check.fails("a font has no 'size'", function() return sans.size end)

-- Arguments.
check.refuses("bad argument #2 to 'load_font' (unknown option 'size'; load_font knows: async, "
  .. "family, index, italic, stretch, weight, variations)", [[load_font("x", {size = 1})]])
check.refuses("load_font(path or family, {weight=, italic=, index=}): 1 to 2 arguments expected, "
  .. "got 0", "load_font()")
check.refuses("bad argument #1 to 'load_font' (string expected, got nil)", "load_font(nil)")
check.refuses("bad argument #1 to 'load_font' (path expected, got a string with a zero byte)",
  [[load_font("a\0b")]])
check.refuses("bad argument #2 to 'load_font' (weight= a number from 1 to 1000, \"normal\" or "
  .. "\"bold\" expected)", [[load_font("serif", {weight = "fat"})]])
check.refuses("bad argument #2 to 'load_font' (variations= tags of four letters expected, got "
  .. "'weight')", [[load_font("serif", {variations = {weight = 1}})]])
check.refuses("bad argument #2 to 'load_font' (variations.wght a number expected)",
  [[load_font("serif", {variations = {wght = "x"}})]])
check.refuses("bad argument #2 to 'load_font' (family= a name of 1 to 127 bytes expected)",
  [[load_font("serif", {family = ""})]])
load_font "missing.ttf"
check.fails("bad argument #2 to 'measure_text' (font= a font, a family or a list of them expected, "
  .. "got table)", function() return (measure_text("x", { font = { {} } })) end)

-- A file, by its object and by its family.
local path = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf"
local there = io.open(path)
if there and load_font(path) then
  there:close()
  local mono <close> = load_font(path)
  check.equal(mono.family, "DejaVu Sans Mono")
  check.equal(mono.weight, 700)
  near((measure_text("iii", { font = mono, size = 20 })), (measure_text("WWW", { font = mono, size = 20 })))
  near((measure_text("iii", { font = mono, size = 20 })), 3 * 20 * 0.602, "advance", 0.1)
  local named <close> = load_font(path, { family = "My Own" })
  check.equal(named.family, "My Own")
  local c = canvas(10, 10)
  c.font = 'bold 20px "My Own"'
  near(c:measure_text("iii").width, 3 * 20 * 0.602, "by its name", 0.1)
  c.font = "20px My Own"
  near(c:measure_text("iii").width, c:measure_text("WWW").width)
  -- Opened and closed many times, nothing piles up.
  for i = 1, 200 do
    local again <close> = load_font(path, { family = "Again" })
    measure_text("x", { font = again })
  end
end
check.done()
