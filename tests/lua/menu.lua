-- scripts/menu.lua: a finger leads from page to page, and time back to the start.
local check = require "check"

-- The script in a world of its own, where it is seen what is written and where.
local seen, written
local function start()
  local env = setmetatable({
    text = function(s, x, y, ...)
      seen[s] = { x = x, y = y }
      written = written + 1
      return text(s, x, y, ...)
    end,
  }, { __index = _G })
  assert(loadfile("../../scripts/menu.lua", "t", env))()
  return env
end

local function draw_frames(menu, n)
  for _ = 1, n do
    seen, written = {}, 0
    menu.draw()
    present()
  end
end

local function wait(seconds)
  for _ = 1, seconds * 60 do present() end
end

-- The pages are told apart by what they say.
local function expect(menu, text)
  draw_frames(menu, 20) -- until the page before has slid out
  if not seen[text] then
    local all = {}
    for s in pairs(seen) do all[#all + 1] = s end
    table.sort(all)
    error(("%q is not among: %s"):format(text, table.concat(all, ", ")), 2)
  end
end

local function tap(menu, x, y)
  menu.mousepressed(x, y, 1, true, 1)
  menu.mousereleased(x, y, 1, true, 1)
end

local function tap_text(menu, s) tap(menu, seen[s].x + 1, seen[s].y + 1) end

local menu = start()
expect(menu, "What would you like?")
local different = 0
for _ in pairs(seen) do different = different + 1 end
check.equal(written, different, "texts of a page that rests, each written once")
tap_text(menu, "Tea")
expect(menu, "Sencha")
assert(not seen["What would you like?"])
tap_text(menu, "Sencha")
expect(menu, "Order")
tap(menu, w / 24 + 2, h / 24 + 2) -- back
expect(menu, "Mint")
tap(menu, w / 24 + 2, h / 24 + 2)
expect(menu, "What would you like?")

-- A finger that slides off has pressed nothing; another button of the mouse does nothing.
menu.mousepressed(seen["Tea"].x + 1, seen["Tea"].y + 1, 1)
menu.mousereleased(seen["Cakes"].x + 1, seen["Cakes"].y + 1, 1)
menu.mousepressed(seen["Tea"].x + 1, seen["Tea"].y + 1, 2)
menu.mousereleased(seen["Tea"].x + 1, seen["Tea"].y + 1, 2)
expect(menu, "What would you like?")

-- What a finger is on looks pressed.
local function pixel_at(place) return pixel(place.x // 1, place.y // 1) end
local place = { x = seen["Tea"].x + 1, y = seen["Tea"].y - 2 }
local before = pixel_at(place)
menu.mousepressed(place.x, place.y, 1)
draw_frames(menu, 1)
assert(pixel_at(place) ~= before, "it does not look pressed")
menu.mousereleased(w - 1, h - 1, 1)
draw_frames(menu, 1)
check.equal(pixel_at(place), before, "what was let go")

-- Half a minute after the last touch the start comes back, and not before.
tap_text(menu, "Tea")
expect(menu, "Sencha")
wait(25)
menu.mousepressed(w - 1, h - 1, 1)
menu.mousereleased(w - 1, h - 1, 1)
wait(29)
expect(menu, "Sencha")
wait(1)
expect(menu, "What would you like?")

-- A reload in the middle stays where it was; one where that page is gone begins at the start.
tap_text(menu, "Soup")
expect(menu, "Ramen")
menu = start()
expect(menu, "Ramen")
keep.page = { name = "list", category = 99 }
menu = start()
expect(menu, "What would you like?")

-- An order is thanked for, in a tall picture too, for a shorter time.
tap_text(menu, "Soup")
expect(menu, "Ramen")
tap_text(menu, "Ramen")
expect(menu, "Order")
tap_text(menu, "Order")
expect(menu, "Your Ramen is on its way.")
wait(6)
expect(menu, "What would you like?")
check.done()
