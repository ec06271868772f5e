-- --max-memory: whatever a script makes grow is refused at the limit, with an error that it can live
-- with, and given back when nobody has it any more.
package.path = arg[0]:gsub("[^/]*$", "?.lua")
local h = require "harness"

local tests = {}

-- Runs the code in a program that may have 4 MB, after what all of them need.
local function run(code)
  h.write("bytes", ("x"):rep(1000000))
  return h.run({"--display=headless,size=16x16", "--max-memory=4M", "-e", [[
    local unit = path2d() -- 272 kB
    for i = 1, 16000 do unit:line_to(i % 8, i // 8 % 8) end
    local kept

    -- Keeps what make() returns until it is refused; that names the limit. Then there is room again.
    function refused(name, make)
      kept = {}
      local ok, message = pcall(function()
        for i = 1, 2000 do
          local made, why = make(i, unit)
          kept[i] = made or error(why)
        end
      end)
      message = message:match "not enough memory.*" or message
      local count = #kept
      kept = nil
      collectgarbage()
      local s = stats()
      assert(s.memory + s.pixel_memory + s.other_memory <= s.max_memory)
      print(name, ok, count > 2 and count < 100, (message:gsub("%d+ bytes more", "N bytes more")))
    end

    function free()
      local s = stats()
      return s.max_memory - s.memory - s.pixel_memory - s.other_memory
    end

    -- What leaves about that much.
    local text = ("x"):rep(20000)
    function fill_up(least)
      local all = {}
      while free() > least do
        all[#all + 1] = canvas(1, 1)
        all[#all].lang = text
      end
      return all
    end

    -- A quarter of the limit, again and again.
    function again(make)
      for i = 1, 50 do
        kept = {}
        for k = 1, 4 do kept[k] = assert(make(k, unit)) end
        if i % 2 == 0 then collectgarbage() end
      end
      kept = nil
    end
    ]] .. code, "bytes"})
end

local REFUSED = ": N bytes more than the 4194304 that %-%-max%-memory allows"
local LIMIT = "not enough memory: N bytes more than the 4194304 that --max-memory allows"

local code, expected = {}, {} -- of all kinds

-- Where Lua itself may be the one that gets nothing, it says so in fewer words.
local function check(name, make, lua_too)
  code[#code + 1] = ("do local name, make = %q, %s\n refused(name, make) again(make) " ..
    "refused(name, make) end kept = nil collectgarbage()"):format(name, make)
  for i = 1, 2 do
    expected[#expected + 1] = ("^%s\tfalse\ttrue\t%s%s$"):format(name, "not enough memory",
      lua_too and ".*" or REFUSED)
  end
end

check("paths", "function(i, unit) return path2d(unit) end")
check("current_paths", [[function()
  local c = canvas(1, 1)
  for i = 1, 4000 do c:rect(i, i, 1, 1) end
  return c
end]])
check("clips", [[function(i, unit)
  local c = canvas(8, 8)
  c:clip(unit)
  return c
end]])
check("saved_states", [[function()
  local c = canvas(1, 1)
  for i = 1, 1000 do c:save() end
  return c
end]])
check("stops", [[function()
  local g = screen:create_linear_gradient(0, 0, 1, 1)
  for i = 1, 8000 do g:add_color_stop(0.5, 0xff0000) end
  return g
end]])
check("stops_in_use", [[function()
  local g, c = screen:create_linear_gradient(0, 0, 1, 1), canvas(1, 1)
  for i = 1, 4000 do g:add_color_stop(0.5, 0xff0000) end
  c.fill_style = g
  c:fill_rect(0, 0, 1, 1)
  return c
end]])
check("gradients", [[function()
  local all = {}
  for i = 1, 400 do all[i] = linear_gradient(0, 0, 1, 1, {0, 0, 1, 1}) end
  return all
end]], "Lua too")
check("dashes", [[function()
  local c, dashes = canvas(1, 1), {}
  for i = 1, 10000 do dashes[i] = i end
  for i = 1, 3 do c:save() c:set_line_dash(dashes) end
  return c
end]], "Lua too")
check("filters", [[function(i)
  local c = canvas(1, 1)
  c.filter = "blur(1px)" .. (" "):rep(250000)
  return c
end]], "Lua too")
check("languages", [[function(i)
  local c = canvas(1, 1)
  c.lang = ("x"):rep(250000)
  return c
end]], "Lua too")
check("patterns", [[function(i)
  return screen:create_pattern(canvas(200, 200), "repeat")
end]])
check("image_data", "function() return image_data(256, 256) end")
check("canvases", "function() return canvas(256, 256) end")
check("small_canvases", [[function()
  local all = {}
  for i = 1, 100 do all[i] = assert(canvas(1, 1)) end
  return all
end]], "Lua too")

check("anonymous_maps", "function() return require 'mmap'.anonymous(250000) end")
check("copies_of_files", [[function()
  return require "mmap".open(arg[1], {access = "copy", length = 250000})
end]])
check("resized_maps", [[function(i)
  kept[1] = kept[1] or require "mmap".anonymous(1)
  local ok, why = kept[1]:resize(i * 250000)
  return ok ~= nil and kept[1] or nil, why
end]])

-- All in one program, which goes on.
function tests.kinds()
  local got = run(table.concat(code, "\n"))
  h.equal(got.err, "")
  local i = 0
  for line in got.out:gmatch "[^\n]+" do
    i = i + 1
    assert(line:match(expected[i] or "nothing more"), line)
  end
  h.equal(i, #expected)
end

-- Garbage is enough for what there would be no memory for, whatever it is.
function tests.garbage()
  local got = run [[
    local mmap = require "mmap"
    local big = canvas(400, 400)
    local map, name = mmap.anonymous(1), ("fbrun-memory-%d"):format(math.random(1 << 40))
    for i, make in ipairs {
      function() return canvas(400, 400) end,
      function() return image_data(400, 400) end,
      function() return big:create_image_data(400, 400) end,
      function() return big:get_image_data(0, 0, 400, 400) end,
      function() return big:get_image_data(0, 0, 400, 400, {}) end,
      function() return big:create_pattern(big, "repeat") end,
      function() return path2d(unit) end,
      function() path2d():add_path(unit) return true end,
      function() screen:fill(unit) return true end,
      function() screen:stroke(unit) return true end,
      function() screen:clip(unit) return true end,
      function() return mmap.anonymous(300000) end,
      function() return mmap.open(arg[1], {access = "copy", length = 300000}) end,
      function() return mmap.shared(name, 300000, {create = true}) end,
      function() return map:resize(300000) end,
    } do
      collectgarbage()
      collectgarbage "stop"
      fill_up(200000)
      assert(free() <= 200000)
      local ok, made, why = pcall(make)
      if not ok or not made then print(i, made, why) end
      collectgarbage "restart"
      screen:reset()
      screen:flush()
    end
    mmap.unlink(name)]]
  h.result(got, 0, "", "")
end

-- There is one more try, even if what the first one leaves makes a little room.
function tests.one_more_try()
  local got = run [[
    collectgarbage()
    local kept = fill_up(150000)
    collectgarbage "stop"
    do for i = 1, 3 do local garbage = ("y"):rep(9000 + i) end end
    print(pcall(path2d, unit))]]
  got.out = got.out:gsub("%d+ bytes more", "N bytes more")
  h.result(got, 0, "false\ta path of 16000 points: " .. LIMIT .. "\n", "")
end

-- What a __gc does to another path while a method reads its arguments is none of its business.
function tests.paths_of_finalizers()
  local got = run [[
    local radii = {{x = 1, y = 2}, {x = 1, y = 1}, {x = 1, y = 1}, {x = 1, y = 1}}
    local function add(path)
      local list = {}
      for i = 1, 64 do list[i] = i end -- no collection before that for the strings "x" and "y"
      path:round_rect(0, 0, 9, 9, radii)
    end
    local function size(path) -- of the points that it has
      collectgarbage()
      local before = stats().other_memory
      local copy = path2d(path)
      return stats().other_memory - before
    end
    local small, added, refused, runs = path2d(), 0, 0, 0
    local kept = fill_up(50000)
    local function arm()
      setmetatable({}, {__gc = function() runs = runs + 1 unit:close_path() arm() end})
    end
    arm()
    collectgarbage("incremental", 100, 1000, 5)
    while refused < 100 do
      if pcall(add, small) then added = added + 1 else refused = refused + 1 end
    end
    arm = function() end
    kept = nil
    local same = path2d()
    for i = 1, added do add(same) end
    print(added > 100, runs > 100, size(small) == size(same))]]
  h.result(got, 0, "true\ttrue\ttrue\n", "")
end

-- After a refusal all garbage is collected at a frame's begin; --max-time is for that too.
function tests.finalizers_that_never_end()
  local got = h.run {"--display=headless,size=16x16", "--max-memory=4M", "--max-time=0.5", "-e", [[
    pcall(string.rep, "x", 5000000)
    setmetatable({}, {__gc = function() while true do end end})
    collectgarbage "stop"
    function draw() end]]}
  h.result(got, 137, "", "fbrun: the script was killed: it took longer than --max-time allows\n")
end

-- What working on it would take is refused before it is taken.
function tests.work()
  local got = run [[
    print(pcall(measure_text, ("x"):rep(200000)))
    print(decode_image("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>" ..
      ("<g/>"):rep(4000) .. "</svg>"))
    print(measure_text("x") > 0)]]
  got.out = got.out:gsub("%d+ bytes more", "N bytes more"):gsub("%(%-e%):%d+: ", "")
  local svg = got.out:find("built without", 1, true) and got.out:match "\n([^\n]*)\n" or
    "nil\tdecode_image: SVG: " .. LIMIT .. "\t0"
  h.result(got, 0, "false\ta text of 200000 bytes: " .. LIMIT .. "\n" .. svg .. "\ntrue\n", "")
end

-- There has to be room for a font's file, once the garbage is gone.
function tests.font_files()
  h.write("large.ttf", ("x"):rep(4200000))
  local got = run [[
    print(select(2, load_font "large.ttf"))
    fill_up(200000)
    local font, message = load_font(arg[1])
    print(font, message:find "memory")]]
  got.out = got.out:gsub("%d+ bytes more", "N bytes more")
  h.result(got, 0, "large.ttf: " .. LIMIT .. "\t0\nnil\tnil\n", "")
end

-- One that is refused does not end the program, nor a frame.
function tests.pushes()
  local got = run [[
    function draw()
      local n = 0
      local ok, message = pcall(function() while true do push() n = n + 1 end end)
      print(ok, n > 1000, (message:gsub("^.-: ", ""):gsub("%d+", "N")))
      for i = 1, n do pop() end
      exit()
    end]]
  h.result(got, 0, "false\ttrue\tN pushes: not enough memory: N bytes more than the N that " ..
    "--max-memory allows\n", "")
end

-- Lists of commands are drawn when memory is short, however many canvases have one, and what is
-- drawn is what was asked for.
function tests.lists()
  local got = run [[
    for round = 1, 2 do
      local kept = {}
      for i = 1, 100 do
        local c = canvas(4, 4)
        for k = 1, 500 do
          c:begin_path() c:move_to(0, 0) c:line_to(4, 1) c:line_to(0, 4) c:fill()
        end
        draw_to(c, function() for k = 1, 4000 do fill(k % 4, 0, 1, 1, k) end end)
        kept[i] = c
      end
      local sum = 0
      for i = 1, 100 do draw_to(kept[i], function() sum = sum + pixel(3, 0) end) end
      print(sum)
      kept = nil
    end]]
  h.result(got, 0, ("%d\n"):format(3999 * 100):rep(2), "")
end

-- What a drawing that is refused has taken goes, also if nothing else is drawn on that canvas.
function tests.refused_drawings()
  local got = run [[
    unit = nil
    local big, c = path2d(), canvas(16, 16)
    for i = 1, 90000 do big:line_to(i % 16, i // 16 % 16) end
    local function other() collectgarbage() return stats().other_memory end
    local before = other()
    for i = 1, 3 do print(pcall(c.fill, c, big), other() <= before) end]]
  got.out = got.out:gsub("%d+ bytes more", "N bytes more")
  h.result(got, 0, ("false\ttrue\n"):rep(3), "")
end

-- Text that came when memory was short is as ever when there is some again: fonts are whole.
function tests.text()
  local code = [[
    local hog, style = {}, {size = 20}
    local function free()
      local s = stats()
      return s.max_memory - s.memory - s.pixel_memory - s.other_memory
    end
    local c = canvas(128, 32)
    local function show() draw_to(c, function() text("Hello AVATAR", 2, 2, 0xffffff, style) end) end
    for _, side in ipairs(arg[1] and {256, 64, 16} or {}) do
      while free() > tonumber(arg[1]) + side * side * 4 do
        hog[#hog + 1] = image_data(side, side)
      end
    end
    pcall(show)
    pcall(measure_text, "Hello AVATAR", style)
    hog = nil
    collectgarbage()
    collectgarbage()
    draw_to(c, function() clear(0) end)
    show()
    local sum = 0
    draw_to(c, function()
      for i = 0, 128 * 32 - 1 do sum = (sum * 31 + pixel(i % 128, i // 128)) % 1000000007 end
    end)
    print(measure_text("Hello AVATAR", style), sum)]]
  local function shown(...)
    local got = h.run({"--display=headless,size=16x16", "--max-memory=4M", "-e", code, ...})
    h.equal(got.status, 0)
    return got.out
  end
  local expected = shown()
  for _, room in ipairs {"20000", "100000"} do h.equal(shown(room), expected) end
end

-- A thread sanitizer's program that is busy gets no signal.
if h.holds_signals_back() then
  tests.finalizers_that_never_end = nil
end

h.main(tests)
