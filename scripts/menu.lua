-- A café's menu to order from, by touch or mouse: tiles, a list, one dish, and a way back. Whoever
-- walks away leaves it for the next guest: after half a minute it is back at its start. While nobody
-- touches it nothing is drawn.

local menu = { -- icons are SVG paths in a square of 24, drawn as lines
  { name = "Coffee", from = "#5b3a29", to = "#a9714b",
    icon = "M4 9h12v6a4 4 0 0 1-4 4h-4a4 4 0 0 1-4-4zM16 10h2a2.5 2.5 0 0 1 0 5h-2M8 2q-1 1 0 2t0 2M12 2q-1 1 0 2t0 2",
    { "Espresso", 2.40, "Short and strong, from beans that we roast on Tuesdays." },
    { "Cappuccino", 3.60, "One part coffee, one part milk, one part foam." },
    { "Flat White", 3.90, "A double shot below milk as smooth as silk." },
    { "Filter Coffee", 3.20, "Ask what is in the pot. It is never the same twice." } },
  { name = "Tea", from = "#2f5d50", to = "#6fae8d",
    icon = "M6 18C4 9 11 5 20 5c1 9-4 15-14 13zM4 21c2-6 6-9 11-11",
    { "Darjeeling", 3.10, "First flush, light, with a hint of muscat." },
    { "Sencha", 3.40, "Steamed green leaves from Shizuoka." },
    { "Mint", 2.90, "A glass full of fresh leaves, and honey beside it." },
    { "Chai", 3.80, "Black tea, milk, cardamom, cinnamon and ginger." } },
  { name = "Cakes", from = "#8e2f55", to = "#e0719a",
    icon = "M3 12L17 6q4 2 4 6zM3 12v7h18v-7M3 15.5h18M12 5a1.5 1.5 0 1 1 1.5-1.5",
    { "Cheesecake", 4.20, "Baked, and cold from the night before." },
    { "Apple Crumble", 3.90, "Warm. With cream, if you say nothing." },
    { "Carrot Cake", 4.10, "Walnuts inside, lime on top." },
    { "Brownie", 3.30, "Dark chocolate, a pinch of salt." } },
  { name = "Bread", from = "#9a5b13", to = "#e3a84a",
    icon = "M4 11a3.5 3.5 0 0 1 2-6h12a3.5 3.5 0 0 1 2 6v8h-16zM9 9l-2 4M13.5 9l-2 4M18 9l-2 4",
    { "Butter & Jam", 2.80, "Sourdough, salted butter, this week's jam." },
    { "Egg & Cress", 4.60, "Two eggs, soft, on rye." },
    { "Grilled Cheese", 5.40, "Three kinds, and mustard." },
    { "Hummus", 5.10, "With roasted carrots and sesame." } },
  { name = "Soup", from = "#a33b20", to = "#ee8a4a",
    icon = "M3 12h18a9 8 0 0 1-18 0zM8 21h8M9 3q-1 1.5 0 3t0 3M14 3q-1 1.5 0 3t0 3",
    { "Tomato", 4.90, "With basil, and bread to dip." },
    { "Lentil", 4.90, "Red lentils, cumin, a slice of lemon." },
    { "Pea & Mint", 5.20, "Green, and good hot or cold." },
    { "Ramen", 8.90, "A bowl for which you will need both hands." } },
  { name = "Cold Drinks", from = "#1d4e89", to = "#5fa8d3",
    icon = "M6 6h12l-1.5 15h-9zM6.5 11h11M13 6l1.5-4h3",
    { "Lemonade", 3.20, "Lemons, water, sugar. Nothing else." },
    { "Iced Coffee", 3.90, "Brewed cold, for eighteen hours." },
    { "Apple Juice", 2.90, "Pressed across the river." },
    { "Ginger Ale", 3.30, "Our own. It bites." } },
}
local ink, soft, paper = "#2b2118", "#8a7b6c", "#fbf6ee"
local patience, slide = 30, 0.25 -- seconds: until the start comes back, and from page to page

local page = keep.page -- where we are: plain data, so that a new version of this file stays here
if not page or page.category and not (menu[page.category] or {})[page.item or 1] then page = { name = "start" } end
local before, turned, way -- the page that slides out, since when, and where to: 1 or -1
local unit, margin -- what everything is measured in
local targets = {} -- what can be touched
local touched -- which of them a finger is on, by its name

