-- Departures, and below them a line of news that never stops: any script, 60 frames a second.

local news = {
  "fbrun draws text in every script", "你好，世界", "Ticker tape, no browser attached 📈",
  "שלום עולם", "مرحبا بالعالم", "Ни одного рывка", "नमस्ते दुनिया", "สวัสดีชาวโลก",
  "Emoji as well: 🚆 🌦️ ⚽ 🎉", "안녕하세요 여러분", "Καλημέρα κόσμε", "Sixty frames a second",
}
local departures = {
  { "12:04", "Kraków Główny", "4", "on time" }, { "12:10", "Αθήνα", "11", "on time" },
  { "12:17", "上海", "2", "boarding" }, { "12:25", "תל אביב", "7", "12 min late" },
}
local speed = 160 -- pixels a second
local places, total

-- Where each piece of news begins, once for a size of the screen.
local function measure()
  local size = h / 18
  places, total = {}, 0
  for i, item in ipairs(news) do
    local width = measure_text(item, { size = size })
    places[i] = { x = total, width = width }
    total = total + width + 2.4 * size
  end
end

setup, resize = measure, measure

-- This is drawn in every frame too, but no pixel of it changes, so it costs next to nothing.
local function board()
  clear(linear_gradient(0, 0, 0, h, { 0, "#0d1626", 1, "#1f3a5f" }))
  local left, width, step = w / 16, w * 7 / 8, h / 8
  text("Departures", left, h / 14, 0xffffff, { font = "bold sans-serif", size = h / 10 })
  for i, train in ipairs(departures) do
    local y, opts = h / 4 + (i - 1) * step, { size = h / 18, height = step, valign = "middle" }
    fill(left, y, width, math.max(1, h / 540), rgba(255, 255, 255, 0.15))
    text(train[1], left, y, 0xf2b632, opts)
    text(train[2], left + width * 0.18, y, 0xffffff, opts)
    text(train[3], left + width * 0.62, y, 0x9fc3e8, opts)
    opts.width, opts.align = width, "right"
    text(train[4], left, y, train[4]:find "late" and 0xff7a6b or 0x8fd694, opts)
  end
end

local function ticker()
  local size, band, top = h / 18, h / 9, h * 0.86
  fill(0, top, w, band, 0xf2b632)
  local x = -(now() * speed) % total - total
  while x < w do
    for i, place in ipairs(places) do
      local left = x + place.x
      if left < w and left + place.width + 2 * size > 0 then
        text(news[i], left, top, 0x1b1b1b, { size = size, height = band, valign = "middle" })
        circle(left + place.width + 1.2 * size, top + band / 2, size / 7, 0xb3261e)
      end
    end
    x = x + total
  end
end

function draw()
  board()
  ticker()
end