local function go(to, direction)
  before, turned, way, page = page, now(), direction, to
  keep.page = to
end

-- Something to touch: it lies on a soft shadow and sinks while a finger is on it. Returns its place.
local function card(name, x, y, width, height, color, radius, action)
  targets[#targets + 1] = { name = name, x = x, y = y, width = width, height = height, action = action }
  if touched == name then
    x, y, width, height = x + unit / 4, y + unit / 4, width - unit / 2, height - unit / 2
  end
  for i = 1, touched == name and 1 or 5 do
    local more = i * unit / 12
    rect(x - more, y, width + 2 * more, height + 2 * more, rgba(60, 30, 0, 0.04), { radius = radius + more })
  end
  rect(x, y, width, height, color, { radius = radius })
  if touched == name then rect(x, y, width, height, rgba(0, 0, 0, 0.12), { radius = radius }) end
  return x, y, width, height
end

local function icon(category, x, y, size, color)
  screen:save()
  screen:translate(x, y)
  screen:scale(size / 24, size / 24)
  screen.stroke_style, screen.line_width, screen.line_cap, screen.line_join = color, 1.1, "round", "round"
  screen:stroke(path2d(category.icon))
  screen:restore()
end

local function shade(category, x, y, width, height)
  return linear_gradient(x, y, x + width, y + height, { 0, category.from, 1, category.to })
end

local function price(item) return ("€ %.2f"):format(item[2]) end

-- Cells of a grid, from left to right and from the top down.
local function grid(list, columns, top, cell)
  local rows = math.ceil(#list / columns)
  local width, height = (w - (columns + 1) * margin) / columns, (h - top - (rows + 0.5) * margin) / rows
  for i, thing in ipairs(list) do
    local column, row = (i - 1) % columns, (i - 1) // columns
    cell(thing, i, margin + column * (width + margin), top + row * (height + margin), width, height)
  end
end

local function header(title, back)
  local x, size = margin, 4.4 * unit
  if back then
    local bx, by, side = card("back", x, margin, size, size, "white", size / 2, function() go(back, -1) end)
    polyline({ bx + side * 0.57, by + side * 0.3, bx + side * 0.37, by + side / 2, bx + side * 0.57, by + side * 0.7 },
      ink, { width = unit * 0.4, cap = "round", join = "round" })
    x = x + size + unit * 1.4
  end
  text(title, x, margin, ink, { size = 3 * unit, font = "bold sans-serif", width = w - x - margin, height = size,
    valign = "middle", fit = true })
  return margin + size + margin
end

local pages = {}

function pages.start()
  grid(menu, w > h and 3 or 2, header("What would you like?"), function(category, i, x, y, width, height)
    x, y, width, height = card(category.name, x, y, width, height, shade(category, x, y, width, height), unit * 1.2,
      function() go({ name = "list", category = i }, 1) end)
    local size = math.min(width, height) * 0.5
    icon(category, x + (width - size) / 2, y + height * 0.42 - size / 2, size, "white")
    text(category.name, x, y + height * 0.72, "white", { size = 2 * unit, font = "bold sans-serif", width = width,
      align = "center", wrap = false })
  end)
end

function pages.list(at)
  local category = menu[at.category]
  grid(category, w > h and 2 or 1, header(category.name, { name = "start" }), function(item, i, x, y, width, height)
    x, y, width, height = card(item[1], x, y, width, height, "white", unit,
      function() go({ name = "dish", category = at.category, item = i }, 1) end)
    local r, left, size = 2.4 * unit, x + 7 * unit, 1.9 * unit
    circle(x + 3.8 * unit, y + height / 2, r, shade(category, x, y, 6 * unit, height))
    icon(category, x + 3.8 * unit - r * 0.6, y + height / 2 - r * 0.6, r * 1.2, "white")
    text(item[1], left, y + height * 0.44 - size, ink, { size = size, font = "bold sans-serif" })
    text(item[3], left, y + height * 0.52, soft, { size = 1.3 * unit, width = x + width - left - unit,
      height = height * 0.42, ellipsis = true })
    text(price(item), x, y + height * 0.44 - size, category.from, { size = size, font = "bold sans-serif",
      width = width - 1.6 * unit, align = "right" })
  end)
end

function pages.dish(at)
  local category = menu[at.category]
  local item, wide = category[at.item], w > h
  local top = header(category.name, { name = "list", category = at.category })
  local width = wide and w * 0.4 or w - 2 * margin
  local height = wide and h - top - margin or (h - top) * 0.42
  rect(margin, top, width, height, shade(category, margin, top, width, height), { radius = unit * 1.2 })
  local size = math.min(width, height) * 0.6
  icon(category, margin + (width - size) / 2, top + (height - size) / 2, size, "white")
  local x = wide and width + 2.5 * margin or margin
  local y, room = wide and top or top + height + margin, wide and w - width - 3.5 * margin or width
  local _, tall = text(item[1], x, y, ink, { size = 3.6 * unit, font = "bold sans-serif", width = room })
  y = y + tall + unit * 0.6
  text(item[3], x, y, soft, { size = 1.8 * unit, width = room, line_height = 1.4 })
  y, tall = h - margin - 5.4 * unit, 5.4 * unit
  text(price(item), x, y, ink, { size = 3 * unit, height = tall, valign = "middle" })
  local left = x + 12 * unit
  x, y, width, height = card("order", left, y, x + room - left, tall, shade(category, left, y, room, tall), tall / 2,
    function() go({ name = "thanks", dish = item[1] }, 1) end)
  text("Order", x, y, "white", { size = 2.2 * unit, font = "bold sans-serif", width = width, height = height,
    align = "center", valign = "middle" })
end

function pages.thanks(at)
  local x, y, r = w / 2, h * 0.4, 7 * unit
  targets[1] = { name = "anywhere", x = 0, y = 0, width = w, height = h, action = function() go({ name = "start" }, -1) end }
  circle(x, y, r, linear_gradient(0, y - r, 0, y + r, { 0, "#6fae8d", 1, "#2f5d50" }))
  polyline({ x - r * 0.4, y + r * 0.02, x - r * 0.1, y + r * 0.32, x + r * 0.42, y - r * 0.3 }, "white",
    { width = unit, cap = "round", join = "round" })
  text("Thank you!", 0, y + r + 2 * unit, ink, { size = 3.6 * unit, font = "bold sans-serif", width = w, align = "center" })
  text("Your " .. at.dish .. " is on its way.", 0, y + r + 7.5 * unit, soft, { size = 2 * unit, width = w, align = "center" })
end

local idle
local function somebody_is_there()
  if idle then idle:close() end
  idle = after(page.name == "thanks" and patience / 5 or patience, function()
    if page.name == "start" then return end
    go({ name = "start" }, -1)
    redraw()
  end)
end

local function target_at(x, y)
  for _, t in ipairs(targets) do
    if x >= t.x and x < t.x + t.width and y >= t.y and y < t.y + t.height then return t end
  end
end

-- A finger is a mouse here, since no callback of touches is defined.
function mousepressed(x, y, button)
  if button ~= 1 then return end
  touched = (target_at(x, y) or {}).name
  somebody_is_there()
end

function mousereleased(x, y, button)
  if button ~= 1 then return end
  local target = target_at(x, y)
  if target and target.name == touched then target.action() end
  touched = nil
  somebody_is_there()
end

somebody_is_there()
fps(0) -- draw only when something happens

function draw()
  unit, margin = math.min(w / 62, h / 38, (w + h) / 100), math.min(w, h) / 24
  if w < h then unit = w / 40 end
  clear(linear_gradient(0, 0, 0, h, { 0, paper, 1, "#f1e6d6" }))
  local part = before and math.min(1, (now() - turned) / slide) or 1
  local left = (1 - (1 - part) ^ 3) * w -- quick at first, then slower
  for _, p in ipairs(before and { before, page } or { page }) do
    targets = {}
    local shift = p == page and way and way * (w - left) or p == before and -way * left or 0
    push()
    translate(shift, 0)
    screen:set_transform(1, 0, 0, 1, shift, 0)
    pages[p.name](p)
    pop()
  end
  if part < 1 then redraw() else before = nil end
end
